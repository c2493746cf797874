import { runInWorker } from '../workers.ts';
import type { Mutation } from './mutation.ts';
import { MUTATIONS } from './mutations.ts';

/** So many seeds are tried before a mutation counts as undetected; most show within the first hundred. */
const MAX_SEEDS = 4_000;

/** Applies one mutation at a time and looks for the violation that shows it. */
export async function selfTest(only?: string): Promise<{ passed: number; failed: number }> {
  const mutations = MUTATIONS.filter(({ name }) => only === undefined || name === only);
  if (mutations.length === 0) throw new Error(`There is no mutation "${only}".`);
  let passed = 0;
  for (const mutation of mutations) {
    const { isFound, said } = await tryMutation(mutation);
    if (isFound) passed += 1;
    console.log(`${isFound ? 'found' : 'MISSED'}  without ${mutation.name}: ${said}`);
  }
  console.log(`${passed} of ${mutations.length} mutations were found`);
  return { passed, failed: mutations.length - passed };
}

async function tryMutation({
  name: _,
  breaks,
  ...edit
}: Mutation): Promise<{ isFound: boolean; said: string }> {
  try {
    const share = { from: 1, count: MAX_SEEDS, step: 1, suite: 'all' } as const;
    const failure = await runInWorker({ share, edit }).end;
    if (failure === undefined) return { isFound: false, said: `${MAX_SEEDS} seeds see nothing` };
    const isFound = (breaks as readonly string[]).includes(failure.invariant);
    return { isFound, said: `seed ${failure.seed} violates ${failure.invariant}: ${failure.detail}` };
  } catch (error) {
    return { isFound: false, said: String(error) };
  }
}
