import { createAllowanceCheck } from '../invariants/allowance.ts';
import { createCallerCheck } from '../invariants/callers.ts';
import { createMoneyCheck } from '../invariants/money.ts';
import { createOpeningCheck } from '../invariants/openings.ts';
import { createRecordCheck } from '../invariants/records.ts';
import { createRedriveCheck } from '../invariants/redrives.ts';
import { createTokenCheck } from '../invariants/tokens.ts';
import { createWelcomeCheck } from '../invariants/welcomes.ts';
import type { Environment } from '../environment/environment.ts';
import { createGateway, STAGE_ARN } from './gateway.ts';
import { createGuardStore } from '../environment/guard-store.ts';
import { createIssuer } from '../environment/issuer.ts';
import { createBuilder } from './functions.ts';
import { createLedgerTables } from '../environment/ledger/ledger-tables.ts';
import { createLambda, type Run } from '../environment/lambda.ts';
import { startPoller } from '../environment/poller.ts';
import { createProviders } from './providers.ts';
import { createQueue } from '../environment/queue.ts';
import { isSubscriber, SUBSCRIBERS } from '../environment/subscribers.ts';
import { createTable } from './table.ts';
import type { TokenFixtures } from '../environment/token-fixtures.ts';

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
  const allowance = createAllowanceCheck(environment);
  // The counters stand in the ledger's table.
  const counters = environment.settings.openingsPerDay && createLedgerTables(environment, allowance.written);
  const guardStore = environment.settings.hasGuard ? createGuardStore(environment) : undefined;
  const queue = createQueue(environment, {
    name: 'account-requests',
    subjectOf: numberIn,
    onCopied({ body, attributes }, original, by) {
      const msisdn = numberIn(body);
      if (original !== undefined) redrives.copied(original, attributes, msisdn ?? '', by as Run);
      if (msisdn !== undefined) welcomes.parked(msisdn);
    },
  });
  const providers = createProviders(environment, welcomes, {
    subjectOf: (msisdn) => msisdn,
    begins: (by) => openings.sends(by),
    read(msisdn, channel, text) {
      environment.invariants.check(
        isSubscriber(msisdn),
        'ONLY_CANONICAL_KEYS',
        () => `${channel} was asked to reach "${msisdn}"`,
      );
      const amount = money.openingBalance(msisdn) ?? 'nothing';
      environment.invariants.check(
        text.split(/[^0-9]+/).includes(amount),
        'WELCOME_TELLS_THE_OPENING',
        () => `${msisdn} was credited ${amount} and reads "${text}"`,
      );
    },
  });
  const issuer = createIssuer(environment, tokens.keys);
  const channels = { sms: environment.settings.smsIsOn, email: environment.settings.emailIsOn };
  for (const channel of ['sms', 'email'] as const)
    if (!channels[channel]) for (const msisdn of SUBSCRIBERS) welcomes.refused(msisdn, channel);
  const lambda = createLambda(
    environment,
    createBuilder({ environment, table, counters, guardStore, queue, providers, issuer, channels }),
  );
  const callers = createCallerCheck(environment, { money, allowance, queue, guardStore });
  const gateway = createGateway(
    environment,
    lambda,
    createTokenCheck(environment, issuer, STAGE_ARN),
    callers,
  );
  const records = createRecordCheck(environment, { table, queue, money, openings, welcomes }, malformed);
  startPoller(environment, lambda, {
    queue,
    label: 'batch',
    batchSize: environment.settings.batchSize,
    begin: records.begin,
  });
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

/** The number that an event of ours is about. */
function numberIn(body: string): string | undefined {
  return /"msisdn":"(\d+)"/.exec(body)?.[1];
}
