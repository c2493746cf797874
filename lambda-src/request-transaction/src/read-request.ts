import { isCallbackUrl } from '@fintech-solution/domain/ledger/callback-url';
import type { LedgerError } from '@fintech-solution/domain/ledger/ledger-error';
import { isUuid } from '@fintech-solution/domain/ledger/reference';
import { isInvalid, readTransactionBody } from '@fintech-solution/domain/ledger/transaction-body';
import {
  OTHER_STANDARD_TYPES,
  REQUESTED_TYPES,
  type RequestedType,
  type TransactionRequest,
} from '@fintech-solution/domain/ledger/transaction';
import type { NumberingPlan } from '@fintech-solution/domain/msisdn';
import { bodyOf, headerOf, type ProxyEvent } from '@fintech-solution/runtime/http/request-context';

/** A refusal of the form of a request. */
export interface FormRefusal {
  readonly error: LedgerError;
  readonly field: string;
}

/** A request whose form is right. */
export interface WellFormedRequest extends TransactionRequest {
  readonly clientCorrelationId: string;
}

/** The type of transaction that the path names. */
export function readType(event: ProxyEvent): RequestedType | FormRefusal {
  const name = event.pathParameters?.['transactionType'] ?? '';
  const type = REQUESTED_TYPES.find((candidate) => candidate === name);
  if (type !== undefined) return type;
  const error = OTHER_STANDARD_TYPES.includes(name) ? 'transaction-type-not-offered' : 'format-error';
  return { error, field: 'transactionType' };
}

/** Headers first, then the body: the first thing that is wrong is the one that is told. */
export function readRequest(
  event: ProxyEvent,
  type: RequestedType,
  plan: NumberingPlan,
): WellFormedRequest | FormRefusal {
  const clientCorrelationId = headerOf(event.headers, 'X-CorrelationID') ?? '';
  if (clientCorrelationId === '') return { error: 'value-missing', field: 'X-CorrelationID' };
  if (!isUuid(clientCorrelationId)) return { error: 'format-error', field: 'X-CorrelationID' };
  const callbackUrl = headerOf(event.headers, 'X-Callback-URL');
  if (callbackUrl !== undefined && !isCallbackUrl(callbackUrl))
    return { error: 'format-error', field: 'X-Callback-URL' };
  const body = readTransactionBody(bodyOf(event), type, plan);
  if (isInvalid(body)) return body;
  return { type, ...body, clientCorrelationId, ...(callbackUrl === undefined ? {} : { callbackUrl }) };
}

/** True where reading ended with a refusal. */
export function isRefused(value: RequestedType | WellFormedRequest | FormRefusal): value is FormRefusal {
  return typeof value === 'object' && 'error' in value;
}
