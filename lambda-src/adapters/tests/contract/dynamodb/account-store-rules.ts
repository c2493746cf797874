import { CorruptAccountError } from '@fintech-solution/domain/account';
import type { AccountStore, WelcomePlace } from '@fintech-solution/domain/account-store';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import type { DeliveryRecord } from '@fintech-solution/domain/delivery';
import type { Channel } from '@fintech-solution/domain/welcome';
import type { StoredAccount, StoredWelcome } from '@fintech-solution/testing/in-memory-accounts';

/** A store under test, and what a test may do behind its back. */
export interface StoreUnderTest {
  readonly accounts: AccountStore;
  stored(msisdn: Msisdn): Promise<StoredAccount | undefined>;
  put(msisdn: Msisdn, account: StoredAccount): Promise<void>;
}

const LEASE_UNTIL = 1_764_039_180_000;
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
    describeReplacing(start);
    describeRecording(start);
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
      welcomes: {
        sms: { state: 'sending', leaseUntil: LEASE_UNTIL, unknown: 0 },
        email: { state: 'sending', leaseUntil: LEASE_UNTIL, unknown: 0 },
      },
    });
    await expect(stored(msisdn)).resolves.toEqual(changed);
  });

  it.each<[string, readonly Channel[]]>([
    ['every channel', ['sms', 'email']],
    ['no channel', []],
  ])('recognise the opener whose answer was lost, with %s ON', async (_, channels) => {
    const { accounts } = start();
    const opening = openingOf(newMsisdn(), 'event-1', channels);
    await accounts.open(opening, LEASE_UNTIL);
    await expect(accounts.open(opening, LEASE_UNTIL)).resolves.toEqual({ kind: 'opened' });
  });

  it.each<[string, { openedBy?: string; createdAt?: string; leaseUntil?: number }]>([
    ['another event', { openedBy: 'event-2' }],
    ['another delivery of the event', { createdAt: '2025-11-25T02:52:00.001Z' }],
    ['another lease', { leaseUntil: LEASE_UNTIL + 0.5 }],
  ])('do not take %s for their opener', async (_, { leaseUntil = LEASE_UNTIL, ...changes }) => {
    const { accounts } = start();
    const opening = openingOf(newMsisdn());
    await accounts.open(opening, LEASE_UNTIL);
    await expect(accounts.open({ ...opening, ...changes }, leaseUntil)).resolves.toMatchObject({
      kind: 'already-open',
    });
  });

  it('do not take the opener for one that still holds its leases, once a channel is settled', async () => {
    const { accounts } = start();
    const opening = openingOf(newMsisdn());
    await accounts.open(opening, LEASE_UNTIL);
    await accounts.recordSent(opening.msisdn, ['email']);
    await expect(accounts.open(opening, LEASE_UNTIL)).resolves.toMatchObject({ kind: 'already-open' });
  });

  it('are not opened again once they are closed', async () => {
    const { accounts, stored, put } = start();
    const msisdn = newMsisdn();
    const closed = { ...LEGACY, balance: '0', status: 'CLOSED' };
    await put(msisdn, closed);
    await expect(accounts.open(openingOf(msisdn), LEASE_UNTIL)).resolves.toEqual({ kind: 'closed' });
    await expect(stored(msisdn)).resolves.toEqual(closed);
  });

  it('are open while they are blocked', async () => {
    const { accounts, put } = start();
    const msisdn = newMsisdn();
    await put(msisdn, { ...LEGACY, status: 'BLOCKED' });
    await expect(accounts.open(openingOf(msisdn), LEASE_UNTIL)).resolves.toMatchObject({
      kind: 'already-open',
    });
  });

  it('are corrupt with an unknown status, and neither open nor closed', async () => {
    const { accounts, put } = start();
    const msisdn = newMsisdn();
    await put(msisdn, { ...LEGACY, status: 'FROZEN' });
    await expect(accounts.open(openingOf(msisdn), LEASE_UNTIL)).rejects.toThrow(CorruptAccountError);
  });

  it('are opened by exactly one of many that try at once', async () => {
    const { accounts } = start();
    const msisdn = newMsisdn();
    const tries = Array.from({ length: 20 }, (_, index) => openingOf(msisdn, `event-${index}`));
    const outcomes = await Promise.all(tries.map((opening) => accounts.open(opening, LEASE_UNTIL)));
    expect(outcomes.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
  });

  it.each(['1000.5', '-1000'])('tell an opening amount of %s as none', async (openingBalance) => {
    const { accounts, put } = start();
    const msisdn = newMsisdn();
    await put(msisdn, { ...LEGACY, openingBalance });
    await expect(accounts.open(openingOf(msisdn), LEASE_UNTIL)).resolves.toMatchObject({
      kind: 'already-open',
      openingBalance: undefined,
    });
  });

  it('count as welcomed where no welcome is kept', async () => {
    const { accounts, put } = start();
    const msisdn = newMsisdn();
    await put(msisdn, LEGACY);
    await expect(accounts.open(openingOf(msisdn), LEASE_UNTIL)).resolves.toMatchObject({ welcomes: {} });
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
    await expect(accounts.find(msisdn)).resolves.toEqual({
      msisdn,
      status: 'ACTIVE',
      balance: 1_000n,
      currency: 'GNF',
    });
  });

  it.each(['ACTIVE', 'BLOCKED', 'CLOSED'])('are found %s', async (status) => {
    const { accounts, put } = start();
    const msisdn = newMsisdn();
    await put(msisdn, { ...LEGACY, status });
    await expect(accounts.find(msisdn)).resolves.toMatchObject({ status });
  });

  it('are found exactly, also past what a float can hold', async () => {
    const { accounts, put } = start();
    const msisdn = newMsisdn();
    await put(msisdn, { ...LEGACY, balance: '9007199254740993' });
    await expect(accounts.find(msisdn)).resolves.toMatchObject({ balance: 9_007_199_254_740_993n });
  });

  it.each<[string, Partial<StoredAccount>]>([
    ['a balance with a fraction', { balance: '1000.5' }],
    ['a negative balance', { balance: '-1' }],
    ['an empty currency', { currency: '' }],
    ['another currency', { currency: 'XOF' }],
    ['an unknown status', { status: 'FROZEN' }],
    ['a status in another case', { status: 'active' }],
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

/** An account whose welcome by SMS stands somewhere, and whose e-mail is sent. */
async function withSms({ put }: StoreUnderTest, sms: StoredWelcome): Promise<WelcomePlace> {
  const msisdn = newMsisdn();
  await put(msisdn, { ...LEGACY, openingBalance: '250', welcome: { sms, email: { state: 'sent' } } });
  return { msisdn, channel: 'sms' };
}

function describeReplacing(start: () => StoreUnderTest): void {
  const pending: DeliveryRecord = { state: 'pending', unknown: 0 };
  const sending: DeliveryRecord = { state: 'sending', leaseUntil: LEASE_UNTIL, unknown: 1 };
  const givenUp: DeliveryRecord = { state: 'given-up', unknown: 2, redrivenBy: 'message-1' };

  it.each<[DeliveryRecord, DeliveryRecord]>([
    [pending, sending],
    [sending, { ...sending, leaseUntil: LEASE_UNTIL + 0.25, unknown: 2 }],
    [sending, { state: 'pending', unknown: 2 }],
    [sending, { state: 'given-up', unknown: 0 }],
    [givenUp, { ...sending, redrivenBy: 'message-1 message-2' }],
  ])('replace a welcome that stands as %j by %j, and nothing else', async (from, to) => {
    const store = start();
    const place = await withSms(store, stored(from));
    await expect(store.accounts.replaceWelcome(place, from, to)).resolves.toBe(true);
    const after = await store.stored(place.msisdn);
    expect(after?.welcome).toEqual({ sms: stored(to), email: { state: 'sent' } });
    expect(after?.balance).toBe('250');
  });

  it.each<[string, DeliveryRecord]>([
    ['another state', { ...sending, state: 'pending' }],
    ['another lease', { ...sending, leaseUntil: LEASE_UNTIL + 1 }],
    ['no lease', { state: 'sending', unknown: 1 }],
    ['another count', { ...sending, unknown: 2 }],
    ['no count', { ...sending, unknown: 0 }],
    ['another redrive', { ...sending, redrivenBy: 'message-1' }],
    ['"sent"', { state: 'sent', unknown: 0 }],
  ])('leave a welcome alone that stands with %s', async (_, found) => {
    const store = start();
    const place = await withSms(store, stored(found));
    await expect(
      store.accounts.replaceWelcome(place, sending, { state: 'given-up', unknown: 1 }),
    ).resolves.toBe(false);
    expect((await store.stored(place.msisdn))?.welcome?.sms).toEqual(stored(found));
  });

  it('recognise the replacement whose answer was lost', async () => {
    const store = start();
    const place = await withSms(store, stored(pending));
    await store.accounts.replaceWelcome(place, pending, sending);
    await expect(store.accounts.replaceWelcome(place, pending, sending)).resolves.toBe(true);
  });

  it('let exactly one of many that try at once take up a welcome', async () => {
    const store = start();
    const place = await withSms(store, stored(pending));
    const tries = Array.from({ length: 10 }, (_, index) => ({ ...sending, leaseUntil: LEASE_UNTIL + index }));
    const outcomes = await Promise.all(tries.map((to) => store.accounts.replaceWelcome(place, pending, to)));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
  });

  it('have nothing to replace on a channel that was OFF, or where there is no account', async () => {
    const { accounts, put, stored: storedAt } = start();
    const msisdn = newMsisdn();
    await put(msisdn, { ...LEGACY, welcome: { email: { state: 'pending' } } });
    await expect(accounts.replaceWelcome({ msisdn, channel: 'sms' }, pending, sending)).resolves.toBe(false);
    const absent = { msisdn: newMsisdn(), channel: 'sms' } as const;
    await expect(accounts.replaceWelcome(absent, pending, sending)).resolves.toBe(false);
    await expect(storedAt(absent.msisdn)).resolves.toBeUndefined();
  });
}

/** As it is kept: a count of 0 is not. */
function stored({ unknown, ...rest }: DeliveryRecord): StoredWelcome {
  return unknown === 0 ? rest : { ...rest, unknown };
}

function describeRecording(start: () => StoreUnderTest): void {
  it.each([
    { state: 'sending', leaseUntil: LEASE_UNTIL + 1, unknown: 1 },
    { state: 'pending' },
    { state: 'given-up', redrivenBy: 'message-1' },
    { state: 'sent' },
  ] as const)('record "sent" under every holder of the lease: %j', async (sms) => {
    const store = start();
    const { msisdn } = await withSms(store, sms);
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
