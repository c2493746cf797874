import { accountWithMovements, partiesOf } from '../samples/ledger.ts';
import { numbered } from '../samples/numbers.ts';
import { proxyEvent } from '../samples/proxy-event.ts';
import { NO_COMPRESSION } from './forbidden.ts';
import type { FunctionScenario } from './function-scenario.ts';

/** More than a page without a limit shows. */
const MOVEMENTS = 60;

type List = 'statemententries' | 'transactions';

export const scenario: FunctionScenario = {
  title: 'statement',
  settings: () => ({}),
  stored: () => accountWithMovements(MOVEMENTS),
  firstEvents: () => pages('statemententries', 1),
  counters: [
    { name: 'a page of fifty entries', events: (_, count) => pages('statemententries', count) },
    { name: 'a page of fifty transactions', events: (_, count) => pages('transactions', count) },
  ],
  forbiddenAtInit: [NO_COMPRESSION],
};

/** A customer reads the newest page of its own account. */
function pages(list: List, count: number): object[] {
  const msisdn = partiesOf(0).debit;
  return numbered(count).map(() =>
    proxyEvent({
      resource: `/accounts/{identifierType}/{identifier}/${list}`,
      path: `/accounts/msisdn/${msisdn}/${list}`,
      pathParameters: { identifierType: 'msisdn', identifier: msisdn },
      authorizer: { scope: 'read:account', msisdn },
    }),
  );
}
