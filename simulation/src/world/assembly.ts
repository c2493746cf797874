import { createCallerCheck } from '../checks/callers.ts';
import { createMoneyCheck } from '../checks/money.ts';
import { createRecordCheck } from '../checks/records.ts';
import { createTokenCheck } from '../checks/tokens.ts';
import { createWelcomeCheck } from '../checks/welcomes.ts';
import type { World } from '../engine/world.ts';
import { createGateway, STAGE_ARN } from './gateway.ts';
import { createIssuer } from './issuer.ts';
import { createLambda } from './lambda.ts';
import { startPoller } from './poller.ts';
import { createProviders } from './providers.ts';
import { createQueue } from './queue.ts';
import { SUBSCRIBERS } from './subscribers.ts';
import { createTable } from './table.ts';
import type { Mint } from './tokens.ts';

/** A whole simulated deployment with its checks, ready for the steps of a plan. */
export type Assembly = ReturnType<typeof assemble>;

export function assemble(world: World, mint: Mint) {
  const poison = new Set<string>();
  const poisonIds = new Set<string>();
  const money = createMoneyCheck(world, (id) => poisonIds.has(id));
  const welcomes = createWelcomeCheck(world);
  const table = createTable(world, money, welcomes.written);
  const queue = createQueue(world, (body) => {
    const msisdn = /"msisdn":"(\d+)"/.exec(body)?.[1];
    if (msisdn !== undefined) welcomes.parked(msisdn);
  });
  const providers = createProviders(world, welcomes, money.openingBalance);
  const issuer = createIssuer(world, mint.keys);
  const channels = { sms: world.settings.smsIsOn, email: world.settings.emailIsOn };
  for (const channel of ['sms', 'email'] as const)
    if (!channels[channel]) for (const msisdn of SUBSCRIBERS) welcomes.refused(msisdn, channel);
  const lambda = createLambda({ world, table, queue, providers, issuer, channels });
  const callers = createCallerCheck(world, money, queue);
  const gateway = createGateway(world, lambda, createTokenCheck(world, issuer, STAGE_ARN), callers);
  const records = createRecordCheck(world, { table, queue, money, welcomes }, poison);
  startPoller(world, queue, lambda, records);
  return {
    world,
    mint,
    poison,
    poisonIds,
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
