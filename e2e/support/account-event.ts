import { randomUUID } from 'node:crypto';

/** The event that get-account-info queues, written out independently of the code under test. */
export function accountEvent(msisdn: string, overrides: Record<string, unknown> = {}): string {
  return JSON.stringify({
    specversion: '1.0',
    type: 'gn.fintech-solution.account.requested.v1',
    source: '/fintech-solution/get-account-info',
    id: randomUUID(),
    time: '2026-01-01T00:00:00Z',
    subject: '224*******00',
    datacontenttype: 'application/json',
    data: { msisdn },
    ...overrides,
  });
}
