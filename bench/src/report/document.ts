import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Contention, tableOfContention } from '../contention/findings.ts';
import { between } from './between.ts';
import { drawRatios } from './picture.ts';
import { markdownOf, type Run } from './results.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const DOCUMENT = path.join(ROOT, 'docs/performance-and-cost.md');

/** Writes what a run found: all of it as JSON, the picture, and the table into the document that people read. */
export async function writeDocument(run: Run, contention: readonly Contention[]): Promise<void> {
  await writeFile(path.join(ROOT, 'bench/results.json'), `${JSON.stringify(run, undefined, 2)}\n`);
  await mkdir(path.join(ROOT, 'docs/images'), { recursive: true });
  await writeFile(path.join(ROOT, 'docs/images/performance.svg'), `${await drawRatios(run.results)}\n`);
  const { date, node, machine, rounds, noise } = run;
  const noisePercent = Math.round(100 * noise);
  const made = `Measured on ${date}: Node ${node}, ${machine}, ${rounds} rounds; noise ${noisePercent} %.`;
  const document = await readFile(DOCUMENT, 'utf8');
  const withFigures = between(document, 'bench', `${made}\n\n${markdownOf(run.results)}`);
  const written =
    contention.length > 0 ? between(withFigures, 'contention', tableOfContention(contention)) : withFigures;
  await writeFile(DOCUMENT, written);
}
