import { type FunctionLogLine, type InvocationReport } from '../../../src/runtime/invocation.ts';
import { type RequestSummary } from '../../../src/terminal/request-line.ts';
import { createTerminal, type TerminalOptions } from '../../../src/terminal/terminal.ts';

const PATH = '/dev/get-account-info/msisdn/224*******01';

function setup(options: Partial<TerminalOptions> = {}) {
  let written = '';
  const timers: Array<() => void> = [];
  const terminal = createTerminal({
    out: { write: (text: string) => (written += text) },
    json: false,
    colour: false,
    clock: () => new Date(2026, 10, 25, 14, 3, 2),
    later: (callback) => timers.push(callback),
    ...options,
  });
  const lines = (): string[] => written.split('\n').slice(0, -1);
  const documents = (): unknown[] => lines().map((line) => JSON.parse(line) as unknown);
  return { terminal, timers, lines, documents };
}

const summary = (changes: Partial<RequestSummary> = {}): RequestSummary => ({
  method: 'GET',
  path: PATH,
  status: 200,
  durationMs: 12.4,
  coldStart: false,
  authorizer: 'hit',
  requestId: 'request-1',
  ...changes,
});

const logLine = (document: object | string, changes: Partial<FunctionLogLine> = {}): FunctionLogLine => ({
  functionName: 'get-account-info',
  requestId: 'invocation-1',
  environmentId: 'environment-1',
  coldStart: false,
  stream: 'stdout',
  line: typeof document === 'string' ? document : JSON.stringify(document),
  ...changes,
});

const report = (changes: Partial<InvocationReport> = {}): InvocationReport => ({
  functionName: 'get-account-info',
  requestId: 'invocation-1',
  durationMs: 3,
  billedMs: 3,
  coldStart: false,
  outcome: 'success',
  ...changes,
});

describe('a request line', () => {
  it('says time, method, path, status, duration, warmth and what the authorizer cache did', () => {
    const { terminal, lines } = setup();
    terminal.request(summary());
    terminal.request(summary({ status: 503, durationMs: 1234.5, coldStart: true, authorizer: 'miss' }));
    expect(lines()).toEqual([
      `14:03:02  GET     ${PATH}  200     12 ms  warm  authorizer hit`,
      `14:03:02  GET     ${PATH}  503   1235 ms  cold  authorizer miss`,
    ]);
  });

  it('leaves out what did not take part, and says how the gateway answered by itself', () => {
    const { terminal, lines } = setup();
    terminal.request(
      summary({ status: 401, coldStart: undefined, authorizer: 'none', responseType: 'UNAUTHORIZED' }),
    );
    expect(lines()).toEqual([`14:03:02  GET     ${PATH}  401     12 ms  UNAUTHORIZED`]);
  });

  it.each([
    [200, 32],
    [304, 36],
    [404, 33],
    [502, 31],
  ])('gives status %d its colour', (status, code) => {
    const { terminal, lines } = setup({ colour: true });
    terminal.request(summary({ status }));
    expect(lines()[0]).toContain(`\u001b[${code}m${status}\u001b[39m`);
  });

  it('shows neither a full number nor a control character of a hostile path', () => {
    const { terminal, lines } = setup();
    terminal.request(
      summary({ method: 'GET\u001b[2J', path: '/dev/\u001b]0;x\u0007\nready http://evil/224622000001' }),
    );
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).not.toMatch(/[\u0000-\u001f]|622000001/);
  });
});

