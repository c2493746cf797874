import { FUNCTION_NAMES, sourceFoldersOf } from '../../../deployment/manifest.ts';
import { type FunctionName } from '../setup/wiring.ts';

/** How a build ended; `output` is what it printed. */
export interface BuildEnd {
  readonly ok: boolean;
  readonly output: string;
}

/** What {@link createRebuilds} needs from outside. */
export interface RebuildDependencies {
  readonly build: (names: readonly FunctionName[]) => Promise<BuildEnd>;
  /** A sentence for the terminal. */
  readonly note: (sentence: string) => void;
  readonly later: (action: () => void, ms: number) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Editors write a file in several steps, and a change of branch writes many files. */
const QUIET_MS = 100;

/**
 * Builds what was changed, one build at a time; what changes meanwhile is built after it. The running stack picks a
 * new bundle up with the next call, so nothing is told to it.
 */
export function createRebuilds({ build, note, later, now }: RebuildDependencies) {
  const changed = new Set<FunctionName>();
  let state: 'idle' | 'waiting' | 'building' = 'idle';

  const run = async (): Promise<void> => {
    state = 'building';
    while (changed.size > 0) {
      const names = FUNCTION_NAMES.filter((name) => changed.has(name));
      changed.clear();
      const startedAt = now();
      const { ok, output } = await build(names);
      if (ok)
        note(
          `rebuilt ${names.join(', ')} in ${Math.round(now() - startedAt)} ms: the next call runs the new code`,
        );
      else {
        note(`${names.join(', ')} could not be built; what runs keeps running`);
        for (const line of output.split('\n').filter((text) => text.trim() !== '')) note(line);
      }
    }
    state = 'idle';
  };
  return {
    /** A source changed: of one function, or of what all share. */
    changed(part: string): void {
      for (const name of FUNCTION_NAMES.filter((candidate) => sourceFoldersOf(candidate).includes(part)))
        changed.add(name);
      if (state !== 'idle') return;
      state = 'waiting';
      later(() => void run(), QUIET_MS);
    },
  };
}
