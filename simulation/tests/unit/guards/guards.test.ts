import { readFileSync } from 'node:fs';
import path from 'node:path';
import { INVARIANTS } from '../../../src/checks/invariants.ts';
import { GUARDS } from '../../../src/guards/guards.ts';

const lambdaSrc = path.resolve(__dirname, '../../../../lambda-src');

test.each(GUARDS)(
  'finds the text of the guard exactly once in the code: $name',
  ({ file, find, replace }) => {
    const source = readFileSync(path.join(lambdaSrc, file), 'utf8');

    expect(source.split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
  },
);

test('names every guard once, and only invariants that exist', () => {
  const names = GUARDS.map(({ name }) => name);

  expect(new Set(names).size).toBe(names.length);
  for (const { breaks } of GUARDS)
    for (const invariant of breaks) expect(INVARIANTS).toHaveProperty(invariant);
});
