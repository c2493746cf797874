import { spawn } from 'node:child_process';
import { existsSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { answerOf, hostZips, isAlive, stopHostedZips, until } from './hosted-zips.ts';
import type { FunctionHostOptions } from '../../../src/runtime/function-host.ts';

afterEach(stopHostedZips);

/** Says its process id after the event's `ms`. */
const SLOW = `exports.lambdaHandler = (event) =>
  new Promise((resolve) => setTimeout(() => resolve({ pid: process.pid, root: process.cwd() }), event.ms ?? 0));`;

const setup = (
  files: Record<string, string> = { 'app.js': SLOW },
  options: Partial<FunctionHostOptions> = {},
) => hostZips(files, {}, options);

describe('environments', () => {
  it('are reused while they are warm', async () => {
    const { invoke } = await setup();
    const first = await invoke();
    const second = await invoke();
    expect([first.coldStart, second.coldStart]).toEqual([true, false]);
    expect(answerOf(second)['pid']).toBe(answerOf(first)['pid']);
  });

  it('run one invocation each, so concurrent ones get more of them', async () => {
    const { invoke, lines, folder } = await setup({
      'app.js': `const { existsSync } = require('node:fs');
        exports.lambdaHandler = async (event) => {
          console.log('runs');
          while (!existsSync(event.gate)) await new Promise((resolve) => setTimeout(resolve, 5));
          return { pid: process.pid };
        };`,
    });
    const gate = path.join(folder, 'gate');
    const both = [invoke({ gate }), invoke({ gate })];
    await until(() => lines.length === 2);
    writeFileSync(gate, '');
    const pids = (await Promise.all(both)).map((invocation) => answerOf(invocation)['pid']);
    expect(new Set(pids).size).toBe(2);
  });

  it('are no more than the machine is to carry: what comes then waits', async () => {
    const { invoke } = await setup(undefined, { maximumEnvironments: 2 });
    const all = await Promise.all(Array.from({ length: 6 }, () => invoke({ ms: 20 })));
    expect(new Set(all.map((invocation) => answerOf(invocation)['pid'])).size).toBeLessThanOrEqual(2);
  });

  it('are throttled beyond the concurrency of the account', async () => {
    const { invoke } = await setup(undefined, { concurrency: 1 });
    const [first, second] = await Promise.all([invoke({ ms: 100 }), invoke()]);
    expect(first?.outcome).toBe('success');
    expect(second).toMatchObject({
      outcome: 'error',
      errorType: 'TooManyRequestsException',
      coldStart: false,
    });
  });
});

describe('code', () => {
  it('may be an ES module with await at its top level', async () => {
    const { invoke } = await setup({
      'app.mjs': `const ready = await new Promise((resolve) => setTimeout(() => resolve('warmed'), 5));
        export const lambdaHandler = async () => ({ ready });`,
    });
    expect(answerOf(await invoke())).toEqual({ ready: 'warmed' });
  });

  it('may be an ES module by its package.json', async () => {
    const { invoke } = await setup({
      'package.json': '{"type":"module"}',
      'app.js': `export const lambdaHandler = async () => import.meta.url.startsWith('file:');`,
    });
    expect(await invoke()).toMatchObject({ payload: 'true' });
  });

  it('is app.js where there is also an app.mjs, as in Lambda', async () => {
    const { invoke } = await setup({
      'app.mjs': `export const lambdaHandler = async () => 'mjs';`,
      'app.js': `exports.lambdaHandler = async () => 'js';`,
    });
    expect(await invoke()).toMatchObject({ payload: '"js"' });
  });

  it('cannot require an ES module, as in Lambda', async () => {
    const { invoke } = await setup({ 'app.js': `require('./other.mjs')`, 'other.mjs': 'export default 1;' });
    expect(await invoke()).toMatchObject({
      outcome: 'init-error',
      errorMessage: expect.stringContaining('require()'),
    });
  });

  it('is that of a rebuilt zip from the next invocation on', async () => {
    const { invoke, rebuild } = await setup({ 'app.js': `exports.lambdaHandler = async () => 'old';` });
    expect(await invoke()).toMatchObject({ payload: '"old"' });
    rebuild({ 'app.js': `exports.lambdaHandler = async () => 'newer';` });
    expect(await invoke()).toMatchObject({ payload: '"newer"', coldStart: true });
    expect(await invoke()).toMatchObject({ payload: '"newer"', coldStart: false });
  });

  it('stays what it was while a build is still writing the zip', async () => {
    const { invoke, folder } = await setup();
    await invoke();
    truncateSync(path.join(folder, 'get-account-info.zip'), 50);
    expect(await invoke()).toMatchObject({ outcome: 'success', coldStart: false });
  });

  it('that was never built is an init error that names the file', async () => {
    const { invoke, folder } = await setup();
    rmSync(path.join(folder, 'get-account-info.zip'));
    const errorMessage = expect.stringContaining('get-account-info.zip');
    expect(await invoke()).toMatchObject({
      outcome: 'init-error',
      errorType: 'InvalidZipFileException',
      errorMessage,
    });
  });
});

describe('the end', () => {
  it('kills what runs, answers what waits, and leaves no files', async () => {
    const { host, invoke, lines } = await setup(
      {
        'app.js': `exports.lambdaHandler = () => { console.log(process.pid + ' ' + process.cwd()); for (;;); };`,
      },
      { maximumEnvironments: 1 },
    );
    const running = invoke();
    const waiting = invoke();
    await until(() => lines.length > 0);
    const [pid, root] = lines[0]!.line.split(' ');
    await host.stop();
    expect(await running).toMatchObject({ outcome: 'crash', signal: 'SIGKILL' });
    expect(await waiting).toMatchObject({ outcome: 'error', errorType: 'ServiceException' });
    expect(await invoke()).toMatchObject({ outcome: 'error', errorType: 'ServiceException' });
    expect(isAlive(Number(pid))).toBe(false);
    expect(existsSync(root!)).toBe(false);
  });

  it.each([
    ['that wait', 'return new Promise((resolve) => setInterval(() => {}, 50));'],
    ['in an endless loop', 'for (;;);'],
  ])('of the host, even by SIGKILL, is the end of its children %s', async (_what, code) => {
    const { folder } = await setup({
      'app.js': `exports.lambdaHandler = () => { require('fs').writeSync(1, 'child ' + process.pid + '\\n'); ${code} };`,
    });
    const host = spawn(process.execPath, ['--input-type=module', '--eval', hostProgram(folder)], {
      stdio: ['ignore', 'pipe', 'ignore'],
      // What a killed host leaves behind goes with the test's own folder.
      env: { TMPDIR: folder },
    });
    let output = '';
    host.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await until(() => output.includes('child '));
    const child = Number(/child (\d+)/.exec(output)?.[1]);
    expect(isAlive(child)).toBe(true);
    host.kill('SIGKILL');
    await until(() => !isAlive(child));
  });
});

/** A program that hosts the test's zip in a process of its own. */
function hostProgram(folder: string): string {
  const hostModule = path.resolve(__dirname, '../../../src/runtime/function-host.ts');
  const one = `{ zipPath: ${JSON.stringify(path.join(folder, 'get-account-info.zip'))}, handler: 'app.lambdaHandler', timeoutSeconds: 30, memoryMb: 128, environment: {} }`;
  return `const { createFunctionHost } = await import(${JSON.stringify(hostModule)});
    const functions = Object.fromEntries(['authorizer', 'get-account-info', 'init-user-account'].map((name) => [name, ${one}]));
    const host = await createFunctionHost({ wiring: { region: 'ca-central-1', functions }, awsEndpointUrl: '', log: ({ line }) => console.log(line) });
    void host.invoke('get-account-info', {});`;
}
