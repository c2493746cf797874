// The local gateway, function host and poller, started from what was deployed: rendered API, function settings, mapping,
// queues and permissions come from `terraform show -json`, and the AWS calls go to the server that was deployed to.
// Takes main.ts's place in the end-to-end stories (STACK_MAIN); reads DEPLOYED_STATE, DEPLOYED_ENDPOINT, PORT, LOCAL_SPEED.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { type EnvironmentSource, MANIFEST } from '../../../deployment/manifest.ts';
import { startAwsProxy } from '../../../local-stack/src/aws-proxy/aws-proxy.ts';
import { createAwsJsonClient } from '../../../local-stack/src/emulators/aws-json-client.ts';
import { queueUrlOf, scaledSeconds } from '../../../local-stack/src/aws-proxy/sqs-patches.ts';
import { createEvents } from '../../../local-stack/src/observed/events.ts';
import { createRefusalReasons } from '../../../local-stack/src/console/page/refusal-reasons.ts';
import { type Emulators } from '../../../local-stack/src/emulators/emulators.ts';
import { NO_FAULTS } from '../../../local-stack/src/faults/fault-settings.ts';
import { NIMBA_PATH } from '../../../local-stack/src/stack/local-configuration.ts';
import { startOrigin } from '../../../local-stack/src/stack/origin.ts';
import { createIdentityProvider } from '../../../local-stack/src/providers/identity-provider.ts';
import { createSigningKeys } from '../../../local-stack/src/providers/signing-keys-jose.ts';
import { createFunctionHost } from '../../../local-stack/src/runtime/function-host.ts';
import { connectParts, every, later } from '../../../local-stack/src/stack/connections.ts';
import { createTerminal } from '../../../local-stack/src/terminal/terminal.ts';
import {
  type TerraformResource,
  wiringFromTerraform,
} from '../../../local-stack/src/setup/wiring-from-terraform.ts';
import { type Wiring } from '../../../local-stack/src/setup/wiring.ts';
import { startAuthorizerStub } from './authorizer-stub.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const speed = Number(process.env['LOCAL_SPEED'] ?? 1);
const engineUrl = needed('DEPLOYED_ENDPOINT');

const origin = await startOrigin(Number(process.env['PORT'] ?? 0));
const endpoint = await startAwsProxy(0, Date.now);
const wiring = standInsFor(deployedWiring(), origin.url, endpoint.url);
const queueView = await startQueueView(createAwsJsonClient(engineUrl, wiring.region));
const emulators = deployedEmulators(wiring);
await scaleVisibility(wiring, emulators);
await empty(wiring, emulators);
const { AUDIENCE: audience = '', ISSUER_URI: issuer = '' } = wiring.functions['authorizer']!.environment;
const keys = await createSigningKeys(randomUUID);
const identity = createIdentityProvider({
  keys,
  issuerSettings: { issuer, audience },
  now: Date.now,
});
const observer = createTerminal({ out: process.stdout, json: true, colour: false, clock: () => new Date() });
const host = await createFunctionHost({
  wiring,
  awsEndpointUrl: endpoint.url,
  log: observer.functionLog,
  onReport: observer.report,
});
const events = createEvents({ now: Date.now, every });
const reasons = createRefusalReasons(later);
const started = { root, wiring, origin, endpoint, emulators, host, identity, events, reasons, speed };
const poller = connectParts({ ...started, observer, initialFaults: NO_FAULTS });

console.error(`authorizer stub ${await startAuthorizerStub(wiring, host)}`);
console.error(`ready ${origin.url}/${wiring.api.stageName}`);
for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.once(signal, () => void stop());

async function stop(): Promise<void> {
  setTimeout(() => process.exit(0), 2_000).unref();
  await poller.stop();
  await host.stop();
  process.exit(0);
}

function deployedWiring(): Wiring {
  const resources = JSON.parse(readFileSync(needed('DEPLOYED_STATE'), 'utf8')) as TerraformResource[];
  return wiringFromTerraform(resources, {
    manifest: MANIFEST,
    zipPathOf: (name) => path.join(root, 'lambda-src', name, 'dist', `${name}.zip`),
  });
}

