import type { DeliveryState } from '@fintech-solution/domain/delivery';
import { createInMemoryAccounts, type StoredAccount } from '@fintech-solution/testing/in-memory-accounts';
import { createInMemoryDeadLetters } from '@fintech-solution/testing/in-memory-queues';
import { recordOf, redriven } from '@fintech-solution/testing/sqs-records';
import {
  createInitUserAccount,
  type Dependencies,
  type OpenAccountRequest,
} from '../../src/init-user-account.ts';
import { isFinished } from '@fintech-solution/runtime/sqs/deliver';
import {
  createScriptedNotifier,
  FAILED,
  REFUSED,
  UNKNOWN,
} from '@fintech-solution/testing/scripted-notifier';
import type { WelcomeMessage } from '../../src/ports.ts';
import { msisdnOf, requestFor } from '../requests.ts';

const LEASE_MS = 60_000;
const MSISDN = msisdnOf(1);
const NOW = 1_764_039_120_000;

/** The use case on fakes, with a clock that stands until it is moved. */
function setup(channels: readonly ('sms' | 'email')[] = ['sms', 'email']) {
  let now = NOW;
  let leases = 0;
  const accounts = createInMemoryAccounts();
  const deadLetters = createInMemoryDeadLetters();
  const sms = createScriptedNotifier<WelcomeMessage>();
  const email = createScriptedNotifier<WelcomeMessage>();
  const on = { ...(channels.includes('sms') && { sms }), ...(channels.includes('email') && { email }) };
  const dependencies: Dependencies = {
    accounts,
    deadLetters,
    notifiers: on,
    openingBalance: 1_000n,
    clock: () => now,
    newLease: (from) => from + LEASE_MS + (leases += 1) / 1_024,
  };
  const request = (changes: Partial<OpenAccountRequest> = {}): OpenAccountRequest => ({
    eventId: 'event-1',
    msisdn: MSISDN,
    redrivenChannels: [],
    message: recordOf(requestFor(MSISDN)),
    ...changes,
  });
  return {
    accounts,
    sms,
    email,
    deadLetters,
    /** The reasons of the copies, in order. */
    parked: () => deadLetters.parked.map(({ reason }) => reason),
    dependencies,
    wait: (ms: number) => void (now += ms),
    async deliver(changes: Partial<OpenAccountRequest> = {}, others: Partial<Dependencies> = {}) {
      const { open, welcome } = createInitUserAccount({ ...dependencies, ...others });
      const opening = await open(request(changes));
      const welcomes = await welcome(request(changes), opening);
      return { opened: opening.outcome.kind === 'opened', settled: welcomes.every(isFinished), welcomes };
    },
    smsState: () => accounts.stored(MSISDN)?.welcome?.sms?.state,
    smsStored: () => accounts.stored(MSISDN)?.welcome?.sms,
    store: (
      sms: { state: DeliveryState; leaseUntil?: number; unknown?: number; redrivenBy?: string },
      change: Partial<StoredAccount> = {},
    ) =>
      accounts.put(MSISDN, {
        balance: '777',
        openingBalance: '250',
        currency: 'GNF',
        status: 'ACTIVE',
        createdAt: '2025-11-25T02:52:00.000Z',
        openedBy: 'event-0',
        version: 3,
        welcome: { sms },
        ...change,
      }),
  };
}

/** A copy for this channel that an operator has sent back; each redrive is a message of its own. */
const redrive = (channel: 'sms' | 'email', messageId = 'redrive-1') => ({
  redrivenChannels: [channel],
  message: redriven(recordOf(requestFor(MSISDN)), `${channel}-x`, messageId),
});

