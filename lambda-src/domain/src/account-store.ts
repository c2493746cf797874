import type { Account, Opening } from './account.ts';
import type { Francs } from './money.ts';
import type { Msisdn } from './msisdn.ts';
import type { DeliveryRecord } from './delivery.ts';
import type { Channel, Welcomes } from './welcome.ts';

/**
 * All that the functions do with accounts; each use case takes the part of it that it needs.
 *
 * Every method throws {@link AccountsUnavailableError} when the store gives no answer now.
 */
export interface AccountStore {
  /**
   * Strongly consistent: a caller who was told "opened" never sees "no account" afterwards. Undefined when absent.
   *
   * @throws CorruptAccountError
   */
  find(msisdn: Msisdn): Promise<Account | undefined>;
  /**
   * Opens the account unless one exists; an existing one is not changed in any way. The opener holds the lease of every
   * channel until `leaseUntil` (epoch milliseconds).
   *
   * @throws CorruptAccountError when the status of the existing account is unknown.
   */
  open(opening: Opening, leaseUntil: number): Promise<OpenOutcome>;
  /**
   * Replaces one channel's welcome, if it still stands exactly as `from`; else changes nothing and returns false. A welcome
   * that stands as `to` already counts as replaced: the answer to the write was lost. So of several deliveries that saw the
   * same welcome one alone can take it up, as each has an end of the lease of its own.
   */
  replaceWelcome(place: WelcomePlace, from: DeliveryRecord, to: DeliveryRecord): Promise<boolean>;
  /**
   * Records that these welcomes were sent, even if another delivery holds their leases by now. One write, whole or not at
   * all: false when the account does not have all of these channels.
   */
  recordSent(msisdn: Msisdn, channels: readonly Channel[]): Promise<boolean>;
}

/** Which welcome of which account. */
export interface WelcomePlace {
  readonly msisdn: Msisdn;
  readonly channel: Channel;
}

/**
 * What opening found. `opened`: this delivery opened the account, even if the answer to its write was lost and it found
 * its own account. `openingBalance` is undefined where the stored account does not tell it.
 */
export type OpenOutcome =
  | { readonly kind: 'opened' }
  | {
      readonly kind: 'already-open';
      readonly openingBalance: Francs | undefined;
      readonly welcomes: Welcomes;
    }
  | { readonly kind: 'closed' };
