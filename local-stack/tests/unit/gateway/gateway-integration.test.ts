import { invocationUri, renderedApi } from './rendered-api.ts';
import { ACCOUNT_PATH, succeeds, TOKEN, useGateway, type Received, type Setup } from './running-gateway.ts';

const setup = useGateway();
const authorized = { headers: ['Authorization', TOKEN] };

describe('a function that does not answer as it should', () => {
  it.each<[string, Setup['account']]>([
    ['throws', () => ({ outcome: 'error', errorType: 'TypeError', errorMessage: 'secret' })],
    ['times out by itself', () => ({ outcome: 'timeout' })],
    ['crashes', () => ({ outcome: 'crash', exitCode: null, signal: 'SIGKILL' })],
    ['cannot start', () => ({ outcome: 'init-error', errorType: 'Error', errorMessage: 'secret' })],
    ['answers in another shape', () => succeeds({ message: 'secret' })],
    ['answers without a status code', () => succeeds({ headers: {}, body: 'secret' })],
    ['answers with something that is not JSON', () => ({ outcome: 'success', payload: 'secret' })],
  ])('and %s is a 502 that says nothing internal', async (_case, account) => {
    const { send, logs, summaries } = await setup({ account: account! });
    const answer = await send(ACCOUNT_PATH, authorized);
    expect([answer.status, answer.problem['code']]).toEqual([502, 'INTERNAL_ERROR']);
    expect(answer.text).not.toContain('secret');
    expect(logs).toHaveLength(1);
    expect(logs[0]?.message).not.toContain('secret');
    expect(summaries[0]).toMatchObject({
      status: 502,
      responseType: 'DEFAULT_5XX',
      functionRequestId: 'function-2',
    });
  });

  it('and takes longer than the integration’s time-out is a 504 UNAVAILABLE with Retry-After', async () => {
    let waited = 0;
    const { send } = await setup({
      openApi: renderedApi({ integration_timeout_ms: 1234 }),
      account: () => new Promise(() => undefined),
      options: {
        startTimer: (ms, action) => {
          waited = ms;
          queueMicrotask(action);
          return () => undefined;
        },
      },
    });
    const answer = await send(ACCOUNT_PATH, authorized);
    expect([answer.status, answer.problem['code'], waited]).toEqual([504, 'UNAVAILABLE', 1234]);
    expect(answer.headers['retry-after']).toMatch(/^\d+$/);
  });

  it('but may not be invoked by the API is a 500, and the log names the missing permission', async () => {
    const { send, logs } = await setup({ permitted: ['authorizer'] });
    const answer = await send(ACCOUNT_PATH, authorized);
    expect([answer.status, answer.problem['code']]).toEqual([500, 'INTERNAL_ERROR']);
    expect(logs[0]?.message).toBe(
      `GET /get-account-info/msisdn/{msisdn}: no permission to invoke ${invocationUri('get-account-info')}`,
    );
  });

  it('because the host itself fails is a 500 whose cause stays inside', async () => {
    const { send, logs } = await setup({ account: () => Promise.reject(new Error('224622000001 eyJ')) });
    const answer = await send(ACCOUNT_PATH, authorized);
    expect([answer.status, answer.problem['code']]).toEqual([500, 'INTERNAL_ERROR']);
    expect(answer.text + JSON.stringify(logs)).not.toMatch(/224622|eyJ/);
  });
});

it('renames a function’s WWW-Authenticate, as AWS does', async () => {
  const { send } = await setup({
    account: () => succeeds({ statusCode: 401, headers: { 'WWW-Authenticate': 'Bearer' }, body: '{}' }),
  });
  const answer: Received = await send(ACCOUNT_PATH, authorized);
  expect(answer.headers['www-authenticate']).toBeUndefined();
  expect(answer.headers['x-amzn-remapped-www-authenticate']).toBe('Bearer');
});
