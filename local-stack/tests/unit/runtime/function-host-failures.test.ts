import { answerOf, hostZips, isAlive, stopHostedZips, until } from './hosted-zips.ts';
import type { FunctionHostOptions } from '../../../src/runtime/function-host.ts';
import type { FunctionWiring } from '../../../src/setup/wiring.ts';

afterEach(stopHostedZips);

/** A handler for many tests: says its process id, or does what the event's `js` says. */
const OBEDIENT = `exports.lambdaHandler = async (event, context) => {
  if (event.js) return eval(event.js);
  return { pid: process.pid };
};`;

const setup = (
  source = OBEDIENT,
  settings?: Partial<FunctionWiring>,
  options?: Partial<FunctionHostOptions>,
) => hostZips({ 'app.js': source }, settings, options);

describe('a handler that throws', () => {
  it('is an error with its type and message, and its environment stays warm', async () => {
    const { invoke } = await setup();
    const failed = await invoke({ js: `throw new RangeError('too far')` });
    expect(failed).toMatchObject({ outcome: 'error', errorType: 'RangeError', errorMessage: 'too far' });
    expect(await invoke()).toMatchObject({ outcome: 'success', coldStart: false });
  });

  it('may throw something that is no error', async () => {
    const { invoke } = await setup();
    expect(await invoke({ js: `throw 'a text'` })).toMatchObject({
      errorType: 'string',
      errorMessage: 'a text',
    });
  });

  it('may fail without a promise, or through the callback', async () => {
    const { invoke } = await setup(`exports.lambdaHandler = (event, context, callback) => {
      if (event.sync) throw new TypeError('sync');
      callback(new TypeError('callback'));
    };`);
    expect(await invoke({ sync: true })).toMatchObject({ outcome: 'error', errorMessage: 'sync' });
    expect(await invoke()).toMatchObject({ outcome: 'error', errorMessage: 'callback' });
  });

  it('fails with an answer that is no JSON', async () => {
    const { invoke } = await setup();
    const failed = await invoke({ js: 'const circle = {}; circle.self = circle; circle' });
    expect(failed).toMatchObject({ outcome: 'error', errorMessage: 'Unable to stringify response body' });
  });

  it('is an error and the end of the environment when it throws later without a catch', async () => {
    const { invoke } = await setup();
    const later = `new Promise(() => setTimeout(() => { throw new Error('late'); }, 1))`;
    expect(await invoke({ js: later })).toMatchObject({
      outcome: 'error',
      errorType: 'Error',
      errorMessage: 'late',
    });
    const rejected = `new Promise(() => { Promise.reject(new Error('lost')); })`;
    expect(await invoke({ js: rejected })).toMatchObject({
      outcome: 'error',
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'lost',
      coldStart: true,
    });
  });
});

describe('a time limit', () => {
  it.each([
    ['waits', 'new Promise(() => setInterval(() => {}, 1000))'],
    ['never yields', 'for (;;);'],
  ])('ends a handler that %s, and the next invocation is a cold start', async (_, js) => {
    const limits: (() => void)[] = [];
    const startTimer: FunctionHostOptions['startTimer'] = (ms, action) => {
      if (ms === 7_000) limits.push(action);
      return () => undefined;
    };
    const { invoke, lines } = await setup(OBEDIENT, { timeoutSeconds: 7 }, { startTimer });
    const { pid } = answerOf(await invoke());
    const late = invoke({ js: `console.log('busy'); ${js}` });
    await until(() => lines.some(({ line }) => line === 'busy'));
    limits.at(-1)!();
    expect(await late).toMatchObject({ outcome: 'timeout' });
    await until(() => !isAlive(pid as number));
    expect(await invoke()).toMatchObject({ outcome: 'success', coldStart: true });
  });
});

