import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Claims } from '../../src/claims.ts';
import { TokenRefused } from '../../src/token-refused.ts';
import { createVerifyToken } from '../../src/verify-token.ts';
import { NOW_MS, NOW_SECONDS, rsaKeyPair, signingInput, signRs256 } from '../token-forge.ts';

/** The settings of a deployment for one provider. */
interface Settings {
  readonly issuer: string;
  readonly audience: string;
  readonly clientIds?: readonly string[];
  readonly msisdnClaim?: string;
}

/** A token of the shape that a provider's documentation shows, and what becomes of it. */
interface Sample {
  readonly title: string;
  readonly header?: object;
  readonly claims: object;
  /** Signed with an elliptic curve instead of RSA. */
  readonly isElliptic?: boolean;
  readonly settings?: Partial<Settings>;
  readonly becomes: Partial<Claims> | { readonly refused: string };
}

interface Provider {
  readonly settings: Settings;
  readonly header: object;
  readonly samples: readonly Sample[];
}

const AUDIENCE = 'https://api.fintech-solution.example';
const TENANT = '8d1f7b6e-3c4a-4d2b-9e5f-0a1b2c3d4e5f';
const APP = 'c0ffee00-1111-4222-8333-444455556666';
const times = { iat: NOW_SECONDS - 60, exp: NOW_SECONDS + 3_600 };
const rfc9068 = { alg: 'RS256', typ: 'at+jwt', kid: 'key-1' };
const jwt = { alg: 'RS256', typ: 'JWT', kid: 'key-1' };
const untyped = { alg: 'RS256', kid: 'key-1' };
const NUMBER = '+224622000001';

const COGNITO = 'https://cognito-idp.eu-west-3.amazonaws.com/eu-west-3_Example';
const cognito = {
  sub: 'a1b2c3d4-0000-4000-8000-a1b2c3d4e5f6',
  iss: COGNITO,
  client_id: 'pool-client',
  token_use: 'access',
  scope: 'fintech/read openid',
  version: 2,
  origin_jti: 'o',
  event_id: 'e',
  jti: 'j',
  username: 'u',
  auth_time: NOW_SECONDS - 60,
  ...times,
};
const ENTRA_V1 = `https://sts.windows.net/${TENANT}/`;
const ENTRA_V2 = `https://login.microsoftonline.com/${TENANT}/v2.0`;
const OKTA = 'https://org.okta.com/oauth2/default';
const okta = { ver: 1, jti: 'AT.x', iss: OKTA, aud: 'api://default', cid: '0oaexample', ...times };
const KEYCLOAK = 'https://id.example/realms/money';
const keycloak = {
  jti: 'trrtcc:x',
  iss: KEYCLOAK,
  sub: 'f:1',
  typ: 'Bearer',
  azp: 'teller',
  scope: 'profile accounts:read',
  realm_access: { roles: ['offline_access'] },
  ...times,
};
const FIREBASE = 'https://securetoken.google.com/money-app';
const firebase = {
  iss: FIREBASE,
  aud: 'money-app',
  auth_time: NOW_SECONDS - 60,
  user_id: 'uid',
  sub: 'uid',
  firebase: { identities: { phone: [NUMBER] }, sign_in_provider: 'phone' },
  ...times,
};
const google = { iss: 'https://accounts.google.com', sub: '110000000000000000001', ...times };
const ZITADEL = 'https://money.zitadel.cloud';
const zitadel = {
  iss: ZITADEL,
  sub: '260000000000000001',
  client_id: 'teller@money',
  jti: 'V2_1-at_1',
  nbf: NOW_SECONDS - 60,
  ...times,
};
const ORY = 'https://slug.projects.oryapis.com';
const ory = { iss: ORY, sub: 'client', client_id: 'client', ext: {}, jti: 'j', nbf: NOW_SECONDS, ...times };
const DUENDE = 'https://id.example';
const duende = {
  iss: DUENDE,
  nbf: NOW_SECONDS,
  aud: 'accounts-api',
  scope: ['accounts.read', 'openid'],
  client_id: 'teller',
  jti: 'J',
  ...times,
};
const CLERK = 'https://clerk.app.example';
const clerk = {
  azp: 'https://app.example',
  fva: [1, -1],
  iss: CLERK,
  nbf: NOW_SECONDS - 10,
  sid: 'sess_1',
  sts: 'active',
  sub: 'user_1',
  v: 2,
  ...times,
};
const LOGTO = 'https://tenant.logto.app/oidc';
const logto = {
  iss: LOGTO,
  aud: AUDIENCE,
  sub: 'u',
  client_id: 'app',
  scope: 'accounts:read',
  jti: 'j',
  ...times,
};
const SUPABASE = 'https://ref.supabase.co/auth/v1';
const supabase = {
  iss: SUPABASE,
  aud: 'authenticated',
  sub: '5f0c1b2a-0000-4000-8000-5f0c1b2a3d4e',
  role: 'authenticated',
  aal: 'aal1',
  session_id: 's',
  email: '',
  phone: '224622000001',
  is_anonymous: false,
  app_metadata: { provider: 'phone' },
  user_metadata: {},
  ...times,
};

