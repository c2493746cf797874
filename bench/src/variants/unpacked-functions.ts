import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { FUNCTION_NAMES } from '../../../deployment/manifest.ts';

export const ROOT = path.resolve(import.meta.dirname, '../../..');

/** The built zips, unpacked as Lambda unpacks them. */
export interface UnpackedFunctions {
  readonly folder: string;
  /** The file that Lambda would load. */
  entryOf(name: string): string;
  remove(): void;
}

/** Builds the zips where they are stale and unpacks them into a temporary folder. */
export function unpackFunctions(): UnpackedFunctions {
  const build = (...args: string[]) =>
    spawnSync(process.execPath, [path.join(ROOT, 'scripts/build-lambdas.mjs'), ...args], {
      stdio: 'inherit',
    });
  if (build('--is-stale').status !== 0 && build().status !== 0) throw new Error('the bundles do not build');
  const folder = mkdtempSync(path.join(tmpdir(), 'fintech-solution-zips-'));
  for (const name of FUNCTION_NAMES) unpack(readFileSync(zipOf(name)), path.join(folder, name));
  return {
    folder,
    entryOf: (name) => path.join(folder, name, 'app.mjs'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Where `npm run build` puts a function's zip. */
export function zipOf(name: string): string {
  return path.join(ROOT, 'lambda-src', name, 'dist', `${name}.zip`);
}

function unpack(zip: Uint8Array, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(unzipSync(zip)))
    writeFileSync(path.join(folder, file), content);
}
