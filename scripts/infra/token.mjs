// A token for the deployed API, by client credentials: the only line on standard output is the token.
// node scripts/infra/token.mjs ENVIRONMENT
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { readSettings } from './settings.mjs';
import { main, UserError } from './steps.mjs';

const TIMEOUT_MS = 15_000;

/**
 * FINTECH_SOLUTION_TOKEN where it is set: a token that a provider's own tools gave. Else asks the identity provider (its
 * discovery document says where) with FINTECH_SOLUTION_CLIENT_ID and _SECRET, for FINTECH_SOLUTION_SCOPE where it is set.
 */
export async function requestToken(settings, env = process.env) {
  const own = (name) => env[`FINTECH_SOLUTION_${name}`]?.trim() || undefined;
  if (own('TOKEN')) return own('TOKEN');
  const [clientId, clientSecret, scope] = [own('CLIENT_ID'), own('CLIENT_SECRET'), own('SCOPE')];
  const [audience, issuer] = [settings.variable('audience'), settings.variable('issuer_uri')];
  const missing = [
    ['FINTECH_SOLUTION_ISSUER_URI', issuer],
    ['FINTECH_SOLUTION_AUDIENCE', audience],
    ['FINTECH_SOLUTION_CLIENT_ID', clientId],
    ['FINTECH_SOLUTION_CLIENT_SECRET', clientSecret],
  ].filter(([, value]) => !value);
  if (missing.length > 0)
    throw new UserError(
      `Not set in .envrc: ${missing.map(([name]) => name).join(', ')} (or FINTECH_SOLUTION_TOKEN, a token that you have)`,
    );
  const { endpoint, methods } = await tokenEndpoint(issuer);
  const asked = { grant_type: 'client_credentials', audience, ...(scope && { scope }) };
  let refusal;
  for (const method of methods) {
    const answer = await askFor(endpoint, asked, AUTHENTICATION[method](clientId, clientSecret));
    if (answer.token) return answer.token;
    refusal = answer;
    // Which of the two a provider wants may be a setting of the client, which no discovery document tells.
    if (answer.status !== 401 && answer.error !== 'invalid_client') break;
  }
  // The provider's own words say which setting is wrong; they never repeat the secret.
  throw new UserError(
    `${endpoint} gave no token (${refusal.status}): ${refusal.error ?? ''} ${refusal.description ?? ''}`.trim(),
  );
}

/** How a client proves who it is: https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1 */
const AUTHENTICATION = {
  client_secret_post: (id, secret) => ({ form: { client_id: id, client_secret: secret }, headers: {} }),
  client_secret_basic: (id, secret) => ({
    form: {},
    headers: { authorization: `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}` },
  }),
};

/** application/x-www-form-urlencoded, which the RFC asks for before base64. */
const encode = (value) => new URLSearchParams({ value }).toString().slice('value='.length);

async function askFor(endpoint, asked, { form, headers }) {
  const response = await call(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json', ...headers },
    body: new URLSearchParams({ ...asked, ...form }),
  });
  const { access_token: token, error, error_description: description } = await objectIn(response);
  return { token, status: response.status, error, description };
}

/** Where tokens are, and the ways of authentication to try, in their order. */
async function tokenEndpoint(issuer) {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = await objectIn(await call(url));
  if (!document.token_endpoint)
    throw new UserError(
      `${url} names no token_endpoint; is FINTECH_SOLUTION_ISSUER_URI right (task doctor)? A token that you have goes into FINTECH_SOLUTION_TOKEN.`,
    );
  // The client's secret goes there.
  if (!isEncrypted(document.token_endpoint))
    throw new UserError(`${url} names a token_endpoint without TLS: ${document.token_endpoint}`);
  const known = Object.keys(AUTHENTICATION);
  const told = document.token_endpoint_auth_methods_supported;
  const supported = Array.isArray(told) ? known.filter((method) => told.includes(method)) : known;
  return { endpoint: document.token_endpoint, methods: supported.length > 0 ? supported : known };
}

/** https, or this machine. */
function isEncrypted(address) {
  const { protocol, hostname } = URL.canParse(address) ? new URL(address) : {};
  return (
    protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname))
  );
}

/** Follows no redirect: `fetch` would send the form on, and the client's secret in it, to whatever host is named. */
async function call(url, init) {
  try {
    return await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    throw new UserError(
      `${url} cannot be reached (${error.cause?.code ?? error.cause?.message ?? error.message})`,
    );
  }
}

/** What a JSON object holds; nothing for any other answer. */
async function objectIn(response) {
  return Object(await response.json().catch(() => ({})));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => console.log(await requestToken(readSettings(process.argv[2] ?? 'dev'))));
}
