import { createInMemoryAccounts, type InMemoryAccounts } from '@fintech-solution/testing/in-memory-accounts';
import {
  createInMemoryDeadLetters,
  type InMemoryDeadLetters,
} from '@fintech-solution/testing/in-memory-queues';
import { recordOf, redriven } from '@fintech-solution/testing/sqs-records';
import { createInitUserAccount, type OpenAccountRequest } from '../../src/init-user-account.ts';
import type { GuardedNotifier } from '@fintech-solution/domain/delivery';
import type { Accounts, WelcomeMessage } from '../../src/ports.ts';
import { isFinished } from '@fintech-solution/runtime/sqs/deliver';
import {
  createScriptedNotifier,
  FAILED,
  REFUSED,
  type ScriptedNotifier,
} from '@fintech-solution/testing/scripted-notifier';
import { msisdnOf, requestFor } from '../requests.ts';

const LEASE_MS = 60_000;
const MSISDN = msisdnOf(1);

/** What may happen to one call of a port. */
type Mishap = 'crash-before' | 'crash-after' | 'fail-before' | 'fail-after';

interface World {
  readonly accounts: InMemoryAccounts;
  readonly sms: ScriptedNotifier<WelcomeMessage>;
  readonly email: ScriptedNotifier<WelcomeMessage>;
  readonly deadLetters: InMemoryDeadLetters;
  now: number;
}

function newWorld(): World {
  const sms = createScriptedNotifier<WelcomeMessage>();
  return {
    accounts: createInMemoryAccounts(),
    sms,
    email: createScriptedNotifier<WelcomeMessage>(),
    deadLetters: createInMemoryDeadLetters(),
    now: 1_764_039_120_000,
  };
}

/**
 * One delivery in which the nth call of any port meets a mishap. After a crash no call ever returns: the process is
 * gone, and what is left of its promises with it.
 *
 * @returns the number of calls that were made, and whether the delivery needs no other; it does after a crash.
 */
async function deliver(
  world: World,
  nth = 0,
  mishap: Mishap = 'fail-before',
  changes: Partial<OpenAccountRequest> = {},
) {
  let calls = 0;
  let crash = (): void => undefined;
  const crashed = new Promise<'crashed'>((resolve) => (crash = () => resolve('crashed')));
  let isGone = false;

  const meet = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      calls += 1;
      const isHit = calls === nth;
      if (isGone) return new Promise<R>(() => undefined);
      if (isHit && mishap === 'fail-before') throw new Error('not applied');
      const result = isHit && mishap === 'crash-before' ? undefined : await call(...args);
      if (isHit && mishap === 'fail-after') throw new Error('applied, and the answer lost');
      if (!isHit) return result as R;
      isGone = true;
      crash();
      return new Promise<R>(() => undefined);
    };
  };

  const { accounts, sms, email, deadLetters } = world;
  const ports: Accounts = {
    open: meet(accounts.open),
    replaceWelcome: meet(accounts.replaceWelcome),
    recordSent: meet(accounts.recordSent),
  };
  const met = (notifier: GuardedNotifier<WelcomeMessage>): GuardedNotifier<WelcomeMessage> => ({
    isLeftAlone: notifier.isLeftAlone,
    send: meet(notifier.send),
  });
  const { open, welcome } = createInitUserAccount({
    accounts: ports,
    notifiers: { sms: met(sms), email: met(email) },
    deadLetters: { send: meet(deadLetters.send) },
    openingBalance: 1_000n,
    clock: () => world.now,
    newLease: (now) => now + LEASE_MS,
  });
  const message = recordOf(requestFor(MSISDN));
  const request = { eventId: 'event-1', msisdn: MSISDN, redrivenChannels: [], message, ...changes };
  const delivery = open(request)
    .then((opening) => welcome(request, opening))
    .then(
      (welcomes) => welcomes.every(isFinished),
      () => false,
    );
  const outcome = await Promise.race([delivery, crashed]);
  return { calls, settled: outcome === true };
}

/** Deliveries without mishaps, as the queue makes them, until one is settled. */
async function deliverUntilSettled(world: World): Promise<void> {
  for (let deliveries = 0; deliveries < 5; deliveries += 1) {
    world.now += LEASE_MS + 1;
    if ((await deliver(world)).settled) return;
  }
  throw new Error('nothing settles this account');
}

