import { isCallbackUrl } from '@fintech-solution/domain/ledger/callback-url';
import type { LedgerError } from '@fintech-solution/domain/ledger/ledger-error';
import { isUuid, parseReference } from '@fintech-solution/domain/ledger/reference';
import {
  isInvalid,
  readReversalBody,
  readTransactionBody,
} from '@fintech-solution/domain/ledger/transaction-body';
import {
  OTHER_STANDARD_TYPES,
  REQUESTED_TYPES,
  type RequestedType,
  type TransactionRequest,
  type TransactionType,
} from '@fintech-solution/domain/ledger/transaction';
import type { NumberingPlan } from '@fintech-solution/domain/msisdn';
import { bodyOf, headerOf, type ProxyEvent } from '@fintech-solution/runtime/http/request-context';
import type { ReversalRequest } from './request-reversal.ts';

/** The route of reversals, as the API's definition writes its path. */
const REVERSALS = '/transactions/{transactionReference}/reversals';

/** A refusal of the form of a request. */
export interface FormRefusal {
  readonly error: LedgerError;
  readonly field: string;
}

/** What the headers of a request say, in their right form. */
interface WellFormedHeaders {
  readonly clientCorrelationId: string;
  readonly callbackUrl?: string;
}

/** A request whose form is right. */
export type WellFormedRequest = TransactionRequest & WellFormedHeaders;
/** A reversal whose form is right. */
export type WellFormedReversal = ReversalRequest & WellFormedHeaders;

/** The type of transaction that the path names: by its own route, or in its last part. */
export function readType(event: ProxyEvent): TransactionType | FormRefusal {
  if (event.resource === REVERSALS) return 'reversal';
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
  const headers = readHeaders(event);
  if (isRefused(headers)) return headers;
  const body = readTransactionBody(bodyOf(event), type, plan);
  return isInvalid(body) ? body : { type, ...body, ...headers };
}

/** The same of a reversal. What the path names is looked for later: what cannot be a reference is an unknown one. */
export function readReversal(event: ProxyEvent): WellFormedReversal | FormRefusal {
  const headers = readHeaders(event);
  if (isRefused(headers)) return headers;
  const body = readReversalBody(bodyOf(event));
  if (isInvalid(body)) return body;
  const originalReference = parseReference(event.pathParameters?.['transactionReference']);
  return { originalReference, ...body, ...headers };
}

function readHeaders({ headers }: ProxyEvent): WellFormedHeaders | FormRefusal {
  const clientCorrelationId = headerOf(headers, 'X-CorrelationID') ?? '';
  if (clientCorrelationId === '') return { error: 'value-missing', field: 'X-CorrelationID' };
  if (!isUuid(clientCorrelationId)) return { error: 'format-error', field: 'X-CorrelationID' };
  const callbackUrl = headerOf(headers, 'X-Callback-URL');
  if (callbackUrl === undefined) return { clientCorrelationId };
  if (!isCallbackUrl(callbackUrl)) return { error: 'format-error', field: 'X-Callback-URL' };
  return { clientCorrelationId, callbackUrl };
}

/** True where reading ended with a refusal. */
export function isRefused(value: object | string): value is FormRefusal {
  return typeof value === 'object' && 'error' in value;
}
