/** A request that reached the callback target. */
export interface ReceivedCallback {
  /** With its query. */
  readonly path: string;
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it came, because its signature is over these very characters. */
  readonly body: string;
  /** RFC 3339. */
  readonly at: string;
  /** The signature is one of the client that asked for the transaction. */
  readonly verified: boolean;
}

/** What clients' servers would have received, newest last. */
export interface Callbacks {
  add(callback: Omit<ReceivedCallback, 'at'>): void;
  /** The last {@link KEPT}. */
  contents(): readonly ReceivedCallback[];
  clear(): void;
}

const KEPT = 1_000;

/** Callbacks in memory. */
export function createCallbacks(now: () => number): Callbacks {
  let callbacks: ReceivedCallback[] = [];
  return {
    add(callback) {
      callbacks = [...callbacks, { ...callback, at: new Date(now()).toISOString() }].slice(-KEPT);
    },
    contents: () => callbacks,
    clear: () => void (callbacks = []),
  };
}
