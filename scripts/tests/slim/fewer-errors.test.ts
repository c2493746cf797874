import { execFileSync } from 'node:child_process';
import path from 'node:path';

interface Told {
  readonly what: string;
  readonly whole: Readonly<Record<string, unknown>>;
  readonly slim: Readonly<Record<string, unknown>>;
}

/** What a program is told of refused AWS calls by a whole bundle and by a slim one. */
function tellTwice(): Told[] {
  const output = execFileSync(process.execPath, [path.join(__dirname, 'aws-errors-probe.mjs')], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Told);
}

describe('a bundle with fewer error classes', () => {
  const told = tellTwice();

  it.each(told)('is told the same: $what', ({ whole, slim }) => {
    expect(whole['name']).toEqual(expect.any(String));
    expect(slim).toEqual(whole);
  });

  it('still gets the item of a refused condition, in the class that our code asks for', () => {
    const conflict = told.find(({ what }) => what.includes('ConditionalCheckFailed'));

    expect(conflict?.slim).toMatchObject({ isConflict: true, item: { balance: { N: '7' } } });
  });
});
