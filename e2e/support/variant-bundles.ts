import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { FUNCTION_NAMES } from '../../deployment/manifest.ts';

/** A guard of one function, as it stands in its bundle, and what stands there once it is gone. */
export interface RemovedGuard {
  readonly functionName: string;
  readonly find: string;
  readonly replace: string;
}

/** Bundles as `FUNCTIONS_DIR` takes them. */
export interface VariantBundles {
  readonly folder: string;
  remove(): void;
}

const SOURCES = path.resolve(__dirname, '..', '..', 'lambda-src');

/**
 * Copies the built bundles and takes one guard out of one of them.
 *
 * @throws where the guard is not there exactly once: then the test that removes it would prove nothing.
 */
export function withoutGuard({ functionName, find, replace }: RemovedGuard): VariantBundles {
  const folder = mkdtempSync(path.join(tmpdir(), 'fintech-solution-variant-'));
  for (const name of FUNCTION_NAMES) {
    const zip = path.join(name, 'dist', `${name}.zip`);
    mkdirSync(path.dirname(path.join(folder, zip)), { recursive: true });
    cpSync(path.join(SOURCES, zip), path.join(folder, zip));
  }
  const zip = path.join(folder, functionName, 'dist', `${functionName}.zip`);
  const files = unzipSync(readFileSync(zip));
  const code = strFromU8(files['bundle.cjs'] ?? new Uint8Array());
  const parts = code.split(find);
  if (parts.length !== 2) throw new Error(`"${find}" stands ${parts.length - 1} times in ${functionName}`);
  writeFileSync(zip, zipSync({ ...files, 'bundle.cjs': strToU8(parts.join(replace)) }));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