describe('a process that ends', () => {
  it('is a crash with its exit code', async () => {
    const { invoke } = await setup();
    expect(await invoke({ js: 'process.exit(3)' })).toMatchObject({
      outcome: 'crash',
      exitCode: 3,
      signal: null,
    });
    expect(await invoke()).toMatchObject({ outcome: 'success', coldStart: true });
  });

  it('is a crash with its signal', async () => {
    const { invoke } = await setup();
    const killed = await invoke({
      js: `process.kill(process.pid, 'SIGKILL'); new Promise(() => setInterval(() => {}, 9))`,
    });
    expect(killed).toMatchObject({ outcome: 'crash', exitCode: null, signal: 'SIGKILL' });
  });

  it('is a crash when the memory does not suffice', async () => {
    const { invoke } = await setup(OBEDIENT, { memoryMb: 48 });
    const full = await invoke({
      js: `const kept = []; for (;;) kept.push(new Array(1000).fill(kept.length));`,
    });
    expect(full).toMatchObject({ outcome: 'crash', signal: 'SIGABRT' });
  });

  it('can be brought about while it is busy, by function or by the key that it signs with', async () => {
    const { host, invoke, lines } = await setup();
    const busy = `console.log('busy'); new Promise(() => setInterval(() => {}, 1000))`;
    const isBusy = (count: number) => () => lines.filter(({ line }) => line === 'busy').length === count;
    await invoke();
    expect(host.crash('get-account-info')).toBe(false);
    const first = invoke({ js: busy });
    await until(isBusy(1));
    expect(host.crash('get-account-info')).toBe(true);
    expect(await first).toMatchObject({ outcome: 'crash', signal: 'SIGKILL' });
    const second = invoke({ js: busy });
    await until(isBusy(2));
    expect(host.crashByAccessKey('ASIALOCALGETACCOUNTINFO1')).toBe(false);
    expect(host.crashByAccessKey('ASIALOCALGETACCOUNTINFO2')).toBe(true);
    expect(await second).toMatchObject({ outcome: 'crash', signal: 'SIGKILL' });
  });

  it('never leaves an invocation without an outcome, whenever it was killed', async () => {
    const { invoke } = await setup();
    const outcomes = new Set<string>();
    for (let round = 0; round < 5; round += 1) {
      const { pid } = answerOf(await invoke());
      process.kill(pid as number, 'SIGKILL');
      // The environment looks idle until the host hears of its end.
      outcomes.add((await invoke()).outcome);
      await until(() => !isAlive(pid as number));
    }
    expect([...outcomes].every((outcome) => outcome === 'crash' || outcome === 'success')).toBe(true);
    expect(await invoke()).toMatchObject({ outcome: 'success' });
  });
});

describe('a cold start that fails', () => {
  it.each([
    ['throws', `throw new Error('bad setting: TABLE_NAME')`, 'Error', 'bad setting: TABLE_NAME'],
    [
      'exports no handler',
      'exports.other = 1',
      'Runtime.HandlerNotFound',
      'app.lambdaHandler is undefined or not exported',
    ],
    [
      'cannot be parsed',
      'exports.lambdaHandler = (',
      'Runtime.UserCodeSyntaxError',
      expect.stringContaining('Unexpected'),
    ],
    [
      'misses a module',
      `require('not-there')`,
      'Runtime.ImportModuleError',
      expect.stringContaining('not-there'),
    ],
  ])('is an init error when the code %s', async (_, source, errorType, errorMessage) => {
    const { invoke, reports } = await setup(source);
    expect(await invoke()).toMatchObject({
      outcome: 'init-error',
      errorType,
      errorMessage,
      coldStart: true,
      durationMs: 0,
    });
    expect(reports[0]).toMatchObject({ outcome: 'init-error' });
  });

  it('logs the error and is tried again with the next invocation', async () => {
    const { invoke, lines } = await setup(`throw new Error('nope')`);
    expect(await invoke()).toMatchObject({ outcome: 'init-error' });
    expect(await invoke()).toMatchObject({ outcome: 'init-error', coldStart: true });
    await stopHostedZips();
    const errors = lines.filter(({ line }) => line.includes('"errorMessage":"nope"'));
    expect(new Set(errors.map(({ environmentId }) => environmentId)).size).toBe(2);
  });

  it('has a time limit of its own', async () => {
    const { invoke } = await setup('for (;;);', {}, { initTimeoutMs: 300 });
    expect(await invoke()).toMatchObject({
      outcome: 'init-error',
      errorType: 'Sandbox.Timedout',
      errorMessage: 'Error: Task timed out after 0.30 seconds',
    });
  });

  it('is a crash when the process just ends', async () => {
    const { invoke } = await setup('process.exit(1)');
    expect(await invoke()).toMatchObject({ outcome: 'crash', exitCode: 1, coldStart: true });
  });
});
