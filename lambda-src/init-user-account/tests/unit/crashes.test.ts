import { createInMemoryAccounts, type InMemoryAccounts } from '@fintech-solution/testing/in-memory-accounts';
import { type AccountOrder, type Dependencies, initUserAccount } from '../../src/init-user-account.ts';
import type { Accounts, Notifier } from '../../src/ports.ts';
import { createScriptedNotifier, REFUSED, type ScriptedNotifier } from '../fakes/scripted-notifier.ts';
import { msisdnOf } from '../sqs-records.ts';

const LEASE_MS = 60_000;
const MSISDN = msisdnOf(1);

/** What may happen to one call of a port. */
type Mishap = 'crash-before' | 'crash-after' | 'fail-before' | 'fail-after';

interface World {
  readonly accounts: InMemoryAccounts;
  readonly sms: ScriptedNotifier;
  readonly email: ScriptedNotifier;
  readonly parked: string[];
  now: number;
}

function newWorld(): World {
  const sms = createScriptedNotifier();
  return {
    accounts: createInMemoryAccounts(),
    sms,
    email: createScriptedNotifier(),
    parked: [],
    now: 1_764_039_120_000,
  };
}

/**
 * One delivery in which the nth call of any port meets a mishap. After a crash no call ever returns: the process is
 * gone, and what is left of its promises with it.
 *
 * @returns the number of calls that were made, and whether the delivery needs no other; it does after a crash.
 */
async function deliver(world: World, nth = 0, mishap: Mishap = 'fail-before') {
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
      if (isHit && mishap === 'fail-after') throw new Error('applied, but nobody heard');
      if (!isHit) return result as R;
      isGone = true;
      crash();
      return new Promise<R>(() => undefined);
    };
  };

  const { accounts, sms, email, parked } = world;
  const ports: Accounts = {
    open: meet(accounts.open),
    claimWelcome: meet(accounts.claimWelcome),
    settleWelcome: meet(accounts.settleWelcome),
    recordSent: meet(accounts.recordSent),
  };
  const met = (notifier: Notifier): Notifier => ({ welcome: meet(notifier.welcome) });
  const dependencies: Dependencies = {
    accounts: ports,
    notifiers: { sms: met(sms), email: met(email) },
    openingBalance: 1_000n,
    leaseMs: LEASE_MS,
    clock: () => world.now,
  };
  const park = meet(async (reason: string) => void parked.push(reason));
  const order: AccountOrder = { eventId: 'event-1', msisdn: MSISDN, sentBackFor: [], park };
  const delivery = initUserAccount(dependencies, order).then(
    ({ settled }) => settled,
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
    expect(world.parked).toEqual([]);
  });

  it('a second mishap at the same place changes none of that', async () => {
    const world = newWorld();
    await deliver(world, nth, mishap);
    world.now += LEASE_MS + 1;
    await deliver(world, nth, mishap);
    await deliverUntilSettled(world);
    expect(world.accounts.stored(MSISDN)).toMatchObject({
      balance: '1000',
      welcome: { sms: { state: 'sent' }, email: { state: 'sent' } },
    });
    for (const { attempts } of [world.sms, world.email]) expect([1, 2, 3]).toContain(attempts.length);
  });
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
      expect(world.accounts.stored(MSISDN)?.welcome).toEqual({
        sms: { state: 'given-up' },
        email: { state: 'sent' },
      });
      expect(world.parked.length).toBeGreaterThanOrEqual(1);
      expect(world.parked.length).toBeLessThanOrEqual(2);
    });
  },
);
