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

/** One call of a client's server: a callback, or a repetition of it. */
export interface CallbackAttempt {
  /** The transaction's, as `webhook-id` says it. */
  readonly reference: string;
  /** Name and port, never the path: a client may put a secret into its URL. */
  readonly host: string;
  /** RFC 3339. */
  readonly at: string;
  /** As in {@link ReceivedCallback}. */
  readonly verified: boolean;
  /** The HTTP status that the caller was given; null while it waits, and where no status came. */
  readonly answer: number | null;
}

/** What clients' servers would have received, newest last. */
export interface Callbacks {
  add(callback: Omit<ReceivedCallback, 'at'>): void;
  /** Notes a call that began; what it gives takes the status that the call ends with. */
  begin(attempt: Pick<CallbackAttempt, 'reference' | 'host' | 'verified'>): (answer: number) => void;
  /** The last {@link KEPT} calls, also those that a fault kept from {@link contents}. */
  attempts(): readonly CallbackAttempt[];
  /** The last {@link KEPT}. */
  contents(): readonly ReceivedCallback[];
  clear(): void;
}

const KEPT = 1_000;

/** Callbacks in memory. */
export function createCallbacks(now: () => number): Callbacks {
  let callbacks: ReceivedCallback[] = [];
  let attempts: CallbackAttempt[] = [];
  return {
    add(callback) {
      callbacks = [...callbacks, { ...callback, at: new Date(now()).toISOString() }].slice(-KEPT);
    },
    begin(attempt) {
      const begun = { ...attempt, at: new Date(now()).toISOString(), answer: null };
      attempts = [...attempts, begun].slice(-KEPT);
      return (answer) => {
        attempts = attempts.map((other) => (other === begun ? { ...begun, answer } : other));
      };
    },
    attempts: () => attempts,
    contents: () => callbacks,
    clear() {
      callbacks = [];
      attempts = [];
    },
  };
}
