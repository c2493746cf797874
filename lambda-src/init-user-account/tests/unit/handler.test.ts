import { GUINEA_PLAN } from '@fintech-solution/domain/msisdn';
import { AccountsUnavailableError, CorruptAccountError } from '@fintech-solution/domain/account';
import { createLog } from '@fintech-solution/runtime/log';
import { createBatchMetrics } from '@fintech-solution/runtime/metrics';
import { type CapturedOutput, captureOutput } from '@fintech-solution/testing/captured-output';
import { createInMemoryAccounts, type StoredAccount } from '@fintech-solution/testing/in-memory-accounts';
import { createInMemoryDeadLetters, createInMemoryQueue } from '@fintech-solution/testing/in-memory-queues';
import { recordOf, redriven } from '@fintech-solution/testing/sqs-records';
import type { SQSRecord } from 'aws-lambda';
import { MAX_CONCURRENT_RECORDS, BUDGET_MS } from '../../src/budgets.ts';
import { createHandler, type Dependencies } from '../../src/handler.ts';
import { createInitUserAccount } from '../../src/init-user-account.ts';
import type { Notifiers } from '../../src/ports.ts';
import {
  createScriptedNotifier,
  FAILED,
  REFUSED,
  UNKNOWN,
} from '@fintech-solution/testing/scripted-notifier';
import type { WelcomeMessage } from '../../src/ports.ts';
import { msisdnOf, requestFor } from '../requests.ts';

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhYmMifQ.c2ln';

let output: CapturedOutput;
beforeEach(() => {
  process.env['POWERTOOLS_SERVICE_NAME'] = 'init-user-account';
  output = captureOutput();
});
afterEach(() => output.release());

