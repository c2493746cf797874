import type { AccountStore } from '@fintech-solution/domain/account-store';
import type { Francs } from '@fintech-solution/domain/money';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import type { Channel } from '@fintech-solution/domain/welcome';
import type { SQSRecord } from 'aws-lambda';

/** Where accounts are opened and their welcomes are kept. */
export type Accounts = Pick<AccountStore, 'open' | 'replaceWelcome' | 'recordSent'>;

/** Where an operator finds what cannot be finished. */
export interface DeadLetters {
  /** Keeps a copy of the message. @throws when it could not be kept. */
  send(message: SQSRecord, reason: string): Promise<void>;
}

/** One way of welcoming a customer. */
export interface Notifier {
  /** Anything thrown counts as an unknown outcome. */
  welcome(welcome: { readonly msisdn: Msisdn; readonly openingBalance: Francs }): Promise<Delivery>;
}

/** A way of welcoming that is left alone for a while when its provider hangs. */
export interface GuardedNotifier extends Notifier {
  /** True while a welcome would fail at once, without a word to the provider. */
  isLeftAlone(): boolean;
}

/** The channels that are ON. */
export type Notifiers = Readonly<Partial<Record<Channel, GuardedNotifier>>>;

/**
 * What became of a message: accepted; refused for good (a repetition would be refused again); failed for now, and certainly
 * not accepted; or unknown, because the provider had the request and did not answer it.
 */
export type Delivery =
  | { readonly kind: 'sent' }
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'failed' | 'unknown';
      readonly reason: string;
      /** The provider let all the time pass that it was given. */
      readonly timedOut?: boolean;
    };
