import { runInWorker } from '../workers.ts';
import type { Guard } from './guard.ts';
import { GUARDS } from './guards.ts';

/** So many seeds are tried before a guard counts as unguarded; most show within the first hundred. */
const MAX_SEEDS = 4_000;

/** Takes out one guard at a time and looks for the violation that shows it. */
export async function selfTest(only?: string): Promise<{ passed: number; failed: number }> {
  const guards = GUARDS.filter(({ name }) => only === undefined || name === only);
  if (guards.length === 0) throw new Error(`There is no guard "${only}".`);
  let passed = 0;
  for (const guard of guards) {
    const { isFound, said } = await tryWithout(guard);
    if (isFound) passed += 1;
    console.log(`${isFound ? 'found' : 'MISSED'}  without ${guard.name}: ${said}`);
  }
  console.log(`${passed} of ${guards.length} removed guards were found`);
  return { passed, failed: guards.length - passed };
}

async function tryWithout({
  name: _,
  breaks,
  ...removal
}: Guard): Promise<{ isFound: boolean; said: string }> {
  try {
    const share = { from: 1, count: MAX_SEEDS, step: 1, suite: 'all' } as const;
    const failure = await runInWorker({ share, removal }).end;
    if (failure === undefined) return { isFound: false, said: `${MAX_SEEDS} seeds see nothing` };
    const isFound = (breaks as readonly string[]).includes(failure.invariant);
    return { isFound, said: `seed ${failure.seed} violates ${failure.invariant}: ${failure.detail}` };
  } catch (error) {
    return { isFound: false, said: String(error) };
  }
}
