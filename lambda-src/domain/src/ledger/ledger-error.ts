import { MESSAGES } from './messages.fr.ts';

/** How the GSMA Mobile Money API 1.2.0 groups errors. */
export type ErrorCategory =
  'businessRule' | 'validation' | 'authorisation' | 'identification' | 'internal' | 'serviceUnavailable';

/** One refusal as a client sees it in an answer: its status, both ways of naming it, and a sentence for people. */
export interface HttpError {
  readonly status: number;
  /** The problem's own code, on which programs branch; stable. */
  readonly code: string;
  readonly errorCategory: ErrorCategory;
  readonly errorCode: string;
  /** French. */
  readonly message: string;
}

/** Everything that keeps a request of the ledger's API from being accepted or answered. */
export type LedgerError =
  | 'format-error'
  | 'not-a-subscriber-number'
  | 'value-missing'
  | 'too-long'
  | 'negative-value'
  | 'currency-not-supported'
  | 'invalid-offset'
  | 'transaction-type-not-offered'
  | 'same-parties'
  | 'below-minimum'
  | 'above-maximum'
  | 'incorrect-state'
  | 'duplicate-request'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'too-many-requests'
  | 'internal-error'
  | 'unavailable';

const validation = { status: 400, errorCategory: 'validation' } as const;
const businessRule = { status: 400, errorCategory: 'businessRule' } as const;

/** Each error's one answer; an error without an entry does not compile. */
export const HTTP_ERRORS: Readonly<Record<LedgerError, HttpError>> = {
  'format-error': {
    ...validation,
    errorCode: 'formatError',
    code: 'FORMAT_ERROR',
    message: MESSAGES.formatError,
  },
  'not-a-subscriber-number': {
    ...validation,
    errorCode: 'formatError',
    code: 'MSISDN_INVALID',
    message: MESSAGES.notASubscriberNumber,
  },
  'value-missing': {
    ...validation,
    errorCode: 'mandatoryValueNotSupplied',
    code: 'MANDATORY_VALUE_NOT_SUPPLIED',
    message: MESSAGES.valueMissing,
  },
  'too-long': { ...validation, errorCode: 'lengthError', code: 'LENGTH_ERROR', message: MESSAGES.tooLong },
  'negative-value': {
    ...validation,
    errorCode: 'negativeValue',
    code: 'NEGATIVE_VALUE',
    message: MESSAGES.negativeValue,
  },
  'currency-not-supported': {
    ...validation,
    errorCode: 'currencyNotSupported',
    code: 'CURRENCY_NOT_SUPPORTED',
    message: MESSAGES.currencyNotSupported,
  },
  'invalid-offset': {
    ...validation,
    errorCode: 'invalidOffset',
    code: 'INVALID_OFFSET',
    message: MESSAGES.invalidOffset,
  },
  'transaction-type-not-offered': {
    ...businessRule,
    errorCode: 'transactionTypeError',
    code: 'TRANSACTION_TYPE_ERROR',
    message: MESSAGES.transactionTypeNotOffered,
  },
  'same-parties': {
    ...businessRule,
    errorCode: 'samePartiesError',
    code: 'SAME_PARTIES_ERROR',
    message: MESSAGES.sameParties,
  },
  'below-minimum': {
    ...businessRule,
    errorCode: 'lessThanTransactionMinValue',
    code: 'LESS_THAN_TRANSACTION_MIN_VALUE',
    message: MESSAGES.belowMinimum,
  },
  'above-maximum': {
    ...businessRule,
    errorCode: 'greaterThanTransactionMaxValue',
    code: 'GREATER_THAN_TRANSACTION_MAX_VALUE',
    message: MESSAGES.aboveMaximum,
  },
  'incorrect-state': {
    ...businessRule,
    errorCode: 'incorrectState',
    code: 'INCORRECT_STATE',
    message: MESSAGES.incorrectState,
  },
  'duplicate-request': {
    status: 409,
    errorCategory: 'businessRule',
    errorCode: 'duplicateRequest',
    code: 'DUPLICATE_REQUEST',
    message: MESSAGES.duplicateRequest,
  },
  unauthorized: {
    status: 401,
    errorCategory: 'authorisation',
    errorCode: 'clientAuthorisationError',
    code: 'UNAUTHORIZED',
    message: MESSAGES.unauthorized,
  },
  forbidden: {
    status: 403,
    errorCategory: 'authorisation',
    errorCode: 'requestingPartyAuthorisationError',
    code: 'FORBIDDEN',
    message: MESSAGES.forbidden,
  },
  'not-found': {
    status: 404,
    errorCategory: 'identification',
    errorCode: 'identifierError',
    code: 'NOT_FOUND',
    message: MESSAGES.notFound,
  },
  'too-many-requests': {
    status: 429,
    errorCategory: 'businessRule',
    errorCode: 'rateLimitError',
    code: 'TOO_MANY_REQUESTS',
    message: MESSAGES.tooManyRequests,
  },
  'internal-error': {
    status: 500,
    errorCategory: 'internal',
    errorCode: 'genericError',
    code: 'INTERNAL_ERROR',
    message: MESSAGES.internalError,
  },
  unavailable: {
    status: 503,
    errorCategory: 'serviceUnavailable',
    errorCode: 'genericError',
    code: 'UNAVAILABLE',
    message: MESSAGES.unavailable,
  },
};

/**
 * Why an accepted transaction failed. It never shows as an HTTP status: the request was accepted, and its state tells.
 * The names are the `errorCode`s of the GSMA API; `genericError` is the transaction that expired.
 */
export type RefusalError =
  | 'insufficientFunds'
  | 'maxBalanceExceeded'
  | 'dailyValueLimitExceeded'
  | 'incorrectState'
  | 'requestDeclined'
  | 'identifierError'
  | 'genericError';

/** How a failed transaction is told in its state and on the phone. */
export interface RefusalText {
  readonly errorCategory: ErrorCategory;
  /** French, for answers. */
  readonly message: string;
  /** French, for an SMS: the reason in a few words of the GSM-7 alphabet. */
  readonly sms: string;
}

/** Each refusal's category and words; a refusal without an entry does not compile. */
export const REFUSALS: Readonly<Record<RefusalError, RefusalText>> = {
  insufficientFunds: { errorCategory: 'businessRule', ...MESSAGES.refusals.insufficientFunds },
  maxBalanceExceeded: { errorCategory: 'businessRule', ...MESSAGES.refusals.maxBalanceExceeded },
  dailyValueLimitExceeded: { errorCategory: 'businessRule', ...MESSAGES.refusals.dailyValueLimitExceeded },
  incorrectState: { errorCategory: 'businessRule', ...MESSAGES.refusals.incorrectState },
  requestDeclined: { errorCategory: 'authorisation', ...MESSAGES.refusals.requestDeclined },
  identifierError: { errorCategory: 'identification', ...MESSAGES.refusals.identifierError },
  genericError: { errorCategory: 'serviceUnavailable', ...MESSAGES.refusals.genericError },
};

/** True for a stored `errorCode` that this code knows. */
export function isRefusalError(code: string): code is RefusalError {
  return Object.hasOwn(REFUSALS, code);
}
