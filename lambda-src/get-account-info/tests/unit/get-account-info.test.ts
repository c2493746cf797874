import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { createInMemoryAccounts } from '@fintech-solution/testing/in-memory-accounts';
import { getAccountInfo } from '../../src/get-account-info.ts';
import { createInMemoryAccountRequests } from '../fakes/in-memory-account-requests.ts';

const REQUEST = {
  eventId: 'event-1',
  msisdn: '224622000001' as Msisdn,
  correlationId: 'call-1',
  traceparent: undefined,
};

async function setup({ isOpen = false } = {}) {
  const accounts = createInMemoryAccounts();
  const requests = createInMemoryAccountRequests();
  const opening = {
    openingBalance: 1_000n,
    openedBy: 'e',
    createdAt: '2025-11-25T02:52:00.000Z',
    channels: [],
  };
  if (isOpen) await accounts.open({ msisdn: REQUEST.msisdn, ...opening }, 0);
  return { accounts, requests };
}

describe('asking for an account', () => {
  it('tells it where there is one, and asks for nothing', async () => {
    const { accounts, requests } = await setup({ isOpen: true });
    await expect(getAccountInfo(accounts, requests, REQUEST)).resolves.toEqual({
      kind: 'found',
      account: { msisdn: REQUEST.msisdn, status: 'ACTIVE', balance: 1_000n, currency: 'GNF' },
    });
    expect(requests.requested).toEqual([]);
  });

  it('asks for one where the number has no account', async () => {
    const { accounts, requests } = await setup();
    await expect(getAccountInfo(accounts, requests, REQUEST)).resolves.toEqual({ kind: 'being-opened' });
    expect(requests.requested).toEqual([REQUEST]);
  });

  it('asks for no account while the store does not answer', async () => {
    const { accounts, requests } = await setup();
    accounts.failing(true);
    await expect(getAccountInfo(accounts, requests, REQUEST)).rejects.toThrow('unavailable');
    expect(requests.requested).toEqual([]);
  });

  it('does not say that an account is being opened when the queue did not take the request', async () => {
    const { accounts, requests } = await setup();
    requests.failing();
    await expect(getAccountInfo(accounts, requests, REQUEST)).rejects.toThrow('unavailable');
  });
});
