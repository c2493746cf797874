import type { DeliveryRecord } from '@fintech-solution/domain/delivery';
import type {
  NotificationPlace,
  NotificationStore,
} from '@fintech-solution/domain/ledger/notification-store';
import { referenceOf } from '@fintech-solution/domain/ledger/reference';
import { keyOf } from '@fintech-solution/testing/ledger-samples';

const HELD: DeliveryRecord = { state: 'sending', leaseUntil: 1_764_039_180_000.25, unknown: 0 };
const OTHER: DeliveryRecord = { ...HELD, leaseUntil: 1_764_039_180_000.5 };
const PENDING: DeliveryRecord = { state: 'pending', unknown: 1 };
const GIVEN_UP: DeliveryRecord = { state: 'given-up', unknown: 2, redrivenBy: 'message-1' };
const SENT: DeliveryRecord = { state: 'sent', unknown: 0 };

let number = 0;
/** A notification that is not begun. */
function newPlace(): NotificationPlace {
  number += 1;
  return { reference: referenceOf('shop', keyOf(number)), recipient: 'debit' };
}

/** What every store of notifications promises. */
export function describeNotificationStore(name: string, create: () => NotificationStore): void {
  describe(`a store of notifications in ${name}`, () => {
    async function begun(record = HELD) {
      const store = create();
      const place = newPlace();
      await store.begin(place, HELD);
      if (record !== HELD) await store.replace(place, HELD, record);
      return { store, place };
    }

    it('lets one delivery begin, and tells the others what stands', async () => {
      const { store, place } = await begun();
      await expect(store.begin(place, OTHER)).resolves.toEqual(HELD);
      await expect(store.replace(place, HELD, PENDING)).resolves.toBe(true);
      await expect(store.begin(place, OTHER)).resolves.toEqual(PENDING);
    });

    it('lets one of two that begin at the same moment begin', async () => {
      const store = create();
      const place = newPlace();
      const found = await Promise.all([store.begin(place, HELD), store.begin(place, OTHER)]);
      expect(found.filter((record) => record === undefined)).toHaveLength(1);
    });

    it('knows its own beginning again', async () => {
      const { store, place } = await begun();
      await expect(store.begin(place, HELD)).resolves.toBeUndefined();
    });

    it('keeps the notifications of one transaction apart', async () => {
      const { store, place } = await begun();
      await expect(store.begin({ ...place, recipient: 'credit' }, OTHER)).resolves.toBeUndefined();
      await expect(store.begin(place, OTHER)).resolves.toEqual(HELD);
    });

    it.each([PENDING, GIVEN_UP, SENT])('replaces what stands exactly so, by $state', async (to) => {
      const { store, place } = await begun();
      await expect(store.replace(place, HELD, to)).resolves.toBe(true);
      await expect(store.begin(place, OTHER)).resolves.toEqual(to);
    });

    it.each([OTHER, PENDING, GIVEN_UP, { ...HELD, unknown: 1 }])(
      'replaces nothing where something else stands than %j',
      async (from) => {
        const { store, place } = await begun();
        await expect(store.replace(place, from, SENT)).resolves.toBe(false);
        await expect(store.begin(place, OTHER)).resolves.toEqual(HELD);
      },
    );

    it('knows its own replacement again', async () => {
      const { store, place } = await begun(GIVEN_UP);
      await expect(store.replace(place, HELD, GIVEN_UP)).resolves.toBe(true);
    });

    it('does not record as sent what was never begun', async () => {
      const store = create();
      const place = newPlace();
      await store.recordSent(place).catch(() => undefined);
      await expect(store.begin(place, HELD)).resolves.toBeUndefined();
    });

    it('records what was sent, under every holder of the lease', async () => {
      const { store, place } = await begun(OTHER);
      await store.recordSent(place);
      await expect(store.begin(place, HELD)).resolves.toEqual(SENT);
    });
  });
}
