import { runInWorker } from '../workers.ts';
import type { Mutation } from './mutation.ts';
import { MUTATIONS } from './mutations.ts';

/** So many seeds are tried before a mutation counts as undetected; most show within the first hundred. */
const MAX_SEEDS = 6_000;
/** The ledger's seeds are one in eight. */
const MAX_LEDGER_SEEDS = 30_000;

/** Applies one mutation at a time, several beside each other, and looks for the violation that shows it. */
export async function selfTest(
  only: string | undefined,
  workers: number,
): Promise<{ passed: number; failed: number }> {
  const mutations = MUTATIONS.filter(({ name }) => only === undefined || name.includes(only));
  if (mutations.length === 0) throw new Error(`There is no mutation "${only}".`);
  let passed = 0;
  const left = mutations.values();
  const work = async (): Promise<void> => {
    // The iterator is shared: each worker takes the next mutation that no other has.
    for (const mutation of left) {
      const { isFound, said } = await tryMutation(mutation);
      if (isFound) passed += 1;
      console.log(`${isFound ? 'found' : 'MISSED'}  without ${mutation.name}: ${said}`);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  console.log(`${passed} of ${mutations.length} mutations were found`);
  return { passed, failed: mutations.length - passed };
}

async function tryMutation({
  name: _,
  breaks,
  also = [],
  world = 'accounts',
  ...edit
}: Mutation): Promise<{ isFound: boolean; said: string }> {
  const count = world === 'ledger' ? MAX_LEDGER_SEEDS : MAX_SEEDS;
  try {
    const share = { from: 1, count, step: 1, suite: 'all', world } as const;
    const failure = await runInWorker({ share, edits: [edit, ...also] }).end;
    if (failure === undefined) return { isFound: false, said: `${count} seeds see nothing` };
    const isFound = (breaks as readonly string[]).includes(failure.invariant);
    return { isFound, said: `seed ${failure.seed} violates ${failure.invariant}: ${failure.detail}` };
  } catch (error) {
    return { isFound: false, said: String(error) };
  }
}