/** The rows of the table "Identity providers" in docs/deploy.md, where each provider's own pages are cited. */
const PROVIDERS: Readonly<Record<string, Provider>> = {
  Auth0: {
    settings: { issuer: 'https://tenant.eu.auth0.com/', audience: AUDIENCE },
    header: jwt,
    samples: [
      {
        title: 'a machine’s token',
        claims: {
          iss: 'https://tenant.eu.auth0.com/',
          sub: 'app@clients',
          aud: AUDIENCE,
          azp: 'app',
          scope: 'read:accounts',
          gty: 'client-credentials',
          ...times,
        },
        becomes: { sub: 'app@clients', clientId: 'app', scope: 'read:accounts' },
      },
      {
        title: 'a user’s token with RBAC permissions',
        claims: {
          iss: 'https://tenant.eu.auth0.com/',
          sub: 'auth0|1',
          aud: [AUDIENCE, 'https://tenant.eu.auth0.com/userinfo'],
          azp: 'app',
          scope: 'openid profile',
          permissions: ['read:accounts'],
          ...times,
        },
        becomes: { scope: 'openid profile read:accounts' },
      },
      {
        title: 'a token of the RFC 9068 profile',
        header: rfc9068,
        claims: {
          iss: 'https://tenant.eu.auth0.com/',
          sub: 'auth0|1',
          aud: AUDIENCE,
          client_id: 'app',
          jti: 'j',
          scope: 'read:accounts',
          ...times,
        },
        becomes: { clientId: 'app', scope: 'read:accounts' },
      },
      {
        title: 'a token whose issuer lacks the slash that the setting has',
        claims: { iss: 'https://tenant.eu.auth0.com', sub: 'x', aud: AUDIENCE, ...times },
        becomes: { refused: 'issuer' },
      },
    ],
  },
  'Amazon Cognito': {
    settings: { issuer: COGNITO, audience: AUDIENCE, clientIds: ['pool-client'] },
    header: untyped,
    samples: [
      {
        title: 'an access token, which has no audience',
        claims: cognito,
        becomes: { clientId: 'pool-client', scope: 'fintech/read openid' },
      },
      {
        title: 'an access token with a resource binding to the audience',
        claims: { ...cognito, aud: AUDIENCE },
        settings: { clientIds: [] },
        becomes: { clientId: 'pool-client' },
      },
      {
        title: 'an access token with a resource binding to another API',
        claims: { ...cognito, aud: 'https://other.example' },
        becomes: { refused: 'audience' },
      },
      {
        title: 'an access token where client_ids is not set',
        claims: cognito,
        settings: { clientIds: [] },
        becomes: { refused: 'audience' },
      },
      {
        title: 'an ID token, which is not for an API',
        claims: {
          ...cognito,
          client_id: undefined,
          token_use: 'id',
          aud: 'pool-client',
          phone_number: NUMBER,
        },
        becomes: { refused: 'audience' },
      },
    ],
  },
  'Entra ID, v1 tokens': {
    settings: { issuer: ENTRA_V1, audience: `api://${APP}` },
    header: { ...jwt, x5t: 'key-1' },
    samples: [
      {
        title: 'a user’s token',
        claims: {
          aud: `api://${APP}`,
          iss: ENTRA_V1,
          nbf: NOW_SECONDS - 60,
          appid: 'client',
          scp: 'Accounts.Read user_impersonation',
          sub: 's',
          tid: TENANT,
          ver: '1.0',
          ...times,
        },
        becomes: { scope: 'Accounts.Read user_impersonation' },
      },
      {
        title: 'a token that was asked for by the client ID',
        claims: { aud: APP, iss: ENTRA_V1, appid: 'client', sub: 's', ver: '1.0', ...times },
        becomes: { refused: 'audience' },
      },
      {
        title: 'a v2 token',
        claims: { aud: APP, iss: ENTRA_V2, sub: 's', ver: '2.0', ...times },
        becomes: { refused: 'issuer' },
      },
    ],
  },
  'Entra ID, v2 tokens': {
    settings: { issuer: ENTRA_V2, audience: APP },
    header: jwt,
    samples: [
      {
        title: 'a daemon’s token',
        claims: {
          aud: APP,
          iss: ENTRA_V2,
          nbf: NOW_SECONDS - 60,
          azp: 'client',
          azpacr: '1',
          roles: ['Accounts.Read.All'],
          sub: 's',
          tid: TENANT,
          ver: '2.0',
          ...times,
        },
        becomes: { clientId: 'client', scope: 'Accounts.Read.All' },
      },
      {
        title: 'a token for Microsoft Graph',
        header: { ...jwt, nonce: 'n' },
        claims: { aud: '00000003-0000-0000-c000-000000000000', iss: ENTRA_V1, sub: 's', ...times },
        becomes: { refused: 'issuer' },
      },
    ],
  },
  Okta: {
    settings: { issuer: OKTA, audience: 'api://default' },
    header: untyped,
    samples: [
      {
        title: 'a token of a custom authorization server',
        claims: { ...okta, uid: '00u1', scp: ['accounts.read', 'openid'], sub: 'user@example.org' },
        becomes: { sub: 'user@example.org', scope: 'accounts.read openid' },
      },
      {
        title: 'a token of the org authorization server',
        header: { ...untyped, typ: 'application/okta-internal-at+jwt' },
        claims: { ...okta, iss: 'https://org.okta.com', aud: 'https://org.okta.com', sub: 'u' },
        becomes: { refused: 'type' },
      },
    ],
  },
  Keycloak: {
    settings: { issuer: KEYCLOAK, audience: 'accounts-api' },
    header: jwt,
    samples: [
      {
        title: 'a token of a client with an audience mapper',
        claims: { ...keycloak, aud: ['accounts-api', 'account'] },
        becomes: { clientId: 'teller', scope: 'profile accounts:read' },
      },
      {
        title: 'a token without the mapper',
        claims: { ...keycloak, aud: 'account' },
        becomes: { refused: 'audience' },
      },
      {
        title: 'a token of a client without the scope basic',
        claims: { ...keycloak, aud: 'accounts-api', sub: undefined },
        becomes: { refused: 'subject' },
      },
      {
        title: 'a token of a realm that signs with ES256',
        header: { ...jwt, alg: 'ES256' },
        isElliptic: true,
        claims: { ...keycloak, aud: 'accounts-api' },
        becomes: { refused: 'algorithm' },
      },
    ],
  },
  Firebase: {
    settings: { issuer: FIREBASE, audience: 'money-app', msisdnClaim: 'phone_number' },
    header: jwt,
    samples: [
      {
        title: 'the ID token of a user who signed in by phone',
        claims: { ...firebase, phone_number: NUMBER },
        becomes: { sub: 'uid', msisdn: NUMBER, scope: '' },
      },
      {
        title: 'the ID token of a user without a phone, who is bound to no number',
        claims: { ...firebase, email: 'a@example.org' },
        becomes: { sub: 'uid', scope: '' },
      },
    ],
  },
  Google: {
    settings: { issuer: 'https://accounts.google.com', audience: AUDIENCE },
    header: jwt,
    samples: [
      {
        title: 'the ID token of a service account for our audience',
        claims: {
          ...google,
          aud: AUDIENCE,
          azp: 'robot@project.iam.gserviceaccount.com',
          email_verified: true,
        },
        becomes: { clientId: 'robot@project.iam.gserviceaccount.com', scope: '' },
      },
      {
        title: 'the ID token of a person for another client',
        claims: { ...google, aud: '1.apps.googleusercontent.com', azp: '1.apps.googleusercontent.com' },
        becomes: { refused: 'audience' },
      },
    ],
  },
  ZITADEL: {
    settings: { issuer: ZITADEL, audience: '250000000000000001' },
    header: untyped,
    samples: [
      {
        title: 'a token that was asked for with the project’s audience scope',
        claims: {
          ...zitadel,
          aud: ['260000000000000001@money', '250000000000000001'],
          'urn:zitadel:iam:org:project:roles': { reader: { '1': 'money' } },
        },
        becomes: { clientId: 'teller@money', scope: '' },
      },
      {
        title: 'a token without that scope',
        claims: { ...zitadel, aud: ['260000000000000001@money'] },
        becomes: { refused: 'audience' },
      },
    ],
  },
  Ory: {
    settings: { issuer: ORY, audience: AUDIENCE },
    header: jwt,
    samples: [
      {
        title: 'a token that was asked for with the audience',
        claims: { ...ory, aud: [AUDIENCE], scp: ['accounts.read'] },
        becomes: { clientId: 'client', scope: 'accounts.read' },
      },
      {
        title: 'a token whose number lies in ext alone, which binds nobody',
        claims: { ...ory, aud: [AUDIENCE], ext: { 'https://fintech-solution/msisdn': NUMBER } },
        becomes: { sub: 'client' },
      },
      {
        title: 'a token whose number is an allowed top-level claim',
        claims: { ...ory, aud: [AUDIENCE], 'https://fintech-solution/msisdn': NUMBER },
        becomes: { msisdn: NUMBER },
      },
      {
        title: 'a token without an audience in the request',
        claims: { ...ory, aud: [], scp: [] },
        becomes: { refused: 'audience' },
      },
    ],
  },
  'Duende IdentityServer': {
    settings: { issuer: DUENDE, audience: 'accounts-api' },
    header: rfc9068,
    samples: [
      {
        title: 'a user’s token',
        claims: { ...duende, sub: 'u', auth_time: NOW_SECONDS, idp: 'local', amr: ['pwd'] },
        becomes: { clientId: 'teller', scope: 'accounts.read openid' },
      },
      {
        title: 'a client’s token with a static sub claim',
        claims: { ...duende, sub: 'teller' },
        becomes: { sub: 'teller' },
      },
      {
        title: 'a client’s token as it comes, without a subject',
        claims: duende,
        becomes: { refused: 'subject' },
      },
    ],
  },
  Clerk: {
    settings: { issuer: CLERK, audience: AUDIENCE },
    header: { ...jwt, cat: 'cl_B7d4PD111AAA' },
    samples: [
      {
        title: 'a token of a JWT template that sets the audience and the number',
        claims: { ...clerk, sid: undefined, aud: AUDIENCE, 'https://fintech-solution/msisdn': NUMBER },
        becomes: { sub: 'user_1', msisdn: NUMBER, scope: '' },
      },
      {
        title: 'a session token, which has no audience, where client_ids names the origin',
        claims: clerk,
        settings: { clientIds: ['https://app.example'] },
        becomes: { clientId: 'https://app.example', scope: '' },
      },
      {
        title: 'a session token that was customized to hold the number',
        claims: { ...clerk, 'https://fintech-solution/msisdn': NUMBER },
        settings: { clientIds: ['https://app.example'] },
        becomes: { msisdn: NUMBER },
      },
      { title: 'a session token otherwise', claims: clerk, becomes: { refused: 'audience' } },
    ],
  },
  Logto: {
    settings: { issuer: LOGTO, audience: AUDIENCE },
    header: rfc9068,
    samples: [
      {
        title: 'a token after the signing key was rotated to RSA',
        claims: logto,
        becomes: { clientId: 'app', scope: 'accounts:read' },
      },
      {
        title: 'a token by the elliptic key that a new tenant has',
        header: { ...rfc9068, alg: 'ES384' },
        isElliptic: true,
        claims: logto,
        becomes: { refused: 'algorithm' },
      },
    ],
  },
  Supabase: {
    settings: { issuer: SUPABASE, audience: 'authenticated', msisdnClaim: 'phone' },
    header: jwt,
    samples: [
      {
        title: 'a token by an RSA signing key',
        claims: supabase,
        becomes: { msisdn: '224622000001', scope: '' },
      },
      {
        title: 'a token of a user without a phone, who reads nothing',
        claims: { ...supabase, phone: '' },
        becomes: { msisdn: 'invalid' },
      },
      {
        title: 'a token by the elliptic key that a new project has',
        header: { ...jwt, alg: 'ES256' },
        isElliptic: true,
        claims: supabase,
        becomes: { refused: 'algorithm' },
      },
      {
        title: 'a token by the shared secret of an old project',
        header: { ...jwt, alg: 'HS256' },
        claims: supabase,
        becomes: { refused: 'algorithm' },
      },
    ],
  },
};

