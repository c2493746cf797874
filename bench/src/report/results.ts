import type { Verdict } from './statistics.ts';

/** One line of the table. */
export interface Result {
  readonly name: string;
  readonly to: string;
  readonly ratio: number;
  readonly spread: number;
  readonly target?: number;
  readonly verdict: Verdict;
  /** What the ratio was made of, for a feeling of size: the medians, with their unit. */
  readonly ours: string;
  readonly theirs: string;
}

/** A whole run, as `bench/results.json` keeps it. */
export interface Run {
  /** Day of the run, ISO 8601. */
  readonly date: string;
  readonly node: string;
  readonly machine: string;
  readonly rounds: number;
  /** Smaller differences are reported as “no difference”. */
  readonly noise: number;
  readonly results: readonly Result[];
}

/** The results as aligned lines. */
export function tableOf(results: readonly Result[]): string {
  const rows = [HEAD, ...results.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The results as a Markdown table. */
export function markdownOf(results: readonly Result[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(HEAD), line(HEAD.map(() => '---')), ...results.map((result) => line(cellsOf(result)))].join(
    '\n',
  );
}

const HEAD = ['figure', 'to', 'ratio', '±', 'target', 'verdict', 'ours', 'theirs'];

function cellsOf({ name, to, ratio, spread, target, verdict, ours, theirs }: Result): string[] {
  const [digits, aim] = [ratio < 0.2 ? 3 : 2, target === undefined ? '' : `≤ ${target}`];
  return [name, to, ratio.toFixed(digits), spread.toFixed(digits), aim, verdict, ours, theirs];
}