describe('a first delivery', () => {
  it('opens the account, welcomes on every channel and settles both', async () => {
    const { accounts, sms, email, parked, deliver } = setup();
    await expect(deliver()).resolves.toStrictEqual({
      opened: true,
      settled: true,
      welcomes: [
        { channel: 'sms', kind: 'sent' },
        { channel: 'email', kind: 'sent' },
      ],
    });
    expect(accounts.stored(MSISDN)).toEqual({
      balance: '1000',
      openingBalance: '1000',
      currency: 'GNF',
      status: 'ACTIVE',
      createdAt: '2025-11-25T02:52:00.000Z',
      openedBy: 'event-1',
      version: 1,
      welcome: { sms: { state: 'sent' }, email: { state: 'sent' } },
    });
    expect(sms.attempts).toEqual([{ msisdn: MSISDN, openingBalance: 1_000n }]);
    expect(email.attempts).toHaveLength(1);
    expect(parked()).toEqual([]);
  });

  it('opens the account without a welcome while both channels are OFF', async () => {
    const { accounts, deliver } = setup([]);
    await expect(deliver()).resolves.toEqual({ opened: true, settled: true, welcomes: [] });
    expect(accounts.stored(MSISDN)?.welcome).toEqual({});
  });

  it('opens the account even while every provider is down, and comes again', async () => {
    const { accounts, sms, email, deliver } = setup();
    sms.answer(FAILED);
    email.answer(new Error('down'));
    await expect(deliver()).resolves.toMatchObject({ opened: true, settled: false });
    await expect(accounts.find(MSISDN)).resolves.toMatchObject({ balance: 1_000n });
    expect(accounts.stored(MSISDN)?.welcome).toEqual({
      sms: { state: 'pending' },
      email: { state: 'pending', unknown: 1 },
    });
  });

  it('settles one channel though the other fails', async () => {
    const { sms, email, deliver, accounts } = setup();
    sms.answer(FAILED);
    await expect(deliver()).resolves.toMatchObject({
      settled: false,
      welcomes: [
        { channel: 'sms', kind: 'failed', reason: 'sms-http-503' },
        { channel: 'email', kind: 'sent' },
      ],
    });
    expect(accounts.stored(MSISDN)?.welcome).toEqual({ sms: { state: 'pending' }, email: { state: 'sent' } });
    expect(email.attempts).toHaveLength(1);
  });

  it('says "unknown" of what was thrown without being an error', async () => {
    const { sms, deliver } = setup(['sms']);
    sms.answer(() => Promise.reject('a text' as unknown as Error));
    await expect(deliver()).resolves.toMatchObject({
      welcomes: [{ channel: 'sms', kind: 'failed', reason: 'sms-unknown' }],
    });
  });

  it('throws where the store does not answer, before anybody is told anything', async () => {
    const { accounts, sms, deliver } = setup();
    accounts.failing(true);
    await expect(deliver()).rejects.toThrow('unavailable');
    expect(sms.attempts).toEqual([]);
  });
});

