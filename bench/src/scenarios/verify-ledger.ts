import { PAIRS, postedTransfers } from '../samples/ledger.ts';
import { NO_COMPRESSION } from './forbidden.ts';
import type { FunctionScenario } from './function-scenario.ts';

export const scenario: FunctionScenario = {
  title: 'verify',
  settings: () => ({}),
  stored: () => postedTransfers(PAIRS),
  firstEvents: runs,
  counters: [
    {
      // One run over a ledger of a hundred accounts, so that its figures are those of an account with one movement.
      name: 'a sound ledger of a hundred accounts',
      events: runs,
      // Nothing waits for a run, so INIT opens no connection; the first call looks up the name of its host.
      lateModules: ['NativeModule internal/dns/callback_resolver', 'NativeModule dns'],
    },
  ],
  forbiddenAtInit: [NO_COMPRESSION],
};

function runs(): object[] {
  return [{ whole: true }];
}
