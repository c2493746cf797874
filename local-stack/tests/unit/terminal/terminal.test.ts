import { logLine, openTerminal, PATH, report, summary } from './opened-terminal.ts';

describe('a request line', () => {
  it('says time, method, path, status, duration, warmth and what the authorizer cache did', () => {
    const { terminal, lines } = openTerminal();
    terminal.request(summary());
    terminal.request(summary({ status: 503, durationMs: 1234.5, coldStart: true, authorizer: 'miss' }));
    expect(lines()).toEqual([
      `14:03:02  GET     ${PATH}  200     12 ms  warm  authorizer hit`,
      `14:03:02  GET     ${PATH}  503   1235 ms  cold  authorizer miss`,
    ]);
  });

  it('leaves out what did not take part, and says how the gateway answered by itself', () => {
    const { terminal, lines } = openTerminal();
    const { coldStart: _coldStart, ...refused } = summary({
      status: 401,
      authorizer: 'none',
      responseType: 'UNAUTHORIZED',
    });
    terminal.request(refused);
    expect(lines()).toEqual([`14:03:02  GET     ${PATH}  401     12 ms  UNAUTHORIZED`]);
  });

  it.each([
    [200, 32],
    [304, 36],
    [404, 33],
    [502, 31],
  ])('gives status %d its colour', (status, code) => {
    const { terminal, lines } = openTerminal({ colour: true });
    terminal.request(summary({ status }));
    expect(lines()[0]).toContain(`\u001b[${code}m${status}\u001b[39m`);
  });

  it('shows neither a full number nor a control character of a hostile path', () => {
    const { terminal, lines } = openTerminal();
    terminal.request(
      summary({ method: 'GET\u001b[2J', path: '/dev/\u001b]0;x\u0007\nready http://evil/224622000001' }),
    );
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).not.toMatch(/[\u0000-\u001f]|622000001/);
  });
});

describe('a report', () => {
  it('tells of a cold start beneath the request that paid for it', () => {
    const { terminal, lines } = openTerminal();
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
    const { terminal, lines } = openTerminal();
    terminal.report(report({ outcome, functionName: 'init-user-account' }));
    expect(lines()).toEqual([`          init-user-account  ${words} after 3 ms`]);
  });

  it('says nothing of a warm success', () => {
    const { terminal, lines } = openTerminal();
    terminal.report(report({ functionName: 'init-user-account' }));
    expect(lines()).toEqual([]);
  });
});

describe('the beginning', () => {
  const facts = { base: 'http://127.0.0.1:3000/dev', token: 'eyJ.a.b', awsEndpoint: 'http://127.0.0.1:4566' };

  it('is one line that programs wait for, then what people paste', () => {
    const { terminal, lines } = openTerminal({ colour: true });
    terminal.ready(facts);
    expect(lines()[0]).toBe('ready http://127.0.0.1:3000/dev');
    expect(lines().filter((line) => line.startsWith('ready'))).toHaveLength(1);
    expect(lines()).toContain('eyJ.a.b');
    expect(lines().filter((line) => line.startsWith('curl '))).toEqual([
      'curl -s -H "Authorization: Bearer eyJ.a.b" http://127.0.0.1:3000/dev/get-account-info/msisdn/224622000001',
      'curl -s -H "Authorization: Bearer eyJ.a.b" http://127.0.0.1:3000/dev/get-account-info/msisdn/224622000002',
      expect.stringMatching(
        /^curl -s -X POST .* http:\/\/127\.0\.0\.1:3000\/dev\/transactions\/type\/transfer$/,
      ),
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
    const { terminal, documents } = openTerminal({ json: true, colour: true });
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
