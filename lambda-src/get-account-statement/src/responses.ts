import { transactionBodyOf } from '@fintech-solution/domain/ledger/gsma';
import { type Movement, statementEntryOf } from '@fintech-solution/domain/ledger/statement';
import { ledgerProblem, type LedgerRefusal } from '@fintech-solution/runtime/http/ledger-problem';
import { jsonAnswer } from '@fintech-solution/runtime/http/problem';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Page, ReceiptedTransaction } from './get-account-statement.ts';

/** Everything that this function may answer. */
export type Outcome =
  | { readonly kind: 'entries'; readonly page: Page<Movement> }
  | { readonly kind: 'transactions'; readonly page: Page<ReceiptedTransaction> }
  | { readonly kind: 'entry'; readonly movement: Movement }
  | (LedgerRefusal & { readonly kind: 'refused' });

type Headers = Readonly<Record<string, string>>;

/** The HTTP answer for an outcome; `headers` are those that every answer carries. */
export function toResponse(outcome: Outcome, correlationId: string, headers: Headers): APIGatewayProxyResult {
  switch (outcome.kind) {
    case 'entries':
      return listAnswer(outcome.page, statementEntryOf, headers);
    case 'transactions':
      return listAnswer(
        outcome.page,
        ({ transaction, receipt }) => transactionBodyOf(transaction, receipt),
        headers,
      );
    case 'entry':
      return jsonAnswer(statementEntryOf(outcome.movement), headers);
    case 'refused':
      return ledgerProblem(outcome, correlationId, headers);
  }
}

function listAnswer<T>({ items, available }: Page<T>, show: (item: T) => object, headers: Headers) {
  return jsonAnswer(items.map(show), {
    ...headers,
    'X-Records-Available-Count': String(available),
    'X-Records-Returned-Count': String(items.length),
  });
}
