/** A number in [0, 1) that a seed and a key name; the same two always name the same number. */
export type KeyedRandom = (key: string) => number;

/**
 * Chance by name instead of by order: what happens at one place does not depend on how often chance was asked
 * elsewhere. So a failing history stays the same history when a step or a fault that has nothing to do with it
 * is taken out.
 *
 * FNV-1a over the key, then MurmurHash3's finaliser, because FNV alone leaves the high bits of short keys alike.
 */
export function createKeyedRandom(seed: number): KeyedRandom {
  const start = mix(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ (seed / 0x1_0000_0000));
  return (key) => {
    let hash = start ^ 0x811c9dc5;
    for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
    return (mix(hash) >>> 0) / 0x1_0000_0000;
  };
}

function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** A whole number from `min` to `max`, both included. */
export function between(random: KeyedRandom, key: string, min: number, max: number): number {
  return min + Math.floor(random(key) * (max - min + 1));
}

/** One of a list. */
export function oneOf<T>(random: KeyedRandom, key: string, items: readonly T[]): T {
  return items[Math.floor(random(key) * items.length)] as T;
}
