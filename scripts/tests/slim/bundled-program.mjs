// Bundles a program of these tests as a function's bundle is made, and loads it: twice, with and without what
// scripts/slim does, in a process of its own, because a test runner loads modules in another way.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Where packages that the functions use are found. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const require = createRequire(import.meta.url);

/** What the program exports. `program` is esbuild's `entryPoints` or `stdin`; `outfile` ends in `.cjs`. */
export async function bundledProgram(program, outfile, plugins) {
  await build({
    ...program,
    absWorkingDir: root,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    metafile: true,
    logLevel: 'error',
    plugins,
  });
  return require(outfile);
}
