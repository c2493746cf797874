import { newAccount } from '@fintech-solution/domain/account';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { AllowanceUnavailableError, type OpeningAllowance } from '@fintech-solution/domain/opening-allowance';
import { createInMemoryAccounts } from '@fintech-solution/testing/in-memory-accounts';
import { getAccountInfo } from '../../src/get-account-info.ts';
import { createInMemoryAccountRequests } from '../fakes/in-memory-account-requests.ts';

const REQUEST = {
  eventId: 'event-1',
  msisdn: '224622000001' as Msisdn,
  correlationId: 'call-1',
  traceparent: undefined,
};

const NOW = 1_764_039_120_000;

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
    await expect(
      getAccountInfo({ accounts, requests, clock: () => NOW }, REQUEST, 'caller'),
    ).resolves.toEqual({
      kind: 'found',
      account: newAccount(REQUEST.msisdn, 1_000n),
    });
    expect(requests.requested).toEqual([]);
  });

  it('asks for one where the number has no account', async () => {
    const { accounts, requests } = await setup();
    await expect(
      getAccountInfo({ accounts, requests, clock: () => NOW }, REQUEST, 'caller'),
    ).resolves.toEqual({ kind: 'being-opened' });
    expect(requests.requested).toEqual([REQUEST]);
  });

  it('asks for no account while the store does not answer', async () => {
    const { accounts, requests } = await setup();
    accounts.failing(true);
    await expect(getAccountInfo({ accounts, requests, clock: () => NOW }, REQUEST, 'caller')).rejects.toThrow(
      'unavailable',
    );
    expect(requests.requested).toEqual([]);
  });

  it('does not say that an account is being opened when the queue did not take the request', async () => {
    const { accounts, requests } = await setup();
    requests.failing();
    await expect(getAccountInfo({ accounts, requests, clock: () => NOW }, REQUEST, 'caller')).rejects.toThrow(
      'unavailable',
    );
  });
});

describe('asking for an account that is opened within an allowance', () => {
  const allowanceOf = (take: OpeningAllowance['take']) => ({ take: jest.fn(take) });

  it('counts it, charged to the caller, before it is asked for', async () => {
    const { accounts, requests } = await setup();
    const allowance = allowanceOf(async () => {
      expect(requests.requested).toEqual([]);
      return { kind: 'granted' };
    });
    await getAccountInfo({ accounts, requests, allowance, clock: () => NOW }, REQUEST, 'caller');
    expect(allowance.take.mock.calls).toEqual([[{ msisdn: REQUEST.msisdn, caller: 'caller', nowMs: NOW }]]);
    expect(requests.requested).toEqual([REQUEST]);
  });

  it.each(['caller', 'total'] as const)('asks for none where that of the %s is spent', async (limit) => {
    const { accounts, requests } = await setup();
    const allowance = allowanceOf(async () => ({ kind: 'spent', limit }));
    const dependencies = { accounts, requests, allowance, clock: () => NOW };
    await expect(getAccountInfo(dependencies, REQUEST, 'caller')).resolves.toEqual({
      kind: 'openings-spent',
      limit,
    });
    expect(requests.requested).toEqual([]);
  });

  it('asks for none while openings cannot be counted', async () => {
    const { accounts, requests } = await setup();
    const allowance = allowanceOf(async () =>
      Promise.reject(new AllowanceUnavailableError(new Error('off'))),
    );
    const dependencies = { accounts, requests, allowance, clock: () => NOW };
    await expect(getAccountInfo(dependencies, REQUEST, 'caller')).rejects.toThrow(AllowanceUnavailableError);
    expect(requests.requested).toEqual([]);
  });

  it('counts nothing for an account that is there', async () => {
    const { accounts, requests } = await setup({ isOpen: true });
    const allowance = allowanceOf(async () => ({ kind: 'granted' }));
    await getAccountInfo({ accounts, requests, allowance, clock: () => NOW }, REQUEST, 'caller');
    expect(allowance.take).not.toHaveBeenCalled();
  });
});
