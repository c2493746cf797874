import { readFileSync } from 'node:fs';
import path from 'node:path';
import { INVARIANTS } from '../../../src/core/invariants.ts';
import { MUTATIONS } from '../../../src/mutations/mutations.ts';

const lambdaSrc = path.resolve(__dirname, '../../../../lambda-src');

test.each(MUTATIONS)(
  'finds each text that the mutation changes exactly once in the code: $name',
  ({ file, find, replace, also = [] }) => {
    for (const edit of [{ file, find, replace }, ...also]) {
      const source = readFileSync(path.join(lambdaSrc, edit.file), 'utf8');

      expect(source.split(edit.find)).toHaveLength(2);
      expect(edit.replace).not.toBe(edit.find);
    }
  },
);

test('names every mutation once, and only invariants that exist', () => {
  const names = MUTATIONS.map(({ name }) => name);

  expect(new Set(names).size).toBe(names.length);
  for (const { breaks } of MUTATIONS)
    for (const invariant of breaks) expect(INVARIANTS).toHaveProperty(invariant);
});
