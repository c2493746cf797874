import type { SQSRecord } from 'aws-lambda';
import type { RequestQueue } from '../../src/record.ts';
import { msisdnOf, recordOf, redriven, requestFor } from '../sqs-records.ts';

/** A queue under test, and what an operator finds among its dead letters. */
export interface QueueUnderTest {
  readonly queue: RequestQueue;
  /** Takes every dead letter off for good. */
  parked(): Promise<
    readonly { readonly body: string; readonly messageId: string; readonly reason: string }[]
  >;
}

const RECORD = recordOf(requestFor(msisdnOf(1)));

/**
 * The rules of {@link RequestQueue}, held against the real queue on an engine and against its fake alike.
 *
 * @param start a queue that parks, or one that cannot.
 */
export function describeRequestQueue(name: string, start: (parks: boolean) => Promise<QueueUnderTest>): void {
  describe(`the request queue in ${name}`, () => {
    it.each<[string, SQSRecord]>([
      ['a request', RECORD],
      ['what is no request', recordOf('{"not":"ours"}', { messageId: 'poison' })],
      ['a copy that was sent back', redriven(RECORD)],
    ])('parks %s with its body, its id and the reason', async (_, record) => {
      const { queue, parked } = await start(true);
      await queue.park(record, 'the-reason');
      await expect(parked()).resolves.toEqual([
        { body: record.body, messageId: record.messageId, reason: 'the-reason' },
      ]);
    });

    it('parks one copy for each reason', async () => {
      const { queue, parked } = await start(true);
      await queue.park(RECORD, 'sms-http-400');
      await queue.park(RECORD, 'email-MessageRejected');
      const reasons = (await parked()).map(({ reason }) => reason);
      expect(reasons.sort()).toEqual(['email-MessageRejected', 'sms-http-400']);
    });

    it('throws when it cannot park', async () => {
      const { queue } = await start(false);
      await expect(queue.park(RECORD, 'x')).rejects.toThrow();
    });

    it('never throws when it postpones', async () => {
      const { queue } = await start(false);
      await expect(queue.postpone(RECORD)).resolves.toBeUndefined();
    });
  });
}
