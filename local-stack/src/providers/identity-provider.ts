import { type IncomingMessage, type ServerResponse } from 'node:http';
import { sendJson, sendProblem } from '../http/answer.ts';
import { readBody } from '../http/body.ts';
import {
  claimsOfQuery,
  decideTokenRequest,
  DEFAULT_EXPIRES_IN_SECONDS,
  type TokenClaims,
  type IssuerSettings,
} from './token-requests.ts';

/** The identity provider's double: Auth0's machine-to-machine flow and its published documents. */
export interface IdentityProvider {
  /** Answers `/oauth/token`, `/.well-known/jwks.json`, `/.well-known/openid-configuration`; 404 elsewhere. */
  handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  /** A token as a person asks for it; a sentence where the query is wrong. */
  tokenFor(query: URLSearchParams): Promise<{ token: string } | { fault: string }>;
  /** A token that the API accepts. */
  anyToken(): Promise<string>;
  rotate(options: { drop: boolean }): Promise<string>;
  /** The callers (`sub`) that were given a token; the last {@link KEPT_CALLERS}. */
  callers(): readonly string[];
}

/** The identity provider's keys: one signs, all published ones verify. */
export interface SigningKeys {
  sign(claims: Record<string, unknown>): Promise<string>;
  /** The JWK Set as published: https://www.rfc-editor.org/rfc/rfc7517#section-5. */
  jwks(): { readonly keys: readonly object[] };
  /** Makes a new key the active one; the old ones stay published unless they are dropped. Gives the new `kid`. */
  rotate(options: { drop: boolean }): Promise<string>;
}

/** What {@link createIdentityProvider} needs from outside. */
export interface IdentityProviderDependencies {
  readonly keys: SigningKeys;
  readonly issuerSettings: IssuerSettings;
  readonly now: () => number;
}

/** More callers than a person tells apart; a load test may name one for each token. */
const KEPT_CALLERS = 1_000;

/** Issues tokens that differ from Auth0's in nothing the authorizer looks at. */
export function createIdentityProvider({
  keys,
  issuerSettings,
  now,
}: IdentityProviderDependencies): IdentityProvider {
  const seconds = (): number => Math.floor(now() / 1000);
  const origin = issuerSettings.issuer.replace(/\/$/, '');
  let callers = new Set<string>();
  const issue = (claims: TokenClaims): Promise<string> => {
    callers = new Set([...callers, String(claims['sub'])].slice(-KEPT_CALLERS));
    return keys.sign(claims);
  };
  const answerToken = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST')
      return sendJson(response, 405, { error: 'method_not_allowed' }, { allow: 'POST' });
    const input = parseInput(
      request.headers['content-type'],
      (await readBody(request, 65_536)).toString('utf8'),
    );
    const decision = decideTokenRequest(input, request.headers.authorization, issuerSettings, seconds());
    if ('refusal' in decision) {
      const { status, error, description } = decision.refusal;
      return sendJson(response, status, { error, error_description: description });
    }
    const token = await issue(decision.claims);
    sendJson(response, 200, {
      access_token: token,
      scope: decision.claims.scope,
      expires_in: DEFAULT_EXPIRES_IN_SECONDS,
      token_type: 'Bearer',
    });
  };
  return {
    async handle(request, response, path) {
      if (path === '/oauth/token') await answerToken(request, response);
      else if (path === '/.well-known/jwks.json') sendJson(response, 200, keys.jwks());
      else if (path === '/.well-known/openid-configuration')
        sendJson(response, 200, discovery(origin, issuerSettings.issuer));
      else sendProblem(response, 404, 'NOT_FOUND', 'The local identity provider has nothing here.');
    },
    async tokenFor(query) {
      const claims = claimsOfQuery(query, issuerSettings, seconds());
      return typeof claims === 'string' ? { fault: claims } : { token: await issue(claims) };
    },
    anyToken: () => issue(claimsOfQuery(new URLSearchParams(), issuerSettings, seconds()) as TokenClaims),
    rotate: (options) => keys.rotate(options),
    callers: () => [...callers],
  };
}

/** @see https://openid.net/specs/openid-connect-discovery-1_0.html */
function discovery(origin: string, issuer: string): Record<string, unknown> {
  return {
    issuer,
    token_endpoint: `${origin}/oauth/token`,
    jwks_uri: `${origin}/.well-known/jwks.json`,
    grant_types_supported: ['client_credentials'],
    response_types_supported: ['token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
  };
}

function parseInput(contentType: string | undefined, body: string): Record<string, unknown> {
  if (contentType?.includes('json') !== true) return Object.fromEntries(new URLSearchParams(body));
  try {
    const document: unknown = JSON.parse(body);
    return typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
