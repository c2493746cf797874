// Whether the identity provider says of itself what the settings say of it. A slash too few here refuses every token.

const TIMEOUT_MS = 10_000;

/** Asks the issuer's own discovery document (https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig). */
export async function issuerCheck(settings, { get = download } = {}) {
  const [issuer, jwks] = [settings.variable('issuer_uri'), settings.variable('jwks_uri')];
  const name = 'issuer';
  if (!issuer || !jwks) return [];
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  let document;
  try {
    document = Object(await get(url));
    if (!document.issuer) throw new Error('it names no issuer');
  } catch (error) {
    return [
      {
        name,
        state: 'note',
        says: `${url} cannot be read (${error.message}), so the settings could not be compared with it`,
      },
    ];
  }
  return [
    document.issuer === issuer
      ? { name, state: 'ok', says: issuer }
      : {
          name,
          state: 'fault',
          says: `the provider calls itself "${document.issuer}", FINTECH_SOLUTION_ISSUER_URI says "${issuer}"`,
          mend: `FINTECH_SOLUTION_ISSUER_URI=${document.issuer}`,
        },
    await signingKeys(jwks, document.jwks_uri, get),
  ];
}

/**
 * Another address than the provider's own is good where it answers with keys: a mirror, or a second address of the
 * provider. Keys of which none is for RS256 refuse every token, wherever they are.
 */
async function signingKeys(jwks, published, get) {
  const name = 'signing keys';
  const keys = await get(jwks).then(
    (set) => (Array.isArray(set?.keys) ? set.keys : []),
    () => [],
  );
  const count = `${keys.length} ${keys.length === 1 ? 'key' : 'keys'}`;
  if (keys.length > 0 && !keys.some(isForRs256))
    return {
      name,
      state: 'fault',
      says: `${jwks} answers with ${count}, and none is an RSA key for RS256, so every token would be refused`,
      mend: 'let the provider sign with RS256: docs/deploy.md, section "Identity providers", says where',
    };
  if (published === jwks) return { name, state: 'ok', says: jwks };
  const theirs = published ? `publishes its keys at "${published}"` : 'does not say where its keys are';
  const says = `the provider ${theirs}, FINTECH_SOLUTION_JWKS_URI says "${jwks}"`;
  if (keys.length > 0) return { name, state: 'note', says: `${says}, which answers with ${count}` };
  return {
    name,
    state: 'fault',
    says: `${says}, which answers with no key`,
    mend: published
      ? `FINTECH_SOLUTION_JWKS_URI=${published}`
      : 'FINTECH_SOLUTION_JWKS_URI: the address where the provider publishes its keys as a JWKS',
  };
}

function isForRs256(key) {
  return key?.kty === 'RSA' && (key.alg ?? 'RS256') === 'RS256' && (key.use ?? 'sig') === 'sig';
}

async function download(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}
