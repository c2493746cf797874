import { PROBLEM_MESSAGES } from './api.ts';

/** Why a call failed. Stable: programs branch on it. */
export type ProblemCode = keyof typeof PROBLEM_MESSAGES;

/** What a failure is known by. */
interface ProblemSource {
  readonly response?: Response;
  readonly body?: unknown;
  readonly cause?: unknown;
  readonly key?: string | undefined;
}

/** One detail of a refusal, such as the member that is to blame. */
export interface ErrorParameter {
  readonly key: string;
  readonly value: string;
}

/** The only error that the clients throw. People read `message`, a French sentence. */
export class ApiProblem extends Error {
  /** HTTP status; undefined where no answer came. */
  readonly status: number | undefined;
  readonly code: ProblemCode;
  /** Seconds after which asking again makes sense, where the API says so. */
  readonly retryAfterSeconds: number | undefined;
  /** The error object of the GSMA Mobile Money API, where the answer is one. */
  readonly errorCategory: string | undefined;
  readonly errorCode: string | undefined;
  readonly errorParameters: readonly ErrorParameter[];
  /** The key of the request that failed: the same request under the same key is always safe. */
  readonly key: string | undefined;

  constructor(code: ProblemCode, { response, body, cause, key }: ProblemSource = {}) {
    const members = (body ?? {}) as Record<string, unknown>;
    super(textIn(members['errorDescription']) ?? PROBLEM_MESSAGES[code], { cause });
    this.name = 'ApiProblem';
    this.code = code;
    this.status = response?.status;
    this.retryAfterSeconds = response && retryAfterSeconds(response);
    this.errorCategory = textIn(members['errorCategory']);
    this.errorCode = textIn(members['errorCode']);
    this.errorParameters = parametersIn(members['errorParameters']);
    this.key = key;
  }
}

/** How long an answer asks to wait; undefined where it does not say, or names a date. */
export function retryAfterSeconds({ headers }: Response): number | undefined {
  const seconds = headers.get('retry-after') ?? '';
  return /^\d+$/.test(seconds) ? Number(seconds) : undefined;
}

/** The problem that an answer is. A body that is not the API's own tells nothing: its status does. */
export function problemOf(response: Response, body: unknown, key?: string): ApiProblem {
  const { code } = (body ?? {}) as { code?: unknown };
  if (typeof code === 'string' && Object.hasOwn(PROBLEM_MESSAGES, code))
    return new ApiProblem(code as ProblemCode, { response, body, key });
  return new ApiProblem(codeOfStatus(response.status), { response, key });
}

/** Turns whatever an attempt throws into a problem. */
export async function orProblem<T>(code: ProblemCode, attempt: () => Promise<T>, key?: string): Promise<T> {
  try {
    return await attempt();
  } catch (cause) {
    throw new ApiProblem(code, { cause, key });
  }
}

/** No-break spaces, and marks without width that say in which direction a text runs or where it may be broken. */
const PASTED_MARKS = /[\u00a0\u00ad\u061c\u2007\u200b-\u200f\u202a-\u202f\u2060-\u2069\ufeff]/g;

/** A number without the marks that it brings along when it is pasted. */
export function withoutPastedMarks(msisdn: string): string {
  // Half a surrogate pair cannot be written in a URL; as a replacement character the API refuses it.
  return msisdn.replace(PASTED_MARKS, '').toWellFormed();
}

const CODE_OF_STATUS: Readonly<Record<number, ProblemCode>> = {
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_ERROR',
};

/** AWS answers 413 by itself, and a proxy may answer anything. */
function codeOfStatus(status: number): ProblemCode {
  return CODE_OF_STATUS[status] ?? (status >= 400 && status < 500 ? 'BAD_REQUEST' : 'UNAVAILABLE');
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function parametersIn(value: unknown): ErrorParameter[] {
  const list: unknown[] = Array.isArray(value) ? value : [];
  return list.filter((entry): entry is ErrorParameter => {
    const { key, value: text } = (entry ?? {}) as Partial<Record<string, unknown>>;
    return typeof key === 'string' && typeof text === 'string';
  });
}
