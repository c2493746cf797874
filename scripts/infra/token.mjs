// A token for the deployed API, by client credentials: the only line on standard output is the token.
// node scripts/infra/token.mjs ENVIRONMENT
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { readSettings } from './settings.mjs';
import { main, UserError } from './steps.mjs';

const TIMEOUT_MS = 15_000;

/** Asks the identity provider (its discovery document says where) with FINTECH_SOLUTION_CLIENT_ID and _SECRET. */
export async function requestToken(settings, env = process.env) {
  const [clientId, clientSecret] = ['FINTECH_SOLUTION_CLIENT_ID', 'FINTECH_SOLUTION_CLIENT_SECRET'].map(
    (name) => env[name]?.trim(),
  );
  const audience = settings.variable('audience');
  const issuer = settings.variable('issuer_uri');
  const missing = [
    ['FINTECH_SOLUTION_ISSUER_URI', issuer],
    ['FINTECH_SOLUTION_AUDIENCE', audience],
    ['FINTECH_SOLUTION_CLIENT_ID', clientId],
    ['FINTECH_SOLUTION_CLIENT_SECRET', clientSecret],
  ].filter(([, value]) => !value);
  if (missing.length > 0)
    throw new UserError(`Not set in .envrc: ${missing.map(([name]) => name).join(', ')}`);
  const endpoint = await tokenEndpoint(issuer);
  const response = await call(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      audience,
    }),
  });
  const answer = await response.json().catch(() => ({}));
  // The provider's own words say which setting is wrong; they never repeat the secret.
  if (!answer.access_token)
    throw new UserError(
      `${endpoint} gave no token (${response.status}): ${answer.error ?? ''} ${answer.error_description ?? ''}`.trim(),
    );
  return answer.access_token;
}

async function tokenEndpoint(issuer) {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = await (await call(url)).json().catch(() => ({}));
  if (!document.token_endpoint)
    throw new UserError(
      `${url} names no token_endpoint; is FINTECH_SOLUTION_ISSUER_URI right? (task doctor)`,
    );
  return document.token_endpoint;
}

async function call(url, init) {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    throw new UserError(`${url} cannot be reached (${error.cause?.code ?? error.message})`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => console.log(await requestToken(readSettings(process.argv[2] ?? 'dev'))));
}
