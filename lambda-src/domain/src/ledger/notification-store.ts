import type { DeliveryRecord } from '../delivery.ts';
import type { Recipient } from './notification.ts';
import type { Reference } from './reference.ts';

/** Which notification of which transaction. */
export interface NotificationPlace {
  readonly reference: Reference;
  readonly recipient: Recipient;
}

/**
 * Where it is kept how far each notification came, so that it is sent once whatever the queue delivers.
 *
 * Every method throws {@link LedgerUnavailableError} when the store gives no answer now.
 */
export interface NotificationStore {
  /**
   * Keeps the record of a new notification. One that exists is not changed, and is returned as it is. A record that stands
   * as `held` already counts as new: the answer to the write was lost.
   *
   * @returns undefined where this delivery holds the notification now.
   */
  begin(place: NotificationPlace, held: DeliveryRecord): Promise<DeliveryRecord | undefined>;
  /**
   * Replaces a record, if it still stands exactly as `from`; else changes nothing and returns false. A record that stands
   * as `to` already counts as replaced.
   */
  replace(place: NotificationPlace, from: DeliveryRecord, to: DeliveryRecord): Promise<boolean>;
  /** Records that the notification was sent, also where another delivery holds its lease by now. */
  recordSent(place: NotificationPlace): Promise<void>;
}
