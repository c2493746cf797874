import { invocationUri } from './rendered-api.ts';
import { ACCOUNT_PATH, policy, succeeds, TOKEN, useGateway, type Setup } from './running-gateway.ts';

const setup = useGateway();
const authorized = { headers: ['Authorization', TOKEN] };

describe('the authorizer', () => {
  it.each([
    ['no header', []],
    ['another scheme', ['Authorization', 'Basic aaa.bbb.ccc']],
    ['two parts', ['Authorization', 'Bearer aaa.bbb']],
    ['two spaces', ['Authorization', 'Bearer  aaa.bbb.ccc']],
    ['a second token in the same header', ['Authorization', 'Bearer aaa.bbb.ccc, Bearer aaa.bbb.ccc']],
    ['the header twice', ['Authorization', TOKEN, 'Authorization', TOKEN]],
    ['more than 8,192 characters', ['Authorization', `${TOKEN}${'c'.repeat(8192 - TOKEN.length + 1)}`]],
  ])('is not asked about %s: 401 with the challenge Bearer', async (_case, headers) => {
    const { send, calls } = await setup();
    const answer = await send(ACCOUNT_PATH, { headers });
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    expect(calls).toEqual([]);
  });

  it.each(['bearer aaa.bbb.ccc', 'BEARER aaa.bbb.ccc', `${TOKEN}${'c'.repeat(8192 - TOKEN.length)}`])(
    'is asked about a well-formed header (%#)',
    async (header) => {
      const { send, callsOf } = await setup();
      expect((await send(ACCOUNT_PATH, { headers: ['Authorization', header] })).status).toBe(200);
      expect(callsOf('authorizer')).toHaveLength(1);
    },
  );

  it('is told the whole header and the ARN of the method that was called', async () => {
    const { send, callsOf } = await setup();
    await send(ACCOUNT_PATH, authorized);
    expect(callsOf('authorizer')[0]?.event).toEqual({
      type: 'TOKEN',
      methodArn:
        'arn:aws:execute-api:ca-central-1:123456789012:local/dev/GET/get-account-info/msisdn/224622000001',
      authorizationToken: TOKEN,
    });
  });

  it('denies with 401 and invalid_token, and the denial is kept', async () => {
    const { send, callsOf, summaries } = await setup({ authorizer: () => succeeds(policy('Deny', '*')) });
    const first = await send(ACCOUNT_PATH, authorized);
    const second = await send(ACCOUNT_PATH, authorized);
    for (const answer of [first, second]) {
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([
        401,
        'Bearer error="invalid_token"',
      ]);
    }
    expect(callsOf('authorizer')).toHaveLength(1);
    expect(callsOf('get-account-info')).toHaveLength(0);
    expect(summaries.map(({ authorizer }) => authorizer)).toEqual(['miss', 'hit']);
    // The lines that it logged belong to the request that it was asked for, and to no other.
    expect(summaries.map(({ authorizerRequestId }) => authorizerRequestId)).toEqual([
      'function-1',
      undefined,
    ]);
  });

  it('has its policy kept per token for the declared time and no longer', async () => {
    const { send, callsOf, time } = await setup();
    await send(ACCOUNT_PATH, authorized);
    time.now += 249_999;
    await send(ACCOUNT_PATH.replace('000001', '000002'), authorized);
    expect(callsOf('authorizer')).toHaveLength(1);
    time.now += 1;
    await send(ACCOUNT_PATH, authorized);
    expect(callsOf('authorizer')).toHaveLength(2);
  });

  it('has its policy kept for a time that the speed divides', async () => {
    const { send, callsOf, time } = await setup({ options: { speed: 10 } });
    await send(ACCOUNT_PATH, authorized);
    time.now += 25_000;
    await send(ACCOUNT_PATH, authorized);
    expect(callsOf('authorizer')).toHaveLength(2);
  });

  it('has its kept policy evaluated again for every method: a policy for one number only refuses the next', async () => {
    const { send, callsOf } = await setup({
      authorizer: ({ methodArn }) => succeeds(policy('Allow', methodArn)),
    });
    expect((await send(ACCOUNT_PATH, authorized)).status).toBe(200);
    const other = await send(ACCOUNT_PATH.replace('000001', '000002'), authorized);
    expect([other.status, other.problem['code']]).toEqual([401, 'UNAUTHORIZED']);
    expect(callsOf('authorizer')).toHaveLength(1);
  });

  it('is asked again about every token once the results are forgotten', async () => {
    const { send, callsOf, gateway } = await setup();
    await send(ACCOUNT_PATH, authorized);
    gateway.forgetAuthorizerResults();
    await send(ACCOUNT_PATH, authorized);
    expect(callsOf('authorizer')).toHaveLength(2);
  });

  it.each<[string, Setup['authorizer']]>([
    ['throws', () => ({ outcome: 'error', errorType: 'Error', errorMessage: 'JWKS down eyJsecret' })],
    ['times out', () => ({ outcome: 'timeout' })],
    ['crashes', () => ({ outcome: 'crash', exitCode: 1, signal: null })],
    ['cannot start', () => ({ outcome: 'init-error', errorType: 'Error', errorMessage: 'no settings' })],
    ['answers without a policy', () => succeeds({ principalId: 'someone' })],
    ['answers with a nested context', () => succeeds(policy('Allow', '*', { roles: ['admin'] }))],
  ])(
    'that %s is our fault: 500 that says nothing, with Retry-After, never kept',
    async (_case, authorizer) => {
      const { send, callsOf, logs } = await setup({ authorizer: authorizer! });
      const first = await send(ACCOUNT_PATH, authorized);
      await send(ACCOUNT_PATH, authorized);
      expect([first.status, first.problem['code']]).toEqual([500, 'INTERNAL_ERROR']);
      expect(first.headers['retry-after']).toMatch(/^\d+$/);
      expect(first.text).not.toMatch(/JWKS|eyJ|settings|context/);
      expect(callsOf('authorizer')).toHaveLength(2);
      expect(callsOf('get-account-info')).toHaveLength(0);
      expect(logs).toHaveLength(2);
      expect(JSON.stringify(logs)).not.toMatch(/eyJ|aaa\.bbb/);
    },
  );

  it('that fails with exactly "Unauthorized" refuses the caller instead', async () => {
    const { send } = await setup({
      authorizer: () => ({ outcome: 'error', errorType: 'Error', errorMessage: 'Unauthorized' }),
    });
    const answer = await send(ACCOUNT_PATH, authorized);
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
  });

  it('that the API may not invoke is a 500, and the log names the missing permission', async () => {
    const { send, logs, calls } = await setup({ permitted: ['get-account-info'] });
    expect((await send(ACCOUNT_PATH, authorized)).status).toBe(500);
    expect(logs[0]?.message).toContain(`no permission to invoke ${invocationUri('authorizer')}`);
    expect(calls).toEqual([]);
  });
});