/** The handler on the real use case and fakes, with its real log and metrics. */
function setup({ notifiers, ...overrides }: Partial<Dependencies> & { notifiers?: Notifiers } = {}) {
  const accounts = createInMemoryAccounts();
  const sms = createScriptedNotifier<WelcomeMessage>();
  const email = createScriptedNotifier<WelcomeMessage>();
  const deadLetters = createInMemoryDeadLetters();
  const queue = createInMemoryQueue();
  let now = 1_764_039_120_000;
  const initUserAccount = createInitUserAccount({
    accounts,
    deadLetters,
    notifiers: notifiers ?? { sms, email },
    openingBalance: 1_000n,
    clock: () => now,
    newLease: (from) => from + 60_000,
  });
  const handler = createHandler({
    initUserAccount,
    deadLetters,
    queue,
    plan: { countryCode: '224', nationalPattern: /^6[0-356]\d{7}$/ },
    log: createLog(GUINEA_PLAN),
    metrics: createBatchMetrics(),
    ...overrides,
  });
  /** The ids of the records that must come again. */
  const deliver = async (records: SQSRecord[], timeLeftMs: () => number = () => BUDGET_MS) => {
    now += 1;
    const response = await handler({ Records: records }, { getRemainingTimeInMillis: timeLeftMs });
    return response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  const counted = () =>
    output.metrics().flatMap((line) => {
      const { _aws: _, service: __, Channel: channel, Reason: reason, ...counts } = line;
      return Object.entries(counts).map(([name, value]) => {
        if (name === 'RequestFailed') return [name, reason, value];
        return name.startsWith('Welcome') ? [name, channel, value] : [name, value];
      });
    });
  return { accounts, sms, email, deadLetters, queue, initUserAccount, handler, deliver, counted };
}

const batchOf = (size: number): SQSRecord[] =>
  Array.from({ length: size }, (_, index) =>
    recordOf(requestFor(msisdnOf(index)), { messageId: `message-${index}` }),
  );

describe('a batch', () => {
  it('of ten requests opens ten accounts and needs nothing more', async () => {
    const { accounts, sms, email, deadLetters, queue, deliver } = setup();
    await expect(deliver(batchOf(10))).resolves.toEqual([]);
    for (let n = 0; n < 10; n += 1) expect(accounts.stored(msisdnOf(n))).toMatchObject({ balance: '1000' });
    expect([sms.attempts.length, email.attempts.length]).toEqual([10, 10]);
    expect(deadLetters.parked).toEqual([]);
    expect(queue.backedOff).toEqual([]);
  });

  it.each([0, 4, 9])(
    'with a malformed record at place %i parks that one and opens the other nine',
    async (place) => {
      const { accounts, deadLetters, deliver, counted } = setup();
      const batch = batchOf(10);
      batch[place] = recordOf('{"not":"ours"}', { messageId: 'malformed' });
      await expect(deliver(batch)).resolves.toEqual([]);
      expect(deadLetters.parked).toEqual([
        { body: '{"not":"ours"}', messageId: 'malformed', reason: 'specversion-not-1.0' },
      ]);
      const opened = batch.filter((_, n) => accounts.stored(msisdnOf(n)) !== undefined);
      expect(opened).toHaveLength(9);
      expect(counted()).toContainEqual(['AccountOpened', 9]);
      expect(counted()).toContainEqual(['EventParked', 1]);
      expect(output.logs()).toContainEqual(
        expect.objectContaining({ level: 'ERROR', messageId: 'malformed', reason: 'specversion-not-1.0' }),
      );
    },
  );

  it('reports exactly the records that must come again, and postpones them', async () => {
    const down = new Set<string>([msisdnOf(2), msisdnOf(7)]);
    const { accounts, queue, deliver } = setup();
    const open = accounts.open.bind(accounts);
    jest.spyOn(accounts, 'open').mockImplementation((opening, leaseUntil) => {
      if (down.has(opening.msisdn)) throw new Error('ThrottlingException');
      return open(opening, leaseUntil);
    });
    const failed = await deliver(batchOf(10));
    expect(failed.sort()).toEqual(['message-2', 'message-7']);
    expect([...queue.backedOff].sort()).toEqual(['message-2', 'message-7']);
    expect(accounts.stored(msisdnOf(3))).toBeDefined();
  });

  it('works on one number one record after another, so that one account is opened and welcomed once', async () => {
    const { sms, deliver, counted } = setup();
    let underWay = 0;
    let most = 0;
    sms.answer(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return { kind: 'sent' };
    });
    const same = batchOf(10).map((record, n) => ({ ...record, body: requestFor(msisdnOf(1), `event-${n}`) }));
    await expect(deliver(same)).resolves.toEqual([]);
    expect([most, sms.attempts.length]).toEqual([1, 1]);
    expect(counted()).toContainEqual(['AccountOpened', 1]);
  });

  it('works on several numbers at once, within its bound', async () => {
    const { sms, deliver } = setup();
    let underWay = 0;
    let most = 0;
    sms.answer(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return { kind: 'sent' };
    });
    await deliver(batchOf(MAX_CONCURRENT_RECORDS + 15));
    expect(most).toBe(MAX_CONCURRENT_RECORDS);
  });

  it('opens all its accounts before it sends anything', async () => {
    const { accounts, sms, email, deliver } = setup();
    const calls: string[] = [];
    const open = accounts.open.bind(accounts);
    jest.spyOn(accounts, 'open').mockImplementation(async (opening, leaseUntil) => {
      // The later the record, the longer its opening takes.
      for (let turns = Number(opening.msisdn.slice(-2)); turns > 0; turns -= 1)
        await new Promise(setImmediate);
      const outcome = await open(opening, leaseUntil);
      calls.push('opened');
      return outcome;
    });
    for (const provider of [sms, email])
      provider.answer(async () => {
        calls.push('sent');
        return { kind: 'sent' };
      });
    await expect(deliver(batchOf(10))).resolves.toEqual([]);
    expect(calls).toEqual([...Array<string>(10).fill('opened'), ...Array<string>(20).fill('sent')]);
  });

  it('opens all its accounts while a provider hangs', async () => {
    const { accounts, sms, deliver } = setup();
    let answer = (): void => undefined;
    const hangs = new Promise<void>((resolve) => (answer = resolve));
    let isAsked = (): void => undefined;
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    sms.answer(async () => {
      isAsked();
      await hangs;
      return UNKNOWN;
    });
    const delivery = deliver(batchOf(10));
    await asked;
    for (let n = 0; n < 10; n += 1) expect(accounts.stored(msisdnOf(n))).toMatchObject({ balance: '1000' });
    answer();
    await delivery;
  });

  it('asks the store once for an opening that fails, however many records wait for it', async () => {
    const { accounts, deliver } = setup();
    accounts.failing(true);
    const open = jest.spyOn(accounts, 'open');
    const same = batchOf(3).map((record) => ({ ...record, body: requestFor(msisdnOf(1)) }));
    await expect(deliver(same)).resolves.toEqual(['message-0', 'message-1', 'message-2']);
    expect(open).toHaveBeenCalledTimes(1);
  });

  it('acknowledges a request for a closed account, and leaves it alone', async () => {
    const { accounts, sms, deliver, counted } = setup();
    await deliver(batchOf(1));
    const closed = { ...(accounts.stored(msisdnOf(0)) as StoredAccount), status: 'CLOSED', balance: '0' };
    accounts.put(msisdnOf(0), closed);
    const before = counted();
    const [record] = batchOf(1) as [SQSRecord];
    await expect(deliver([record, redriven(record)])).resolves.toEqual([]);
    expect(accounts.stored(msisdnOf(0))).toEqual(closed);
    expect(sms.attempts).toHaveLength(1);
    expect(counted()).toEqual(before);
  });

  it('of nothing needs nothing', async () => {
    await expect(setup().deliver([])).resolves.toEqual([]);
  });

  it.each([undefined, null, {}, { Records: null }, { Records: {} }, { Records: 'x' }, { records: [] }, []])(
    'that is none throws, because an empty answer would acknowledge it: %j',
    async (event) => {
      const { handler } = setup();
      const call = handler(event as { Records: SQSRecord[] }, { getRemainingTimeInMillis: () => 60_000 });
      await expect(call).rejects.toThrow('no array of Records');
    },
  );
});

