import { keyOf, openAccounts, partiesOf, pendingTransfers } from '../samples/ledger.ts';
import { numbered } from '../samples/numbers.ts';
import { proxyEvent } from '../samples/proxy-event.ts';
import { NO_COMPRESSION } from './forbidden.ts';
import { toReference, warmP50 } from './compared.ts';
import { sample } from './sample-kinds.ts';
import type { FunctionScenario } from './function-scenario.ts';

export const scenario: FunctionScenario = {
  title: 'request a transfer',
  settings: () => ({}),
  // For the reference build, which moves the money within the request.
  stored: openAccounts,
  firstEvents: () => requests(1),
  samples: ({ ours, reference }) => [
    sample('warm transfer request ours', ours, requests(500), { warmUps: 300 }),
    sample('warm transfer request reference', reference, requests(500), { warmUps: 300 }),
  ],
  figures: [{ name: 'warm transfer request, p50', ...toReference('warm transfer request'), of: warmP50 }],
  counters: [
    { name: 'transfer', events: (_, count) => requests(count) },
    {
      name: 'repeated while pending',
      events: (_, count) => requests(count),
      stored: () => pendingTransfers(100),
      // The store refuses the write, and the SDK looks at each refusal's body for a web stream.
      lateModules: [
        'NativeModule internal/worker/io',
        'NativeModule internal/webstreams/writablestream',
        'NativeModule internal/webstreams/readablestream',
      ],
    },
    { name: 'refused', events: (_, count) => numbered(count).map((index) => request(index, '1.5')) },
  ],
  billed: { requestTransfer: (_, count) => requests(count) },
  forbiddenAtInit: [NO_COMPRESSION],
};

/** Customers send money with tokens of their own, each request under a new key. */
function requests(count: number): object[] {
  return numbered(count).map((index) => request(index, '1'));
}

function request(index: number, amount: string): object {
  const { debit, credit } = partiesOf(index);
  const party = (value: string) => [{ key: 'msisdn', value: `+${value}` }];
  return proxyEvent({
    method: 'POST',
    resource: '/transactions/type/{transactionType}',
    path: '/transactions/type/transfer',
    pathParameters: { transactionType: 'transfer' },
    headers: { 'Content-Type': 'application/json', 'X-CorrelationID': keyOf(index) },
    body: {
      amount,
      currency: 'GNF',
      debitParty: party(debit),
      creditParty: party(credit),
      descriptionText: 'Loyer de novembre',
    },
    authorizer: { scope: 'transactions:transfer', msisdn: debit },
  });
}
