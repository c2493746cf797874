import { SSMClient } from '@aws-sdk/client-ssm';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import { NOW } from '@fintech-solution/testing/ledger-samples';
import {
  type Answer,
  hangUp,
  json,
  type LoopbackServer,
  silence,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import '@fintech-solution/testing/one-realm';
import { createSsmSigningMasters } from '../../../src/callbacks/ssm-signing-masters.ts';

const masterOf = (name: string): string => `top-secret ${name}`.padEnd(40, '.');
const parameter = (value: unknown): Answer => json(200, { Parameter: { Value: JSON.stringify(value) } });
const holding = (name: string): Answer => parameter({ current: masterOf(name) });
const MAX_AGE_MS = 300_000;

let server: LoopbackServer;
let client: SSMClient;
afterEach(async () => {
  client.destroy();
  await server.stop();
});

/** A parameter store that gives these answers in turn, the last one for ever, and a clock that stands until it is moved. */
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
  const time = { now: NOW };
  return { time, masters: createSsmSigningMasters(client, '/callbacks', () => time.now) };
}

describe('the masters that sign callbacks', () => {
  it('are read once, decrypted, however many ask', async () => {
    const { masters } = await setup(holding('one'));
    const found = await Promise.all(Array.from({ length: 10 }, () => masters.get()));
    expect(new Set(found)).toEqual(new Set([{ current: masterOf('one') }]));
    expect(server.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { Name: '/callbacks', WithDecryption: true },
    ]);
  });

  it('are two during a rotation, which a container learns of within five minutes', async () => {
    const rotated = { current: masterOf('two'), previous: masterOf('one') };
    const { masters, time } = await setup(holding('one'), parameter(rotated));
    await masters.get();
    time.now += MAX_AGE_MS - 1;
    expect(await masters.get()).toEqual({ current: masterOf('one') });
    time.now += 1;
    expect(await masters.get()).toEqual(rotated);
  });

  it('are asked for again after a read that failed, and none is guessed meanwhile', async () => {
    const gone = json(400, { __type: 'ParameterNotFound' });
    const { masters, time } = await setup(holding('one'), gone, holding('two'));
    await masters.get();
    time.now += MAX_AGE_MS;
    await expect(masters.get()).rejects.toMatchObject({ name: 'ParameterNotFound' });
    expect(await masters.get()).toEqual({ current: masterOf('two') });
  });

  it.each<[string, Answer]>([
    ['a text', parameter('top-secret')],
    ['too short', parameter({ current: 'top-secret' })],
    ['without a value', json(200, { Parameter: {} })],
    ['none', json(200, {})],
  ])('are refused where the parameter is %s, without quoting it', async (_, answer) => {
    const { masters } = await setup(answer);
    const failure = await masters.get().catch(String);
    expect(failure).toMatch(/^Error: The callback signing secret/);
    expect(failure).not.toContain('top-secret');
  });

  it.each<[string, Answer]>([
    ['is silent', silence],
    ['hangs up', hangUp],
    ['throttles', json(400, { __type: 'ThrottlingException' })],
  ])('fail, after two attempts, when the store %s', async (_, answer) => {
    const { masters } = await setup(answer);
    await expect(masters.get()).rejects.toThrow();
    expect(server.requests).toHaveLength(2);
  });
});
