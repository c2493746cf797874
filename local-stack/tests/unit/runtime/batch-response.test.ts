import { judgeBatch } from '../../../src/runtime/batch-response.ts';
import type { InvocationOutcome } from '../../../src/runtime/invocation.ts';

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
const IDS = ['a', 'b', 'c'];
const answered = (answer: unknown): InvocationOutcome => ({
  outcome: 'success',
  payload: JSON.stringify(answer),
});
const item = (itemIdentifier: unknown) => ({ itemIdentifier });

describe('judgeBatch with partial responses', () => {
  it.each([
    ['null', null],
    ['an empty object', {}],
    ['a null list', { batchItemFailures: null }],
    ['an empty list', { batchItemFailures: [] }],
    ['an object about something else', { statusCode: 200 }],
  ])('takes %s for a complete success', (_, answer) => {
    expect(judgeBatch(answered(answer), IDS, true)).toEqual({ succeeded: IDS, failed: [] });
  });

  it('leaves what is listed in the queue and deletes the others', () => {
    const verdict = judgeBatch(answered({ batchItemFailures: [item('b')] }), IDS, true);
    expect(verdict).toEqual({ succeeded: ['a', 'c'], failed: ['b'] });
  });

  it('does not mind an identifier that is listed twice', () => {
    const verdict = judgeBatch(answered({ batchItemFailures: [item('b'), item('b')] }), IDS, true);
    expect(verdict).toEqual({ succeeded: ['a', 'c'], failed: ['b'] });
  });

  it.each([
    ['an unknown identifier', { batchItemFailures: [item('b'), item('z')] }],
    ['a null identifier', { batchItemFailures: [item(null)] }],
    ['an empty identifier', { batchItemFailures: [item('')] }],
    ['an identifier that is no text', { batchItemFailures: [item(1)] }],
    ['a key of another name', { batchItemFailures: [{ messageId: 'b' }] }],
    ['an entry that is no object', { batchItemFailures: ['b'] }],
    ['a null entry', { batchItemFailures: [null] }],
    ['a list that is none', { batchItemFailures: { itemIdentifier: 'b' } }],
    ['a text', 'done'],
    ['a number', 0],
    ['a list', []],
  ])('takes %s for a failure of the whole batch, and says so', (_, answer) => {
    expect(judgeBatch(answered(answer), IDS, true)).toEqual({
      succeeded: [],
      failed: IDS,
      reason: expect.any(String),
    });
  });

  it('takes an answer that is no JSON for a failure of the whole batch', () => {
    expect(judgeBatch({ outcome: 'success', payload: '{' }, IDS, true)).toMatchObject({
      succeeded: [],
      failed: IDS,
    });
  });
});

describe('judgeBatch', () => {
  it.each<[string, InvocationOutcome, string]>([
    [
      'an error',
      { outcome: 'error', errorType: 'TypeError', errorMessage: 'x' },
      'the function failed (TypeError)',
    ],
    ['a time-out', { outcome: 'timeout' }, 'the function ran into its time limit'],
    [
      'a crash',
      { outcome: 'crash', exitCode: null, signal: 'SIGKILL' },
      `the function's process ended (SIGKILL)`,
    ],
    [
      'an exit',
      { outcome: 'crash', exitCode: 3, signal: null },
      `the function's process ended (exit code 3)`,
    ],
    [
      'a failed cold start',
      { outcome: 'init-error', errorType: 'Error', errorMessage: 'x' },
      'the function failed (Error)',
    ],
  ])('lets the whole batch come back after %s, with or without partial responses', (_, outcome, reason) => {
    const verdict = { succeeded: [], failed: IDS, reason };
    expect(judgeBatch(outcome, IDS, true)).toEqual(verdict);
    expect(judgeBatch(outcome, IDS, false)).toEqual(verdict);
  });

  it('does not look at the answer without partial responses', () => {
    const verdict = { succeeded: IDS, failed: [] };
    expect(judgeBatch(answered({ batchItemFailures: [item('a')] }), IDS, false)).toEqual(verdict);
    expect(judgeBatch({ outcome: 'success', payload: '{' }, IDS, false)).toEqual(verdict);
  });
});
