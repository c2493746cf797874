/** The part of the fault switches that concerns deliveries; `shouldInject` is seeded and says whether a fault strikes. */
export interface DeliveryFaults {
  shouldInject(kind: 'duplicate' | 'reorder', site: string): boolean;
}

/** Messages in the order in which to deliver them, and those to deliver once more. */
export interface DeliveryPlan<T> {
  readonly messages: readonly T[];
  /** A second time, while the first delivery runs. */
  readonly alongside: readonly T[];
  /** A second time, after the first delivery has ended. */
  readonly afterwards: readonly T[];
}

/**
 * Delivers a batch as a standard queue may: in any order, and any message more than once, also after it
 * was deleted. `site` names the queue, so that each queue has its own draws. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html
 */
export function planDelivery<T>(
  batch: readonly T[],
  site: string,
  faults: DeliveryFaults | undefined,
): DeliveryPlan<T> {
  if (faults === undefined) return { messages: batch, alongside: [], afterwards: [] };
  const late = new Set(batch.filter(() => faults.shouldInject('reorder', site)));
  const again = batch.filter(() => faults.shouldInject('duplicate', site));
  const alongside = again.filter(() => faults.shouldInject('duplicate', `${site} overlapping`));
  return {
    messages: [...batch.filter((message) => !late.has(message)), ...[...late].reverse()],
    alongside,
    afterwards: again.filter((message) => !alongside.includes(message)),
  };
}
