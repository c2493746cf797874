import type { Report } from '../../src/run-seed.ts';
import { shrink } from '../../src/shrink.ts';

/** A environment that breaks when all the culprits are there, and tells what it is made of. */
function setup({
  of,
  culprits,
  otherwise,
}: {
  of: string[];
  culprits: string[];
  otherwise?: Report['violation'];
}) {
  const rerun = async (without: ReadonlySet<string>): Promise<Report> => {
    const ingredients = of.filter((name) => !without.has(name));
    const isBroken = culprits.every((name) => ingredients.includes(name));
    const violation = isBroken ? ({ invariant: 'SENT_MEANS_ACCEPTED', detail: '' } as const) : otherwise;
    return { violation, ingredients, history: [] };
  };
  return { rerun };
}

const MANY = Array.from({ length: 40 }, (_, index) => `ingredient ${index}`);

test('leaves exactly what the violation needs', async () => {
  const { rerun } = setup({ of: MANY, culprits: ['ingredient 3', 'ingredient 17', 'ingredient 38'] });

  const { ingredients } = await shrink(await rerun(new Set()), rerun);

  expect(ingredients).toEqual(['ingredient 3', 'ingredient 17', 'ingredient 38']);
});

test('does not take another violation for the one that it shrinks', async () => {
  const otherwise = { invariant: 'WELCOME_SETTLES', detail: '' } as const;
  const { rerun } = setup({ of: MANY, culprits: ['ingredient 9'], otherwise });

  const { violation, ingredients } = await shrink(await rerun(new Set()), rerun);

  expect(violation?.invariant).toBe('SENT_MEANS_ACCEPTED');
  expect(ingredients).toEqual(['ingredient 9']);
});
