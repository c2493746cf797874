import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FUZZ_GUARDS } from '../../../src/fuzz/fuzz-guards.ts';

const lambdaSrc = path.resolve(__dirname, '../../../../lambda-src');

test.each(FUZZ_GUARDS)(
  'finds the text of the guard exactly once in the code: $target, $name',
  ({ file, find }) => {
    expect(readFileSync(path.join(lambdaSrc, file), 'utf8').split(find)).toHaveLength(2);
  },
);
