import type { Msisdn } from '@fintech-solution/domain/msisdn';
import type { AccountRequest, AccountRequests } from '../../src/get-account-info.ts';

/** A queue under test, and what its consumer finds on it. */
export interface RequestsUnderTest {
  readonly requests: AccountRequests;
  /** Takes everything off the queue. */
  received(): Promise<readonly AccountRequest[]>;
}

export const REQUEST: AccountRequest = {
  eventId: 'JKJaXmPLvHcESHA=',
  msisdn: '224622000001' as Msisdn,
  correlationId: 'call-1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};

/** The rules of {@link AccountRequests}, held against the real queue on an engine and against its fake alike. */
export function describeAccountRequests(name: string, start: () => Promise<RequestsUnderTest>): void {
  describe(`requests for accounts in ${name}`, () => {
    it('reach their consumer as they were made', async () => {
      const { requests, received } = await start();
      await requests.request(REQUEST);
      await expect(received()).resolves.toEqual([REQUEST]);
    });

    it('need no trace context', async () => {
      const { requests, received } = await start();
      await requests.request({ ...REQUEST, traceparent: undefined });
      await expect(received()).resolves.toEqual([{ ...REQUEST, traceparent: undefined }]);
    });

    it('are all taken, also for the same number: to open it once is the consumer’s part', async () => {
      const { requests, received } = await start();
      await requests.request(REQUEST);
      await requests.request({ ...REQUEST, eventId: 'another' });
      const ids = (await received()).map(({ eventId }) => eventId);
      expect(ids.sort()).toEqual(['JKJaXmPLvHcESHA=', 'another']);
    });
  });
}
