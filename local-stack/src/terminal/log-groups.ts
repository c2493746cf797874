/** Lines that wait for the request line they belong under. */
export interface LogGroups<T> {
  /** Keeps a line; it comes out by itself after a while if no request claims it, and at once if one already has. */
  add(groupId: string, line: T): void;
  /** Takes the lines of one request; later ones of the same groups are then shown at once. */
  claim(belongs: (groupId: string, lines: readonly T[]) => boolean): T[];
  /** Everything that still waits comes out. */
  flush(): void;
}

/** A request that takes longer than this shows its functions' lines before its own. */
const PATIENCE_MS = 1500;
/** Enough for the lines that arrive after their request's own line. */
const REMEMBERED_GROUPS = 200;

/** `later` is a timer that does not keep the process alive; `show` prints. */
export function createLogGroups<T>(
  show: (lines: readonly T[]) => void,
  later: (callback: () => void, ms: number) => void,
): LogGroups<T> {
  const waiting = new Map<string, T[]>();
  const claimed = new Set<string>();
  const release = (groupId: string): void => {
    const lines = waiting.get(groupId);
    if (!waiting.delete(groupId) || lines === undefined) return;
    remember(claimed, groupId);
    show(lines);
  };
  return {
    add(groupId, line) {
      if (claimed.has(groupId)) return show([line]);
      const lines = waiting.get(groupId);
      if (lines !== undefined) return void lines.push(line);
      waiting.set(groupId, [line]);
      later(() => release(groupId), PATIENCE_MS);
    },
    claim(belongs) {
      const found = [...waiting].filter(([groupId, lines]) => belongs(groupId, lines));
      for (const [groupId] of found) {
        waiting.delete(groupId);
        remember(claimed, groupId);
      }
      return found.flatMap(([, lines]) => lines);
    },
    flush: () => [...waiting.keys()].forEach(release),
  };
}

function remember(claimed: Set<string>, groupId: string): void {
  claimed.add(groupId);
  const [oldest] = claimed;
  if (claimed.size > REMEMBERED_GROUPS && oldest !== undefined) claimed.delete(oldest);
}
