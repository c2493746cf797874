import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { EPOCH_MS } from './environment.ts';
import { AUDIENCE, ISSUER, MSISDN_CLAIM } from './issuer.ts';
import { SUBSCRIBERS } from './subscribers.ts';

/** A token, and what is true of it: known from how it was made, not from how it is judged. */
export interface Token {
  readonly label: string;
  readonly authorization: string;
  /** The flaw that it always has; `form` shows without a key, `content` only once the key is there. */
  readonly flaw: 'none' | 'form' | 'content';
  readonly keyId: string;
  readonly sub: string;
  readonly goodFromMs: number;
  /** Epoch milliseconds. */
  readonly goodUntilMs: number;
  readonly scopes: readonly string[];
  readonly boundTo: string | undefined;
}

/** Tokens good and bad, and the issuer's public keys; made once for a process, as signing takes long. */
export interface TokenFixtures {
  readonly keys: ReadonlyMap<string, KeyObject>;
  readonly good: readonly Token[];
  readonly bad: readonly Token[];
}

const EPOCH_S = EPOCH_MS / 1_000;
const KEY_IDS = ['key-1', 'key-2', 'key-3'] as const;
const MINUTE_S = 60;

/** Makes them on the first call. */
export function createTokenFixtures(): () => TokenFixtures {
  let made: TokenFixtures | undefined;
  return () => (made ??= makeTokenFixtures());
}

function makeTokenFixtures(): TokenFixtures {
  const pairs = new Map(
    [...KEY_IDS, 'foreign'].map((id) => [id, generateKeyPairSync('rsa', { modulusLength: 2_048 })]),
  );
  const privateKey = (id: string): KeyObject => (pairs.get(id) as { privateKey: KeyObject }).privateKey;
  const keys = new Map(
    KEY_IDS.map((id) => [id as string, (pairs.get(id) as { publicKey: KeyObject }).publicKey]),
  );
  return { keys, good: goodTokens(privateKey), bad: badTokens(privateKey, keys) };
}

type PrivateKey = (id: string) => KeyObject;
type Json = Readonly<Record<string, unknown>>;

const CLAIMS: Json = { iss: ISSUER, aud: AUDIENCE, sub: 'somebody', exp: EPOCH_S + 600 * MINUTE_S };

function goodTokens(privateKey: PrivateKey): Token[] {
  const make = (label: string, keyId: string, claims: Json): Token => {
    const all = { ...CLAIMS, ...claims } as Json & {
      exp: number;
      sub: string;
      nbf?: number;
      iat?: number;
      scope?: string;
    };
    return {
      label: `${label} by ${keyId}`,
      authorization: `Bearer ${compact({ alg: 'RS256', kid: keyId }, all, privateKey(keyId))}`,
      flaw: 'none',
      keyId,
      sub: all.sub,
      goodFromMs: Math.max(...[all.nbf, all.iat].map((moment) => ((moment ?? -Infinity) - 30) * 1_000)),
      goodUntilMs: all.exp * 1_000,
      scopes: [...(all.scope?.split(' ') ?? []), ...((all['permissions'] as string[] | undefined) ?? [])],
      boundTo: all[MSISDN_CLAIM] as string | undefined,
    };
  };
  return KEY_IDS.flatMap((keyId) => [
    make('plain', keyId, {}),
    make('scoped', keyId, { scope: 'openid accounts:read' }),
    make('for any number', keyId, { scope: 'accounts:read accounts:any' }),
    make('permitted', keyId, {
      permissions: ['accounts:read'],
      aud: ['https://other.example.org', AUDIENCE],
    }),
    make('short-lived', keyId, { exp: EPOCH_S + 7 * MINUTE_S, scope: 'accounts:read' }),
    make('not yet valid', keyId, { nbf: EPOCH_S + 5 * MINUTE_S, scope: 'accounts:read' }),
    make('issued in the future', keyId, { iat: EPOCH_S + 20 * MINUTE_S, scope: 'accounts:read' }),
    make('bound', keyId, { [MSISDN_CLAIM]: SUBSCRIBERS[0], scope: 'accounts:read' }),
    make('bound to nobody', keyId, { [MSISDN_CLAIM]: 'nobody', scope: 'accounts:read' }),
  ]);
}

