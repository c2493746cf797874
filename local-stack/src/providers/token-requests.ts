import { REQUESTED_TYPES } from '@fintech-solution/domain/ledger/transaction';

/** The one client that the local identity provider knows. */
export const LOCAL_CLIENT = { id: 'local-client', secret: 'local-secret' } as const;

/** What an organisation alone may do: the holder of a number never moves cash, nor another's money. */
const ORGANISATION_SCOPES = ['transactions:cash', 'transactions:debit-any'];

/** Scope of a client-credentials token whose request names no scope. */
const CLIENT_SCOPE = 'read:accounts';

/** Every scope that the functions know. */
const SCOPES = [
  'read:accounts',
  ...REQUESTED_TYPES.map((type) => `transactions:${type}`),
  'transactions:reversal',
  'transactions:read',
  ...ORGANISATION_SCOPES,
];

/** Scope of a token that a person asks for without naming one: every scope that a token of its kind may have. */
export function defaultScope({ isBound }: { readonly isBound: boolean }): string {
  return SCOPES.filter((scope) => !(isBound && ORGANISATION_SCOPES.includes(scope))).join(' ');
}

/** Lifetime of a token whose request names no lifetime: Auth0's own default, a day. */
export const DEFAULT_EXPIRES_IN_SECONDS = 86_400;

/** The claim that binds a token to one subscriber. */
export const MSISDN_CLAIM = 'https://fintech-solution/msisdn';

/** Who issues, and for whom. */
export interface IssuerSettings {
  /** The origin with a trailing slash, as Auth0 writes it. */
  readonly issuer: string;
  readonly audience: string;
}

/** Claims of a token, without a signature yet. */
export interface TokenClaims extends Record<string, unknown> {
  readonly exp: number;
  readonly scope: string;
}

/** An accepted request, or the refusal that the client gets. */
export type TokenDecision =
  { claims: TokenClaims } | { refusal: { status: number; error: string; description: string } };

/**
 * Judges a client-credentials request, JSON or form, as Auth0 does.
 *
 * @see https://auth0.com/docs/api/authentication/client-credential-flow/get-token
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4
 */
export function decideTokenRequest(
  input: Record<string, unknown>,
  authorization: string | undefined,
  issuerSettings: IssuerSettings,
  nowSeconds: number,
): TokenDecision {
  const [id, secret] = basicCredentials(authorization) ?? [input['client_id'], input['client_secret']];
  if (id !== LOCAL_CLIENT.id || secret !== LOCAL_CLIENT.secret)
    return refuse(401, 'access_denied', 'Unauthorized');
  if (input['grant_type'] !== 'client_credentials')
    return refuse(403, 'unsupported_grant_type', `Unsupported grant type: ${printable(input['grant_type'])}`);
  const audience = input['audience'] ?? issuerSettings.audience;
  if (audience !== issuerSettings.audience)
    return refuse(403, 'access_denied', `Service not found: ${printable(audience)}`);
  const scope = typeof input['scope'] === 'string' && input['scope'] !== '' ? input['scope'] : CLIENT_SCOPE;
  const lifetime = { iat: nowSeconds, exp: nowSeconds + DEFAULT_EXPIRES_IN_SECONDS };
  return {
    claims: {
      iss: issuerSettings.issuer,
      sub: `${LOCAL_CLIENT.id}@clients`,
      aud: issuerSettings.audience,
      ...lifetime,
      azp: LOCAL_CLIENT.id,
      scope,
      gty: 'client-credentials',
    },
  };
}

/**
 * Claims of a token that a person asks for by query string: every one can be bent, to see what is refused.
 *
 * @returns the sentence to show where `expires_in` is not a whole number of seconds (negative: already expired).
 */
export function claimsOfQuery(
  query: URLSearchParams,
  issuerSettings: IssuerSettings,
  nowSeconds: number,
): TokenClaims | string {
  const expiresIn = query.get('expires_in') ?? String(DEFAULT_EXPIRES_IN_SECONDS);
  if (!/^-?\d{1,10}$/.test(expiresIn))
    return 'expires_in must be a whole number of seconds; a negative one gives an expired token.';
  const audiences = query.getAll('aud');
  const msisdn = query.get('msisdn');
  return {
    iss: issuerSettings.issuer,
    sub: query.get('sub') ?? `${LOCAL_CLIENT.id}@clients`,
    aud: audiences.length > 1 ? audiences : (audiences[0] ?? issuerSettings.audience),
    iat: nowSeconds,
    exp: nowSeconds + Number(expiresIn),
    azp: LOCAL_CLIENT.id,
    scope: query.get('scope') ?? defaultScope({ isBound: msisdn !== null }),
    gty: 'client-credentials',
    ...(msisdn === null ? {} : { [MSISDN_CLAIM]: msisdn }),
  };
}

function basicCredentials(authorization: string | undefined): [string, string] | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : [decoded.slice(0, colon), decoded.slice(colon + 1)];
}

function printable(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 200) : '(none)';
}

function refuse(status: number, error: string, description: string): TokenDecision {
  return { refusal: { status, error, description } };
}
