import type { JsonObject } from '@fintech-solution/domain/json-members';
import { TokenRefused } from './token-refused.ts';

/** What a believed token says of its bearer. */
export interface Claims {
  readonly sub: string;
  /** Seconds since 1970, possibly with a fraction. */
  readonly exp: number;
  readonly clientId?: string;
  /** What is granted, separated by single spaces; empty where nothing is. */
  readonly scope: string;
  /** The only number that the bearer may read, or no number at all, so that nothing may be read. */
  readonly msisdn?: string;
}

/** What a token must be made for, to be for us. */
export interface ClaimRules {
  readonly issuer: string;
  readonly audience: string;
  readonly msisdnClaim: string;
}

/** Issuers and we do not share a clock; for `nbf` and `iat` alone, as a lenient `exp` would outlive its token. */
const CLOCK_SKEW_SECONDS = 30;

/** A token "for ever" is a defect of the issuer, usually milliseconds where seconds belong. */
const MAX_LIFETIME_SECONDS = 100 * 365.25 * 24 * 60 * 60;

/** Stands for a subscriber number that is none; the function behind refuses it (403). */
const NO_MSISDN = 'invalid';

/**
 * Judges the claims of a token whose signature is good.
 *
 * @param nowMs the time, in milliseconds since 1970.
 * @throws TokenRefused
 * @see RFC 7519 section 4.1, RFC 8725 sections 3.8 (issuer, subject) and 3.9 (audience)
 */
export function readClaims(payload: JsonObject, rules: ClaimRules, nowMs: number): Claims {
  const nowSeconds = nowMs / 1000;
  if (payload['iss'] !== rules.issuer) throw new TokenRefused('issuer');
  if (!isForAudience(payload['aud'], rules.audience)) throw new TokenRefused('audience');
  const exp = readExpiry(payload['exp'], nowSeconds);
  if (!hasHappened(payload['nbf'], nowSeconds)) throw new TokenRefused('not-before');
  if (!hasHappened(payload['iat'], nowSeconds)) throw new TokenRefused('issued-at');
  const sub = payload['sub'];
  if (!isFilled(sub)) throw new TokenRefused('subject');
  const clientId = [payload['client_id'], payload['azp']].find(isFilled);
  return {
    sub,
    exp,
    scope: grantedScope(payload['scope'], payload['permissions']),
    ...(clientId === undefined ? {} : { clientId }),
    ...(Object.hasOwn(payload, rules.msisdnClaim) ? { msisdn: boundNumber(payload[rules.msisdnClaim]) } : {}),
  };
}

function isForAudience(claimed: unknown, audience: string): boolean {
  if (!Array.isArray(claimed)) return claimed === audience;
  return claimed.every((entry) => typeof entry === 'string') && claimed.includes(audience);
}

function readExpiry(exp: unknown, nowSeconds: number): number {
  if (!isFiniteNumber(exp)) throw new TokenRefused('expiry-malformed');
  if (exp > nowSeconds + MAX_LIFETIME_SECONDS) throw new TokenRefused('expiry-malformed');
  if (nowSeconds >= exp) throw new TokenRefused('expired');
  return exp;
}

function hasHappened(moment: unknown, nowSeconds: number): boolean {
  if (moment === undefined) return true;
  return isFiniteNumber(moment) && moment <= nowSeconds + CLOCK_SKEW_SECONDS;
}

/** JSON can write numbers that are infinite here (1e999). */
function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** A claim of the wrong type is no grant; it does not make a bad token of a good one. */
function grantedScope(scope: unknown, permissions: unknown): string {
  const fromScope = typeof scope === 'string' ? scope.split(' ') : [];
  const fromPermissions =
    Array.isArray(permissions) && permissions.every((entry) => typeof entry === 'string') ? permissions : [];
  return [...new Set([...fromScope, ...fromPermissions])].filter(isScopeToken).join(' ');
}

/** RFC 6749 section 3.3. Joined by spaces, a permission with a space in it would become two that nobody granted. */
function isScopeToken(text: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text);
}

/** A claim that is there binds the token, readable or not: dropping a bad one would open every number. */
function boundNumber(claimed: unknown): string {
  return isFilled(claimed) ? claimed : NO_MSISDN;
}
