import {
  claimsOfQuery,
  decideTokenRequest,
  MSISDN_CLAIM,
  type TokenClaims,
} from '../../../src/providers/token-requests.ts';

const ISSUER = { issuer: 'http://127.0.0.1:3000/', audience: 'https://api.example.org' };
const GOOD = { grant_type: 'client_credentials', client_id: 'local-client', client_secret: 'local-secret' };
const NOW = 1_700_000_000;
const decide = (input: object, authorization?: string) =>
  decideTokenRequest(input as Record<string, unknown>, authorization, ISSUER, NOW);

describe('decideTokenRequest', () => {
  it('grants the known client a token like Auth0’s', () => {
    expect(decide(GOOD)).toEqual({
      claims: {
        iss: 'http://127.0.0.1:3000/',
        sub: 'local-client@clients',
        aud: 'https://api.example.org',
        iat: NOW,
        exp: NOW + 86_400,
        azp: 'local-client',
        scope: 'read:accounts',
        gty: 'client-credentials',
      },
    });
  });

  it('grants the scope that was asked for', () => {
    expect(decide({ ...GOOD, scope: 'read:other' })).toHaveProperty('claims.scope', 'read:other');
  });

  it('takes the client from a Basic header', () => {
    const authorization = `Basic ${Buffer.from('local-client:local-secret').toString('base64')}`;
    expect(
      decide({ grant_type: 'client_credentials', audience: ISSUER.audience }, authorization),
    ).toHaveProperty('claims');
  });

  it.each([
    ['another client', { ...GOOD, client_id: 'x' }, 401, 'access_denied'],
    ['another secret', { ...GOOD, client_secret: 'x' }, 401, 'access_denied'],
    ['no client', { grant_type: 'client_credentials' }, 401, 'access_denied'],
    ['another grant', { ...GOOD, grant_type: 'password' }, 403, 'unsupported_grant_type'],
    ['no grant', { ...GOOD, grant_type: undefined }, 403, 'unsupported_grant_type'],
    ['another audience', { ...GOOD, audience: 'https://other' }, 403, 'access_denied'],
  ])('refuses %s', (_what, input, status, error) => {
    expect(decide(input)).toEqual({ refusal: { status, error, description: expect.any(String) } });
  });

  it.each(['Basic x', 'Basic bG9jYWwtY2xpZW50', 'Bearer abc'])(
    'does not take %s for a client',
    (authorization) => {
      expect(decide({ grant_type: 'client_credentials' }, authorization)).toHaveProperty(
        'refusal.status',
        401,
      );
    },
  );
});

describe('claimsOfQuery', () => {
  const claims = (query: string) => claimsOfQuery(new URLSearchParams(query), ISSUER, NOW);

  it('needs nothing, and grants every scope', () => {
    expect(claims('')).toMatchObject({
      iss: ISSUER.issuer,
      aud: ISSUER.audience,
      sub: 'local-client@clients',
      exp: NOW + 86_400,
      scope:
        'read:accounts transactions:deposit transactions:withdrawal transactions:transfer transactions:merchantpay transactions:disbursement transactions:adjustment transactions:reversal transactions:read transactions:cash transactions:debit-any',
    });
    expect(claims('')).not.toHaveProperty(MSISDN_CLAIM);
  });

  it('keeps from a token that is bound to a number what only an organisation may do', () => {
    const { scope } = claims('msisdn=224622000001') as TokenClaims;
    expect(scope.split(' ')).toEqual(expect.arrayContaining(['read:accounts', 'transactions:transfer']));
    expect(scope).not.toMatch(/transactions:(cash|debit-any)/);
  });

  it('bends every claim that is named', () => {
    expect(claims('sub=ama&scope=a+b&msisdn=224622000001&aud=x&expires_in=-10')).toMatchObject({
      sub: 'ama',
      scope: 'a b',
      [MSISDN_CLAIM]: '224622000001',
      aud: 'x',
      exp: NOW - 10,
    });
  });

  it('makes several audiences a list', () => {
    expect((claims('aud=x&aud=y') as TokenClaims)['aud']).toEqual(['x', 'y']);
  });

  it.each(['', '1.5', 'soon', '1e9', '99999999999'])('says what is wrong with expires_in=%s', (text) => {
    expect(claims(`expires_in=${text}`)).toContain('expires_in');
  });
});
