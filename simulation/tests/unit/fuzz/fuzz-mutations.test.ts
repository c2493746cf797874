import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FUZZ_MUTATIONS } from '../../../src/fuzz/fuzz-mutations.ts';

const lambdaSrc = path.resolve(__dirname, '../../../../lambda-src');

test.each(FUZZ_MUTATIONS)(
  'finds the text of the mutation exactly once in the code: $target, $name',
  ({ file, find }) => {
    expect(readFileSync(path.join(lambdaSrc, file), 'utf8').split(find)).toHaveLength(2);
  },
);
