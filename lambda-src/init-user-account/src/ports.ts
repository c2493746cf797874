import type { AccountStore } from '@fintech-solution/domain/account-store';
import type { GuardedNotifier } from '@fintech-solution/domain/delivery';
import type { Francs } from '@fintech-solution/domain/money';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import type { Channel } from '@fintech-solution/domain/welcome';

/** Where accounts are opened and their welcomes are kept. */
export type Accounts = Pick<AccountStore, 'open' | 'replaceWelcome' | 'recordSent'>;

/** What a welcome says, whatever its channel. */
export interface WelcomeMessage {
  readonly msisdn: Msisdn;
  readonly openingBalance: Francs;
}

/** The channels that are ON. */
export type Notifiers = Readonly<Partial<Record<Channel, GuardedNotifier<WelcomeMessage>>>>;
