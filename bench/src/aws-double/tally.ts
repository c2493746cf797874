/** DynamoDB's capacity units. */
export interface Units {
  readonly read: number;
  readonly write: number;
}

/** What a server saw of its callers; no clock in it. */
export interface Tally {
  /** TLS handshakes. */
  readonly connections: number;
  /** Requests by operation. */
  readonly calls: Readonly<Record<string, number>>;
  readonly units: Units;
  /** The most requests of one operation that were open at once. */
  readonly mostAtOnce: Readonly<Record<string, number>>;
}

/** Counts what happens until it is read. */
export interface TallyKeeper {
  connected(): void;
  began(operation: string): void;
  ended(operation: string, units: Units | undefined): void;
  /** What was counted since the last time. */
  take(): Tally;
}

export function createTallyKeeper(): TallyKeeper {
  let connections = 0;
  let calls: Record<string, number> = {};
  let mostAtOnce: Record<string, number> = {};
  let units = { read: 0, write: 0 };
  const open = new Map<string, number>();
  return {
    connected: () => void (connections += 1),
    began(operation) {
      calls[operation] = (calls[operation] ?? 0) + 1;
      open.set(operation, (open.get(operation) ?? 0) + 1);
      mostAtOnce[operation] = Math.max(mostAtOnce[operation] ?? 0, open.get(operation) ?? 0);
    },
    ended(operation, used) {
      open.set(operation, (open.get(operation) ?? 1) - 1);
      if (used !== undefined) units = { read: units.read + used.read, write: units.write + used.write };
    },
    take() {
      const tally = { connections, calls, units, mostAtOnce };
      [connections, calls, mostAtOnce, units] = [0, {}, {}, { read: 0, write: 0 }];
      return tally;
    },
  };
}