const rsa = rsaKeyPair();
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });

function tokenOf(header: object, { claims, isElliptic = false }: Sample): string {
  if (!isElliptic) return signRs256(rsa.privateKey, header, claims);
  const input = signingInput(header, claims);
  const signature = sign('sha256', Buffer.from(input), {
    key: elliptic.privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  return `${input}.${signature.toString('base64url')}`;
}

describe.each(Object.entries(PROVIDERS))('%s', (_, provider) => {
  const samples = provider.samples.map((sample) => [sample.title, sample] as const);

  it.each(samples)('%s', async (_title, sample) => {
    const verifyToken = createVerifyToken({
      clientIds: [],
      msisdnClaim: 'https://fintech-solution/msisdn',
      ...provider.settings,
      ...sample.settings,
      clock: () => NOW_MS,
      findKeys: async () => [rsa.publicKey],
    });

    const outcome = await verifyToken(`Bearer ${tokenOf(sample.header ?? provider.header, sample)}`).catch(
      (error: unknown) => ({ refused: error instanceof TokenRefused ? error.reason : String(error) }),
    );

    expect(outcome).toMatchObject(sample.becomes);
    if (!('msisdn' in sample.becomes)) expect(outcome).not.toHaveProperty('msisdn');
  });
});

describe('the table of providers in docs/deploy.md', () => {
  const page = readFileSync(path.resolve(__dirname, '../../../../docs/deploy.md'), 'utf8');
  const [section = ''] = page.split('## Identity providers')[1]?.split('\n## ') ?? [];
  const rows = [...section.matchAll(/^\| \[([^\]]+)\]/gm)].map(([, name]) => name);

  it('has a row for each provider that is tried here, and no other', () => {
    expect(rows).toEqual(Object.keys(PROVIDERS));
  });

  it('names each issuer’s form', () => {
    const forms = [
      'auth0.com/',
      'cognito-idp.',
      'sts.windows.net/',
      'microsoftonline.com/',
      'securetoken.google.com/',
    ];
    for (const form of forms) expect(section).toContain(form);
  });
});
