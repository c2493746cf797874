// `npm run bench`: how fast the functions are, as ratios of two things measured in the same round.
import { cpus } from 'node:os';
import { median } from 'simple-statistics';
import { startAwsDouble } from './aws-double/aws-double.ts';
import { measureContention } from './contention/contend.ts';
import { type Contention, tableOfContention } from './contention/findings.ts';
import { writeDocument } from './report/document.ts';
import { type Result, type Run, tableOf } from './report/results.ts';
import { noiseOf, pairedRatio, verdictOn } from './report/statistics.ts';
import { type Round, runRounds } from './rounds.ts';
import { createIssuer } from './samples/issuer.ts';
import { loadScenarios } from './scenarios/all-scenarios.ts';
import { type Figure } from './scenarios/function-scenario.ts';
import { figuresOf, noiseFiguresOf } from './variants/figures.ts';
import { buildReference } from './variants/reference-build.ts';
import { samplesOf } from './variants/samples.ts';
import { unpackFunctions } from './variants/unpacked-functions.ts';
import { zipResult } from './report/zip-sizes.ts';
import { readArguments } from './arguments.ts';

const USAGE = `npm run bench -- …
  --rounds 15   rounds that count
  --only TEXT   figures whose name contains the text; contention: transfers that meet at one account
  --write       also writes bench/results.json and, into docs/, the table and the picture`;

const { values, number, refuse } = readArguments(USAGE, {
  rounds: { type: 'string', default: '15' },
  only: { type: 'string', default: '' },
  write: { type: 'boolean' },
});
const rounds = number('rounds', 1, 1_000);
if (!Number.isInteger(rounds)) refuse('--rounds must be a whole number');

const functions = unpackFunctions();
const reference = await buildReference(functions.folder);
const issuer = createIssuer(Math.floor(Date.now() / 1_000));
const double = await startAwsDouble(issuer.jwks);
const scenarios = (await loadScenarios()).filter(({ functionName }) => reference.has(functionName));
const figures = [
  ...scenarios.flatMap(figuresOf).filter(({ name }) => name.includes(values.only)),
  ...scenarios.slice(0, 1).flatMap(noiseFiguresOf),
];
const wanted = new Set(figures.flatMap(({ samples }) => samples));
const kinds = scenarios
  .flatMap((scenario) => samplesOf(scenario, functions, reference, { double, issuer }))
  .filter(({ name }) => wanted.has(name));
let roundShown = '';
const all = await runRounds(kinds, { double, rounds, random: Math.random, progress });
const contention: readonly Contention[] = 'contention'.includes(values.only)
  ? await measureContention(await loadScenarios(), functions, double)
  : [];
await double.stop();
functions.remove();

const measured = figures.map((figure) => ({ figure, pairs: pairsOf(figure, all) }));
const itself = measured.filter(({ figure }) => figure.to === 'itself');
const noise = noiseOf(itself.map(({ pairs }) => pairedRatio(pairs)));
const zips = scenarios
  .map((scenario) => zipResult(scenario, reference))
  .filter(({ name }) => name.includes(values.only));
const results = [...zips, ...measured.map(({ figure, pairs }) => resultOf(figure, pairs))];
progress('');
console.log(tableOf(results));
console.log(`\n${rounds} rounds; a difference below ${(100 * noise).toFixed(0)} % is reported as none`);
if (contention.length > 0) console.log(`\n${tableOfContention(contention)}`);
const run: Run = {
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  rounds,
  noise,
  results,
};
if (values.write) await writeDocument(run, contention);

function pairsOf({ samples, of }: Figure, some: readonly Round[]): [number, number][] {
  return some.map((round) => samples.map((name) => valueOf(round, name, of)) as [number, number]);
}

function valueOf(round: Round, name: string, of: Figure['of']): number {
  const sample = round.get(name);
  if (sample === undefined) throw new Error(`there is no sample ${name}`);
  return of(sample);
}

function resultOf({ name, to, target }: Figure, pairs: readonly [number, number][]): Result {
  const ratio = pairedRatio(pairs);
  const ms = (values: readonly number[]) =>
    `${median([...values]).toLocaleString('en', { maximumSignificantDigits: 3 })} ms`;
  return {
    name,
    to,
    ratio: ratio.median,
    spread: ratio.spread,
    ...(target !== undefined && { target }),
    verdict: verdictOn(ratio, target, noise),
    ours: ms(pairs.map(([ours]) => ours)),
    theirs: ms(pairs.map(([, theirs]) => theirs)),
  };
}

function progress(line: string): void {
  const [round = ''] = line.split(':');
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
  else if (round !== '' && round !== roundShown) process.stderr.write(`${round}\n`);
  roundShown = round;
}
