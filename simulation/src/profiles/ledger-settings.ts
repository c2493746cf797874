import type { Limits } from '../../../lambda-src/domain/src/ledger/posting-input.ts';
import { between, type KeyedRandom, oneOf } from '../core/keyed-random.ts';
import type { LedgerProfile } from './ledger-profiles.ts';

/** How one simulated ledger is set up; drawn by its seed. */
export interface LedgerSettings {
  readonly limits: Limits;
  readonly expirySeconds: number;
  readonly smsIsOn: boolean;
  readonly batchSize: number;
  /** What each account is opened with; undefined for one that is not there when the run begins. */
  readonly openings: readonly (bigint | undefined)[];
  /** How far after its usual time of day the run begins. */
  readonly startsLaterMs: number;
  /** Only so many accounts are asked for: the fewer, the more often transactions meet. */
  readonly accounts: number;
  /** Only cash is asked for, so that a requester spends its day of it. */
  readonly isOnlyCash: boolean;
  /** So many of the requests ask for a callback. */
  readonly callbackShare: number;
}

/** Where transactions are to meet. */
const FEW_ACCOUNTS: readonly LedgerProfile[] = ['ledger-contention', 'ledger-reversals', 'ledger-limits'];

/** Of an account that is there when the run begins, and of one that may not be. */
const OPENINGS = [
  [1_000n, 1_000n, 300n, 0n],
  [1_000n, 0n, undefined, undefined],
] as const;

/** The run begins at eight o'clock, UTC; so much later is midnight. */
const MIDNIGHT_MS = 16 * 3_600_000;

export function drawLedgerSettings(random: KeyedRandom, profile: LedgerProfile): LedgerSettings {
  const isLimited = profile === 'ledger-limits';
  // Where only two accounts are asked for, one may be opened while it is asked for.
  const isThere = (index: number): boolean => index < (profile === 'ledger-contention' ? 1 : 2);
  const oftenNone = <T>(key: string, none: T, some: readonly T[]): T =>
    random(`${key} counts`) < (isLimited ? 0.8 : 0.25) ? oneOf(random, key, some) : none;
  return {
    limits: {
      maxBalance: oftenNone('max balance', 50_000_000n, [1_100n, 1_500n, 2_500n]),
      dailyDebit: oftenNone('daily debit', 0n, [400n, 1_200n]),
      dailyCash: oftenNone('daily cash', 100_000_000n, [500n, 1_300n]),
    },
    expirySeconds: profile === 'ledger-expiry' ? 60 : oneOf(random, 'expiry', [60, 300, 600]),
    smsIsOn: random('sms is on') < 0.5,
    batchSize: random('batches are small') < 0.4 ? 1 : between(random, 'batch size', 2, 10),
    openings: [0, 1, 2, 3].map((index) =>
      oneOf(random, `opening ${index}`, OPENINGS[isThere(index) ? 0 : 1]),
    ),
    // Where limits of a day are looked into, midnight comes amid the steps.
    startsLaterMs:
      random('midnight is near') < (isLimited ? 0.7 : 0.15) ? MIDNIGHT_MS - (isLimited ? 15_000 : 60_000) : 0,
    accounts: FEW_ACCOUNTS.includes(profile) ? 2 : 4,
    isOnlyCash: isLimited && random('only cash is asked for') < 0.4,
    callbackShare: profile === 'ledger-callbacks' ? 0.8 : 0.2,
  };
}
