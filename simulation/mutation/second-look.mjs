// Stryker activates a mutant while a program runs, so one that sits in a constant of a module (a regular expression, a
// table of checks) can be reported as survived although nothing ever ran it. Each survivor is therefore written into a
// copy of the sources, and the tests that reach its file are run on that copy.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Nothing that a function's test reads; node_modules is linked. */
const LEFT_OUT = ['.git', 'node_modules', 'tmp', 'dist', 'bench', 'docs', 'e2e', '.terraform', 'clients'];

/**
 * Marks as killed, in Stryker's report, each survivor that a test notices once it is really there.
 *
 * @param {string} root the repository
 * @param {{ files: Record<string, { source: string, mutants: object[] }> }} report
 * @param {(line: string) => void} say
 */
export function lookAgain(root, report, say) {
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

/** @param {{ status: string }} mutant */
export function isAlive({ status }) {
  return status === 'Survived' || status === 'NoCoverage';
}

/** The source with the mutant in its place; Stryker counts lines and columns from 1. */
export function withMutant(source, { location: { start, end }, replacement }) {
  return source.slice(0, offsetOf(source, start)) + replacement + source.slice(offsetOf(source, end));
}

/** What a mutant replaces. */
export function originalOf(source, { location: { start, end } }) {
  return source.slice(offsetOf(source, start), offsetOf(source, end));
}

function offsetOf(source, { line, column }) {
  const before = source.split('\n').slice(0, line - 1);
  return before.reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
}

function passes(copy, files) {
  const jest = path.join(copy, 'node_modules/jest/bin/jest.js');
  const words = ['--config', 'simulation/mutation/jest.config.cjs', '--bail', '--silent', '--reporters', 'default'];
  const { status, error } = spawnSync(process.execPath, [jest, ...words, '--findRelatedTests', ...files], {
    cwd: copy,
    stdio: 'ignore',
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  if (error !== undefined && error.code !== 'ETIMEDOUT') throw error;
  return status === 0;
}
