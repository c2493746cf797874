/** What happened in a run, in words; kept only when somebody will read it. */
export interface History {
  readonly isKept: boolean;
  /** Adds one line; the text is made only when lines are kept. */
  note(text: () => string): void;
  readonly lines: readonly string[];
}

/** @param now milliseconds since the run began. */
export function createHistory(isKept: boolean, now: () => number): History {
  const lines: string[] = [];
  return {
    isKept,
    lines,
    note(text) {
      if (isKept) lines.push(`${stamp(now())}  ${text()}`);
    },
  };
}

function stamp(ms: number): string {
  const pad = (value: number, length: number): string => String(Math.floor(value)).padStart(length, '0');
  return `${pad(ms / 3_600_000, 2)}:${pad((ms / 60_000) % 60, 2)}:${pad((ms / 1_000) % 60, 2)}.${pad(ms % 1_000, 3)}`;
}
