import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import { FUNCTIONS, type FunctionName } from '../samples/events.ts';
import { ROOT } from './unpacked-functions.ts';

/** The textbook handlers as the bundler makes them when it is told nothing but "for Node". */
export interface Baseline {
  entryOf(name: FunctionName): string;
  zipBytes(name: FunctionName): number;
}

/** Bundles the baseline into a folder. Defaults only: nothing is minified, libraries come as CommonJS. */
export async function buildBaseline(folder: string): Promise<Baseline> {
  const entryOf = (name: FunctionName) => path.join(folder, `baseline-${name}`, 'app.js');
  const zipBytes = new Map<FunctionName, number>();
  for (const name of FUNCTIONS) {
    const { outputFiles } = await build({
      entryPoints: [path.join(ROOT, 'bench', 'baseline', `${name}.ts`)],
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
  return { entryOf, zipBytes: (name) => zipBytes.get(name) ?? 0 };
}