describe('a second delivery', () => {
  it('changes no balance and repeats no welcome', async () => {
    const { accounts, sms, email, deliver } = setup();
    await deliver();
    const changed = { ...(accounts.stored(MSISDN) as StoredAccount), balance: '777', version: 2 };
    accounts.put(MSISDN, changed);
    await expect(deliver({ eventId: 'event-2' })).resolves.toEqual({
      opened: false,
      settled: true,
      welcomes: [],
    });
    expect(accounts.stored(MSISDN)).toEqual(changed);
    expect([sms.attempts.length, email.attempts.length]).toEqual([1, 1]);
  });

  it('goes on with the channel that failed, at once, and quotes what the account was opened with', async () => {
    const { sms, email, deliver, smsState } = setup();
    sms.answer(FAILED);
    await deliver();
    sms.answer({ kind: 'sent' });
    await expect(deliver({}, { openingBalance: 9_999n })).resolves.toEqual({
      opened: false,
      settled: true,
      welcomes: [{ channel: 'sms', kind: 'sent' }],
    });
    expect(sms.attempts.map(({ openingBalance }) => openingBalance)).toEqual([1_000n, 1_000n]);
    expect(email.attempts).toHaveLength(1);
    expect(smsState()).toBe('sent');
  });

  it('leaves a welcome alone that another delivery is sending, and comes again', async () => {
    const { sms, deliver, store, smsState } = setup(['sms']);
    store({ state: 'sending', leaseUntil: NOW });
    await expect(deliver()).resolves.toEqual({
      opened: false,
      settled: false,
      welcomes: [{ channel: 'sms', kind: 'held-elsewhere' }],
    });
    expect(sms.attempts).toEqual([]);
    expect(smsState()).toBe('sending');
  });

  it('takes over a welcome whose sender has vanished', async () => {
    const { sms, deliver, store, smsState } = setup(['sms']);
    store({ state: 'sending', leaseUntil: NOW - 1 });
    await expect(deliver()).resolves.toMatchObject({ settled: true });
    expect(sms.attempts).toHaveLength(1);
    expect(smsState()).toBe('sent');
  });

  it('says nothing on a channel that was OFF at opening', async () => {
    const { sms, deliver } = setup();
    const { notifiers } = setup(['email']).dependencies;
    await deliver({}, { notifiers });
    await expect(deliver()).resolves.toEqual({ opened: false, settled: true, welcomes: [] });
    expect(sms.attempts).toEqual([]);
  });

  it('says nothing to an account from before welcomes were kept', async () => {
    const { accounts, sms, deliver, store } = setup();
    store({ state: 'pending' });
    const { welcome: _, ...legacy } = accounts.stored(MSISDN) as StoredAccount;
    accounts.put(MSISDN, legacy);
    await expect(deliver()).resolves.toEqual({ opened: false, settled: true, welcomes: [] });
    expect(sms.attempts).toEqual([]);
  });

  it('says nothing where the account does not tell what it was opened with', async () => {
    const { sms, deliver, store, smsState } = setup(['sms']);
    store({ state: 'pending' }, { openingBalance: '250.5' });
    await expect(deliver()).resolves.toMatchObject({
      settled: false,
      welcomes: [{ kind: 'failed', reason: 'opening-balance-corrupt' }],
    });
    expect(sms.attempts).toEqual([]);
    expect(smsState()).toBe('pending');
  });

  it('that cannot claim a welcome comes again', async () => {
    const { accounts, sms, deliver, store } = setup(['sms']);
    store({ state: 'pending' });
    jest.spyOn(accounts, 'replaceWelcome').mockRejectedValue(new Error('down'));
    await expect(deliver()).resolves.toMatchObject({
      settled: false,
      welcomes: [{ kind: 'failed', reason: 'Error' }],
    });
    expect(sms.attempts).toEqual([]);
  });
});

