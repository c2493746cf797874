// Makes lambda-src/<function>/dist/<function>.zip for each function, and the zip of its guarded variant where the manifest
// names one: what runs on AWS and on a laptop alike.
// The same sources give the same bytes, so that a deployment changes a function only when its code changed.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, zipsOf } from './bundle.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const { functions: deployed, layers } = JSON.parse(
  readFileSync(path.join(root, 'deployment', 'manifest.json'), 'utf8'),
);
const FUNCTIONS = Object.keys(deployed);
const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith('--'));
const functions = wanted.length > 0 ? wanted : FUNCTIONS;

const unknown = functions.filter((name) => !FUNCTIONS.includes(name));
if (unknown.length > 0) {
  console.error(`unknown function ${unknown.join(', ')}; there are: ${FUNCTIONS.join(', ')}`);
  process.exit(2);
}
if (args.includes('--is-stale')) process.exit(functions.some(isStale) ? 1 : 0);

/**
 * The zip's entry. Lambda awaits the evaluation of an ES module before the first invocation, so the warm-up here is part
 * of INIT. The code itself stays CommonJS. An import of `node:module` would cost 2 % of a cold start.
 */
const ENTRY = `const { createRequire } = process.getBuiltinModule('node:module');
export const { lambdaHandler, prewarm } = createRequire(import.meta.url)('./bundle.cjs');
await prewarm();
`;

const sizes = await Promise.all(functions.flatMap((name) => zipsOf(name, deployed[name])).map(build));
for (const { name, raw, zip } of sizes) {
  console.log(`  ${name.padEnd(24)} ${kilobytes(zip)} zipped, ${kilobytes(raw)} raw`);
}

async function build(source) {
  const { zipSync } = await import('fflate');
  const { folder, zip: name } = source;
  const dist = path.join(root, 'lambda-src', folder, 'dist');
  const result = await bundle(root, source);
  mkdirSync(dist, { recursive: true });
  const code = result.outputFiles.find((file) => file.path.endsWith('bundle.cjs'));
  const map = result.outputFiles.find((file) => file.path.endsWith('bundle.cjs.map'));
  // A zip keeps times and modes: fixed ones make its bytes depend on the code alone. 1980 is the format's zero.
  const reproducible = { mtime: new Date(1980, 0, 1), os: 3, attrs: 0o644 << 16, level: 9 };
  const zip = zipSync({
    'app.mjs': [Buffer.from(ENTRY), reproducible],
    'bundle.cjs': [code.contents, reproducible],
  });
  const prefix = name === folder ? '' : `${name}.`;
  writeFileSync(path.join(dist, `${prefix}bundle.cjs.map`), map.contents);
  writeFileSync(path.join(dist, `${prefix}meta.json`), JSON.stringify(result.metafile));
  writeFileSync(path.join(dist, `${name}.zip`), zip);
  return { name, raw: code.contents.length, zip: zip.length };
}

/** True when a zip is missing or older than anything that it is made from. */
function isStale(name) {
  const zips = zipsOf(name, deployed[name]).map(({ zip }) =>
    path.join(root, 'lambda-src', name, 'dist', `${zip}.zip`),
  );
  if (!zips.every((zip) => existsSync(zip))) return true;
  const built = Math.min(...zips.map((zip) => statSync(zip).mtimeMs));
  const sources = [name, ...layers].flatMap((part) => filesBelow(path.join(root, 'lambda-src', part, 'src')));
  const makers = [
    ...['build-lambdas.mjs', 'bundle.ts'].map((file) => path.join(root, 'scripts', file)),
    ...filesBelow(path.join(root, 'scripts', 'stubs')),
  ];
  return [...sources, ...makers, path.join(root, 'package-lock.json')].some(
    (file) => statSync(file).mtimeMs > built,
  );
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(1).padStart(7)} KB`;
}
