import { judge } from '../../mutation/report.ts';
import { originalOf, withMutant } from '../../mutation/second-look.ts';

const SOURCE = 'const a = 1;\nif (a > 1)\n  stop();\n';
const at = (line: number, from: number, to: number) => ({
  start: { line, column: from },
  end: { line, column: to },
});
const mutant = (status: string, replacement: string) => ({ status, replacement, location: at(2, 5, 10) });
const LIVING = { file: 'lambda-src/domain/src/money.ts', original: 'a > 1', replacement: 'true' };

/** A report on one file with so many mutants noticed, and one that is not. */
function setup(file: string, noticed = 9) {
  const killed = Array.from({ length: noticed }, () => mutant('Killed', 'false'));
  const unable = mutant('CompileError', 'a >');
  return { files: { [file]: { source: SOURCE, mutants: [...killed, mutant('Survived', 'true'), unable] } } };
}

describe('the verdict on a mutation run', () => {
  it('is good where each survivor has a reason, and does not count what does not compile', () => {
    const reasons = [{ ...LIVING, equivalent: false, reason: 'the wording of a line' }];

    const { faults, all, survivors } = judge(setup(LIVING.file), reasons);

    expect(faults).toEqual([]);
    expect(all).toEqual({ killed: 9, valid: 10 });
    expect(survivors).toMatchObject([{ line: 2, reason: 'the wording of a line' }]);
  });

  it('names a survivor without a reason', () => {
    expect(judge(setup(LIVING.file), []).faults).toEqual([
      'no reason is written for lambda-src/domain/src/money.ts:2: a > 1 → true',
    ]);
  });

  it.each([
    'lambda-src/authorizer/src/claims.ts',
    'lambda-src/adapters/src/dynamodb/accounts.ts',
    'lambda-src/init-user-account/src/welcome.ts',
  ])('lets nothing but an equivalent one live in %s', (file) => {
    const reason = { ...LIVING, file, reason: 'a reason' };

    expect(judge(setup(file), [{ ...reason, equivalent: false }]).faults).toEqual([
      `lives where none may: ${file}:2: a > 1 → true`,
    ]);
    expect(judge(setup(file), [{ ...reason, equivalent: true }]).faults).toEqual([]);
  });

  it('is bad below 85 %, whatever the reasons', () => {
    const reasons = [{ ...LIVING, equivalent: true, reason: 'a reason' }];

    expect(judge(setup(LIVING.file, 5), reasons).faults).toEqual(['the score is 83.3, below 85']);
  });
});

describe('a mutant, written into its place', () => {
  it('replaces exactly what it was made from', () => {
    const found = mutant('Survived', 'true');

    expect(originalOf(SOURCE, found)).toBe('a > 1');
    expect(withMutant(SOURCE, found)).toBe('const a = 1;\nif (true)\n  stop();\n');
  });

  it('may reach over several lines', () => {
    const found = {
      status: 'Survived',
      replacement: '{}',
      location: { start: { line: 2, column: 1 }, end: { line: 3, column: 10 } },
    };

    expect(withMutant(SOURCE, found)).toBe('const a = 1;\n{}\n');
  });
});
