import type { Suite } from '../../src/profiles/seed-choice.ts';
import { runSeed } from '../../src/run-seed.ts';
import { suiteOf } from '../../src/seeds.ts';
import { createTokenFixtures } from '../../src/environment/token-fixtures.ts';

const tokens = createTokenFixtures();
const tell = (seed: number, suite: Suite, without?: ReadonlySet<string>) =>
  runSeed(tokens, { seed, suite, keepsHistory: true, ...(without && { without }) });

test.each([3, 14, 62, 101])('tells the same history twice for seed %i', async (seed) => {
  const first = await tell(seed, suiteOf(seed, 'all'));
  const second = await tell(seed, suiteOf(seed, 'all'));

  expect(first.history.length).toBeGreaterThan(10);
  expect(second).toEqual(first);
});

test('tells another history for another seed', async () => {
  const [first, second] = [await tell(1, 'safety'), await tell(2, 'safety')];

  expect(first.history).not.toEqual(second.history);
});

test('leaves out a step or a fault without touching the chances of the others', async () => {
  const whole = await tell(62, 'safety');
  const [step = '', ...rest] = whole.ingredients.filter((name) => name.startsWith('step-'));

  const { ingredients } = await tell(62, 'safety', new Set([step]));

  expect(ingredients.filter((name) => name.startsWith('step-'))).toEqual(rest);
});

test('finds no violation in a few hundred seeds of both suites', async () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const { violation } = await runSeed(tokens, { seed, suite: suiteOf(seed, 'all') });
    expect({ seed, violation }).toEqual({ seed, violation: undefined });
  }
});

test('draws environments in which accounts are opened, messages are parked and invocations crash', async () => {
  const histories = await Promise.all(
    Array.from({ length: 60 }, (_, index) => tell(index + 1, suiteOf(index, 'all'))),
  );
  const told = histories.flatMap(({ history }) => history).join('\n');

  for (const event of [
    'PutItem for',
    'SMS to',
    'e-mail about',
    'copied to the dead letters',
    'ends: crash',
    'throws',
  ])
    expect(told).toContain(event);
});
