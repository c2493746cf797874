import { STATUS_CODES } from 'node:http';
import { PROBLEM_MESSAGES } from '@fintech-solution/domain/problem-messages.fr';
import type { APIGatewayProxyResult } from 'aws-lambda';

type Headers = Readonly<Record<string, string>>;

/** One refusal, as RFC 9457 describes it. Programs branch on `code`; `message` is French and for people. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Headers;
  /** Further members of the body. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** The refusals that every function of the API may give. */
export type CommonRefusal = 'unauthorized' | 'forbidden' | 'internal-error' | 'unavailable';

/** Long enough for a throttled table to recover, short enough for a person who waits. */
const RETRY_AFTER_SECONDS = '2';

/** Each common refusal's one answer. */
export const COMMON_PROBLEMS: Readonly<Record<CommonRefusal, Problem>> = {
  unauthorized: {
    status: 401,
    code: 'UNAUTHORIZED',
    message: PROBLEM_MESSAGES.UNAUTHORIZED,
    headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
  },
  forbidden: { status: 403, code: 'FORBIDDEN', message: PROBLEM_MESSAGES.FORBIDDEN },
  'internal-error': { status: 500, code: 'INTERNAL_ERROR', message: PROBLEM_MESSAGES.INTERNAL_ERROR },
  unavailable: {
    status: 503,
    code: 'UNAVAILABLE',
    message: PROBLEM_MESSAGES.UNAVAILABLE,
    headers: { 'Retry-After': RETRY_AFTER_SECONDS },
  },
};

/** The header that tells a client when to ask again; absent where it may ask at once. */
export function retryAfter(seconds: number | undefined): Headers {
  return seconds === undefined ? {} : { 'Retry-After': String(seconds) };
}

/** An answer of type `application/problem+json`. Its `title` is the reason phrase of the status. */
export function problemAnswer(problem: Problem, common: Headers): APIGatewayProxyResult {
  const { status, code, message, headers, members } = problem;
  const title = STATUS_CODES[status];
  return {
    statusCode: status,
    headers: { ...common, 'Content-Type': 'application/problem+json', ...headers },
    body: JSON.stringify({ type: 'about:blank', title, status, code, message, ...members }),
  };
}

/** A successful answer of type `application/json`. */
export function jsonAnswer(body: unknown, common: Headers, statusCode = 200): APIGatewayProxyResult {
  return {
    statusCode,
    headers: { ...common, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  };
}
