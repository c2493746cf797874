import { requestStateOf, transactionBodyOf } from '@fintech-solution/domain/ledger/gsma';
import type { Transaction } from '@fintech-solution/domain/ledger/transaction';
import { ledgerProblem, type LedgerRefusal } from '@fintech-solution/runtime/http/ledger-problem';
import { jsonAnswer } from '@fintech-solution/runtime/http/problem';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { ServiceStatus } from './check-service.ts';

/** Everything that this function may answer. */
export type Outcome =
  | {
      readonly kind: 'transaction';
      readonly transaction: Transaction;
      /** Of the account that the caller may read; undefined where no money moved. */
      readonly receipt: string | undefined;
    }
  | { readonly kind: 'state' | 'link'; readonly transaction: Transaction }
  | { readonly kind: 'heartbeat'; readonly serviceStatus: ServiceStatus }
  | (LedgerRefusal & { readonly kind: 'refused' });

/** When a client may ask for a pending state again: a quiet system has posted within two seconds. */
const PENDING_HEADERS = { 'Retry-After': '1' };

/** The HTTP answer for an outcome; `headers` are those that every answer carries. */
export function toResponse(
  outcome: Outcome,
  correlationId: string,
  headers: Readonly<Record<string, string>>,
): APIGatewayProxyResult {
  switch (outcome.kind) {
    case 'transaction':
      return jsonAnswer(transactionBodyOf(outcome.transaction, outcome.receipt), headers);
    case 'state': {
      const { transaction } = outcome;
      const more = transaction.status === 'pending' ? PENDING_HEADERS : {};
      return jsonAnswer(requestStateOf(transaction), { ...headers, ...more });
    }
    case 'link':
      return jsonAnswer({ link: `/transactions/${outcome.transaction.reference}` }, headers);
    case 'heartbeat':
      return jsonAnswer({ serviceStatus: outcome.serviceStatus }, headers);
    case 'refused':
      return ledgerProblem(outcome, correlationId, headers);
  }
}