describe("a function's log", () => {
  const answered = { level: 'INFO', message: 'Answered', correlationId: 'request-1', outcome: 'found' };

  it('stands beneath its request, in readable form', () => {
    const { terminal, lines } = setup();
    terminal.functionLog(logLine(answered));
    terminal.functionLog(logLine('plain words'));
    terminal.request(summary());
    expect(lines().slice(1)).toEqual([
      '          get-account-info  INFO   Answered  correlationId=request-1 outcome=found',
      '          get-account-info  plain words',
    ]);
  });

  it('finds its request by the invocations that the gateway names', () => {
    const { terminal, lines } = setup();
    terminal.functionLog(
      logLine(
        { level: 'WARN', message: 'Refused' },
        { functionName: 'authorizer', requestId: 'invocation-7' },
      ),
    );
    terminal.functionLog(logLine({ level: 'INFO', message: 'Other' }, { requestId: 'invocation-8' }));
    terminal.request(summary({ functionRequestId: 'invocation-6', authorizerRequestId: 'invocation-7' }));
    expect(lines().slice(1)).toEqual(['          authorizer  WARN   Refused']);
    terminal.close();
    expect(lines().slice(2)).toEqual(['          get-account-info  INFO   Other']);
  });

  it('is shown by itself when no request claims it in time', () => {
    const { terminal, lines, timers } = setup();
    terminal.functionLog(logLine(answered));
    expect(lines()).toEqual([]);
    timers.forEach((timer) => timer());
    expect(lines()).toHaveLength(1);
  });

  it('is shown at once where no request waits for it: cold starts and the function behind the queue', () => {
    const { terminal, lines } = setup();
    const { requestId: _, ...coldStart } = logLine('loading');
    terminal.functionLog(coldStart);
    terminal.functionLog(
      logLine({ level: 'INFO', message: 'Opened' }, { functionName: 'init-user-account' }),
    );
    expect(lines()).toEqual([
      '          get-account-info  loading',
      '          init-user-account  INFO   Opened',
    ]);
  });

  it('shows an error with where it happened and what caused it', () => {
    const { terminal, lines } = setup();
    const frames = [1, 2, 3, 4, 5].map((number) => `    at f${number} (app.js:${number})`).join('\n');
    const error = {
      name: 'TypeError',
      message: 'no',
      stack: `TypeError: no\n${frames}`,
      cause: { name: 'Error', message: 'down' },
    };
    terminal.functionLog(
      logLine({ level: 'ERROR', message: 'Failed', error }, { functionName: 'init-user-account' }),
    );
    expect(lines()).toEqual([
      '          init-user-account  ERROR  Failed',
      '            TypeError: no',
      '              at f1 (app.js:1)',
      '              at f2 (app.js:2)',
      '              at f3 (app.js:3)',
      '              at f4 (app.js:4)',
      '            caused by',
      '            Error: down',
    ]);
  });

  it('is cut where it fills the screen', () => {
    const { terminal, lines } = setup();
    const long = 'x'.repeat(5000);
    terminal.functionLog(logLine(long, { functionName: 'init-user-account' }));
    terminal.functionLog(
      logLine({ level: 'INFO', message: '', long }, { functionName: 'init-user-account' }),
    );
    expect(lines().map((line) => line.length < 2100 && line.endsWith('x…'))).toEqual([true, true]);
  });

  it('shows metrics as such', () => {
    const { terminal, lines } = setup();
    const document = {
      _aws: { CloudWatchMetrics: [{ Dimensions: [['Channel']], Metrics: [{ Name: 'WelcomeSent' }] }] },
      Channel: 'sms',
      WelcomeSent: 1,
    };
    terminal.functionLog(logLine(document, { functionName: 'init-user-account' }));
    expect(lines()).toEqual(['          init-user-account  metric WelcomeSent 1  Channel=sms']);
  });

  it('cannot move the cursor or forge a line, from no place in it', () => {
    const { terminal, lines } = setup();
    const evil = '\u001b[2J\nready http://evil';
    const document = {
      level: evil,
      message: evil,
      [evil]: evil,
      nested: { [evil]: [evil] },
      error: { name: evil, message: evil, stack: `x\n    at ${evil}`, cause: evil },
    };
    terminal.functionLog(logLine(document, { functionName: 'init-user-account' }));
    terminal.functionLog(logLine('\u001b[2Jtext', { functionName: 'init-user-account' }));
    terminal.note(evil);
    expect(lines().join('')).not.toContain('\u001b');
    expect(lines().filter((line) => line.startsWith('ready'))).toEqual([]);
  });
});

describe('a report', () => {
  it('tells of a cold start beneath the request that paid for it', () => {
    const { terminal, lines } = setup();
    terminal.report(report({ coldStart: true, initMs: 180.4, maxMemoryMb: 61 }));
    terminal.request(summary({ coldStart: true, functionRequestId: 'invocation-1' }));
    expect(lines()[1]).toBe('          get-account-info  cold start 180 ms, 61 MB');
  });

  it.each([
    ['error', 'threw an error'],
    ['timeout', 'ran into its time limit and was killed'],
    ['crash', 'its process ended in the middle'],
    ['init-error', 'could not start'],
  ] as const)('tells of a mishap (%s) in words', (outcome, words) => {
    const { terminal, lines } = setup();
    terminal.report(report({ outcome, functionName: 'init-user-account' }));
    expect(lines()).toEqual([`          init-user-account  ${words} after 3 ms`]);
  });

  it('says nothing of a warm success', () => {
    const { terminal, lines } = setup();
    terminal.report(report({ functionName: 'init-user-account' }));
    expect(lines()).toEqual([]);
  });
});

describe('the beginning', () => {
  const facts = { base: 'http://127.0.0.1:3000/dev', token: 'eyJ.a.b', awsEndpoint: 'http://127.0.0.1:4566' };

  it('is one line that programs wait for, then what people paste', () => {
    const { terminal, lines } = setup({ colour: true });
    terminal.ready(facts);
    expect(lines()[0]).toBe('ready http://127.0.0.1:3000/dev');
    expect(lines().filter((line) => line.startsWith('ready'))).toHaveLength(1);
    expect(lines()).toContain('eyJ.a.b');
    expect(lines().filter((line) => line.startsWith('curl '))).toEqual([
      'curl -s -H "Authorization: Bearer eyJ.a.b" http://127.0.0.1:3000/dev/get-account-info/msisdn/224622000001',
      'curl -s http://127.0.0.1:3000/_local/outbox',
    ]);
    expect(lines().join('\n')).toContain(
      'http://127.0.0.1:3000/_local/\nAWS endpoint     http://127.0.0.1:4566',
    );
    expect(lines().join('')).not.toContain('\u001b');
  });
});

describe('with --json', () => {
  it('writes one document per line for everything', () => {
    const { terminal, documents } = setup({ json: true, colour: true });
    terminal.ready({ base: 'http://127.0.0.1:3000/dev', token: 'eyJ.a.b' });
    terminal.functionLog(logLine({ level: 'INFO', message: 'Answered' }));
    terminal.functionLog(logLine('plain 224622000001'));
    terminal.request(summary({ path: '/dev/224622000001' }));
    terminal.report(report());
    terminal.note('the queue does not answer');
    terminal.close();
    const { line: _, ...source } = logLine('');
    const time = new Date(2026, 10, 25, 14, 3, 2).toISOString();
    expect(documents()).toEqual([
      { time, type: 'ready', base: 'http://127.0.0.1:3000/dev', token: 'eyJ.a.b' },
      { time, type: 'log', ...source, entry: { level: 'INFO', message: 'Answered' } },
      { time, type: 'log', ...source, entry: 'plain 224*******01' },
      { time, type: 'request', ...summary({ path: '/dev/224*******01' }) },
      { time, type: 'report', ...report() },
      { time, type: 'note', text: 'the queue does not answer' },
    ]);
  });
});