describe('a welcome that is refused for good', () => {
  it('is parked, then given up, and the delivery is done', async () => {
    const { accounts, sms, email, parked, deliver } = setup();
    sms.answer(REFUSED);
    await expect(deliver()).resolves.toMatchObject({
      settled: true,
      welcomes: [{ channel: 'sms', kind: 'given-up', reason: 'sms-http-400' }, { kind: 'sent' }],
    });
    expect(parked()).toEqual(['sms-http-400']);
    expect(accounts.stored(MSISDN)?.welcome).toEqual({
      sms: { state: 'given-up' },
      email: { state: 'sent' },
    });
    expect(email.attempts).toHaveLength(1);
  });

  it('is parked before it is given up, so that no crash in between loses it', async () => {
    const { accounts, deadLetters, sms, deliver, smsState } = setup(['sms']);
    sms.answer(REFUSED);
    const states: unknown[] = [];
    jest.spyOn(deadLetters, 'send').mockImplementation(async () => void states.push(smsState()));
    await deliver();
    expect(states).toEqual(['sending']);
    expect(accounts.stored(MSISDN)?.welcome?.sms).toEqual({ state: 'given-up' });
  });

  it('is not given up while it cannot be parked', async () => {
    const { deadLetters, sms, deliver, smsState } = setup(['sms']);
    sms.answer(REFUSED);
    deadLetters.refuse();
    await expect(deliver()).resolves.toMatchObject({
      settled: false,
      welcomes: [
        { kind: 'failed', reason: 'sms-http-400', notParked: new Error('No dead-letter queue is set') },
      ],
    });
    expect(smsState()).toBe('pending');
  });

  it('is not tried again by ordinary deliveries', async () => {
    const { sms, deliver } = setup(['sms']);
    sms.answer(REFUSED);
    await deliver();
    sms.answer({ kind: 'sent' });
    await expect(deliver()).resolves.toEqual({ opened: false, settled: true, welcomes: [] });
    expect(sms.attempts).toHaveLength(1);
  });

  it('is tried again when an operator sends the parked copy back, that channel only', async () => {
    const { sms, email, deliver, smsState } = setup();
    sms.answer(REFUSED);
    await deliver();
    sms.answer({ kind: 'sent' });
    await expect(deliver(redrive('sms'))).resolves.toMatchObject({
      settled: true,
      welcomes: [{ kind: 'sent' }],
    });
    expect([sms.attempts.length, email.attempts.length]).toEqual([2, 1]);
    expect(smsState()).toBe('sent');
  });

  it('is left to its own copy when the copy of another channel is sent back', async () => {
    const { sms, parked, deliver, smsState } = setup();
    sms.answer(REFUSED);
    await deliver();
    sms.answer({ kind: 'sent' });
    await expect(deliver(redrive('email'))).resolves.toEqual({
      opened: false,
      settled: true,
      welcomes: [],
    });
    expect([sms.attempts.length, parked().length, smsState()]).toEqual([1, 1, 'given-up']);
  });

  it('is parked once more when it is refused again', async () => {
    const { sms, parked, deliver, smsState } = setup(['sms']);
    sms.answer(REFUSED);
    await deliver();
    await expect(deliver(redrive('sms'))).resolves.toMatchObject({ settled: true });
    expect(parked()).toHaveLength(2);
    expect(smsState()).toBe('given-up');
  });

  it('is given up when its channel was switched OFF since the opening', async () => {
    const { sms, parked, deliver, smsState } = setup();
    sms.answer(FAILED);
    await deliver();
    const { notifiers } = setup(['email']).dependencies;
    await expect(deliver({}, { notifiers })).resolves.toMatchObject({
      settled: true,
      welcomes: [{ kind: 'given-up' }],
    });
    expect(parked()).toEqual(['sms-is-off']);
    expect(smsState()).toBe('given-up');
  });
});

describe('a redrive', () => {
  it('makes one new copy, however often its message comes again while the other channel fails', async () => {
    const { sms, email, parked, deliver, smsState } = setup();
    sms.answer(REFUSED);
    email.answer(FAILED);
    await deliver();
    for (let receive = 1; receive <= 10; receive += 1)
      await expect(deliver(redrive('sms'))).resolves.toMatchObject({ settled: false });
    expect([sms.attempts.length, parked().length, smsState()]).toEqual([2, 2, 'given-up']);
  });

  it('tries once more for each copy that is sent back', async () => {
    const { sms, parked, deliver } = setup(['sms']);
    sms.answer(REFUSED);
    await deliver();
    for (const id of ['redrive-1', 'redrive-2', 'redrive-2', 'redrive-3']) await deliver(redrive('sms', id));
    expect([sms.attempts.length, parked().length]).toEqual([4, 4]);
  });

  it.each([
    ['one after the other', ['redrive-1', 'redrive-2', 'redrive-1', 'redrive-2']],
    ['in turns', ['redrive-1', 'redrive-2', 'redrive-3', 'redrive-2', 'redrive-1', 'redrive-3', 'redrive-1']],
  ])('makes one new copy for each of several that come again %s', async (_, ids) => {
    const { sms, parked, deliver } = setup(['sms']);
    sms.answer(REFUSED);
    await deliver();
    for (const id of ids) await deliver(redrive('sms', id));
    expect(parked()).toHaveLength(1 + new Set(ids).size);
  });

  it('makes one new copy when it goes on with what another redrive left', async () => {
    const { sms, parked, deliver, smsStored } = setup(['sms']);
    sms.answer(REFUSED);
    await deliver();
    sms.answer(FAILED);
    await deliver(redrive('sms', 'redrive-1'));
    sms.answer(REFUSED);
    for (const id of ['redrive-2', 'redrive-2', 'redrive-1']) await deliver(redrive('sms', id));
    expect(parked()).toHaveLength(2);
    expect(smsStored()).toEqual({ state: 'given-up', redrivenBy: 'redrive-1 redrive-2' });
  });

  it('goes on at ordinary deliveries, once it has failed for now', async () => {
    const { sms, parked, deliver, smsStored } = setup(['sms']);
    sms.answer(REFUSED);
    await deliver();
    sms.answer(FAILED);
    await deliver(redrive('sms'));
    expect(smsStored()).toEqual({ state: 'pending', redrivenBy: 'redrive-1' });
    sms.answer({ kind: 'sent' });
    await expect(deliver(redrive('sms'))).resolves.toMatchObject({ settled: true });
    expect(parked()).toHaveLength(1);
    expect(smsStored()).toEqual({ state: 'sent' });
  });

  it('has one unknown outcome, after which the channel is given up again', async () => {
    const { sms, parked, deliver, store } = setup(['sms']);
    store({ state: 'given-up', unknown: 2 });
    sms.answer(UNKNOWN);
    await expect(deliver(redrive('sms'))).resolves.toMatchObject({ settled: true });
    expect([sms.attempts.length, parked()]).toEqual([1, ['sms-outcome-unknown']]);
  });
});

