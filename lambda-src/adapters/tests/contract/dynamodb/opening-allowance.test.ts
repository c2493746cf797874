import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { sha256 } from '@fintech-solution/domain/ledger/reference';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { AllowanceUnavailableError, type OpeningsPerDay } from '@fintech-solution/domain/opening-allowance';
import { type LedgerEngine, startLedgerEngine } from '@fintech-solution/testing/ledger-engine';
import {
  type Answer,
  hangUp,
  json,
  type LoopbackServer,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import '@fintech-solution/testing/one-realm';
import { clientOptions } from '../../../src/aws-clients.ts';
import {
  type AllowanceOptions,
  createDynamoDbOpeningAllowance,
  TRY_AGAIN_MS,
} from '../../../src/dynamodb/opening-allowance.ts';

const NOW = Date.parse('2026-11-29T23:59:59.000Z');
const TOMORROW = NOW + 1_000;
const CALLER = 'caller-1@clients';
const OTHER = 'caller-2@clients';
const GRANTED = { kind: 'granted' };
const numbered = (n: number) => `2246220000${String(n).padStart(2, '0')}` as Msisdn;

const clientFor = (endpoint: string) =>
  new DynamoDBClient({
    ...clientOptions({ attemptTimeoutMs: 1_000, attempts: 2 }),
    region: 'ca-central-1',
    endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

describe('an opening allowance on the engine', () => {
  let engine: LedgerEngine;
  beforeAll(async () => {
    engine = await startLedgerEngine();
  });
  afterAll(() => engine.stop());

  async function setup(perDay: OpeningsPerDay) {
    const names = await engine.restore();
    const allowance = createDynamoDbOpeningAllowance(engine.client, {
      tableName: names.ledger,
      perDay,
      clock: () => NOW,
      pause: async () => undefined,
      random: () => 0,
    });
    const stored = (pk: string, sk: string) =>
      engine.backUp(names).ledger.find((item) => item['pk']?.S === pk && item['sk']?.S === sk);
    const take = (n: number, caller: string | null = CALLER, nowMs = NOW) =>
      allowance.take({ msisdn: numbered(n), caller: caller ?? undefined, nowMs });
    return { take, stored };
  }

  it('grants a caller as many numbers as its day has, and not one more', async () => {
    const { take } = await setup({ perCaller: 2, total: 0 });
    await expect(take(1)).resolves.toEqual(GRANTED);
    await expect(take(2)).resolves.toEqual(GRANTED);
    await expect(take(3)).resolves.toEqual({ kind: 'spent', limit: 'caller' });
    await expect(take(3, OTHER)).resolves.toEqual(GRANTED);
  });

  it('counts a number once, whichever caller polls it and however often', async () => {
    const { take, stored } = await setup({ perCaller: 1, total: 1 });
    for (const caller of [CALLER, CALLER, OTHER, null])
      await expect(take(1, caller)).resolves.toEqual(GRANTED);
    expect(stored('LIM#OPEN#ALL', 'D#2026-11-29')).toMatchObject({ openings: { N: '1' } });
  });

  it('has one total for all callers, which a bound token uses too', async () => {
    const { take } = await setup({ perCaller: 1, total: 2 });
    await expect(take(1)).resolves.toEqual(GRANTED);
    await expect(take(2, null)).resolves.toEqual(GRANTED);
    await expect(take(3, OTHER)).resolves.toEqual({ kind: 'spent', limit: 'total' });
  });

  it('charges a refused opening to neither counter', async () => {
    const { take, stored } = await setup({ perCaller: 1, total: 5 });
    await take(1);
    await take(2);
    expect(stored('LIM#OPEN#ALL', 'D#2026-11-29')).toMatchObject({ openings: { N: '1' } });
    expect(stored(`LIM#OPEN#NUMBER#${numbered(2)}`, 'N')).toBeUndefined();
  });

  it('begins anew with the next UTC day', async () => {
    const { take } = await setup({ perCaller: 1, total: 1 });
    await take(1);
    await expect(take(2, CALLER, TOMORROW - 1)).resolves.toMatchObject({ kind: 'spent' });
    await expect(take(2, CALLER, TOMORROW)).resolves.toEqual(GRANTED);
  });

  it('grants exactly its allowance to openings that race, and counts a number that races itself once', async () => {
    const { take, stored } = await setup({ perCaller: 5, total: 0 });
    const numbers = Array.from({ length: 12 }, (_, n) => n);
    const answers = await Promise.all([...numbers, ...numbers].map((n) => take(n)));
    const granted = numbers.filter(
      (n) => answers[n]?.kind === 'granted' || answers[n + 12]?.kind === 'granted',
    );
    expect(granted).toHaveLength(5);
    expect(numbers.filter((n) => stored(`LIM#OPEN#NUMBER#${numbered(n)}`, 'N') !== undefined)).toEqual(
      granted,
    );
  });

  it('names no caller and forgets a day by itself after a week', async () => {
    const { take, stored } = await setup({ perCaller: 5, total: 5 });
    await take(1);
    const ttl = { N: String(Math.floor(NOW / 1_000) + 8 * 86_400) };
    expect(stored(`LIM#OPEN#NUMBER#${numbered(1)}`, 'N')).toMatchObject({ ttl });
    expect(stored('LIM#OPEN#ALL', 'D#2026-11-29')).toMatchObject({ ttl });
    expect(stored(`LIM#OPEN#CALLER#${CALLER}`, 'D#2026-11-29')).toBeUndefined();
    expect(stored(`LIM#OPEN#CALLER#${sha256(CALLER)}`, 'D#2026-11-29')).toMatchObject({
      openings: { N: '1' },
    });
  });
});

describe('an opening allowance whose store', () => {
  let server: LoopbackServer;
  let client: DynamoDBClient;
  afterEach(async () => {
    client.destroy();
    await server.stop();
  });

  /** The adapter in front of a service that answers as told, one answer for each call and the last one for the rest. */
  async function setup(options: Partial<AllowanceOptions>, ...answers: Answer[]) {
    let calls = 0;
    server = await startLoopbackServer((response, request) => {
      const answer = answers[Math.min(calls, answers.length - 1)];
      calls += 1;
      answer?.(response, request);
    });
    client = clientFor(server.url);
    const allowance = createDynamoDbOpeningAllowance(client, {
      tableName: 'ledger',
      perDay: { perCaller: 1, total: 1 },
      clock: () => NOW,
      pause: async () => undefined,
      random: () => 0.5,
      ...options,
    });
    const operations = () =>
      server.requests.map(({ headers }) => String(headers['x-amz-target']).split('.')[1]);
    return { take: () => allowance.take({ msisdn: numbered(1), caller: CALLER, nowMs: NOW }), operations };
  }

  const absent = json(200, {});
  const cancelled = (...codes: readonly string[]) =>
    json(400, {
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      message: 'said by the service',
      CancellationReasons: codes.map((Code) => ({ Code })),
    });

  it('is in conflict with another opening is asked again after a pause', async () => {
    const pause = jest.fn(async () => undefined);
    const conflict = cancelled('None', 'None', 'TransactionConflict');
    // The SDK repeats the call once by itself.
    const { take, operations } = await setup({ pause }, absent, conflict, conflict, json(200, {}));
    await expect(take()).resolves.toEqual(GRANTED);
    expect(pause.mock.calls).toEqual([[25]]);
    expect(operations().filter((name) => name === 'TransactWriteItems')).toHaveLength(3);
  });

  it('is in conflict for too long is unavailable: nothing is granted', async () => {
    let now = NOW;
    const pause = async () => void (now += TRY_AGAIN_MS);
    const { take } = await setup({ clock: () => now, pause }, absent, cancelled('TransactionConflict'));
    await expect(take()).rejects.toThrow(AllowanceUnavailableError);
  });

  it('does not answer is unavailable', async () => {
    const reading = await setup({}, hangUp);
    await expect(reading.take()).rejects.toThrow(AllowanceUnavailableError);
    client.destroy();
    await server.stop();
    const writing = await setup({}, absent, hangUp);
    await expect(writing.take()).rejects.toThrow(AllowanceUnavailableError);
  });

  it('denies the call is a fault of ours, which no repetition heals', async () => {
    const denied = json(400, { __type: 'com.amazon.coral.service#AccessDeniedException', message: 'no' });
    const { take } = await setup({}, absent, denied);
    await expect(take()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('finds the number counted in the meantime grants it, whatever the counters say', async () => {
    const { take } = await setup(
      {},
      absent,
      cancelled('ConditionalCheckFailed', 'ConditionalCheckFailed', 'ConditionalCheckFailed'),
    );
    await expect(take()).resolves.toEqual(GRANTED);
  });
});
