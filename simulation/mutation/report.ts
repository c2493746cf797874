// What a mutation run means: the score, whether each survivor has a written reason, and the page that tells both.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isAlive, type Mutant, originalOf, type Report } from './second-look.ts';

/** Where no mutant that changes anything may live: the token checks, the write condition and the lease. */
const CRITICAL = [
  /^lambda-src\/authorizer\/src\//,
  /^lambda-src\/adapters\/src\/dynamodb\/accounts\.ts$/,
  /^lambda-src\/init-user-account\/src\/welcome\.ts$/,
];
const LOWEST_SCORE = 85;

/** Why a mutant may live. An equivalent one makes no difference that anybody outside the function could see. */
export interface Reason {
  readonly file: string;
  readonly original: string;
  readonly replacement: string;
  readonly equivalent: boolean;
  readonly reason: string;
}

/** A mutant that lives, and why it may, where that is written. */
type Survivor = Pick<Reason, 'file' | 'original' | 'replacement'> &
  Partial<Reason> & { readonly line: number };

interface Count {
  readonly killed: number;
  readonly valid: number;
}

interface Row extends Count {
  readonly file: string;
  readonly survivors: readonly Survivor[];
}

/** What a run came to; it is good when `faults` is empty. */
export interface Verdict {
  readonly files: readonly Row[];
  readonly all: Count;
  readonly survivors: readonly Survivor[];
  readonly faults: readonly string[];
}

/** Judges a report of Stryker's against the reasons in `survivors.json`. */
export function judge(report: Report, reasons: readonly Reason[]): Verdict {
  const files = Object.entries(report.files)
    .map(([file, { source, mutants }]) => rowOf(file, source, mutants, reasons))
    .sort((a, b) => a.file.localeCompare(b.file));
  const all = files.reduce(
    (sum, { killed, valid }) => ({ killed: sum.killed + killed, valid: sum.valid + valid }),
    {
      killed: 0,
      valid: 0,
    },
  );
  const survivors = files.flatMap((row) => row.survivors);
  const faults = [
    ...survivors
      .filter(({ reason }) => reason === undefined)
      .map((found) => `no reason is written for ${nameOf(found)}`),
    ...survivors
      .filter(({ file, equivalent }) => !equivalent && CRITICAL.some((pattern) => pattern.test(file)))
      .map((found) => `lives where none may: ${nameOf(found)}`),
    ...(Number(scoreOf(all)) < LOWEST_SCORE ? [`the score is ${scoreOf(all)}, below ${LOWEST_SCORE}`] : []),
  ];
  return { files, all, survivors, faults };
}

/** Reads `survivors.json`. */
export function readReasons(root: string): Reason[] {
  return JSON.parse(readFileSync(path.join(root, 'simulation/mutation/survivors.json'), 'utf8')) as Reason[];
}

/** Writes docs/mutation-report.md; `date` as people read it. */
export function writePage(root: string, { files, all, survivors }: Verdict, date: string): void {
  const rows = files.map(
    ({ file, valid, killed, survivors: { length } }) =>
      `| \`${file.replace('lambda-src/', '')}\` | ${valid} | ${killed} | ${length} | ${scoreOf({ killed, valid })} |`,
  );
  const listed = survivors.map(
    ({ file, line, original, replacement, equivalent, reason }) =>
      `| \`${file.replace('lambda-src/', '')}:${line}\` | ${codeOf(original)} → ${codeOf(replacement)} | ${equivalent ? 'equivalent: ' : ''}${reason} |`,
  );
  writeFileSync(
    path.join(root, 'docs/mutation-report.md'),
    `${PAGE.replace('DATE', date)
      .replace('SUMMARY', `${all.killed} of ${all.valid} mutants are noticed by a test: ${scoreOf(all)} %.`)
      .replace('FILES', rows.join('\n'))
      .replace('SURVIVORS', listed.join('\n'))}`,
  );
}

const PAGE = `# Mutation report

Run on DATE with \`npm run mutate -- --write\`: Stryker changes the code that decides, one small thing at a time, and the
unit and contract tests run against each change. What no test notices is written into a copy of the sources and tested
once more there, because Stryker can report a mutant of a module's constant as survived that nothing ever ran.

Only the files of the table are changed. Settings, AWS clients, HTTP endpoints and the wiring (\`app.ts\`) are not; their unit and
contract tests hold them.

SUMMARY

The run fails below ${LOWEST_SCORE} %, when a survivor has no written reason (\`simulation/mutation/survivors.json\`), and when one
that changes anything lives in a token check, in the write condition or in the lease of a welcome. A mutant that stops
the tests from ending counts as noticed; one that does not compile is not counted.

| file | mutants | noticed | survived | score, % |
|---|---|---|---|---|
FILES

## What survives, and why

*Equivalent* means that no input makes a difference that anybody outside the function could see.

| where | what was changed | why it may live |
|---|---|---|
SURVIVORS
`;

function rowOf(file: string, source: string, mutants: readonly Mutant[], reasons: readonly Reason[]): Row {
  const valid = mutants.filter(({ status }) =>
    ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status),
  );
  const survivors = valid.filter(isAlive).map((mutant) => {
    const [original, replacement] = [originalOf(source, mutant), mutant.replacement];
    const known = reasons.find(
      (entry) => entry.file === file && entry.original === original && entry.replacement === replacement,
    );
    return { file, line: mutant.location.start.line, original, replacement, ...known };
  });
  survivors.sort((a, b) => a.line - b.line);
  return { file, valid: valid.length, killed: valid.length - survivors.length, survivors };
}

function scoreOf({ killed, valid }: Count): string {
  return (Math.floor((1_000 * killed) / valid) / 10).toFixed(1);
}

function nameOf({ file, line, original, replacement }: Survivor): string {
  return `${file}:${line}: ${original} → ${replacement}`;
}

function codeOf(text: string): string {
  const short = text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  return short === '' ? 'nothing' : `\`${short}\``;
}
