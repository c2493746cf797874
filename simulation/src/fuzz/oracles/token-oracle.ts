import { type Json, readJson } from './json-oracle.ts';

/** What the oracle knows of the rules in which a token is judged. */
export interface TokenRules {
  /** Seconds since 1970. */
  readonly now: number;
  readonly issuer: string;
  readonly audience: string;
  readonly clientIds: readonly string[];
  readonly msisdnClaim: string;
  /** The key id of every token that was really signed by the issuer, by its compact form; no cryptography here. */
  readonly signed: ReadonlyMap<string, string>;
}

/** `NotYet`: refused now, and good later. */
export type Verdict =
  | { readonly effect: 'Deny' | 'NotYet' }
  | {
      readonly effect: 'Allow';
      readonly principal: string;
      readonly context: Readonly<Record<string, string>>;
    };

const DENY: Verdict = { effect: 'Deny' };
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The verdict that a header value deserves, step by step as RFC 7515, 7519 and 8725 have it. */
export function verdictOn(authorization: string, rules: TokenRules): Verdict {
  if (authorization.length > 8_192 || authorization.slice(0, 7).toLowerCase() !== 'bearer ') return DENY;
  const compact = authorization.slice(7);
  const [head, body, signature, ...more] = compact.split('.').map(bytesOf);
  if (head === undefined || body === undefined || signature === undefined || more.length > 0) return DENY;
  const [header, payload] = [objectIn(head), objectIn(body)];
  if (header === undefined || payload === undefined || !isGoodHeader(header)) return DENY;
  if (rules.signed.get(compact) !== header['kid']) return DENY;
  return verdictOnClaims(payload, rules);
}

/** The bytes of canonical, unpadded base64url; undefined for anything else, and for nothing at all. */
function bytesOf(part: string): Uint8Array | undefined {
  if (part === '') return undefined;
  let bits = 0;
  let held = 0;
  const bytes: number[] = [];
  for (const char of part) {
    const value = ALPHABET.indexOf(char);
    if (value < 0) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  const isCanonical = bits < 6 && (held & ((1 << bits) - 1)) === 0;
  return isCanonical ? Uint8Array.from(bytes) : undefined;
}

type JsonObject = { [name: string]: Json };

function objectIn(bytes: Uint8Array): JsonObject | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
  const value = readJson(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

function isGoodHeader(header: JsonObject): boolean {
  const { alg, typ, kid } = header;
  const isType =
    typ === undefined ||
    (typeof typ === 'string' && ['jwt', 'at+jwt'].includes(typ.toLowerCase().replace(/^application\//, '')));
  // Kelvin sign and long s fall together with k and s in lower case; neither is a letter of these names in ASCII.
  const isAscii = typ === undefined || [...String(typ)].every((char) => char.charCodeAt(0) < 128);
  const isPlain = header['crit'] === undefined && (header['b64'] === undefined || header['b64'] === true);
  return alg === 'RS256' && isType && isAscii && isPlain && typeof kid === 'string' && kid.length > 0;
}

function verdictOnClaims(payload: JsonObject, rules: TokenRules): Verdict {
  const { now, issuer, msisdnClaim } = rules;
  const { iss, exp, nbf, iat, sub } = payload;
  const client = [payload['client_id'], payload['azp']].filter(
    (one): one is string => typeof one === 'string' && one.length > 0,
  )[0];
  const isOurs = iss === issuer && isForUs(payload, client, rules);
  const isInTime = typeof exp === 'number' && exp > now && exp <= now + 3_155_760_000;
  const hasMoments = [nbf, iat].every((moment) => moment === undefined || isMoment(moment));
  if (!isOurs || !isInTime || !hasMoments || typeof sub !== 'string' || sub.length === 0) return DENY;
  if ([nbf, iat].some((moment) => typeof moment === 'number' && moment > now + 30))
    return { effect: 'NotYet' };
  return {
    effect: 'Allow',
    principal: sub,
    context: {
      sub,
      exp: String(exp),
      scope: scopesIn(payload).join(' '),
      ...(client === undefined ? {} : { clientId: client }),
      ...(Object.keys(payload).includes(msisdnClaim) ? { msisdn: numberIn(payload, msisdnClaim) } : {}),
    },
  };
}

/** By its audience, where it has one; else by its client, unless it says that it is another kind of token. */
function isForUs(
  payload: JsonObject,
  client: string | undefined,
  { audience, clientIds }: TokenRules,
): boolean {
  const { aud, token_use: use } = payload;
  if (aud === undefined)
    return clientIds.some((id) => id === client) && [undefined, 'access'].some((one) => one === use);
  const audiences = Array.isArray(aud) ? aud : [aud];
  return audiences.every((one) => typeof one === 'string') && audiences.some((one) => one === audience);
}

function isMoment(moment: Json): boolean {
  return typeof moment === 'number' && moment !== Infinity && moment !== -Infinity;
}

function numberIn(payload: JsonObject, claim: string): string {
  const number = payload[claim];
  const verified = payload['phone_number_verified'];
  const isUnverified = claim === 'phone_number' && verified !== undefined && verified !== true;
  return typeof number === 'string' && number.length > 0 && !isUnverified ? number : 'invalid';
}

function scopesIn({ scope, scp, permissions, roles }: JsonObject): string[] {
  const granted = new Set<string>();
  const add = (one: string): void => {
    const isToken =
      one.length > 0 && [...one].every((char) => char > ' ' && char <= '~' && char !== '"' && char !== '\\');
    if (isToken) granted.add(one);
  };
  for (const grants of [scope, scp, permissions, roles]) {
    const names = typeof grants === 'string' ? grants.split(' ') : Array.isArray(grants) ? grants : [];
    if (names.every((one) => typeof one === 'string')) for (const one of names) add(String(one));
  }
  return [...granted];
}
