import type { Account } from '@fintech-solution/domain/account';
import { MESSAGES } from '@fintech-solution/runtime/messages.fr';
import type { APIGatewayProxyResult } from 'aws-lambda';

/** Everything that this function may answer. */
export type Outcome =
  | { readonly kind: 'found'; readonly account: Account }
  | { readonly kind: 'being-opened' }
  | { readonly kind: Refusal };

type Refusal = 'msisdn-invalid' | 'unauthorized' | 'forbidden' | 'internal-error' | 'unavailable';

interface Problem {
  readonly status: number;
  readonly title: string;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Long enough for a throttled table to recover, short enough for a person who waits. */
const RETRY_AFTER_SECONDS = '2';

/** Each refusal's one answer; a refusal without an entry does not compile. */
const PROBLEMS: Readonly<Record<Refusal, Problem>> = {
  'msisdn-invalid': {
    status: 400,
    title: 'Bad Request',
    code: 'MSISDN_INVALID',
    message: MESSAGES.msisdnInvalid,
  },
  unauthorized: {
    status: 401,
    title: 'Unauthorized',
    code: 'UNAUTHORIZED',
    message: MESSAGES.unauthorized,
    headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
  },
  forbidden: { status: 403, title: 'Forbidden', code: 'FORBIDDEN', message: MESSAGES.forbidden },
  'internal-error': {
    status: 500,
    title: 'Internal Server Error',
    code: 'INTERNAL_ERROR',
    message: MESSAGES.internalError,
  },
  unavailable: {
    status: 503,
    title: 'Service Unavailable',
    code: 'UNAVAILABLE',
    message: MESSAGES.unavailable,
    headers: { 'Retry-After': RETRY_AFTER_SECONDS },
  },
};

/**
 * The HTTP answer for an outcome: JSON for what was asked, `application/problem+json` (RFC 9457) for the rest.
 * Nothing of it may be stored on the way (`no-store`): a balance is personal, and stale a moment later.
 */
export function toResponse(outcome: Outcome, correlationId: string): APIGatewayProxyResult {
  const common = { 'Cache-Control': 'no-store', 'X-Correlation-Id': correlationId };
  if (outcome.kind === 'found' || outcome.kind === 'being-opened') {
    return {
      statusCode: 200,
      headers: { ...common, 'Content-Type': 'application/json' },
      body: JSON.stringify(bodyOf(outcome)),
    };
  }
  const { status, title, code, message, headers } = PROBLEMS[outcome.kind];
  return {
    statusCode: status,
    headers: { ...common, 'Content-Type': 'application/problem+json', ...headers },
    body: JSON.stringify({ type: 'about:blank', title, status, code, message }),
  };
}

function bodyOf(outcome: Extract<Outcome, { kind: 'found' | 'being-opened' }>): object {
  if (outcome.kind === 'being-opened')
    return { message: MESSAGES.accountBeingOpened, code: 'ACCOUNT_BEING_OPENED' };
  const { msisdn, balance, currency } = outcome.account;
  // The balance is a string: a JSON number would pass through a float in most clients.
  return {
    message: MESSAGES.accountFound,
    code: 'ACCOUNT_FOUND',
    data: { msisdn, balance: String(balance), currency },
  };
}
