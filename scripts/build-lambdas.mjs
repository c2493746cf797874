// Makes lambda-src/<function>/dist/<function>.zip for each function: what runs on AWS and on a laptop alike.
// The same sources give the same bytes, so that a deployment changes a function only when its code changed.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fewerErrors } from './slim/fewer-errors.mjs';
import { quickerCalls } from './slim/quicker-calls.mjs';
import { standIns } from './slim/stand-ins.mjs';

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
 * The zip's entry. Lambda awaits the evaluation of an ES module before the first invocation, so this is where a cold
 * start can be made to wait for what the first caller would wait for. The code itself stays CommonJS.
 */
const ENTRY = `import { createRequire } from 'node:module';
export const { lambdaHandler, prewarm } = createRequire(import.meta.url)('./bundle.cjs');
await prewarm();
`;

const sizes = await Promise.all(functions.map(build));
for (const { name, raw, zip } of sizes) {
  console.log(`  ${name.padEnd(18)} ${kilobytes(zip)} zipped, ${kilobytes(raw)} raw`);
}

/**
 * Options that were measured, and why they are set:
 * - CommonJS: one ESM file loads slower, because importing `node:http` from ESM loads undici.
 * - mainFields module first: the SDK's ES modules can be tree-shaken, its CommonJS ones cannot; this is the one
 *   flag that halves size and import time.
 * - external credential providers: on Lambda credentials come from the environment, so SSO, profiles, IMDS and
 *   the like are never asked. They are imported only on use; nothing breaks while they are absent. The same goes
 *   for event streams, which no operation of ours has.
 * - source maps outside the zip: reading them costs a cold start a quarter of its import time.
 */
function options(name, outfile) {
  return {
    entryPoints: [path.join(root, 'lambda-src', name, 'src', 'app.ts')],
    outfile,
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: false,
    sourcemap: 'external',
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
    plugins: [standIns(name), fewerErrors, ...(name === 'authorizer' ? [] : [quickerCalls])],
    external: [
      '@aws-sdk/credential-provider-sso',
      '@aws-sdk/credential-provider-ini',
      '@aws-sdk/credential-provider-process',
      '@aws-sdk/credential-provider-web-identity',
      '@aws-sdk/credential-provider-login',
      '@aws-sdk/credential-provider-http',
      '@smithy/credential-provider-imds',
      '@aws-sdk/signature-v4-crt',
      '@aws-sdk/signature-v4a',
      '@smithy/core/event-streams',
    ],
  };
}

async function build(name) {
  // Loaded here, so that the staleness check of every `npm start` does not pay for them.
  const [{ build: bundle }, { zipSync }] = await Promise.all([import('esbuild'), import('fflate')]);
  const dist = path.join(root, 'lambda-src', name, 'dist');
  const result = await bundle(options(name, path.join(dist, 'bundle.cjs')));
  mkdirSync(dist, { recursive: true });
  const code = result.outputFiles.find((file) => file.path.endsWith('bundle.cjs'));
  const map = result.outputFiles.find((file) => file.path.endsWith('bundle.cjs.map'));
  // A zip keeps times and modes: fixed ones make its bytes depend on the code alone. 1980 is the format's zero.
  const reproducible = { mtime: new Date(1980, 0, 1), os: 3, attrs: 0o644 << 16, level: 9 };
  const zip = zipSync({
    'app.mjs': [Buffer.from(ENTRY), reproducible],
    'bundle.cjs': [code.contents, reproducible],
  });
  writeFileSync(path.join(dist, 'bundle.cjs.map'), map.contents);
  writeFileSync(path.join(dist, 'meta.json'), JSON.stringify(result.metafile));
  writeFileSync(path.join(dist, `${name}.zip`), zip);
  return { name, raw: code.contents.length, zip: zip.length };
}

/** True when the zip is missing or older than anything that it is made from. */
function isStale(name) {
  const zip = path.join(root, 'lambda-src', name, 'dist', `${name}.zip`);
  if (!existsSync(zip)) return true;
  const built = statSync(zip).mtimeMs;
  const sources = [name, ...layers].flatMap((part) => filesBelow(path.join(root, 'lambda-src', part, 'src')));
  const makers = [fileURLToPath(import.meta.url), ...filesBelow(path.join(root, 'scripts', 'slim'))];
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
