import { type Msisdn, type NumberingPlan, parseMsisdn } from '@fintech-solution/domain/msisdn';

/** What the gateway hands over of the authorizer's verdict; every value is a string by then. */
export type AuthorizerContext = Readonly<Record<string, unknown>> | null | undefined;

/** What a caller is held to: the scopes it must have all of, and how numbers are written. */
export interface AccessRules {
  readonly requiredScopes: readonly string[];
  readonly plan: NumberingPlan;
}

/**
 * Whether the caller may read this number now.
 *
 * The gateway caches the authorizer's Allow for minutes and for every route, so what depends on the moment
 * (`exp`) or on the number (a token bound to one subscriber) can only be judged here.
 *
 * @param nowMs epoch milliseconds.
 */
export function judgeCaller(
  context: AuthorizerContext,
  msisdn: Msisdn,
  { requiredScopes, plan }: AccessRules,
  nowMs: number,
): 'allowed' | 'unauthorized' | 'forbidden' {
  if (!isIdentified(context)) return 'unauthorized';
  if (!isBefore(nowMs, context['exp'])) return 'unauthorized';
  const bound = context['msisdn'];
  if (bound !== undefined && bound !== null && parseMsisdn(textOf(bound), plan) !== msisdn)
    return 'forbidden';
  const granted = typeof context['scope'] === 'string' ? context['scope'].split(' ') : [];
  return requiredScopes.every((scope) => granted.includes(scope)) ? 'allowed' : 'forbidden';
}

/** An `exp` that is absent or no number of seconds has expired: without it nothing says how long to believe. */
function isBefore(nowMs: number, exp: unknown): boolean {
  const seconds = /^\d+(\.\d+)?$/.test(textOf(exp)) ? Number(exp) : Number.NaN;
  // So many digits that they are read as infinite are no moment either.
  return Number.isFinite(seconds) && nowMs < seconds * 1_000;
}

/** The gateway adds `principalId` to every authorizer's context, and ours is the token's `sub`. */
function isIdentified(context: AuthorizerContext): context is Readonly<Record<string, unknown>> {
  if (context === null || typeof context !== 'object') return false;
  return [context['sub'], context['principalId']].some((id) => typeof id === 'string' && id !== '');
}

/** The gateway hands texts over; of anything else only a number has one spelling, and an object may refuse any. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
