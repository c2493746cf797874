import type { Read } from './calls.ts';

/** One page of a list. */
export interface ListPage<T> {
  readonly items: readonly T[];
  /** How many elements the whole list has, as far as it was asked for. */
  readonly availableCount: number;
}

/** Between which moments a list is read: RFC 3339 with a time, both included. */
export interface ListWindow {
  readonly fromDateTime?: string;
  readonly toDateTime?: string;
}

/** A body that a captive portal or a proxy gave with its 200 is no answer of the API. */
export function textsIn<T>(...names: readonly string[]): (body: unknown) => T | undefined {
  return (body) =>
    names.every((name) => typeof objectIn(body)[name] === 'string') ? (body as T) : undefined;
}

/** The members of a body; empty where the body is not an object. */
export function objectIn(body: unknown): Readonly<Record<string, unknown>> {
  return (body ?? {}) as Readonly<Record<string, unknown>>;
}

export function oneOf<T extends string>(value: unknown, ...known: readonly T[]): T | undefined {
  return known.find((candidate) => candidate === value);
}

/** A list whose every element is one of those that were asked for, and the count that comes with it. */
export function pageIn<T>(read: (element: unknown) => T | undefined): Read<ListPage<T>> {
  return (body, headers) => {
    const count = headers.get('x-records-available-count') ?? '';
    if (!Array.isArray(body) || !/^\d+$/.test(count)) return undefined;
    const items = body.flatMap((element) => read(element) ?? []);
    return items.length === body.length ? { items, availableCount: Number(count) } : undefined;
  };
}

/** The most that the API gives at once. */
const LARGEST_PAGE = 100;

/**
 * The elements of all pages. A movement that arrives between two requests shifts the list, so that the next page begins with
 * elements of the page before: those are left out, by the number of the movement in the receipt.
 */
export async function* everyMovement<T extends { readonly transactionReceipt: string }>(
  pageAt: (page: { readonly limit: number; readonly offset: number }) => Promise<ListPage<T>>,
): AsyncGenerator<T, void> {
  let oldest = Number.POSITIVE_INFINITY;
  for (let offset = 0; ;) {
    const { items, availableCount } = await pageAt({ limit: LARGEST_PAGE, offset });
    for (const item of items) {
      const sequence = Number.parseInt(item.transactionReceipt, 10);
      if (sequence >= oldest) continue;
      oldest = sequence;
      yield item;
    }
    offset += items.length;
    if (items.length === 0 || offset >= availableCount) return;
  }
}
