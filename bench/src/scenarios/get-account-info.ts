import { msisdnOf, numbered, repeated } from '../samples/numbers.ts';
import { openAccount } from '../samples/ledger.ts';
import { proxyEvent } from '../samples/proxy-event.ts';
import { NO_COMPRESSION } from './forbidden.ts';
import { toLowerBound, toReference, warmP50 } from './compared.ts';
import { lowerBound, sample } from './sample-kinds.ts';
import type { FunctionScenario } from './function-scenario.ts';

const OPEN_ACCOUNTS = 400;

export const scenario: FunctionScenario = {
  title: 'read',
  settings: () => ({}),
  stored: () => numbered(OPEN_ACCOUNTS).map((index) => openAccount(msisdnOf(2 * index))),
  firstEvents: () => readEvents(1, 'open'),
  targets: { zip: 0.45, importCpu: 0.55, cold: 0.48, firstCall: 0.08 },
  samples({ ours, reference }) {
    const reads = repeated(readEvents(OPEN_ACCOUNTS, 'open'), 5);
    return [
      sample('warm read ours', ours, reads, { warmUps: 1_000 }),
      lowerBound('warm read lower bound', 'get-item.mjs', reads, { warmUps: 1_000 }),
      sample('warm read reference', reference, reads.slice(0, 61), { warmUps: 30 }),
    ];
  },
  figures: [
    { name: 'warm read, p50', ...toLowerBound('warm read'), of: warmP50, target: 2.35 },
    { name: 'warm read, p50', ...toReference('warm read'), of: warmP50 },
  ],
  counters: [
    { name: 'open account', events: (_, count) => readEvents(count, 'open') },
    { name: 'first visit', events: (_, count) => readEvents(count, 'absent') },
    { name: 'refused', events: (_, count) => numbered(count).map(() => readEvent('not-a-number')) },
  ],
  billed: {
    read: (_, count) => readEvents(count, 'open'),
    firstVisit: (_, count) => readEvents(count, 'absent'),
  },
  forbiddenAtInit: [NO_COMPRESSION],
  load: { pathOf: (msisdn) => `/get-account-info/msisdn/${msisdn}` },
};

/** Reads of accounts that are stored, or that are not. */
function readEvents(count: number, kind: 'open' | 'absent'): object[] {
  return numbered(count).map((index) => readEvent(msisdnOf(2 * index + (kind === 'open' ? 0 : 1))));
}

function readEvent(msisdn: string): object {
  return proxyEvent({
    resource: '/get-account-info/msisdn/{msisdn}',
    path: `/get-account-info/msisdn/${msisdn}`,
    pathParameters: { msisdn },
    authorizer: { scope: 'read:account' },
  });
}
