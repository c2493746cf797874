import { readFileSync } from 'node:fs';
import path from 'node:path';
import { INVARIANTS } from '../../../src/invariants/invariants.ts';
import { MUTATIONS } from '../../../src/mutations/mutations.ts';

const lambdaSrc = path.resolve(__dirname, '../../../../lambda-src');

test.each(MUTATIONS)(
  'finds the text that the mutation changes exactly once in the code: $name',
  ({ file, find, replace }) => {
    const source = readFileSync(path.join(lambdaSrc, file), 'utf8');

    expect(source.split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
  },
);

test('names every mutation once, and only invariants that exist', () => {
  const names = MUTATIONS.map(({ name }) => name);

  expect(new Set(names).size).toBe(names.length);
  for (const { breaks } of MUTATIONS)
    for (const invariant of breaks) expect(INVARIANTS).toHaveProperty(invariant);
});