/** What the local machine cannot reach or must not ask: the issuer's keys, the SMS provider, the address of the queues. */
function standInsFor(deployed: Wiring, originUrl: string, endpointUrl: string): Wiring {
  const settings: Record<string, string> = {
    jwks_uri: `${originUrl}/.well-known/jwks.json`,
    sms_provider_api_url: `${originUrl}${NIMBA_PATH}`,
    welcome_lease_seconds: String(scaledSeconds(60, speed)),
  };
  const addressOf = (source: EnvironmentSource): string | undefined => {
    if ('queue' in source) return queueUrlOf(deployed.queues[source.queue]!.name, endpointUrl);
    if ('deadLettersOf' in source)
      return queueUrlOf(deployed.queues[source.deadLettersOf]!.deadLetters.name, endpointUrl);
    return 'setting' in source ? settings[source.setting] : undefined;
  };
  const functions = Object.fromEntries(
    Object.entries(deployed.functions).map(([name, wired]) => {
      const local = Object.entries(MANIFEST.functions[name]!.environment).flatMap(([key, source]) => {
        const value = addressOf(source);
        return value === undefined ? [] : [[key, value] as const];
      });
      return [name, { ...wired, environment: { ...wired.environment, ...Object.fromEntries(local) } }];
    }),
  );
  return { ...deployed, functions };
}

function deployedEmulators({ region }: Wiring): Emulators {
  return {
    upstreams: { '*': engineUrl },
    dynamoDb: createAwsJsonClient(engineUrl, region),
    sqs: createAwsJsonClient(engineUrl, region),
    sqsUrl: queueView,
    parameterStore: {
      put: () => 0,
      read: () => needed('DEPLOYED_SMS_CREDENTIALS'),
      answer: () => ({ status: 500, headers: {}, body: Buffer.alloc(0) }),
    },
    stop: () => Promise.resolve(),
  };
}

/** Shows a queue's messages where the local emulator does; here they are received, and visible again at once. */
async function startQueueView(sqs: ReturnType<typeof createAwsJsonClient>): Promise<string> {
  const server = createServer((request, response) => {
    const name = decodeURIComponent(request.url?.split('/').at(-1) ?? '');
    sqs('AmazonSQS.ReceiveMessage', {
      QueueUrl: queueUrlOf(name, engineUrl),
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
      AttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }).then(
      ({ Messages = [] }) => {
        const ready = (Messages as ReceivedMessage[]).map((message) => ({
          messageId: message.MessageId,
          body: message.Body,
          messageAttributes: message.MessageAttributes ?? {},
          approximateReceiveCount: message.Attributes?.['ApproximateReceiveCount'],
        }));
        response.end(JSON.stringify({ messages: { ready, delayed: [], inflight: [] } }));
      },
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

interface ReceivedMessage {
  readonly MessageId: string;
  readonly Body: string;
  readonly MessageAttributes?: Readonly<Record<string, unknown>>;
  readonly Attributes?: Readonly<Record<string, string>>;
}

/** Each story begins with nothing, as in the local stack. */
async function empty({ tables, queues }: Wiring, { dynamoDb, sqs }: Emulators): Promise<void> {
  for (const { name } of Object.values(queues).flatMap((queue) => [queue, queue.deadLetters]))
    await sqs('AmazonSQS.PurgeQueue', { QueueUrl: queueUrlOf(name, engineUrl) });
  for (const { name: TableName, hashKey, rangeKey } of Object.values(tables)) {
    const keyNames = rangeKey === undefined ? [hashKey] : [hashKey, rangeKey];
    const { Items = [] } = await dynamoDb('DynamoDB_20120810.Scan', { TableName });
    for (const item of Items as Record<string, unknown>[]) {
      const Key = Object.fromEntries(keyNames.map((keyName) => [keyName, item[keyName]]));
      await dynamoDb('DynamoDB_20120810.DeleteItem', { TableName, Key });
    }
  }
}

/** LOCAL_SPEED divides the queue's own visibility too, as it does when the local stack makes the queue. */
async function scaleVisibility({ queues }: Wiring, { sqs }: Emulators): Promise<void> {
  for (const { name, visibilityTimeoutSeconds } of Object.values(queues))
    await sqs('AmazonSQS.SetQueueAttributes', {
      QueueUrl: queueUrlOf(name, engineUrl),
      Attributes: { VisibilityTimeout: String(scaledSeconds(visibilityTimeoutSeconds, speed)) },
    });
}

function needed(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}
