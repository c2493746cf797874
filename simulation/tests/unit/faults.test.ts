import { createFaults, FAULT_KINDS } from '../../src/core/faults.ts';
import { createKeyedRandom } from '../../src/core/keyed-random.ts';

/** The faults that strike at a hundred places in a environment of this seed. */
function strike(seed: number, without: ReadonlySet<string> = new Set()) {
  const faults = createFaults(createKeyedRandom(seed), without);
  for (const kind of FAULT_KINDS) for (let at = 0; at < 100; at += 1) faults.strikes(kind, `place ${at}`);
  return faults;
}

test('strikes at the same places for the same seed', () => {
  expect([...strike(4).struck]).toEqual([...strike(4).struck]);
  expect(strike(4).struck.size).toBeGreaterThan(0);
});

test('takes out the faults that are named, and no other', () => {
  const [name = '', ...others] = [...strike(4).struck];

  expect([...strike(4, new Set([name])).struck]).toEqual(others);
});

test('draws environments in which most kinds of faults never strike, and environments in which each does', () => {
  const kinds = (seed: number) => new Set([...strike(seed).struck].map((name) => name.split(' at ')[0]));
  const drawn = Array.from({ length: 60 }, (_, seed) => kinds(seed));

  expect(new Set(drawn.flatMap((one) => [...one])).size).toBe(FAULT_KINDS.length);
  expect(drawn.some((one) => one.size < FAULT_KINDS.length / 2)).toBe(true);
});

test('strikes no more once stopped', () => {
  const faults = strike(4);
  const before = faults.struck.size;
  faults.stop();
  for (let at = 0; at < 1_000; at += 1) faults.strikes('throttled', `later ${at}`);

  expect(faults.struck.size).toBe(before);
});