describe('a message whose outcome is unknown', () => {
  it('is sent twice at most, then given up with a copy', async () => {
    const { sms, parked, deliver, smsStored } = setup(['sms']);
    sms.answer(UNKNOWN);
    await expect(deliver()).resolves.toMatchObject({ settled: false, welcomes: [{ kind: 'failed' }] });
    expect(smsStored()).toEqual({ state: 'pending', unknown: 1 });
    expect(parked()).toEqual([]);
    await expect(deliver()).resolves.toMatchObject({
      settled: true,
      welcomes: [{ kind: 'given-up', reason: 'sms-outcome-unknown' }],
    });
    expect(smsStored()).toEqual({ state: 'given-up', unknown: 2 });
    for (let more = 0; more < 8; more += 1) await deliver();
    expect([sms.attempts.length, parked()]).toEqual([2, ['sms-outcome-unknown']]);
  });

  it('counts what was thrown as unknown', async () => {
    const { sms, deliver, smsStored } = setup(['sms']);
    sms.answer(new Error('socket hang up'));
    await deliver();
    expect(smsStored()).toEqual({ state: 'pending', unknown: 1 });
  });

  it('keeps its count while the provider refuses for now', async () => {
    const { sms, deliver, smsStored } = setup(['sms']);
    sms.answer(UNKNOWN);
    await deliver();
    sms.answer(FAILED);
    for (let more = 0; more < 5; more += 1) await deliver();
    expect(sms.attempts).toHaveLength(6);
    expect(smsStored()).toEqual({ state: 'pending', unknown: 1 });
  });

  it('is forgotten once the message is sent', async () => {
    const { sms, deliver, smsStored } = setup(['sms']);
    sms.answer(UNKNOWN);
    await deliver();
    sms.answer({ kind: 'sent' });
    await expect(deliver()).resolves.toMatchObject({ settled: true });
    expect(smsStored()).toEqual({ state: 'sent' });
  });

  it('counts a holder that vanished, and is not sent a third time', async () => {
    const { sms, parked, deliver, store, smsStored } = setup(['sms']);
    store({ state: 'sending', leaseUntil: NOW - 1, unknown: 1 });
    await expect(deliver()).resolves.toMatchObject({ settled: true, welcomes: [{ kind: 'given-up' }] });
    expect([sms.attempts.length, parked()]).toEqual([0, ['sms-outcome-unknown']]);
    expect(smsStored()).toEqual({ state: 'given-up', unknown: 2 });
  });

  it('is not sent again while no copy can be kept, and is given up as soon as one can', async () => {
    const { sms, deadLetters, parked, deliver, smsStored } = setup(['sms']);
    sms.answer(UNKNOWN);
    deadLetters.refuse();
    for (let receive = 1; receive <= 4; receive += 1) await deliver();
    expect(sms.attempts).toHaveLength(2);
    expect(smsStored()).toEqual({ state: 'pending', unknown: 2 });
    deadLetters.refuse(false);
    await expect(deliver()).resolves.toMatchObject({ settled: true });
    expect(parked()).toEqual(['sms-outcome-unknown']);
  });
});

