import { type DeliveryRecord, isSameRecord } from '@fintech-solution/domain/delivery';
import type {
  NotificationPlace,
  NotificationStore,
} from '@fintech-solution/domain/ledger/notification-store';

/** A store of notifications that a test can look into and write behind. */
export interface InMemoryNotifications extends NotificationStore {
  /** What is kept of a notification. */
  stored(place: NotificationPlace): DeliveryRecord | undefined;
  /** Keeps a record as another delivery would have left it. */
  put(place: NotificationPlace, record: DeliveryRecord): void;
}

/** The store of notifications without a database; one suite of tests holds it and the real one to the same rules. */
export function createInMemoryNotifications(): InMemoryNotifications {
  const records = new Map<string, DeliveryRecord>();
  const keyOf = ({ reference, recipient }: NotificationPlace): string => `${reference}/${recipient}`;
  const stored = (place: NotificationPlace) => records.get(keyOf(place));
  const put = (place: NotificationPlace, record: DeliveryRecord) => void records.set(keyOf(place), record);

  return {
    stored,
    put,
    async begin(place, held) {
      const found = stored(place);
      if (found !== undefined) return isSameRecord(found, held) ? undefined : found;
      put(place, held);
      return undefined;
    },
    async replace(place, from, to) {
      const found = stored(place);
      if (found !== undefined && isSameRecord(found, to)) return true;
      if (found === undefined || !isSameRecord(found, from)) return false;
      put(place, to);
      return true;
    },
    async recordSent(place) {
      if (stored(place) !== undefined) put(place, { state: 'sent', unknown: 0 });
    },
  };
}
