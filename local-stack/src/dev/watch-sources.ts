import { spawn } from 'node:child_process';
import { type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import { FUNCTION_NAMES, MANIFEST } from '../../../deployment/manifest.ts';
import { type FunctionName } from '../setup/wiring.ts';
import { type BuildEnd, createRebuilds } from './rebuilds.ts';

/**
 * Rebuilds the bundle of a function whenever one of its sources changes, and says so.
 *
 * @returns how to end it, at once: a build that is under way is killed.
 */
export function watchSources(root: string, note: (sentence: string) => void): () => void {
  const building = new AbortController();
  const build = (names: readonly FunctionName[]): Promise<BuildEnd> => runBuild(root, names, building.signal);
  const later = (action: () => void, ms: number): void => void setTimeout(action, ms).unref();
  const rebuilds = createRebuilds({ build, note, later, now: () => performance.now() });
  const watchers: FSWatcher[] = [...FUNCTION_NAMES, ...MANIFEST.layers].map((part) =>
    watch(path.join(root, 'lambda-src', part, 'src'), { recursive: true }, () => rebuilds.changed(part)),
  );
  const template = path.join(root, 'infra-as-code/modules/common/templates');
  let told = false;
  const tellOnce = (): void => {
    if (!told) note('the API’s definition changed: start again to serve it');
    told = true;
  };
  watchers.push(watch(template, tellOnce));
  note('watching lambda-src/*/src: a change is rebuilt and runs with the next call');
  return () => {
    building.abort();
    for (const watcher of watchers) watcher.close();
  };
}

function runBuild(root: string, names: readonly FunctionName[], signal: AbortSignal): Promise<BuildEnd> {
  return new Promise((resolve) => {
    let output = '';
    const keep = (chunk: Buffer): void => void (output += chunk.toString('utf8'));
    const child = spawn(process.execPath, ['scripts/build-lambdas.mjs', ...names], { cwd: root, signal });
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve({ ok: false, output: error.message }));
    child.once('close', (code) => resolve({ ok: code === 0, output }));
  });
}
