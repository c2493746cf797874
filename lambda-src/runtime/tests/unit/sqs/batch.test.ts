import { createInMemoryDeadLetters, createInMemoryQueue } from '@fintech-solution/testing/in-memory-queues';
import { recordOf } from '@fintech-solution/testing/sqs-records';
import type { SQSRecord } from 'aws-lambda';
import type { LogFields } from '../../../src/log.ts';
import { type BatchConsumer, createBatchHandler, type Step } from '../../../src/sqs/batch.ts';

type Reason = 'told';

const BUDGET_MS = 1_000;

/** A consumer of words: a body of one capital letter is a group, "bad" is not ours. */
function setup(steps: () => Step<string, Reason | 'unexpected'>[]) {
  const deadLetters = createInMemoryDeadLetters();
  const queue = createInMemoryQueue();
  const logged: { level: string; message: string; fields: LogFields | undefined }[] = [];
  const counted: string[] = [];
  const flushed: string[][] = [];
  const note = (level: string) => (message: string, fields?: LogFields) =>
    void logged.push({ level, message, fields });
  const consumer: BatchConsumer<string, Reason> = {
    decode: ({ body }) =>
      body === 'bad'
        ? { kind: 'not-ours', reason: 'bad-word' }
        : { kind: 'message', message: body, groupingKey: body.slice(0, 1), fields: { word: body } },
    steps,
    reasonOf: (error) => (error instanceof RangeError ? 'told' : 'unexpected'),
    deadLetters,
    queue,
    log: { info: note('info'), warn: note('warn'), error: note('error') },
    metrics: {
      count: (name, dimensions) => void counted.push([name, dimensions?.['Reason']].join(' ').trim()),
      flush: () => void flushed.push([...counted]),
    },
    maxConcurrent: 10,
    recordBudgetMs: BUDGET_MS,
  };
  const handler = createBatchHandler(consumer);
  const deliver = async (bodies: string[], timeLeftMs = BUDGET_MS) => {
    const Records: SQSRecord[] = bodies.map((body, at) => recordOf(body, { messageId: `${at}` }));
    const answer = await handler({ Records }, { getRemainingTimeInMillis: () => timeLeftMs });
    return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return { deliver, deadLetters, queue, logged, counted, flushed };
}

const done = { kind: 'done' } as const;

describe('a batch', () => {
  it('ends a step for all records before it begins the next one for any', async () => {
    const calls: string[] = [];
    const step = (name: string, ends: boolean) => async (word: string) => {
      // The first record takes longest.
      for (let turns = word === 'a' ? 5 : 0; turns > 0; turns -= 1) await new Promise(setImmediate);
      calls.push(`${name} ${word}`);
      return ends ? done : undefined;
    };
    const { deliver } = setup(() => [step('first', false), step('second', true)]);
    await expect(deliver(['a', 'b'])).resolves.toEqual([]);
    expect(calls).toEqual(['first b', 'first a', 'second b', 'second a']);
  });

  it('makes its steps anew, so that nothing of another batch is left', async () => {
    let made = 0;
    const { deliver } = setup(() => {
      made += 1;
      return [async () => done];
    });
    await deliver(['a']);
    await deliver(['b']);
    expect(made).toBe(2);
  });

  it('hands a record that has ended to no later step', async () => {
    const later = jest.fn(async () => done);
    const { deliver } = setup(() => [
      async (word) => (word === 'a' ? done : word === 'b' ? { kind: 'failed', reason: 'told' } : undefined),
      later,
    ]);
    await expect(deliver(['a', 'b', 'c', 'bad'])).resolves.toEqual(['1']);
    expect(later.mock.calls).toEqual([['c', { messageId: '2', word: 'c' }]]);
  });

  it('reports, counts and backs off each record that failed, and only those', async () => {
    const { deliver, queue, counted, flushed } = setup(() => [
      async (word) => (word === 'a' ? { kind: 'failed', reason: 'told' } : done),
    ]);
    await expect(deliver(['a', 'b', 'a'])).resolves.toEqual(['0', '2']);
    expect(queue.backedOff).toEqual(['0', '2']);
    expect(counted).toEqual(['RequestFailed told', 'RequestFailed told']);
    expect(flushed).toEqual([counted]);
  });

  it.each([
    ['of its own', new RangeError('x'), 'told'],
    ['that it has for what it does not know', new Error('x'), 'unexpected'],
  ])('gives a record whose step throws the reason %s, and goes on', async (_, error, reason) => {
    const { deliver, counted, logged } = setup(() => [
      async (word) => {
        if (word === 'a') throw error;
        return done;
      },
    ]);
    await expect(deliver(['a', 'b'])).resolves.toEqual(['0']);
    expect(counted).toEqual([`RequestFailed ${reason}`]);
    expect(logged).toEqual([
      { level: 'error', message: 'Failed, will come again', fields: { messageId: '0', word: 'a', error } },
    ]);
  });

  it('parks what is not ours, once, and acknowledges it', async () => {
    const { deliver, deadLetters, counted, logged } = setup(() => [async () => undefined, async () => done]);
    await expect(deliver(['a', 'bad'])).resolves.toEqual([]);
    expect(deadLetters.parked).toEqual([{ body: 'bad', messageId: '1', reason: 'bad-word' }]);
    expect(counted).toEqual(['EventParked']);
    expect(logged).toEqual([
      { level: 'error', message: 'Parked', fields: { messageId: '1', reason: 'bad-word' } },
    ]);
  });

  it('reports what is not ours as failed while it cannot be parked', async () => {
    const { deliver, deadLetters, counted } = setup(() => [async () => done]);
    deadLetters.refuse();
    await expect(deliver(['bad'])).resolves.toEqual(['0']);
    expect(counted).toEqual(['RequestFailed not-parked']);
  });

  it.each([['a'], ['bad']])('starts no record with less time left than its budget: %s', async (body) => {
    const step = jest.fn(async () => done);
    const { deliver, deadLetters, queue, counted } = setup(() => [step]);
    await expect(deliver([body], BUDGET_MS - 1)).resolves.toEqual(['0']);
    expect(step).not.toHaveBeenCalled();
    expect(deadLetters.parked).toEqual([]);
    expect(queue.backedOff).toEqual(['0']);
    expect(counted).toEqual(['RequestFailed out-of-time']);
  });

  it('works on the records of one group in turn', async () => {
    let underWay = 0;
    let most = 0;
    const { deliver } = setup(() => [
      async () => {
        most = Math.max(most, (underWay += 1));
        await new Promise(setImmediate);
        underWay -= 1;
        return done;
      },
    ]);
    await deliver(['a1', 'a2', 'a3']);
    expect(most).toBe(1);
    await deliver(['a', 'b', 'c']);
    expect(most).toBe(3);
  });
});