describe('a closed account', () => {
  it.each([
    ['an event', {}],
    ['a redrive', redrive('sms')],
  ])('is not opened by %s, and its holder is told nothing', async (_, changes) => {
    const { accounts, sms, deliver, store } = setup(['sms']);
    store({ state: 'pending' }, { status: 'CLOSED', balance: '0' });
    const before = accounts.stored(MSISDN);
    await expect(deliver(changes)).resolves.toEqual({ opened: false, settled: true, welcomes: [] });
    expect(accounts.stored(MSISDN)).toEqual(before);
    expect(sms.attempts).toEqual([]);
  });

  it('is none that is blocked: its holder is still welcomed', async () => {
    const { sms, deliver, store } = setup(['sms']);
    store({ state: 'pending' }, { status: 'BLOCKED' });
    await expect(deliver()).resolves.toMatchObject({ settled: true, welcomes: [{ kind: 'sent' }] });
    expect(sms.attempts).toHaveLength(1);
  });
});

describe('a provider that is left alone', () => {
  it('is not asked, costs no write, and holds up no other channel', async () => {
    const { accounts, sms, email, deliver } = setup();
    for (const provider of [sms, email]) provider.answer(FAILED);
    await deliver();
    const replace = jest.spyOn(accounts, 'replaceWelcome');
    sms.leaveAlone();
    email.answer({ kind: 'sent' });
    await expect(deliver()).resolves.toMatchObject({
      settled: false,
      welcomes: [
        { channel: 'sms', kind: 'failed', reason: 'sms-left-alone' },
        { channel: 'email', kind: 'sent' },
      ],
    });
    expect(sms.attempts).toHaveLength(1);
    expect(replace.mock.calls.map(([{ channel }]) => channel)).toEqual(['email']);
  });
});

describe('a lease', () => {
  it('that ran out before anything was sent is not used', async () => {
    const { accounts, sms, deliver, wait, smsState } = setup(['sms']);
    const open = accounts.open.bind(accounts);
    jest.spyOn(accounts, 'open').mockImplementation(async (...call) => {
      const outcome = await open(...call);
      wait(LEASE_MS + 1);
      return outcome;
    });
    await expect(deliver()).resolves.toMatchObject({
      opened: true,
      settled: false,
      welcomes: [{ kind: 'failed', reason: 'lease-ran-out' }],
    });
    expect(sms.attempts).toEqual([]);
    expect(smsState()).toBe('pending');
  });

  it('that was lost while sending does not take anything back from its new holder', async () => {
    const { accounts, sms, deliver, wait, store, smsState } = setup(['sms']);
    const takeOver = async () => {
      wait(LEASE_MS + 1);
      store({ state: 'sending', leaseUntil: NOW + 3 * LEASE_MS, unknown: 1 });
    };
    sms.answer(async () => {
      await takeOver();
      return FAILED;
    });
    await expect(deliver()).resolves.toMatchObject({ settled: false, welcomes: [{ recorded: false }] });
    expect(accounts.stored(MSISDN)?.welcome?.sms).toMatchObject({ state: 'sending' });
    sms.answer({ kind: 'sent' });
    await expect(deliver()).resolves.toMatchObject({ welcomes: [{ kind: 'held-elsewhere' }] });
    expect(smsState()).toBe('sending');
  });

  it('that was lost by a delivery that gave up keeps the delivery coming', async () => {
    const { sms, parked, deliver, wait, store } = setup(['sms']);
    sms.answer(async () => {
      wait(LEASE_MS + 1);
      store({ state: 'sending', leaseUntil: NOW + 3 * LEASE_MS, unknown: 1 });
      return REFUSED;
    });
    await expect(deliver()).resolves.toMatchObject({
      settled: false,
      welcomes: [{ kind: 'given-up', recorded: false }],
    });
    expect(parked()).toHaveLength(1);
  });
});

