import type { JsonObject } from '@fintech-solution/domain/json-members';
import { TokenRefused } from './token-refused.ts';

/** What a believed token says of its bearer. */
export interface Claims {
  readonly sub: string;
  /** Seconds since 1970, possibly with a fraction. */
  readonly exp: number;
  readonly clientId?: string;
  /** The granted names, each once, separated by single spaces; may be empty. */
  readonly scope: string;
  /** The claimed number, to which the token is bound, or {@link UNUSABLE_MSISDN}; absent where the token has no such claim. */
  readonly msisdn?: string;
}

/** What a token must be made for, to be for us. */
export interface ClaimRules {
  readonly issuer: string;
  readonly audience: string;
  /** Clients whose tokens need no `aud`. */
  readonly clientIds: readonly string[];
  readonly msisdnClaim: string;
}

/** Issuers and we do not share a clock; for `nbf` and `iat` alone, as a lenient `exp` would outlive its token. */
const CLOCK_SKEW_SECONDS = 30;

/** A token "for ever" is a defect of the issuer, usually milliseconds where seconds belong. */
const MAX_LIFETIME_SECONDS = 100 * 365.25 * 24 * 60 * 60;

/**
 * Takes the place of a claimed number that cannot be used. It is not a subscriber number, so the function behind refuses
 * every request of the token (403).
 */
const UNUSABLE_MSISDN = 'invalid';

/** The claim of OpenID Connect Core 1.0 section 5.1, with its companion. */
const PHONE_NUMBER = 'phone_number';
const PHONE_NUMBER_VERIFIED = 'phone_number_verified';

/** Where issuers write what they grant: OAuth 2.0, Okta and Entra ID, Auth0, Entra ID and others. */
const SCOPE_CLAIMS = ['scope', 'scp', 'permissions', 'roles'] as const;

/**
 * Judges the claims of a token whose signature is good. A token that is not yet valid is refused last, because that refusal
 * is the only one that is not final.
 *
 * @param nowMs the time, in milliseconds since 1970.
 * @throws TokenRefused
 * @see RFC 7519 section 4.1, RFC 8725 sections 3.8 (issuer, subject) and 3.9 (audience)
 */
export function readClaims(payload: JsonObject, rules: ClaimRules, nowMs: number): Claims {
  const nowSeconds = nowMs / 1000;
  const clientId = [payload['client_id'], payload['azp']].find(isFilled);
  if (payload['iss'] !== rules.issuer) throw new TokenRefused('issuer');
  if (!isForUs(payload, clientId, rules)) throw new TokenRefused('audience');
  const exp = readExpiry(payload['exp'], nowSeconds);
  const sub = payload['sub'];
  if (!isFilled(sub)) throw new TokenRefused('subject');
  const notBefore = readMoment(payload['nbf'], 'not-before');
  const issuedAt = readMoment(payload['iat'], 'issued-at');
  if (isAhead(notBefore, nowSeconds)) throw new TokenRefused('not-before', { isFinal: false });
  if (isAhead(issuedAt, nowSeconds)) throw new TokenRefused('issued-at', { isFinal: false });
  return {
    sub,
    exp,
    scope: grantedScope(payload),
    ...(clientId === undefined ? {} : { clientId }),
    ...(Object.hasOwn(payload, rules.msisdnClaim) ? { msisdn: boundNumber(payload, rules.msisdnClaim) } : {}),
  };
}

/**
 * A token with an audience is judged by it alone. Amazon Cognito's access tokens have none and name their client.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
function isForUs(payload: JsonObject, clientId: string | undefined, rules: ClaimRules): boolean {
  if (Object.hasOwn(payload, 'aud')) return isForAudience(payload['aud'], rules.audience);
  const use = payload['token_use'];
  return (
    clientId !== undefined && rules.clientIds.includes(clientId) && (use === undefined || use === 'access')
  );
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

/** A claim that is absent sets no limit. */
function readMoment(moment: unknown, reason: 'not-before' | 'issued-at'): number {
  if (moment === undefined) return -Infinity;
  if (!isFiniteNumber(moment)) throw new TokenRefused(reason);
  return moment;
}

function isAhead(moment: number, nowSeconds: number): boolean {
  return moment > nowSeconds + CLOCK_SKEW_SECONDS;
}

/** JSON can write numbers that are infinite here (1e999). */
function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** The union of what the claims grant. A claim of the wrong type grants nothing, and does not make the token bad. */
function grantedScope(payload: JsonObject): string {
  const names = SCOPE_CLAIMS.flatMap((claim) => namesIn(payload[claim]));
  return [...new Set(names)].filter(isScopeToken).join(' ');
}

function namesIn(claimed: unknown): readonly string[] {
  if (typeof claimed === 'string') return claimed.split(' ');
  return Array.isArray(claimed) && claimed.every((entry) => typeof entry === 'string') ? claimed : [];
}

/** RFC 6749 section 3.3. Joined by spaces, a permission with a space in it would become two that were not granted. */
function isScopeToken(text: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text);
}

/** A claim that is there binds the token, readable or not: dropping a bad one would open every number. */
function boundNumber(payload: JsonObject, claim: string): string {
  const isUnverified =
    claim === PHONE_NUMBER &&
    Object.hasOwn(payload, PHONE_NUMBER_VERIFIED) &&
    payload[PHONE_NUMBER_VERIFIED] !== true;
  const claimed = payload[claim];
  return isFilled(claimed) && !isUnverified ? claimed : UNUSABLE_MSISDN;
}
