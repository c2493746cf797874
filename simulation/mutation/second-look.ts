// Stryker activates a mutant while a program runs, so one that sits in a constant of a module (a regular expression, a
// table of checks) can be reported as survived although nothing ever ran it. Each survivor is therefore written into a
// copy of the sources, and the tests that reach its file are run on that copy.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Nothing that a function's test reads; node_modules is linked. */
const LEFT_OUT = ['.git', 'node_modules', 'tmp', 'dist', 'bench', 'docs', 'e2e', '.terraform', 'clients'];

/** One change, in Stryker's report; lines and columns count from 1. */
export interface Mutant {
  status: string;
  readonly replacement: string;
  readonly location: { readonly start: Place; readonly end: Place };
}

interface Place {
  readonly line: number;
  readonly column: number;
}

/** What is read of Stryker's report: the mutants of each source. */
export interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

/**
 * Marks as killed, in Stryker's report, each survivor that a test notices once it is really there.
 *
 * @param root the repository.
 * @throws Error where the tests fail without any mutant.
 */
export function lookAgain(root: string, report: Report, say: (line: string) => void): void {
  const copy = path.join(root, 'tmp/second-look');
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const name of readdirSync(root))
    if (!LEFT_OUT.includes(name))
      cpSync(path.join(root, name), path.join(copy, name), {
        recursive: true,
        verbatimSymlinks: true,
        filter: (from) => !LEFT_OUT.includes(path.basename(from)),
      });
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
  try {
    const survivors = Object.entries(report.files).flatMap(([file, { source, mutants }]) =>
      mutants.filter(isAlive).map((mutant) => ({ file, source, mutant })),
    );
    if (!passes(copy, Object.keys(report.files))) throw new Error('the tests fail without any mutant');
    for (const [index, { file, source, mutant }] of survivors.entries()) {
      writeFileSync(path.join(copy, file), withMutant(source, mutant));
      if (!passes(copy, [file])) mutant.status = 'Killed';
      writeFileSync(path.join(copy, file), source);
      say(`second look at ${index + 1} of ${survivors.length}: ${file}, ${mutant.status.toLowerCase()}`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** True for a mutant that no test noticed. */
export function isAlive({ status }: Pick<Mutant, 'status'>): boolean {
  return status === 'Survived' || status === 'NoCoverage';
}

/** The source with the mutant in its place. */
export function withMutant(source: string, { location: { start, end }, replacement }: Mutant): string {
  return source.slice(0, offsetOf(source, start)) + replacement + source.slice(offsetOf(source, end));
}

/** What a mutant replaces. */
export function originalOf(source: string, { location: { start, end } }: Mutant): string {
  return source.slice(offsetOf(source, start), offsetOf(source, end));
}

function offsetOf(source: string, { line, column }: Place): number {
  const before = source.split('\n').slice(0, line - 1);
  return before.reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
}

function passes(copy: string, files: readonly string[]): boolean {
  const jest = path.join(copy, 'node_modules/jest/bin/jest.js');
  const words = [
    '--config',
    'simulation/mutation/jest.config.cjs',
    '--bail',
    '--silent',
    '--reporters',
    'default',
  ];
  const { status, error } = spawnSync(process.execPath, [jest, ...words, '--findRelatedTests', ...files], {
    cwd: copy,
    stdio: 'ignore',
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  if (error !== undefined && (error as NodeJS.ErrnoException).code !== 'ETIMEDOUT') throw error;
  return status === 0;
}
