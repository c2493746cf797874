import { type FunctionLogLine } from '../../runtime/invocation.ts';

/** Why the authorizer refused, read from its own log: its answer to the gateway names no reason. */
export interface RefusalReasons {
  /** Hears every line of every function. */
  note(line: FunctionLogLine): void;
  /** The reason that an invocation logged; undefined where it logged no reason in time. */
  of(requestId: string): Promise<string | undefined>;
}

/** A line may come after the answer, because it takes another way; this long it is waited for. */
const PATIENCE_MS = 1_500;

const KEPT = 200;

/** @param later runs the action once, without keeping the process alive. */
export function createRefusalReasons(later: (ms: number, action: () => void) => void): RefusalReasons {
  const known = new Map<string, string>();
  const waiting = new Map<string, (reason: string | undefined) => void>();
  return {
    note({ functionName, requestId, line }) {
      if (functionName !== 'authorizer' || requestId === undefined) return;
      const reason = reasonIn(line);
      if (reason === undefined) return;
      known.set(requestId, reason);
      for (const oldest of known.keys()) if (known.size > KEPT) known.delete(oldest);
      waiting.get(requestId)?.(reason);
    },
    of(requestId) {
      const reason = known.get(requestId);
      if (reason !== undefined) return Promise.resolve(reason);
      return new Promise((resolve) => {
        const settle = (found: string | undefined): void => {
          waiting.delete(requestId);
          resolve(found);
        };
        waiting.set(requestId, settle);
        later(PATIENCE_MS, () => settle(undefined));
      });
    },
  };
}

function reasonIn(line: string): string | undefined {
  try {
    const entry = JSON.parse(line) as { message?: unknown; reason?: unknown } | null;
    return entry?.message === 'token refused' && typeof entry.reason === 'string' ? entry.reason : undefined;
  } catch {
    return undefined;
  }
}
