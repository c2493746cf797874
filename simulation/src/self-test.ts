import { runInWorker } from './workers.ts';
import type { Mutation } from './mutations/mutation.ts';
import { MUTATIONS } from './mutations/mutations.ts';

/** The seeds of a whole run: a mutation that none of them shows counts as undetected. */
const MAX_SEEDS = 50_000;
/** Seeds that are chosen by nothing are all run, and most mutations show within the first hundred. */
const MAX_SEEDS_OF_ACCOUNTS = 6_000;

/** So many of the mutations that took longest are named at the end. */
const SLOWEST = 5;

/** Applies one mutation at a time, several beside each other, and looks for the violation that shows it. */
export async function selfTest(
  only: string | undefined,
  workers: number,
): Promise<{ passed: number; failed: number }> {
  const mutations = MUTATIONS.filter(
    ({ name, profile, world }) =>
      only === undefined || name.includes(only) || [profile, world].includes(only as never),
  );
  if (mutations.length === 0) throw new Error(`There is no mutation "${only}".`);
  let passed = 0;
  const times: { readonly name: string; readonly seconds: number; readonly ran: number }[] = [];
  const left = mutations.values();
  const work = async (): Promise<void> => {
    // The iterator is shared: each worker takes the next mutation that no other has.
    for (const mutation of left) {
      const began = performance.now();
      const { isFound, said, ran } = await tryMutation(mutation);
      times.push({ name: mutation.name, seconds: (performance.now() - began) / 1_000, ran });
      if (isFound) passed += 1;
      console.log(`${isFound ? 'found' : 'MISSED'}  without ${mutation.name}, in ${ran} seeds: ${said}`);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  times.sort((left, right) => right.seconds - left.seconds);
  for (const { name, seconds, ran } of times.slice(0, SLOWEST))
    console.log(`  ${seconds.toFixed(1)} s, ${ran} seeds: ${name}`);
  console.log(`${passed} of ${mutations.length} mutations were found`);
  return { passed, failed: mutations.length - passed };
}

async function tryMutation({
  name: _,
  breaks,
  also = [],
  world = 'accounts',
  profile,
  turn,
  file,
  find,
  replace,
}: Mutation): Promise<{ isFound: boolean; said: string; ran: number }> {
  const isChosen = world === 'ledger' || profile !== undefined;
  const count = isChosen ? MAX_SEEDS : MAX_SEEDS_OF_ACCOUNTS;
  const choice = { world, ...(profile && { profile }), ...(turn && { turn }) };
  try {
    const share = { from: 1, count, step: 1, suite: 'all', ...choice } as const;
    const edits = [{ file, find, replace }, ...also];
    const failure = await runInWorker({ share, edits }).end;
    if (failure === undefined) return { isFound: false, said: `${count} seeds see nothing`, ran: count };
    const { seed, invariant, detail, ran } = failure;
    const isFound = (breaks as readonly string[]).includes(invariant);
    return { isFound, said: `seed ${seed} violates ${invariant}: ${detail}`, ran };
  } catch (error) {
    return { isFound: false, said: String(error), ran: 0 };
  }
}