describe('a record', () => {
  it('is not started when too little time is left, and comes again', async () => {
    const { accounts, queue, deliver } = setup();
    await expect(deliver(batchOf(1), () => BUDGET_MS - 1)).resolves.toEqual(['message-0']);
    expect(accounts.stored(msisdnOf(0))).toBeUndefined();
    expect(queue.backedOff).toEqual(['message-0']);
    expect(output.logs()).toMatchObject([
      { level: 'WARN', message: 'Not started: too little time is left', messageId: 'message-0' },
    ]);
  });

  it('is judged by the time that is left when its turn comes', async () => {
    const { accounts, deliver } = setup();
    // Both are looked at for the opening, then for the welcome.
    const times = [BUDGET_MS, BUDGET_MS, BUDGET_MS, BUDGET_MS - 1];
    const same = batchOf(2).map((record) => ({ ...record, body: requestFor(msisdnOf(1)) }));
    await expect(deliver(same, () => times.shift() ?? 0)).resolves.toEqual(['message-1']);
    expect(accounts.stored(msisdnOf(1))).toBeDefined();
  });

  it('is started where there is no deadline', async () => {
    const { handler } = setup();
    await expect(handler({ Records: batchOf(1) })).resolves.toEqual({ batchItemFailures: [] });
    await expect(handler({ Records: batchOf(1) }, {})).resolves.toEqual({ batchItemFailures: [] });
  });

  it('is opened though it has no list of message attributes', async () => {
    const { accounts, deliver } = setup();
    const [record] = batchOf(1) as [SQSRecord];
    const { messageAttributes: _, ...bare } = record;
    await expect(deliver([bare as SQSRecord])).resolves.toEqual([]);
    expect(accounts.stored(msisdnOf(0))).toBeDefined();
  });

  it.each(['', 'x', 'null', '[]', '{}', '{"specversion":"1.0"}'])(
    'that is no event of ours is parked: %j',
    async (body) => {
      const { deadLetters, queue, deliver } = setup();
      await expect(deliver([recordOf(body)])).resolves.toEqual([]);
      expect(deadLetters.parked).toMatchObject([{ body }]);
      expect(queue.backedOff).toEqual([]);
    },
  );

  it('that cannot be parked is reported failed, so that the queue keeps it', async () => {
    const { deadLetters, deliver, counted } = setup();
    deadLetters.refuse();
    await expect(deliver([recordOf('x', { messageId: 'malformed' })])).resolves.toEqual(['malformed']);
    expect(counted()).toEqual([['RequestFailed', 'not-parked', 1]]);
    expect(output.logs()).toMatchObject([{ level: 'ERROR', messageId: 'malformed', reason: 'not-json' }]);
  });

  it('whose welcome is refused for good is parked and done', async () => {
    const { sms, deadLetters, deliver, counted } = setup();
    sms.answer(REFUSED);
    const [record] = batchOf(1);
    await expect(deliver([record as SQSRecord])).resolves.toEqual([]);
    expect(deadLetters.parked).toEqual([
      { body: record?.body, messageId: 'message-0', reason: 'sms-http-400' },
    ]);
    expect(counted()).toEqual(
      expect.arrayContaining([
        ['EventParked', 1],
        ['WelcomeGivenUp', 'sms', 1],
        ['WelcomeSent', 'email', 1],
      ]),
    );
  });

  it('whose welcome is refused and cannot be parked comes again, and the log says why', async () => {
    const { sms, deadLetters, deliver, counted } = setup();
    sms.answer(REFUSED);
    deadLetters.refuse();
    await expect(deliver(batchOf(1))).resolves.toEqual(['message-0']);
    expect(counted()).toContainEqual(['WelcomeFailed', 'sms', 1]);
    expect(counted()).toContainEqual(['RequestFailed', 'not-parked', 1]);
    expect(counted().flat()).not.toContain('EventParked');
    expect(output.logs()).toContainEqual(
      expect.objectContaining({
        level: 'ERROR',
        reason: 'sms-http-400',
        error: expect.objectContaining({ message: 'No dead-letter queue is set' }) as object,
      }),
    );
  });

  it('that an operator sent back is tried again on the channel that was given up', async () => {
    const { sms, email, deliver } = setup();
    const [record] = batchOf(1) as [SQSRecord];
    sms.answer(REFUSED);
    await deliver([record]);
    sms.answer({ kind: 'sent' });
    await deliver([record]);
    expect(sms.attempts).toHaveLength(1);
    await expect(deliver([redriven(record)])).resolves.toEqual([]);
    expect([sms.attempts.length, email.attempts.length]).toEqual([2, 1]);
  });

  it.each([
    ['sms-http-400', [2, 1]],
    ['sms-is-off', [2, 1]],
    ['email-MessageRejected', [1, 2]],
    ['of an older version', [2, 2]],
  ])('that was parked as %j is tried again on the channel that this names', async (reason, attempts) => {
    const { sms, email, deliver } = setup();
    const [record] = batchOf(1) as [SQSRecord];
    for (const provider of [sms, email]) provider.answer(REFUSED);
    await deliver([record]);
    await expect(deliver([redriven(record, reason)])).resolves.toEqual([]);
    expect([sms.attempts.length, email.attempts.length]).toEqual(attempts);
  });

  it('whose reason is no text is tried again on every channel', async () => {
    const { sms, email, deliver } = setup();
    const [record] = batchOf(1) as [SQSRecord];
    for (const provider of [sms, email]) provider.answer(REFUSED);
    await deliver([record]);
    const messageAttributes = { 'failure-reason': { binaryValue: 'AA==', dataType: 'Binary' } };
    await expect(deliver([{ ...record, messageAttributes }])).resolves.toEqual([]);
    expect([sms.attempts.length, email.attempts.length]).toEqual([2, 2]);
  });

  it('keeps as many copies as channels were given up, however often they are sent back', async () => {
    const { sms, email, deadLetters, deliver } = setup();
    const [record] = batchOf(1) as [SQSRecord];
    sms.answer(REFUSED);
    email.answer({ kind: 'refused', reason: 'email-MessageRejected' });
    await deliver([record]);
    let seen = 0;
    for (let redrive = 1; redrive <= 3; redrive += 1) {
      const copies = deadLetters.parked.slice(seen);
      seen = deadLetters.parked.length;
      for (const [at, { reason }] of copies.entries())
        await deliver([redriven(record, reason, `redrive-${redrive}-${at}`)]);
    }
    expect(deadLetters.parked).toHaveLength(2 + 3 * 2);
    expect([sms.attempts.length, email.attempts.length]).toEqual([4, 4]);
  });

  it('fails alone when something unforeseen is thrown', async () => {
    const { initUserAccount, deliver, counted } = setup();
    jest.spyOn(initUserAccount, 'open').mockRejectedValueOnce(new TypeError('x is not a function'));
    await expect(deliver([...batchOf(2), recordOf('x', { messageId: 'malformed' })])).resolves.toEqual([
      'message-0',
    ]);
    expect(counted()).toContainEqual(['RequestFailed', 'unexpected', 1]);
  });
});