const MISHAPS: readonly Mishap[] = ['crash-before', 'crash-after', 'fail-before', 'fail-after'];
/** Open, send on each channel, and record both. */
const CALLS_OF_A_DELIVERY = 4;
const everyMishap = (calls: number) =>
  Array.from({ length: calls }, (_, index) => MISHAPS.map((mishap) => [index + 1, mishap] as const)).flat();

it('meets every call that a delivery makes', async () => {
  expect(await deliver(newWorld())).toEqual({ calls: CALLS_OF_A_DELIVERY, settled: true });
});

describe.each(everyMishap(CALLS_OF_A_DELIVERY))('when call %i of a delivery meets a %s', (nth, mishap) => {
  it('the account is opened once, its balance stands, and each channel is told once, or once more', async () => {
    const world = newWorld();
    const first = await deliver(world, nth, mishap);
    const opened = world.accounts.stored(MSISDN);
    if (opened) world.accounts.put(MSISDN, { ...opened, balance: '777' });
    if (!first.settled) await deliverUntilSettled(world);

    expect(world.accounts.stored(MSISDN)).toMatchObject({
      balance: opened ? '777' : '1000',
      openingBalance: '1000',
      version: 1,
      welcome: { sms: { state: 'sent' }, email: { state: 'sent' } },
    });
    const told = [world.sms.attempts.length, world.email.attempts.length];
    for (const times of told) expect([1, 2]).toContain(times);
    expect(told[0] === 2 && told[1] === 2 && mishap.startsWith('fail')).toBe(false);
    expect(world.deadLetters.parked).toEqual([]);
  });

  it.each([2, 10])(
    'and again at each of %i deliveries, each channel is told twice at most',
    async (times) => {
      const world = newWorld();
      for (let time = 0; time < times; time += 1) {
        await deliver(world, nth, mishap);
        world.now += LEASE_MS + 1;
      }
      await deliverUntilSettled(world);
      expect(world.accounts.stored(MSISDN)).toMatchObject({ balance: '1000', version: 1 });
      const parked = world.deadLetters.parked.map(({ reason }) => reason);
      for (const channel of ['sms', 'email'] as const) {
        const told = world[channel].attempts.length;
        const state = world.accounts.stored(MSISDN)?.welcome?.[channel]?.state;
        expect([0, 1, 2]).toContain(told);
        // A channel that was told once may be told once more; one that may have been told twice is given up visibly.
        if (state === 'sent') expect(told).toBeGreaterThan(0);
        else expect([state, parked.includes(`${channel}-outcome-unknown`)]).toEqual(['given-up', true]);
      }
    },
  );
});

/** Open; the SMS: send, park, settle; the e-mail: send, settle. */
const CALLS_OF_A_REFUSAL = 6;

describe.each(everyMishap(CALLS_OF_A_REFUSAL))(
  'when an SMS is refused and call %i meets a %s',
  (nth, mishap) => {
    it('it is given up with a trace, or sent after all', async () => {
      const world = newWorld();
      world.sms.answer(REFUSED);
      const first = await deliver(world, nth, mishap);
      if (!first.settled) await deliverUntilSettled(world);
      expect(world.accounts.stored(MSISDN)?.welcome).toMatchObject({
        sms: { state: 'given-up' },
        email: { state: 'sent' },
      });
      expect(world.deadLetters.parked.length).toBeGreaterThanOrEqual(1);
      expect(world.deadLetters.parked.length).toBeLessThanOrEqual(2);
    });
  },
);

/** Open; the SMS: claim, send, park, settle; the e-mail: claim, send, settle. */
const CALLS_OF_A_REDRIVE = 8;

describe.each(everyMishap(CALLS_OF_A_REDRIVE))(
  'when a redriven SMS is refused, the e-mail fails, and call %i meets a %s',
  (nth, mishap) => {
    it('there is one more copy, and a second one only where a crash or a lost answer makes it', async () => {
      const world = newWorld();
      world.sms.answer(REFUSED);
      world.email.answer(FAILED);
      await deliver(world);
      const redrive = {
        redrivenChannels: ['sms'] as const,
        message: redriven(recordOf(requestFor(MSISDN))),
      };
      await deliver(world, nth, mishap, redrive);
      for (let receive = 2; receive <= 10; receive += 1) {
        world.now += LEASE_MS + 1;
        await deliver(world, 0, mishap, redrive);
      }
      expect(world.accounts.stored(MSISDN)?.welcome?.sms?.state).toBe('given-up');
      expect([2, 3]).toContain(world.deadLetters.parked.length);
    });
  },
);
