import { between } from '../../../src/report/between.ts';
import { markdownOf, type Result, tableOf } from '../../../src/report/results.ts';

const result: Result = {
  name: 'first call after INIT, read',
  to: 'reference',
  ratio: 0.0784,
  spread: 0.004,
  target: 0.08,
  verdict: 'met',
  ours: '9.1 ms',
  theirs: '116 ms',
};

describe('a table of results', () => {
  it('shows a small ratio with the digits that tell it from its target', () => {
    expect(tableOf([result])).toContain('0.078  0.004  ≤ 0.08  met');
  });

  it('leaves the target empty where there is none', () => {
    const { target: _, ...untargeted } = result;

    expect(markdownOf([untargeted])).toContain('| 0.078 | 0.004 |  | met |');
  });

  it('is a head, a rule and a line a result in Markdown', () => {
    expect(markdownOf([result, result]).split('\n')).toHaveLength(4);
  });
});

describe('writing into a document', () => {
  const document = 'before\n<!-- bench:start -->\nold\n<!-- bench:end -->\nafter\n';

  it('replaces what stands between the marks and nothing else', () => {
    expect(between(document, 'bench', 'new')).toBe(
      'before\n<!-- bench:start -->\n\nnew\n\n<!-- bench:end -->\nafter\n',
    );
  });

  it('can be done again and again', () => {
    const once = between(document, 'bench', 'new');

    expect(between(once, 'bench', 'new')).toBe(once);
  });

  it('refuses a document without the marks', () => {
    expect(() => between('nothing', 'bench', 'new')).toThrow('bench:start');
  });
});