describe('what is counted', () => {
  it('is each opening, and each welcome by channel and outcome', async () => {
    const { sms, deliver, counted } = setup();
    sms.answer(FAILED);
    await deliver(batchOf(3));
    expect(counted()).toEqual([
      ['AccountOpened', 3],
      ['WelcomeFailed', 'sms', 3],
      ['WelcomeSent', 'email', 3],
      ['RequestFailed', 'welcome-failed', 3],
    ]);
  });

  it.each<[string, Error]>([
    ['store-unavailable', new AccountsUnavailableError(new Error('throttled'))],
    ['account-corrupt', new CorruptAccountError('status is unknown')],
    ['unexpected', new Error('denied')],
  ])('is each record that is reported failed: %s', async (reason, error) => {
    const { accounts, deliver, counted } = setup();
    jest.spyOn(accounts, 'open').mockRejectedValue(error);
    await deliver(batchOf(3));
    expect(counted()).toEqual([['RequestFailed', reason, 3]]);
  });

  it('is a record for which too little time is left', async () => {
    const { deliver, counted } = setup();
    await deliver(batchOf(2), () => 0);
    expect(counted()).toEqual([['RequestFailed', 'out-of-time', 2]]);
  });

  it('is a welcome that is given up after two unknown outcomes, with its copy', async () => {
    const { sms, deadLetters, deliver, counted } = setup();
    sms.answer(UNKNOWN);
    await deliver(batchOf(1));
    await deliver(batchOf(1));
    expect(counted()).toEqual(
      expect.arrayContaining([
        ['EventParked', 1],
        ['WelcomeGivenUp', 'sms', 1],
      ]),
    );
    expect(deadLetters.parked).toMatchObject([{ reason: 'sms-outcome-unknown' }]);
    expect(output.logs()).toContainEqual(
      expect.objectContaining({ level: 'ERROR', message: 'Parked', reason: 'sms-outcome-unknown' }),
    );
  });

  it('is nothing for a delivery that found nothing to do, and nothing is logged either', async () => {
    const { deliver } = setup();
    await deliver(batchOf(1));
    const before = output.lines().length;
    await deliver(batchOf(1));
    expect(output.lines()).toHaveLength(before);
  });

  it('is nothing where another delivery is sending the welcome', async () => {
    const { accounts, deliver, counted } = setup();
    await deliver(batchOf(1));
    const stored = accounts.stored(msisdnOf(0)) as StoredAccount;
    const held = { state: 'sending', leaseUntil: 1_764_039_180_000 } as const;
    accounts.put(msisdnOf(0), { ...stored, welcome: { sms: held } });
    const before = counted();
    await expect(deliver(batchOf(1))).resolves.toEqual(['message-0']);
    expect(counted()).toEqual([...before, ['RequestFailed', 'welcome-held-elsewhere', 1]]);
    expect(output.logs().at(-1)).toMatchObject({
      level: 'WARN',
      message: 'Account was open',
      welcomes: [{ channel: 'sms', kind: 'held-elsewhere' }],
    });
  });

  it('takes at most 450 bytes for an account whose holder is told by one channel, and no more for ten', async () => {
    const email = createScriptedNotifier<WelcomeMessage>();
    const { deliver } = setup({ notifiers: { email } });
    const bytesOf = () =>
      Buffer.byteLength(
        output
          .metrics()
          .map((line) => JSON.stringify(line))
          .join('\n'),
      );
    await deliver(batchOf(1));
    const ordinary = bytesOf();
    expect(ordinary).toBeLessThanOrEqual(450);
    await deliver(batchOf(11).slice(1));
    expect(bytesOf() - ordinary).toBeLessThanOrEqual(ordinary + 4);
  });
});

