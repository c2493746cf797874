import { randomUUID } from 'node:crypto';
import { createConsoleApi } from '../console/console-api.ts';
import { redrive } from '../observed/dead-letters.ts';
import { createPage } from '../console/page/console-page.ts';
import { ownRequestsOnly } from '../console/page/own-origin.ts';
import { createTokenVerdict } from '../console/page/token-verdict.ts';
import { methodArn } from '../gateway/method-arn.ts';
import { NIMBA_PATH } from '../local-configuration.ts';
import { type OriginRoute } from '../origin.ts';
import { createNimbaEndpoint } from '../providers/nimba-endpoint.ts';
import { underJwksFaults } from '../providers/provider-faults.ts';
import { type ConnectedParts } from './stack-parts.ts';

/** Everything that the one origin serves. */
export function stackRoutes(parts: ConnectedParts): OriginRoute[] {
  const { wiring, origin, gateway, identity, faults, outbox, emulators, host, sleep } = parts;
  const nimba = createNimbaEndpoint({
    faults,
    outbox,
    storedCredentials: () => emulators.parameterStore.read(wiring.smsCredentialsParameter),
    crashSender: () => host.crash('init-user-account'),
    sleep,
    nextId: randomUUID,
  });
  const identityProvider = underJwksFaults(identity.handle, faults, sleep);
  const ownOnly = ownRequestsOnly(origin.url);
  return [
    { prefix: `/${wiring.api.stageName}`, handle: gateway.handle },
    { prefix: '/oauth', handle: ownOnly(identityProvider) },
    { prefix: '/.well-known', handle: identityProvider },
    { prefix: NIMBA_PATH, handle: ownOnly(nimba) },
    { prefix: '/_local', handle: ownOnly(localConsole(parts)) },
  ];
}

function localConsole(parts: ConnectedParts): OriginRoute['handle'] {
  const { root, wiring, events, outbox } = parts;
  const { openApi } = wiring.api;
  const page = createPage({ root, openApi, events, outbox, judgeToken: judgeToken(parts) });
  const api = consoleApi(parts);
  return async (request, response, path) => {
    if (await page.handle(request, response, path)) return;
    await api.handle(request, response, path);
  };
}

function judgeToken({ wiring, host, reasons }: ConnectedParts) {
  const { region } = wiring;
  const api = { region, accountId: '000000000000', apiId: 'local', stage: wiring.api.stageName };
  return createTokenVerdict({
    invokeAuthorizer: (event) => host.invoke('authorizer', event),
    reasons,
    methodArn: methodArn(api, 'GET', '/'),
  });
}

function consoleApi(parts: ConnectedParts) {
  const { wiring, origin, endpoint, emulators, host, identity, faults, outbox, events, gateway } = parts;
  const { queueUrl, deadLetterQueueUrl } = parts;
  return createConsoleApi({
    health: () => ({
      status: 'ok',
      base: `${origin.url}/${wiring.api.stageName}`,
      awsEndpoint: endpoint.url,
      region: wiring.region,
      tableName: wiring.table.name,
      queueUrl,
      deadLetterQueueUrl,
      smsCredentialsParameter: wiring.smsCredentialsParameter,
    }),
    tokenFor: identity.tokenFor,
    async rotateKeys(options) {
      const kid = await identity.rotate(options);
      events.emit({ type: 'keys' });
      return kid;
    },
    outbox,
    faults,
    readState: parts.readState,
    readAudit: parts.audit,
    async redriveDeadLetters(messageId) {
      const moved = await redrive({ sqs: emulators.sqs, from: deadLetterQueueUrl, to: queueUrl }, messageId);
      events.emit({ type: 'state', what: 'dead-letter', change: 'redriven' });
      return moved;
    },
    async recycle() {
      gateway.forgetAuthorizerResults();
      await host.recycle();
    },
  });
}
