import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import { FUNCTION_NAMES } from '../../../deployment/manifest.ts';
import { ROOT } from './unpacked-functions.ts';

/** The handlers of `bench/reference` as the bundler makes them when it is told nothing but "for Node". */
export interface ReferenceBuild {
  /** False for a function that tutorials have no handler for. */
  has(name: string): boolean;
  entryOf(name: string): string;
  zipBytes(name: string): number;
}

/** Bundles the reference handlers into a folder. Defaults only: nothing is minified, libraries come as CommonJS. */
export async function buildReference(folder: string): Promise<ReferenceBuild> {
  const sourceOf = (name: string) => path.join(ROOT, 'bench', 'reference', `${name}.ts`);
  const entryOf = (name: string) => path.join(folder, `reference-${name}`, 'app.js');
  const zipBytes = new Map<string, number>();
  for (const name of FUNCTION_NAMES.filter((candidate) => existsSync(sourceOf(candidate)))) {
    const { outputFiles } = await build({
      entryPoints: [sourceOf(name)],
      bundle: true,
      platform: 'node',
      write: false,
      logLevel: 'error',
    });
    const code = outputFiles[0]?.contents ?? new Uint8Array();
    mkdirSync(path.dirname(entryOf(name)), { recursive: true });
    writeFileSync(entryOf(name), code);
    zipBytes.set(name, zipSync({ 'app.js': [code, { level: 9 }] }).length);
  }
  return { entryOf, has: (name) => zipBytes.has(name), zipBytes: (name) => zipBytes.get(name) ?? 0 };
}