describe('the log', () => {
  it('of an opening is one line of at most 500 bytes that follows the call', async () => {
    const { deliver } = setup();
    process.env['_X_AMZN_TRACE_ID'] = 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1';
    await deliver([recordOf(requestFor(msisdnOf(1)))]);
    delete process.env['_X_AMZN_TRACE_ID'];
    const [line, ...others] = output.logs();
    expect(others).toEqual([]);
    expect(line).toMatchObject({
      level: 'INFO',
      message: 'Account opened',
      messageId: '059f36b4-87a3-44ab-83d2-661975830a7d',
      correlationId: 'call-1',
      msisdn: '224*******01',
      welcomes: [
        { channel: 'sms', kind: 'sent' },
        { channel: 'email', kind: 'sent' },
      ],
    });
    expect(Buffer.byteLength(JSON.stringify(line))).toBeLessThanOrEqual(500);
  });

  it('does without a correlation id where the event has none', async () => {
    const { accounts, deliver } = setup();
    const event = JSON.parse(requestFor(msisdnOf(1))) as object;
    const record = recordOf(JSON.stringify({ ...event, correlationid: undefined }));
    await expect(deliver([record])).resolves.toEqual([]);
    expect(accounts.stored(msisdnOf(1))).toBeDefined();
  });

  it('cuts a correlation id that is longer than any of ours', async () => {
    const { deliver } = setup();
    const event = JSON.parse(requestFor(msisdnOf(1))) as object;
    await deliver([recordOf(JSON.stringify({ ...event, correlationid: 'x'.repeat(100_000) }))]);
    expect(output.logs()).toEqual([expect.objectContaining({ correlationId: 'x'.repeat(64) })]);
  });

  it('masks a number that the cut would go through', async () => {
    const { deliver } = setup();
    const event = JSON.parse(requestFor(msisdnOf(1))) as object;
    await deliver([recordOf(JSON.stringify({ ...event, correlationid: `${'x'.repeat(56)}622000009` }))]);
    expect(output.logs()).toEqual([expect.objectContaining({ correlationId: `${'x'.repeat(56)}*******0` })]);
  });

  it('of an opening without a welcome is the same line, and one goes without it for nothing', async () => {
    const { deliver } = setup({ notifiers: {} });
    await deliver(batchOf(1));
    await deliver(batchOf(1));
    expect(output.logs()).toMatchObject([{ level: 'INFO', message: 'Account opened', welcomes: [] }]);
  });

  it('of a welcome that failed is a warning with the reason', async () => {
    const { sms, deliver } = setup();
    sms.answer(FAILED);
    await deliver(batchOf(1));
    expect(output.logs()).toMatchObject([
      {
        level: 'WARN',
        welcomes: [{ channel: 'sms', kind: 'failed', reason: 'sms-http-503' }, { kind: 'sent' }],
      },
    ]);
  });

  it('is handed masked numbers, and has nothing to mask itself', async () => {
    const fields: unknown[] = [];
    const note = (_: string, more?: unknown) => void fields.push(more);
    const { accounts, sms, deadLetters, deliver } = setup({
      log: { info: note, warn: note, error: note },
    });
    await deliver([recordOf(requestFor(msisdnOf(1)))]);
    sms.answer(REFUSED);
    deadLetters.refuse();
    await deliver([recordOf(requestFor(msisdnOf(2)))]);
    jest.spyOn(accounts, 'open').mockRejectedValue(new Error('x'));
    await deliver([recordOf(requestFor(msisdnOf(1)))]);
    expect(JSON.stringify(fields)).toMatch(/224\*{7}01.*224\*{7}02.*224\*{7}01/);
    expect(JSON.stringify(fields)).not.toMatch(/62200000[12]/);
  });

  it('shows no full number and no token, whatever arrived and whatever failed', async () => {
    const { accounts, sms, deadLetters, deliver } = setup();
    const body = requestFor(msisdnOf(1)).replace('call-1', '224622000001');
    sms.answer(new Error(`POST for 224622000001 with Basic Y2xpZW50OnNlY3JldA== and ${TOKEN}`));
    await deliver([recordOf(body)]);
    jest.spyOn(accounts, 'open').mockRejectedValue(new Error(`PutItem 224622000001 ${TOKEN}`));
    await deliver([recordOf(body), recordOf(`224622000001 ${TOKEN}`, { messageId: 'malformed' })]);
    deadLetters.refuse();
    await deliver([recordOf(`224622000001 ${TOKEN}`)]);
    expect(output.logs().length).toBeGreaterThanOrEqual(4);
    expect(output.lines().join('\n')).not.toMatch(/622000001|eyJ|c2ln|Y2xpZW50/);
  });
});
