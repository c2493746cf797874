import type { OpenOutcome } from '@fintech-solution/domain/account-store';
import { newlyHeld } from '@fintech-solution/domain/delivery';
import type { Francs } from '@fintech-solution/domain/money';
import type { Channel } from '@fintech-solution/domain/welcome';
import { recordDeliveries } from './record-deliveries.ts';
import {
  attemptWelcome,
  resumeWelcome,
  type WelcomeDependencies,
  type WelcomeRequest,
  type WelcomeResult,
} from './welcome.ts';

/** One delivery of a request for an account. */
export interface OpenAccountRequest extends WelcomeRequest {
  readonly eventId: string;
}

export interface Dependencies extends WelcomeDependencies {
  readonly openingBalance: Francs;
}

/** What opening found, and until when an opener holds the lease of every channel (epoch milliseconds). */
export interface Opening {
  readonly outcome: OpenOutcome;
  readonly leaseUntil: number;
}

/** The two halves of a request, so that a batch can open every account before it sends anything. */
export interface InitUserAccount {
  /** Opens the account once. */
  open(request: OpenAccountRequest): Promise<Opening>;
  /** Welcomes the holder on every channel that still waits; nothing where the account is closed. */
  welcome(request: OpenAccountRequest, opening: Opening): Promise<readonly WelcomeResult[]>;
}

export function createInitUserAccount(dependencies: Dependencies): InitUserAccount {
  const { accounts, notifiers, openingBalance, newLease, clock } = dependencies;
  const channels = Object.keys(notifiers) as Channel[];

  return {
    async open({ eventId: openedBy, msisdn }) {
      const now = clock();
      const leaseUntil = newLease(now);
      const createdAt = new Date(now).toISOString();
      const opening = { msisdn, openingBalance, openedBy, createdAt, channels };
      return { outcome: await accounts.open(opening, leaseUntil), leaseUntil };
    },

    async welcome(request, { outcome, leaseUntil }) {
      if (outcome.kind === 'closed') return [];
      const attempts =
        outcome.kind === 'opened'
          ? channels.map((channel) =>
              attemptWelcome(dependencies, request, openingBalance, channel, newlyHeld(leaseUntil)),
            )
          : (Object.keys(outcome.welcomes) as Channel[]).map((channel) =>
              resumeWelcome(dependencies, request, outcome, channel),
            );
      const tried = (await Promise.all(attempts)).filter((attempt) => attempt !== undefined);
      return recordDeliveries(dependencies, request, tried);
    },
  };
}
