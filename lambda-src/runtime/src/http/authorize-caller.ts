import { type Msisdn, type NumberingPlan, parseMsisdn } from '@fintech-solution/domain/msisdn';

/** The context that the authorizer gave with its Allow; the gateway turns every value into a string. */
export type AuthorizerContext = Readonly<Record<string, unknown>> | null | undefined;

/** Whom a valid token speaks for. */
export interface Caller {
  readonly sub: string;
  readonly scopes: readonly string[];
  /** True where the token carries the number claim. Such a token reads at most that number. */
  readonly isBound: boolean;
  /** The number of that claim; undefined where there is no claim, or where the claim is not a subscriber number. */
  readonly msisdn: Msisdn | undefined;
}

/** What a deployment asks of every caller that reads an account. */
export interface AccessRules {
  /** A token must carry each of these scopes. */
  readonly requiredScopes: readonly string[];
  /** A token without the number claim must carry each of these scopes too. */
  readonly unboundScopes: readonly string[];
  readonly plan: NumberingPlan;
}

/**
 * The caller whom the authorizer's context names, now: the gateway caches the authorizer's Allow for minutes, so that only
 * the function can judge what depends on the moment (`exp`) or on the number (a token that is bound to one subscriber).
 *
 * @param nowMs epoch milliseconds.
 * @returns undefined where the context names no caller, or where the token has expired since the gateway cached its
 * policy: the answer is 401.
 */
export function identifyCaller(
  context: AuthorizerContext,
  plan: NumberingPlan,
  nowMs: number,
): Caller | undefined {
  if (context === null || typeof context !== 'object') return undefined;
  // The gateway adds `principalId` to every authorizer's context, and ours is the token's `sub`.
  const sub = [context['sub'], context['principalId']].find((id) => typeof id === 'string' && id !== '');
  if (typeof sub !== 'string' || !isBefore(nowMs, context['exp'])) return undefined;
  const claim = context['msisdn'] ?? undefined;
  return {
    sub,
    scopes: typeof context['scope'] === 'string' ? context['scope'].split(' ') : [],
    isBound: claim !== undefined,
    msisdn: parseMsisdn(textOf(claim), plan),
  };
}

/** True where this caller may read this number: its own, or any number for a token without the number claim. */
export function mayRead(caller: Caller, msisdn: Msisdn, rules: AccessRules): boolean {
  return (!caller.isBound || caller.msisdn === msisdn) && holdsReaderScopes(caller, rules);
}

/** True where the token carries what a deployment asks of every caller that reads, whatever it reads. */
export function holdsReaderScopes(caller: Caller, { requiredScopes, unboundScopes }: AccessRules): boolean {
  const needed = [...requiredScopes, ...(caller.isBound ? [] : unboundScopes)];
  return needed.every((scope) => caller.scopes.includes(scope));
}

/** Without a readable `exp` nothing says how long the policy holds, so the token counts as expired. */
function isBefore(nowMs: number, exp: unknown): boolean {
  const seconds = /^\d+(\.\d+)?$/.test(textOf(exp)) ? Number(exp) : Number.NaN;
  // Hundreds of digits become Infinity, which is not a moment either.
  return Number.isFinite(seconds) && nowMs < seconds * 1_000;
}

/** The gateway hands over strings. Other types have no single spelling, and an object's `toString` may throw. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
