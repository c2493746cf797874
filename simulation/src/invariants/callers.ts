import type { Environment } from '../environment/environment.ts';
import type { Request } from '../environment/request.ts';
import type { Outcome, Run } from '../environment/lambda.ts';
import type { GuardStore } from '../environment/guard-store.ts';
import type { Queue } from '../environment/queue.ts';
import type { AllowanceCheck } from './allowance.ts';
import type { MoneyCheck } from './money.ts';

export interface CallerCheck {
  /** A request is handed to the function. */
  asked(request: Request): void;
  /** The function behind the gateway has ended. Returns the HTTP status that the caller gets. */
  answered(request: Request, outcome: Outcome, run: Run): number;
  /** Requests that were answered "being opened": each is a promise. */
  readonly promised: readonly Request[];
}

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Body {
  readonly code?: string;
  readonly message?: string;
  readonly status?: number;
  readonly type?: string;
  readonly data?: { readonly msisdn: string; readonly balance: string; readonly currency: string };
}

const CODES: Readonly<Record<number, string>> = {
  400: 'MSISDN_INVALID',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_ERROR',
  503: 'UNAVAILABLE',
};

/** What answers are compared with. */
interface Surroundings {
  readonly money: MoneyCheck;
  readonly allowance: AllowanceCheck;
  readonly queue: Queue;
  readonly guardStore: GuardStore | undefined;
}

export function createCallerCheck(
  { invariants, settings }: Environment,
  { money, allowance, queue, guardStore }: Surroundings,
): CallerCheck {
  const promised: Request[] = [];

  /** What the caller is entitled to at this moment, told from how the token was made. */
  function entitled({ msisdn, token }: Request, atMs: number): 400 | 401 | 403 | 200 {
    if (msisdn === undefined) return 400;
    if (token === undefined || atMs >= token.goodUntilMs) return 401;
    if (token.boundTo !== undefined && token.boundTo !== msisdn) return 403;
    const unbound = token.boundTo === undefined ? settings.unboundScopes : [];
    const needed = [...settings.requiredScopes, ...unbound];
    return needed.every((scope) => token.scopes.includes(scope)) ? 200 : 403;
  }

  function isWellFormed({ statusCode, headers = {}, body }: Answer, parsed: Body): boolean {
    const isProblem = statusCode !== 200;
    const type = isProblem ? 'application/problem+json' : 'application/json';
    const isLabelled =
      headers['Content-Type'] === type &&
      headers['Cache-Control'] === 'no-store' &&
      Boolean(headers['X-Correlation-Id']);
    if (!isLabelled || typeof body !== 'string' || typeof parsed.message !== 'string') return false;
    if (!isProblem)
      return (
        parsed.code === 'ACCOUNT_BEING_OPENED' ||
        (parsed.code === 'ACCOUNT_FOUND' && parsed.data?.currency === 'GNF')
      );
    const isRetryable = ![429, 503].includes(statusCode) || headers['Retry-After'] !== undefined;
    const isChallenging = statusCode !== 401 || headers['WWW-Authenticate'] !== undefined;
    return (
      parsed.code === CODES[statusCode] &&
      parsed.status === statusCode &&
      parsed.type === 'about:blank' &&
      isRetryable &&
      isChallenging
    );
  }

  function checkFound(request: Request, { data }: Body, run: Run): void {
    const { msisdn = '' } = request;
    invariants.check(
      data?.msisdn === msisdn,
      'CALLER_MAY_READ',
      () => `${run.name} asked for ${msisdn} and was told of ${data?.msisdn}`,
    );
    money.told(msisdn, data?.balance, run.beganAt);
  }

  function isQueued({ msisdn = '', id }: Request): boolean {
    return [...queue.sent].some(
      (body) => body.includes(`"id":"${id}"`) && body.includes(`"data":{"msisdn":"${msisdn}"}`),
    );
  }

  /** With a guard, a request that was queued a moment ago stands for the others of its number. */
  function isStoodFor({ msisdn = '' }: Request): boolean {
    return guardStore !== undefined && [...queue.sent].some((body) => body.includes(`"msisdn":"${msisdn}"`));
  }

  function checkPromised(request: Request, run: Run): void {
    money.told(request.msisdn ?? '', undefined, run.beganAt);
    // A store that lies delays an account until its number is asked for again; it may not do more.
    if (guardStore?.hasLiedTo(run)) return;
    invariants.check(
      isQueued(request) || isStoodFor(request),
      'ACCEPTED_EVENT_ENDS',
      () => `${run.name} is told that the account is being opened, and nothing was queued`,
    );
    promised.push(request);
  }

  return {
    promised,
    asked: allowance.asked,
    answered(request, outcome, run) {
      if (isQueued(request)) allowance.queued(request);
      if (outcome.kind !== 'answer' && outcome.kind !== 'error') return 502;
      const answer = (outcome.kind === 'answer' ? outcome.value : undefined) as Answer | undefined;
      const parsed = parse(answer?.body);
      if (answer === undefined || !isWellFormed(answer, parsed)) {
        invariants.violate('ANSWER_IS_WELL_FORMED', `${run.name} answers ${JSON.stringify(outcome)}`);
        return 502;
      }
      const { statusCode } = answer;
      const right = entitled(request, run.beganAtWall);
      const said = `${run.name} (${request.token?.label ?? 'no token'}, ${request.segment}) is answered ${statusCode}, entitled to ${right}`;
      if (right !== 200)
        invariants.check(
          run.effects.length === 0,
          'REJECTED_HAS_NO_EFFECT',
          () => `${said} and did ${run.effects.join()}`,
        );
      if (statusCode === 429) {
        invariants.check(right === 200, 'CALLER_MAY_READ', () => said);
        allowance.refused(request, run);
      } else if (statusCode < 500)
        invariants.check(
          statusCode === right,
          right === 200 ? 'WELL_ENTITLED_IS_SERVED' : 'CALLER_MAY_READ',
          () => said,
        );
      else {
        const isExcused =
          run.disturbed.size > 0 ||
          wasContended(run) ||
          (statusCode === 500 && money.isCorrupt(request.msisdn ?? ''));
        invariants.check(right === 200 && isExcused, 'WELL_ENTITLED_IS_SERVED', () => said);
      }
      if (statusCode === 200 && parsed.code === 'ACCOUNT_FOUND') checkFound(request, parsed, run);
      if (statusCode === 200 && parsed.code === 'ACCOUNT_BEING_OPENED') checkPromised(request, run);
      return statusCode;
    },
  };
}

/** Other openings were counted at the same instant, over and over: the caller is asked to come again. */
function wasContended({ effects }: Run): boolean {
  return effects.filter((effect) => effect.startsWith('TransactWriteItems')).length > 1;
}

function parse(body: string | undefined): Body {
  try {
    return JSON.parse(body ?? '') as Body;
  } catch {
    return {};
  }
}
