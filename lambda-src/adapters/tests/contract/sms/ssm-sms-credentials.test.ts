import { SSMClient } from '@aws-sdk/client-ssm';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import { ATTEMPT_MS, describeExchange } from '@fintech-solution/testing/exchange-rules';
import {
  type Answer,
  hangUp,
  json,
  type LoopbackServer,
  silence,
  stall,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import '@fintech-solution/testing/one-realm';
import { createSsmSmsCredentials } from '../../../src/sms/ssm-sms-credentials.ts';

const parameter = (value: unknown): Answer =>
  json(200, {
    Parameter: {
      Name: '/fintech-solution/sms',
      Type: 'SecureString',
      Value: typeof value === 'string' ? value : JSON.stringify(value),
    },
  });
const pair = (secret: string) => parameter({ client_id: 'id', client_secret: secret });

let server: LoopbackServer;
let client: SSMClient;
afterEach(async () => {
  client.destroy();
  await server.stop();
});

/** A parameter store that gives these answers in turn, the last one for ever. */
async function setup(...answers: Answer[]) {
  server = await startLoopbackServer((response, request) => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(response, request);
  });
  client = new SSMClient({
    ...clientOptions({ attemptTimeoutMs: 1_000, attempts: 2 }),
    region: 'ca-central-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return createSsmSmsCredentials(client, '/fintech-solution/sms');
}

describe('the SMS credentials', () => {
  it('are read once, decrypted, however many ask', async () => {
    const credentials = await setup(pair('s'));
    const pairs = await Promise.all(Array.from({ length: 10 }, () => credentials.get()));
    await credentials.get();
    expect(new Set(pairs)).toEqual(new Set([{ clientId: 'id', clientSecret: 's' }]));
    expect(server.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { Name: '/fintech-solution/sms', WithDecryption: true },
    ]);
  });

  it('are read anew, once, when ten messages were refused at the same time', async () => {
    const credentials = await setup(pair('old'), pair('new'));
    const stale = await credentials.get();
    const fresh = await Promise.all(Array.from({ length: 10 }, () => credentials.replacing(stale)));
    expect(new Set(fresh.map(({ clientSecret }) => clientSecret))).toEqual(new Set(['new']));
    expect(server.requests).toHaveLength(2);
  });

  it('are not read anew for a pair that was replaced already', async () => {
    const credentials = await setup(pair('old'), pair('new'));
    const stale = await credentials.get();
    await credentials.replacing(stale);
    await expect(credentials.replacing(stale)).resolves.toMatchObject({ clientSecret: 'new' });
    expect(server.requests).toHaveLength(2);
  });

  it('are asked for again after a read that failed', async () => {
    const credentials = await setup(json(400, { __type: 'ParameterNotFound' }), pair('s'));
    await expect(credentials.get()).rejects.toMatchObject({ name: 'ParameterNotFound' });
    await expect(credentials.get()).resolves.toMatchObject({ clientSecret: 's' });
  });

  it('are asked for again after a renewal that failed', async () => {
    const credentials = await setup(pair('old'), json(400, { __type: 'ParameterNotFound' }), pair('new'));
    const stale = await credentials.get();
    await expect(credentials.replacing(stale)).rejects.toMatchObject({ name: 'ParameterNotFound' });
    await expect(credentials.replacing(stale)).resolves.toMatchObject({ clientSecret: 'new' });
  });

  it.each<[string, Answer]>([
    ['no JSON', parameter('id:top-secret')],
    ['null', parameter('null')],
    ['a text', parameter('"top-secret"')],
    ['a list', parameter(['id', 'top-secret'])],
    ['no id', parameter({ client_secret: 'top-secret' })],
    ['no secret', parameter({ client_id: 'top-secret' })],
    ['an empty secret', parameter({ client_id: 'top-secret', client_secret: '' })],
    ['a secret that is a number', parameter({ client_id: 'top-secret', client_secret: 1 })],
    ['no value', json(200, { Parameter: {} })],
    ['no parameter', json(200, {})],
  ])('are refused when the parameter is %s, without quoting it', async (_, answer) => {
    const credentials = await setup(answer);
    const failure = await credentials.get().catch(String);
    expect(failure).toMatch(/^Error: The SMS credentials parameter/);
    expect(failure).not.toContain('top-secret');
  });

  it.each<[string, Answer]>([
    ['is silent', silence],
    ['stalls in its body', stall],
    ['hangs up', hangUp],
    ['throttles', json(400, { __type: 'ThrottlingException' })],
    ['fails inside', json(500, { __type: 'InternalServerError' })],
  ])('fail, after two attempts, when the store %s', async (_, answer) => {
    const credentials = await setup(answer);
    await expect(credentials.get()).rejects.toThrow();
    expect(server.requests).toHaveLength(2);
  });
});

describeExchange(
  'SSM',
  (endpoint) => {
    const ssm = new SSMClient({
      ...clientOptions({ attemptTimeoutMs: ATTEMPT_MS, attempts: 1 }),
      region: 'ca-central-1',
      endpoint,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    // A source for each call, because it keeps what it has read.
    return { call: () => createSsmSmsCredentials(ssm, '/sms').get(), close: () => ssm.destroy() };
  },
  pair('s'),
);
