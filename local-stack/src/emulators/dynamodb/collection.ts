import db from 'dynalite/db/index.js';
import { type AttributeValue, type Item, typeOf } from './values.ts';

/** The names of the attributes that make a key: the partition's, and the one that sorts within it, if any. */
export interface KeyNames {
  readonly hash: string;
  readonly range: string | undefined;
}

/** One item where it stands: in which partition, and in which place of it. */
export interface Place {
  readonly partition: string;
  /** A text that sorts as the range key does, then a slash, which sorts before all that a longer one could add. */
  readonly sort: string;
}

/** An item at its place. */
export interface Entry extends Place {
  readonly item: Item;
}

/** The items of a table or of an index, by partition and in the order of the range key. */
export interface Collection {
  get(place: Place): Item | undefined;
  put(entry: Entry): void;
  delete(place: Place): void;
  /** The entries of one partition, in order. */
  partition(name: string): readonly Entry[];
  /** Every entry: partitions in an order of their own, each one's entries in theirs. */
  all(): Iterable<Entry>;
  readonly size: number;
}

export function createCollection(): Collection {
  const partitions = new Map<string, Entry[]>();
  let size = 0;

  const find = ({ partition, sort }: Place): { entries: Entry[]; at: number; isThere: boolean } => {
    const entries = partitions.get(partition) ?? [];
    const at = lowerBound(entries, sort);
    return { entries, at, isThere: entries[at]?.sort === sort };
  };

  return {
    get(place) {
      const { entries, at, isThere } = find(place);
      return isThere ? entries[at]?.item : undefined;
    },
    put(entry) {
      const { entries, at, isThere } = find(entry);
      entries.splice(at, isThere ? 1 : 0, entry);
      partitions.set(entry.partition, entries);
      if (!isThere) size += 1;
    },
    delete(place) {
      const { entries, at, isThere } = find(place);
      if (!isThere) return;
      entries.splice(at, 1);
      size -= 1;
      if (entries.length === 0) partitions.delete(place.partition);
    },
    partition: (name) => partitions.get(name) ?? [],
    *all() {
      for (const name of [...partitions.keys()].sort()) yield* partitions.get(name) ?? [];
    },
    get size() {
      return size;
    },
  };
}

/** The first index whose entry does not come before `sort`. */
export function lowerBound(entries: readonly Entry[], sort: string): number {
  let [from, to] = [0, entries.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((entries[middle] as Entry).sort < sort) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Where an item stands that has both attributes of the key. */
export function placeOf(item: Item, { hash, range }: KeyNames): Place {
  return {
    partition: partitionOf(item[hash] as AttributeValue),
    sort: range === undefined ? '/' : `${db.toRangeStr(item[range] as AttributeValue)}/`,
  };
}

/** The name of the partition of a hash key's value. */
export function partitionOf(value: AttributeValue): string {
  const type = typeOf(value);
  return `${type}:${String(value[type])}`;
}
