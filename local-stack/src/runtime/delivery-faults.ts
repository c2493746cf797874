/** The part of the fault switches that concerns deliveries; `roll` is seeded and says whether a fault strikes. */
export interface DeliveryFaults {
  roll(kind: 'duplicate' | 'reorder', site: string): boolean;
}

/** Messages in the order in which to deliver them, and those to deliver once more. */
export interface DeliveryPlan<T> {
  readonly messages: readonly T[];
  readonly again: readonly T[];
  /** The second delivery does not wait for the end of the first one. */
  readonly overlapping: boolean;
}

/**
 * Makes a batch as unkind as a standard queue may be: any order, and any message more than once, also after it
 * was deleted. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html
 */
export function planDelivery<T>(batch: readonly T[], faults: DeliveryFaults | undefined): DeliveryPlan<T> {
  if (faults === undefined) return { messages: batch, again: [], overlapping: false };
  const late = new Set(batch.filter(() => faults.roll('reorder', 'queue-poller')));
  const again = batch.filter(() => faults.roll('duplicate', 'queue-poller'));
  return {
    messages: [...batch.filter((message) => !late.has(message)), ...[...late].reverse()],
    again,
    overlapping: again.length > 0 && faults.roll('duplicate', 'queue-poller overlapping'),
  };
}
