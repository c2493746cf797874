import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { FAILING_PRECONDITIONS } from './failing-preconditions.ts';
import { ACCOUNT, BUCKET, type Difference, ISSUER, JWKS } from './operator-sandbox.ts';
import { leaveAfterTest, runInSandbox } from './sandboxes.ts';

const advanced = (...fields: object[]): object => ({
  AdvancedEventSelectors: [
    { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }, ...fields] },
  ],
});
const TRAILS_WITHOUT_KEYS: readonly [string, object][] = [
  ['a trail of data events', { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: false }] }],
  [
    'a trail of what reads',
    { EventSelectors: [{ ReadWriteType: 'ReadOnly', IncludeManagementEvents: true }] },
  ],
  [
    'a trail without the key service, which is the loudest of all',
    {
      EventSelectors: [{ ReadWriteType: 'All', ExcludeManagementEventSources: ['kms.amazonaws.com'] }],
    },
  ],
  ['the same in the newer form', advanced({ Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] })],
  ['a trail of what reads in the newer form', advanced({ Field: 'readOnly', Equals: ['true'] })],
  [
    'a trail of data events in the newer form',
    { AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] }] },
  ],
];

/** The provider's own word, on this machine. */
async function discovery(document: object | null): Promise<{ at: string }> {
  const server: Server = createServer((_request, response) => response.end(JSON.stringify(document)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  leaveAfterTest(() => void (server.closeAllConnections(), server.close()));
  return { at: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const GOOD_ISSUER = { issuer: ISSUER, jwks_uri: JWKS };
/** What only looks: nothing else may be asked while something stands in the way. */
const LOOKING =
  /^(terraform version -json|aws (--version|\S+ (get|head|list|describe)-\S+ .*|s3 cp s3:\S+ -))$/;

describe.each(FAILING_PRECONDITIONS)('with $title', ({ title: _title, says, ...difference }) => {
  test('the doctor says what mends it, and only looks', async () => {
    const { status, output, calls } = await runInSandbox(difference, 'doctor.mjs');
    expect(status).toBe(1);
    for (const sentence of says) expect(output).toContain(sentence);
    expect(output).toContain('nothing was changed');
    expect(calls.filter((call) => !LOOKING.test(call))).toEqual([]);
  });

  test('a deployment stops with the same words, before Terraform', async () => {
    const { status, output, calls } = await runInSandbox(
      difference,
      'deploy.mjs',
      '--only',
      'apply',
      '--yes',
    );
    expect(status).toBe(1);
    for (const sentence of says.filter((words) => !words.startsWith('not looked at')))
      expect(output).toContain(sentence);
    expect(calls.filter((call) => !LOOKING.test(call))).toEqual([]);
  });
});

test('a good environment has nothing in its way', async () => {
  const { at } = await discovery(GOOD_ISSUER);
  const { status, output, calls } = await runInSandbox({ issuerAt: at }, 'doctor.mjs');
  expect(output).toContain('nothing stands in the way');
  expect(output).not.toMatch(/^[✗·] (?!git)/m);
  expect(status).toBe(0);
  expect(calls.filter((call) => !LOOKING.test(call))).toEqual([]);
});

test.each([
  [
    'an issuer without its slash',
    { issuer: ISSUER, jwks_uri: JWKS },
    { FINTECH_SOLUTION_ISSUER_URI: ISSUER.slice(0, -1) },
    [`the provider calls itself "${ISSUER}"`, `→ FINTECH_SOLUTION_ISSUER_URI=${ISSUER}`],
  ],
  [
    'an issuer with a slash too many',
    { issuer: ISSUER.slice(0, -1), jwks_uri: JWKS },
    {},
    [`→ FINTECH_SOLUTION_ISSUER_URI=${ISSUER.slice(0, -1)}\n`],
  ],
  [
    'an address that answers with no key',
    { issuer: ISSUER, jwks_uri: `${ISSUER}keys` },
    {},
    [
      `the provider publishes its keys at "${ISSUER}keys"`,
      'which answers with no key',
      `→ FINTECH_SOLUTION_JWKS_URI=${ISSUER}keys`,
    ],
  ],
  [
    'a provider that signs with elliptic keys alone',
    { ...GOOD_ISSUER, keys: [{ kty: 'EC', crv: 'P-384', alg: 'ES384' }, { kty: 'RSA', use: 'enc' }, null] },
    {},
    [`${JWKS} answers with 3 keys, and none is an RSA key for RS256`, '→ let the provider sign with RS256'],
  ],
  [
    'a provider that does not say where its keys are, and an address that answers with none',
    { issuer: ISSUER },
    {},
    ['the provider does not say where its keys are', '→ FINTECH_SOLUTION_JWKS_URI: the address where'],
  ],
])('%s: the doctor gives the line that belongs into .envrc', async (_title, document, env, says) => {
  const { at } = await discovery(document);
  const { status, output } = await runInSandbox(
    { issuerAt: at, env: env as Record<string, string> },
    'doctor.mjs',
  );
  expect(status).toBe(1);
  for (const sentence of says) expect(output).toContain(sentence);
  expect(output).toContain('1 thing stands in the way; nothing was changed.');
});

test.each([
  ['a provider that cannot be reached', {}, 'could not be compared with it'],
  [
    'an address that SES has not verified',
    {
      aws: {
        'ses get-identity-verification-attributes': {
          VerificationAttributes: { 'back-office@example.org': { VerificationStatus: 'Pending' } },
        },
      },
    },
    'back-office@example.org is not verified yet (Pending)',
  ],
  [
    'an address that SES does not know',
    { aws: { 'ses get-identity-verification-attributes': { VerificationAttributes: {} } } },
    'back-office@example.org is not verified yet (unknown to SES)',
  ],
  [
    'the SES sandbox',
    { aws: { 'sesv2 get-account': { ProductionAccessEnabled: false } } },
    'the account is in the SES sandbox',
  ],
  [
    'a new account’s concurrency',
    { aws: { 'lambda get-account-settings': { AccountLimit: { ConcurrentExecutions: 10 } } } },
    'the account may run 10 executions at once',
  ],
  [
    'an account without a trail',
    { aws: { 'cloudtrail describe-trails': { trailList: [] } } },
    'the account has no trail',
  ],
  [
    'a trail that is off',
    { aws: { 'cloudtrail get-trail-status': { IsLogging: false } } },
    'management-events is off, so no alarm follows',
  ],
  ...TRAILS_WITHOUT_KEYS.map(([title, selectors]): [string, Difference, string] => [
    title,
    { aws: { 'cloudtrail get-event-selectors': selectors } },
    'management-events leaves out what is done to keys, so no alarm follows',
  ]),
  [
    'a domain that SES has not verified',
    {
      env: { TF_VAR_apply_custom_domain: 'true', FINTECH_SOLUTION_DOMAINE: 'fintech.example' },
      aws: { 'route53 list-hosted-zones-by-name': { HostedZones: [{ Name: 'fintech.example.' }] } },
    },
    'fintech.example is not verified yet (unknown to SES)',
  ],
  [
    'a state bucket in another region',
    { aws: { 's3api get-bucket-location': { LocationConstraint: 'eu-west-3' } } },
    `${BUCKET} (in eu-west-3)`,
  ],
  [
    'a state bucket in another region, by an answer that says so itself',
    { aws: { 's3api head-bucket': { BucketRegion: 'eu-west-3' } } },
    `${BUCKET} (in eu-west-3)`,
  ],
])('the doctor tells of %s, and goes on', async (_title, difference, sentence) => {
  const { status, output } = await runInSandbox(difference, 'doctor.mjs');
  expect(output).toContain(`${sentence}`);
  expect(output).toContain('nothing stands in the way');
  expect(status).toBe(0);
});

test.each([{}, null, []])('a discovery document that names no issuer (%j) is a note', async (document) => {
  const { at } = await discovery(document);
  const { status, output } = await runInSandbox({ issuerAt: at }, 'doctor.mjs');
  expect(output).toContain('cannot be read (it names no issuer)');
  expect(output).not.toContain('undefined');
  expect(status).toBe(0);
});

test.each([
  ['all of them', advanced()],
  ['what writes', advanced({ Field: 'readOnly', Equals: ['false'] })],
  ['all but another service', advanced({ Field: 'eventSource', NotEquals: ['rdsdata.amazonaws.com'] })],
])('a trail that takes management events, %s, tells of keys', async (_title, selectors) => {
  const { output } = await runInSandbox(
    { aws: { 'cloudtrail get-event-selectors': selectors } },
    'doctor.mjs',
  );
  expect(output).toContain('✓ CloudTrail: management-events');
});

test('the state bucket must be the account’s own, but for one that the operator names', async () => {
  const asked = async (env: Readonly<Record<string, string>>) => {
    const { calls } = await runInSandbox({ env }, 'doctor.mjs');
    return calls.filter((call) => call.startsWith('aws s3api head-bucket'));
  };
  expect(await asked({})).toEqual([
    expect.stringContaining(`--bucket ${BUCKET} --expected-bucket-owner ${ACCOUNT}`),
  ]);
  expect(await asked({ FINTECH_SOLUTION_STATE_BUCKET: 'central' })).toEqual([
    expect.stringMatching(/--bucket central (?!--expected)/),
  ]);
});

test('keys of which one is for RS256 are enough', async () => {
  const keys = [
    { kty: 'EC', crv: 'P-256' },
    { kty: 'RSA', alg: null, use: null },
  ];
  const { at } = await discovery({ ...GOOD_ISSUER, keys });
  const { output } = await runInSandbox({ issuerAt: at }, 'doctor.mjs');
  expect(output).toContain(`✓ signing keys: ${JWKS}`);
});

test('keys at a second address that answers with keys are a note', async () => {
  const { at } = await discovery({ issuer: ISSUER, jwks_uri: `${ISSUER}keys`, keys: [{ kty: 'RSA' }] });
  const { status, output } = await runInSandbox({ issuerAt: at }, 'doctor.mjs');
  expect(output).toContain('which answers with 1 key');
  expect(output).toContain('nothing stands in the way');
  expect(status).toBe(0);
});

test('blanks and a carriage return at the end of a value are no part of it', async () => {
  const { at } = await discovery(GOOD_ISSUER);
  const env = {
    AWS_ACCOUNT_ID: `${ACCOUNT}\r`,
    AWS_DEFAULT_REGION: ' ca-central-1 \r',
    FINTECH_SOLUTION_ISSUER_URI: `${ISSUER}\r`,
    AWS_SECRET_ACCESS_KEY: 'secret \r',
    AWS_PROFILE: '\r',
  };
  const { output } = await runInSandbox({ issuerAt: at, env }, 'doctor.mjs');
  expect(output).toContain('nothing stands in the way');
});

test('of secrets the doctor says that they are set, and nothing more', async () => {
  const env = {
    TF_VAR_enable_sms_notifications: 'ON',
    FINTECH_SOLUTION_SMS_CLIENT_ID: 'client-of-the-provider',
    FINTECH_SOLUTION_SMS_CLIENT_SECRET: 'secret-of-the-provider',
    FINTECH_SOLUTION_CALLBACK_SIGNING_SECRET: 'a master that is long enough, not-of-the-provider',
  };
  const { output } = await runInSandbox({ env }, 'doctor.mjs');
  expect(output).toContain('FINTECH_SOLUTION_SMS_CLIENT_SECRET: set');
  expect(output).toContain('FINTECH_SOLUTION_CALLBACK_SIGNING_SECRET: set');
  expect(output).not.toMatch(/-of-the-provider/);
});
