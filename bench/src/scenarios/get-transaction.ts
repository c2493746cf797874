import { keyOf, partiesOf, pendingTransfers, postedTransfers, transferReference } from '../samples/ledger.ts';
import { numbered } from '../samples/numbers.ts';
import { proxyEvent } from '../samples/proxy-event.ts';
import { NO_COMPRESSION } from './forbidden.ts';
import { toReference, warmP50 } from './compared.ts';
import { sample } from './sample-kinds.ts';
import type { FunctionScenario } from './function-scenario.ts';

const TRANSFERS = 100;

const ROUTES = {
  transaction: { path: '/transactions/', parameter: 'transactionReference' },
  state: { path: '/requeststates/', parameter: 'serverCorrelationId' },
  link: { path: '/responses/', parameter: 'clientCorrelationId' },
} as const;

export const scenario: FunctionScenario = {
  title: 'read a transaction',
  settings: () => ({}),
  stored: () => postedTransfers(TRANSFERS),
  firstEvents: () => reads('transaction', 1),
  samples: ({ ours, reference }) => [
    sample('warm read of a transaction ours', ours, reads('state', 1_000), { warmUps: 600 }),
    sample('warm read of a transaction reference', reference, reads('state', 91), { warmUps: 60 }),
  ],
  figures: [
    {
      name: 'warm read of a state, p50',
      ...toReference('warm read of a transaction'),
      of: warmP50,
    },
  ],
  counters: [
    { name: 'completed transaction', events: (_, count) => reads('transaction', count) },
    {
      name: 'pending state',
      events: (_, count) => reads('state', count),
      stored: () => pendingTransfers(TRANSFERS),
    },
    { name: 'link by key', events: (_, count) => reads('link', count) },
    {
      name: 'transaction of others',
      events: (_, count) => numbered(count).map((index) => read('transaction', index, index + 1)),
    },
  ],
  forbiddenAtInit: [NO_COMPRESSION],
};

/** The debited customers read their own transfers. */
function reads(asks: keyof typeof ROUTES, count: number): object[] {
  return numbered(count).map((index) => read(asks, index % TRANSFERS, index));
}

/** @param reader index of the transfer whose debited customer reads. */
function read(asks: keyof typeof ROUTES, index: number, reader: number): object {
  const { path, parameter } = ROUTES[asks];
  const id = asks === 'link' ? keyOf(index) : transferReference(index);
  return proxyEvent({
    resource: `${path}{${parameter}}`,
    path: `${path}${id}`,
    pathParameters: { [parameter]: id },
    authorizer: { scope: 'read:account', msisdn: partiesOf(reader).debit },
  });
}