describe('a welcome that was sent but could not be recorded', () => {
  it('keeps the delivery coming, waits for the lease to end, and is sent at most once more', async () => {
    const { accounts, sms, deliver, wait, smsState } = setup(['sms']);
    const record = jest.spyOn(accounts, 'recordSent').mockRejectedValueOnce(new Error('down'));
    await expect(deliver()).resolves.toMatchObject({
      opened: true,
      settled: false,
      welcomes: [{ kind: 'sent', recorded: false, reason: 'Error' }],
    });
    wait(1);
    await expect(deliver()).resolves.toMatchObject({
      settled: false,
      welcomes: [{ kind: 'held-elsewhere' }],
    });
    wait(LEASE_MS + 1);
    await expect(deliver()).resolves.toMatchObject({ settled: true });
    await expect(deliver()).resolves.toMatchObject({ settled: true, welcomes: [] });
    expect(sms.attempts).toHaveLength(2);
    expect(smsState()).toBe('sent');
    expect(record).toHaveBeenCalledTimes(2);
  });
});

describe('two welcomes that were sent', () => {
  it('are recorded in one write, when the slower one is known', async () => {
    const { accounts, sms, email, deliver } = setup();
    const record = jest.spyOn(accounts, 'recordSent');
    sms.answer(async () => {
      // Time enough for the e-mail to be accepted.
      await new Promise(setImmediate);
      expect(email.attempts).toHaveLength(1);
      expect(record).not.toHaveBeenCalled();
      return { kind: 'sent' };
    });
    await expect(deliver()).resolves.toMatchObject({ settled: true });
    expect(record.mock.calls).toEqual([[MSISDN, ['sms', 'email']]]);
  });

  it('are recorded one by one when together they cannot be, so that one fault repeats neither', async () => {
    const { accounts, sms, email, deliver, wait } = setup();
    const record = jest.spyOn(accounts, 'recordSent').mockRejectedValueOnce(new Error('down'));
    await expect(deliver()).resolves.toMatchObject({ settled: true });
    expect(record.mock.calls.map(([, channels]) => channels)).toEqual([['sms', 'email'], ['sms'], ['email']]);
    wait(LEASE_MS + 1);
    await deliver();
    expect([sms.attempts.length, email.attempts.length]).toEqual([1, 1]);
  });

  it('are recorded one by one when the account has lost one of the channels', async () => {
    const { accounts, deliver, smsState } = setup();
    const { recordSent } = accounts;
    jest.spyOn(accounts, 'recordSent').mockImplementationOnce(async (msisdn, channels) => {
      const stored = accounts.stored(msisdn) as StoredAccount;
      accounts.put(msisdn, { ...stored, welcome: { sms: { state: 'sending', leaseUntil: 0 } } });
      return recordSent(msisdn, channels);
    });
    await expect(deliver()).resolves.toMatchObject({ settled: true });
    expect(smsState()).toBe('sent');
  });

  it('say each for itself that they were not recorded', async () => {
    const { accounts, deliver } = setup();
    const down = new Error('down');
    jest
      .spyOn(accounts, 'recordSent')
      .mockRejectedValueOnce(down)
      .mockImplementationOnce(async () => true)
      .mockRejectedValueOnce(down);
    await expect(deliver()).resolves.toMatchObject({
      settled: false,
      welcomes: [
        { channel: 'sms', kind: 'sent' },
        { channel: 'email', kind: 'sent', recorded: false, reason: 'Error' },
      ],
    });
  });
});
