import { type Channel, CorruptAccountError } from '@fintech-solution/domain/account';
import type { AccountStore, Lease } from '../../../src/dynamodb/accounts.ts';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import type { StoredAccount } from '@fintech-solution/testing/in-memory-accounts';

/** A store under test, and what a test may do behind its back. */
export interface StoreUnderTest {
  readonly accounts: AccountStore;
  stored(msisdn: Msisdn): Promise<StoredAccount | undefined>;
  put(msisdn: Msisdn, account: StoredAccount): Promise<void>;
}

const NOW = 1_764_039_120_000;
const LEASE_UNTIL = NOW + 60_000;
const CREATED_AT = '2025-11-25T02:52:00.000Z';

let lastNumber = 0;
/** Every test has its own subscriber, so that none depends on another. */
const newMsisdn = (): Msisdn => `224622${String((lastNumber += 1)).padStart(6, '0')}` as Msisdn;

const openingOf = (
  msisdn: Msisdn,
  openedBy = 'event-1',
  channels: readonly Channel[] = ['sms', 'email'],
) => ({
  msisdn,
  openingBalance: 1_000n,
  openedBy,
  createdAt: CREATED_AT,
  channels,
});

/** The rules of {@link AccountStore}, held against the real adapter on an engine and against its fake alike. */
export function describeAccountStore(name: string, start: () => StoreUnderTest): void {
  describe(`accounts in ${name}`, () => {
    describeOpening(start);
    describeReading(start);
    describeClaiming(start);
    describeSettling(start);
  });
}