function badTokens(privateKey: PrivateKey, keys: ReadonlyMap<string, KeyObject>): Token[] {
  const header = { alg: 'RS256', kid: 'key-1' };
  const by = (head: Json, claims: Json, key = 'key-1'): string =>
    compact(head, { ...CLAIMS, ...claims }, privateKey(key));
  const good = by(header, {});
  const [head = '', payload = '', signature = ''] = good.split('.');
  const pem = (keys.get('key-1') as KeyObject).export({ type: 'spki', format: 'pem' });
  const hmacInput = `${encode({ alg: 'HS256', kid: 'key-1' })}.${payload}`;
  const token = (flaw: 'form' | 'content', label: string, authorization: string): Token => ({
    label,
    authorization,
    flaw,
    keyId: keyIdOf(authorization),
    sub: '',
    goodFromMs: Infinity,
    goodUntilMs: 0,
    scopes: [],
    boundTo: undefined,
  });
  const form = ([label, authorization]: [string, string]): Token => token('form', label, authorization);
  const content = ([label, compactToken]: [string, string]): Token =>
    token('content', label, `Bearer ${compactToken}`);
  const raw = (text: string): string => Buffer.from(text).toString('base64url');
  const signed = (input: string): string =>
    `${input}.${sign('sha256', Buffer.from(input), privateKey('key-1')).toString('base64url')}`;
  return [
    ...(
      [
        ['empty', ''],
        ['no scheme', good],
        ['two spaces', `Bearer  ${good}`],
        ['a line after it', `Bearer ${good}\n`],
        ['something after it', `Bearer ${good} x`],
        ['alg none', `Bearer ${encode({ alg: 'none', kid: 'key-1' })}.${payload}.`],
        [
          'HS256 with the public key',
          `Bearer ${hmacInput}.${createHmac('sha256', pem).update(hmacInput).digest('base64url')}`,
        ],
        ['RS384 by name', `Bearer ${by({ alg: 'RS384', kid: 'key-1' }, {})}`],
        ['critical header', `Bearer ${by({ ...header, crit: ['b64'] }, {})}`],
        ['type of something else', `Bearer ${by({ ...header, typ: 'dpop+jwt' }, {})}`],
        ['no key id', `Bearer ${by({ alg: 'RS256' }, {})}`],
        [
          'name twice in the header',
          `Bearer ${signed(`${raw('{"alg":"RS256","kid":"key-1","kid":"key-1"}')}.${payload}`)}`,
        ],
        [
          'name twice in the payload',
          `Bearer ${signed(`${head}.${raw(`${JSON.stringify(CLAIMS).slice(0, -1)},"sub":"else"}`)}`)}`,
        ],
        ['not canonical', `Bearer ${head}.${payload}.${twin(signature)}`],
        ['too long', `Bearer ${by(header, { padding: 'x'.repeat(8_200) })}`],
      ] as [string, string][]
    ).map(form),
    ...(
      [
        ['signed by a stranger', by(header, {}, 'foreign')],
        ['unknown key', by({ ...header, kid: 'unheard-of' }, {}, 'foreign')],
        ['another unknown key', by({ ...header, kid: '__proto__' }, {}, 'foreign')],
        ['payload exchanged', `${head}.${encode({ ...CLAIMS, sub: 'else' })}.${signature}`],
        [
          'key of its own in the header',
          by({ ...header, jku: 'https://evil.example.org/jwks' }, {}, 'foreign'),
        ],
        ['another issuer', by(header, { iss: 'https://issuer.example.org' })],
        ['another audience', by(header, { aud: ['https://other.example.org'] })],
        ['expired', by(header, { exp: EPOCH_S - 2_000 * MINUTE_S })],
        ['no expiry', by(header, { exp: undefined })],
        ['expiry in words', by(header, { exp: String(EPOCH_S + 600) })],
        ['expiry in milliseconds', by(header, { exp: EPOCH_MS + 600_000 })],
        ['no subject', by(header, { sub: '' })],
      ] as [string, string][]
    ).map(content),
  ];
}

function keyIdOf(authorization: string): string {
  const [, header = ''] = /^Bearer ([\w-]+)/.exec(authorization) ?? [];
  return /"kid":"([^"]+)"/.exec(Buffer.from(header, 'base64url').toString())?.[1] ?? '';
}

/** Another spelling of the same bytes: the low bits of the last character mean nothing. */
function twin(signature: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return signature.slice(0, -1) + alphabet[alphabet.indexOf(signature.slice(-1)) ^ 1];
}

function compact(header: Json, payload: Json, key: KeyObject): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
