import type { SQSRecord } from 'aws-lambda';
import type { InMemoryDeadLetters } from '@fintech-solution/testing/in-memory-queues';
import { recordOf, redriven } from '@fintech-solution/testing/sqs-records';

/** A dead-letter queue under test, and what an operator finds in it. */
export interface DeadLettersUnderTest {
  readonly deadLetters: Pick<InMemoryDeadLetters, 'send'>;
  /** Takes every dead letter off for good. */
  parked(): Promise<InMemoryDeadLetters['parked']>;
}

const RECORD = recordOf('{"a":"request"}');

/**
 * The rules of a dead-letter queue, held against the real one on an engine and against its fake alike.
 *
 * @param start one that keeps copies, or one that cannot.
 */
export function describeDeadLetters(
  name: string,
  start: (keeps: boolean) => Promise<DeadLettersUnderTest>,
): void {
  describe(`dead letters in ${name}`, () => {
    it.each<[string, SQSRecord]>([
      ['a request', RECORD],
      ['what is no request', recordOf('{"not":"ours"}', { messageId: 'malformed' })],
      ['a copy that was sent back', redriven(RECORD)],
    ])('keep %s with its body, its id and the reason', async (_, record) => {
      const { deadLetters, parked } = await start(true);
      await deadLetters.send(record, 'the-reason');
      await expect(parked()).resolves.toEqual([
        { body: record.body, messageId: record.messageId, reason: 'the-reason' },
      ]);
    });

    it('keep one copy for each reason', async () => {
      const { deadLetters, parked } = await start(true);
      await deadLetters.send(RECORD, 'sms-http-400');
      await deadLetters.send(RECORD, 'email-MessageRejected');
      const reasons = (await parked()).map(({ reason }) => reason);
      expect(reasons.sort()).toEqual(['email-MessageRejected', 'sms-http-400']);
    });

    it('throw when they cannot keep a copy', async () => {
      const { deadLetters } = await start(false);
      await expect(deadLetters.send(RECORD, 'x')).rejects.toThrow();
    });
  });
}