function describeOpening(start: () => StoreUnderTest): void {
  it('are opened with the opening movement and a lease on every channel', async () => {
    const { accounts, stored } = start();
    const msisdn = newMsisdn();
    await expect(accounts.open(openingOf(msisdn), LEASE_UNTIL)).resolves.toEqual({ kind: 'opened' });
    await expect(stored(msisdn)).resolves.toEqual({
      balance: '1000',
      openingBalance: '1000',
      currency: 'GNF',
      status: 'ACTIVE',
      createdAt: CREATED_AT,
      openedBy: 'event-1',
      version: 1,
      welcome: {
        sms: { state: 'sending', leaseUntil: LEASE_UNTIL },
        email: { state: 'sending', leaseUntil: LEASE_UNTIL },
      },
    });
  });

  it('are opened without the channels that are OFF', async () => {
    const { accounts, stored } = start();
    const msisdn = newMsisdn();
    await accounts.open(openingOf(msisdn, 'event-1', []), LEASE_UNTIL);
    expect((await stored(msisdn))?.welcome).toEqual({});
  });

  it('are not changed in any way by another opening', async () => {
    const { accounts, stored, put } = start();
    const msisdn = newMsisdn();
    await accounts.open(openingOf(msisdn), LEASE_UNTIL);
    const changed = { ...((await stored(msisdn)) as StoredAccount), balance: '777', version: 2 };
    await put(msisdn, changed);
    const again = { ...openingOf(msisdn, 'event-2'), openingBalance: 5_000n };
    await expect(accounts.open(again, LEASE_UNTIL + 1)).resolves.toEqual({
      kind: 'already-open',
      openingBalance: 1_000n,
      welcome: { sms: 'sending', email: 'sending' },
    });
    await expect(stored(msisdn)).resolves.toEqual(changed);
  });

  it('are opened by exactly one of many that try at once', async () => {
    const { accounts } = start();
    const msisdn = newMsisdn();
    const tries = Array.from({ length: 20 }, (_, index) => openingOf(msisdn, `event-${index}`));
    const outcomes = await Promise.all(tries.map((opening) => accounts.open(opening, LEASE_UNTIL)));
    expect(outcomes.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
  });

  it('tell an opening amount that is none as none', async () => {
    const { accounts, put } = start();
    const msisdn = newMsisdn();
    await put(msisdn, { ...LEGACY, openingBalance: '1000.5' });
    await expect(accounts.open(openingOf(msisdn), LEASE_UNTIL)).resolves.toMatchObject({
      kind: 'already-open',
      openingBalance: undefined,
    });
  });

  it('count as welcomed where no welcome is kept', async () => {
    const { accounts, put } = start();
    const msisdn = newMsisdn();
    await put(msisdn, LEGACY);
    await expect(accounts.open(openingOf(msisdn), LEASE_UNTIL)).resolves.toMatchObject({ welcome: {} });
    await expect(accounts.claimWelcome(leaseOf(msisdn), NOW, true)).resolves.toBe('not-claimable');
  });
}

const LEGACY: StoredAccount = {
  balance: '250',
  currency: 'GNF',
  status: 'ACTIVE',
  createdAt: CREATED_AT,
  openedBy: 'event-0',
  version: 1,
};

function describeReading(start: () => StoreUnderTest): void {
  it('are absent until they are opened, and there at once afterwards', async () => {
    const { accounts } = start();
    const msisdn = newMsisdn();
    await expect(accounts.find(msisdn)).resolves.toBeUndefined();
    await accounts.open(openingOf(msisdn), LEASE_UNTIL);
    await expect(accounts.find(msisdn)).resolves.toEqual({ msisdn, balance: 1_000n, currency: 'GNF' });
  });

  it('are found exactly, also past what a float can hold', async () => {
    const { accounts, put } = start();
    const msisdn = newMsisdn();
    await put(msisdn, { ...LEGACY, balance: '9007199254740993' });
    await expect(accounts.find(msisdn)).resolves.toMatchObject({ balance: 9_007_199_254_740_993n });
  });

  it.each<[string, Partial<StoredAccount>]>([
    ['a balance with a fraction', { balance: '1000.5' }],
    ['an empty currency', { currency: '' }],
  ])('are corrupt with %s, and never guessed', async (_, change) => {
    const { accounts, put } = start();
    const msisdn = newMsisdn();
    await put(msisdn, { ...LEGACY, ...change });
    await expect(accounts.find(msisdn)).rejects.toThrow(CorruptAccountError);
  });

  it('are corrupt without a currency', async () => {
    const { accounts, put } = start();
    const msisdn = newMsisdn();
    const { currency: _, ...rest } = LEGACY;
    await put(msisdn, rest);
    await expect(accounts.find(msisdn)).rejects.toThrow(CorruptAccountError);
  });
}

const leaseOf = (msisdn: Msisdn, leaseUntil = LEASE_UNTIL, channel: Channel = 'sms'): Lease => ({
  msisdn,
  channel,
  leaseUntil,
});

/** An account whose welcome by SMS stands somewhere, and whose e-mail is sent. */
async function withSms(
  { put }: StoreUnderTest,
  sms: NonNullable<StoredAccount['welcome']>[Channel] & object,
): Promise<Msisdn> {
  const msisdn = newMsisdn();
  await put(msisdn, { ...LEGACY, openingBalance: '250', welcome: { sms, email: { state: 'sent' } } });
  return msisdn;
}

function describeClaiming(start: () => StoreUnderTest): void {
  it.each([
    ['pending', { state: 'pending' } as const, false, 'claimed'],
    [
      'sending under a lease that ended',
      { state: 'sending', leaseUntil: NOW - 1 } as const,
      false,
      'claimed',
    ],
    [
      'sending under a lease that ends now',
      { state: 'sending', leaseUntil: NOW } as const,
      false,
      'not-claimable',
    ],
    [
      'sending under a lease that lasts',
      { state: 'sending', leaseUntil: NOW + 1 } as const,
      false,
      'not-claimable',
    ],
    ['sending under a lease without an end', { state: 'sending' } as const, true, 'not-claimable'],
    ['sent', { state: 'sent' } as const, false, 'not-claimable'],
    ['sent, even for a redrive', { state: 'sent' } as const, true, 'not-claimable'],
    ['given up', { state: 'given-up' } as const, false, 'not-claimable'],
    ['given up, for a redrive', { state: 'given-up' } as const, true, 'claimed'],
    ['pending, for a redrive', { state: 'pending' } as const, true, 'claimed'],
  ])('have a welcome that is %s', async (_, sms, retryGivenUp, outcome) => {
    const store = start();
    const msisdn = await withSms(store, sms);
    await expect(store.accounts.claimWelcome(leaseOf(msisdn), NOW, retryGivenUp)).resolves.toBe(outcome);
    const expected = outcome === 'claimed' ? { state: 'sending', leaseUntil: LEASE_UNTIL } : sms;
    const after = await store.stored(msisdn);
    expect(after?.welcome).toEqual({ sms: expected, email: { state: 'sent' } });
    expect(after?.balance).toBe('250');
  });

  it('are claimed by exactly one of many that try at once', async () => {
    const store = start();
    const msisdn = await withSms(store, { state: 'pending' });
    const tries = Array.from({ length: 10 }, (_, index) => leaseOf(msisdn, LEASE_UNTIL + index));
    const outcomes = await Promise.all(tries.map((lease) => store.accounts.claimWelcome(lease, NOW, false)));
    expect(outcomes.filter((outcome) => outcome === 'claimed')).toHaveLength(1);
  });

  it('have nothing to claim on a channel that was OFF, or where there is no account', async () => {
    const { accounts, put, stored } = start();
    const msisdn = newMsisdn();
    await put(msisdn, { ...LEGACY, welcome: { email: { state: 'pending' } } });
    await expect(accounts.claimWelcome(leaseOf(msisdn), NOW, true)).resolves.toBe('not-claimable');
    const nobody = newMsisdn();
    await expect(accounts.claimWelcome(leaseOf(nobody), NOW, true)).resolves.toBe('not-claimable');
    await expect(stored(nobody)).resolves.toBeUndefined();
  });
}

function describeSettling(start: () => StoreUnderTest): void {
  it.each(['pending', 'given-up'] as const)('record %s from the holder of the lease', async (state) => {
    const store = start();
    const msisdn = await withSms(store, { state: 'sending', leaseUntil: LEASE_UNTIL });
    await expect(store.accounts.settleWelcome(leaseOf(msisdn), state)).resolves.toBe('recorded');
    expect((await store.stored(msisdn))?.welcome).toEqual({ sms: { state }, email: { state: 'sent' } });
  });

  it.each(['pending', 'given-up'] as const)(
    'leave a lease that was taken over alone when told %s',
    async (state) => {
      const store = start();
      const held = { state: 'sending', leaseUntil: LEASE_UNTIL + 1 } as const;
      const msisdn = await withSms(store, held);
      await expect(store.accounts.settleWelcome(leaseOf(msisdn), state)).resolves.toBe('lease-lost');
      expect((await store.stored(msisdn))?.welcome?.sms).toEqual(held);
    },
  );

  it.each(['pending', 'given-up'] as const)('never take "sent" back when told %s', async (state) => {
    const store = start();
    const msisdn = await withSms(store, { state: 'sent' });
    await expect(store.accounts.settleWelcome(leaseOf(msisdn), state)).resolves.toBe('lease-lost');
    expect((await store.stored(msisdn))?.welcome?.sms).toEqual({ state: 'sent' });
  });

  it.each([
    { state: 'sending', leaseUntil: LEASE_UNTIL + 1 },
    { state: 'pending' },
    { state: 'given-up' },
    { state: 'sent' },
  ] as const)('record "sent" whoever holds the lease by now: %j', async (sms) => {
    const store = start();
    const msisdn = await withSms(store, sms);
    await store.accounts.recordSent(msisdn, ['sms']);
    expect((await store.stored(msisdn))?.welcome).toEqual({
      sms: { state: 'sent' },
      email: { state: 'sent' },
    });
  });

  it('record "sent" on the channels that are named, at once and on no other', async () => {
    const { accounts, put, stored } = start();
    const held = { state: 'sending', leaseUntil: LEASE_UNTIL } as const;
    const [both, one] = [newMsisdn(), newMsisdn()];
    for (const msisdn of [both, one]) await put(msisdn, { ...LEGACY, welcome: { sms: held, email: held } });
    await expect(accounts.recordSent(both, ['sms', 'email'])).resolves.toBe(true);
    await expect(accounts.recordSent(one, ['email'])).resolves.toBe(true);
    await expect(stored(both)).resolves.toMatchObject({
      welcome: { sms: { state: 'sent' }, email: { state: 'sent' } },
      balance: LEGACY.balance,
    });
    expect((await stored(both))?.welcome?.email).toEqual({ state: 'sent' });
    expect((await stored(one))?.welcome).toEqual({ sms: held, email: { state: 'sent' } });
  });

  it.each([[['sms']], [['sms', 'email']]] as const)(
    'record nothing, and say so, where one of the channels was OFF: %j',
    async (channels) => {
      const { accounts, put, stored } = start();
      const msisdn = newMsisdn();
      await put(msisdn, { ...LEGACY, welcome: { email: { state: 'pending' } } });
      await expect(accounts.recordSent(msisdn, channels)).resolves.toBe(false);
      expect((await stored(msisdn))?.welcome).toEqual({ email: { state: 'pending' } });
    },
  );

  it('are not made by "sent" where there is none', async () => {
    const { accounts, stored } = start();
    const msisdn = newMsisdn();
    await expect(accounts.recordSent(msisdn, ['sms'])).resolves.toBe(false);
    await expect(stored(msisdn)).resolves.toBeUndefined();
  });
}
