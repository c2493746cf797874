import { timeoutMsOf } from '../profiles/run-settings.ts';
import type { Environment } from '../environment/environment.ts';
import type { Issuer } from '../environment/issuer.ts';
import type { Outcome, Run } from '../environment/lambda.ts';
import type { Token } from '../environment/token-fixtures.ts';

/** What the authorizer may answer to a token, decided from how the token was made and what the issuer published. */
export function createTokenCheck(
  { invariants, clock, faults }: Environment,
  issuer: Issuer,
  stageArn: string,
) {
  return function check(token: Token, outcome: Outcome, run: Run): void {
    if (outcome.kind !== 'answer' && outcome.kind !== 'error') return;
    const now = run.endedAtWall;
    const fetched = issuer.lastFetchOf(run.environment);
    const ageOf = (at: number): number => Math.abs(at - (fetched?.askedAtWall ?? Infinity));
    const knows = fetched?.keyIds.includes(token.keyId) === true;
    const isGoodAt = (at: number): boolean =>
      token.flaw === 'none' && at >= token.goodFromMs && at < token.goodUntilMs;
    const said = `"${token.label}" at ${new Date(now).toISOString()}`;

    const hasClockJumped = clock.jumpsForward + clock.jumpsBack > run.jumpsAtBeginning;

    if (outcome.kind === 'error') {
      invariants.check(token.flaw !== 'form', 'BAD_TOKEN_IS_DENIED', () => `${said} threw ${outcome.error}`);
      if (isRefusedForNow(outcome.error)) return checkRefusedForNow();
      const age = Math.max(ageOf(now), ageOf(run.beganAtWall));
      const hadToBeKnown = knows && age <= STALE_FOR_MS;
      invariants.check(
        !hadToBeKnown,
        'KNOWN_KEY_KEEPS_WORKING',
        () => `${said} threw, with its key fetched ${age} ms ago`,
      );
      invariants.check(
        run.disturbed.size > 0 || faults.struck.size > 0 || issuer.wasDown || hasClockJumped,
        'KNOWN_KEY_KEEPS_WORKING',
        () => `${said} threw with no fault around`,
      );
      return;
    }
    const answer = outcome.value as Policy;
    const [statement] = answer.policyDocument?.Statement ?? [];
    invariants.check(
      statement?.Resource === `${stageArn}/*` &&
        answer.policyDocument.Statement.length === 1 &&
        typeof answer.principalId === 'string',
      'ANSWER_IS_WELL_FORMED',
      () => `the policy for ${said} is ${JSON.stringify(answer)}`,
    );
    if (statement?.Effect === 'Allow') return checkAllow(answer);
    // A set that was asked for before the request came says nothing about a key that it lacks.
    const isKeyUnknown = fetched !== undefined && !knows && fetched.askedAt >= run.beganAt;
    const mayBeGood = token.flaw === 'none' && Math.max(now, run.beganAtWall) < token.goodUntilMs;
    invariants.check(
      !mayBeGood || isKeyUnknown || clock.jumpsBack > 0,
      'FAULT_NEVER_DENIES',
      () => `${said} is denied`,
    );

    function checkRefusedForNow(): void {
      const isTooEarly = token.flaw === 'none' && Math.min(now, run.beganAtWall) < token.goodFromMs;
      const isKeyTooNew = fetched !== undefined && !knows && ageOf(now) < RATE_LIMIT_MS;
      invariants.check(
        isTooEarly || isKeyTooNew || hasClockJumped,
        'KNOWN_KEY_KEEPS_WORKING',
        () => `${said} is refused for now`,
      );
    }

    function checkAllow({ principalId, context = {} }: Policy): void {
      invariants.check(isGoodAt(now), 'ALLOW_ONLY_GOOD_TOKENS', () => `${said} is allowed`);
      invariants.check(
        // What was fetched during the call is not old, whatever the clock says since.
        knows && (ageOf(now) <= STALE_FOR_MS || hasClockJumped),
        'ALLOW_ONLY_GOOD_TOKENS',
        () => `${said} is allowed by a key that was last fetched ${ageOf(now)} ms ago`,
      );
      const isRecent = ageOf(now) < FRESH_FOR_MS + timeoutMsOf('authorizer');
      invariants.check(
        isRecent || hasClockJumped || faults.struck.size > 0 || issuer.wasDown,
        'ALLOW_ONLY_GOOD_TOKENS',
        () => `${said} is allowed by a key set ${ageOf(now)} ms old, and the issuer was there to ask`,
      );
      const keepsHistory =
        principalId === token.sub &&
        context['sub'] === token.sub &&
        Number(context['exp']) * 1_000 === token.goodUntilMs;
      invariants.check(
        keepsHistory &&
          context['msisdn'] === token.boundTo &&
          Object.values(context).every((value) => typeof value === 'string'),
        'ANSWER_IS_WELL_FORMED',
        () => `the context for ${said} is ${JSON.stringify(context)}`,
      );
    }
  };
}

interface Policy {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Statement: readonly { readonly Effect: string; readonly Resource: string }[];
  };
  readonly context?: Readonly<Record<string, string>>;
}

const FRESH_FOR_MS = 600_000;
const STALE_FOR_MS = 3_600_000;
const RATE_LIMIT_MS = 30_000;

/** API Gateway answers an exception with this message by 401, and does not keep the answer. */
export function isRefusedForNow(error: unknown): boolean {
  return error instanceof Error && error.message === 'Unauthorized';
}
