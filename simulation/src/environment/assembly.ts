import { createCallerCheck } from '../invariants/callers.ts';
import { createMoneyCheck } from '../invariants/money.ts';
import { createOpeningCheck } from '../invariants/openings.ts';
import { createRecordCheck } from '../invariants/records.ts';
import { createRedriveCheck } from '../invariants/redrives.ts';
import { createTokenCheck } from '../invariants/tokens.ts';
import { createWelcomeCheck } from '../invariants/welcomes.ts';
import type { Environment } from './environment.ts';
import { createGateway, STAGE_ARN } from './gateway.ts';
import { createIssuer } from './issuer.ts';
import { createLambda } from './lambda.ts';
import { startPoller } from './poller.ts';
import { createProviders } from './providers.ts';
import { createQueue } from './queue.ts';
import { SUBSCRIBERS } from './subscribers.ts';
import { createTable } from './table.ts';
import type { TokenFixtures } from './token-fixtures.ts';

/** A whole simulated deployment with its checks, ready for the steps of a plan. */
export type Assembly = ReturnType<typeof assemble>;

export function assemble(environment: Environment, tokens: TokenFixtures) {
  const malformed = new Set<string>();
  const malformedIds = new Set<string>();
  const money = createMoneyCheck(environment, (id) => malformedIds.has(id));
  const welcomes = createWelcomeCheck(environment);
  const openings = createOpeningCheck(environment, welcomes.wasTouched);
  const redrives = createRedriveCheck(environment);
  const table = createTable(environment, money, openings, (msisdn, before, after, by) => {
    welcomes.written(msisdn, before, after, by);
  });
  const queue = createQueue(environment, redrives, (body) => {
    const msisdn = /"msisdn":"(\d+)"/.exec(body)?.[1];
    if (msisdn !== undefined) welcomes.parked(msisdn);
  });
  const providers = createProviders(environment, welcomes, money.openingBalance, openings);
  const issuer = createIssuer(environment, tokens.keys);
  const channels = { sms: environment.settings.smsIsOn, email: environment.settings.emailIsOn };
  for (const channel of ['sms', 'email'] as const)
    if (!channels[channel]) for (const msisdn of SUBSCRIBERS) welcomes.refused(msisdn, channel);
  const lambda = createLambda({ environment, table, queue, providers, issuer, channels });
  const callers = createCallerCheck(environment, money, queue);
  const gateway = createGateway(
    environment,
    lambda,
    createTokenCheck(environment, issuer, STAGE_ARN),
    callers,
  );
  const records = createRecordCheck(environment, { table, queue, money, openings, welcomes }, malformed);
  startPoller(environment, queue, lambda, records);
  return {
    environment,
    tokens,
    malformed,
    malformedIds,
    money,
    welcomes,
    table,
    queue,
    providers,
    issuer,
    channels,
    lambda,
    callers,
    gateway,
  };
}
