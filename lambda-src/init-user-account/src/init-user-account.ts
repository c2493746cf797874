import type { Channel, Welcome } from '@fintech-solution/domain/account';
import type { Francs } from '@fintech-solution/domain/money';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import type { Accounts, Notifiers } from './ports.ts';
import { isSettled, settleWelcomes } from './settlement.ts';
import { attemptWelcome, resumeWelcome, type WelcomeResult } from './welcome.ts';

/** One delivery of a request for an account. */
export interface AccountOrder {
  readonly eventId: string;
  readonly msisdn: Msisdn;
  /** An operator sent a parked copy back: what was given up on these channels is tried again. */
  readonly sentBackFor: readonly Channel[];
  /** Keeps a copy of the message where an operator finds it; throws when it could not be kept. */
  readonly park: (reason: string) => Promise<void>;
}

export interface Dependencies {
  readonly accounts: Accounts;
  readonly notifiers: Notifiers;
  readonly openingBalance: Francs;
  readonly leaseMs: number;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** What one delivery achieved; `settled` is false while a channel still waits, so the delivery must come again. */
export interface OrderResult {
  readonly opened: boolean;
  readonly settled: boolean;
  readonly welcomes: readonly WelcomeResult[];
}

/** Opens the account once, then welcomes its holder on every channel that still waits. */
export async function initUserAccount(dependencies: Dependencies, order: AccountOrder): Promise<OrderResult> {
  const { accounts, notifiers, openingBalance, leaseMs, clock } = dependencies;
  const { eventId: openedBy, msisdn, sentBackFor } = order;
  const now = clock();
  const leaseUntil = now + leaseMs;
  const createdAt = new Date(now).toISOString();
  const channels = Object.keys(notifiers) as Channel[];

  const found = await accounts.open({ msisdn, openingBalance, openedBy, createdAt, channels }, leaseUntil);

  const attempts =
    found.kind === 'opened'
      ? channels.map((channel) =>
          attemptWelcome(dependencies, openingBalance, { msisdn, channel, leaseUntil }),
        )
      : waiting(found.welcome, sentBackFor).map((channel) =>
          resumeWelcome(dependencies, order, found.openingBalance, channel),
        );
  const welcomes = await settleWelcomes(dependencies, order, await Promise.all(attempts));
  return { opened: found.kind === 'opened', settled: welcomes.every(isSettled), welcomes };
}

/** The channels whose welcome is neither sent nor given up; an absent channel was OFF at opening. */
function waiting(welcome: Welcome, sentBackFor: readonly Channel[]): Channel[] {
  return (Object.keys(welcome) as Channel[]).filter((channel) => {
    const state = welcome[channel];
    return (
      state === 'pending' || state === 'sending' || (state === 'given-up' && sentBackFor.includes(channel))
    );
  });
}
