/**
 * Runs work for every item: items of one lane one after another and in order, lanes beside each other, at most
 * `maxConcurrent` items at a time. The work must not throw.
 */
export async function inLanes<T>(
  items: readonly T[],
  laneOf: (item: T) => string,
  maxConcurrent: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const lanes = [...Map.groupBy(items, laneOf).values()].values();
  const worker = async (): Promise<void> => {
    // The iterator is shared: each worker takes the next lane that nobody has.
    for (const lane of lanes) for (const item of lane) await work(item);
  };
  await Promise.all(Array.from({ length: maxConcurrent }, worker));
}
