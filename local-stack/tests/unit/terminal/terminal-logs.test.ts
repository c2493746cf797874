import { logLine, openTerminal, summary } from './opened-terminal.ts';

describe("a function's log", () => {
  const answered = { level: 'INFO', message: 'Answered', correlationId: 'request-1', outcome: 'found' };

  it('stands beneath its request, in readable form', () => {
    const { terminal, lines } = openTerminal();
    terminal.functionLog(logLine(answered));
    terminal.functionLog(logLine('plain words'));
    terminal.request(summary());
    expect(lines().slice(1)).toEqual([
      '          get-account-info  INFO   Answered  correlationId=request-1 outcome=found',
      '          get-account-info  plain words',
    ]);
  });

  it('finds its request by the invocations that the gateway names', () => {
    const { terminal, lines } = openTerminal();
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
    const { terminal, lines, timers } = openTerminal();
    terminal.functionLog(logLine(answered));
    expect(lines()).toEqual([]);
    timers.forEach((timer) => timer());
    expect(lines()).toHaveLength(1);
  });

  it('is shown at once where no request waits for it: cold starts and the function behind the queue', () => {
    const { terminal, lines } = openTerminal();
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
    const { terminal, lines } = openTerminal();
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
    const { terminal, lines } = openTerminal();
    const long = 'x'.repeat(5000);
    terminal.functionLog(logLine(long, { functionName: 'init-user-account' }));
    terminal.functionLog(
      logLine({ level: 'INFO', message: '', long }, { functionName: 'init-user-account' }),
    );
    expect(lines().map((line) => line.length < 2100 && line.endsWith('x…'))).toEqual([true, true]);
  });

  it('shows metrics as such', () => {
    const { terminal, lines } = openTerminal();
    const document = {
      _aws: { CloudWatchMetrics: [{ Dimensions: [['Channel']], Metrics: [{ Name: 'WelcomeSent' }] }] },
      Channel: 'sms',
      WelcomeSent: 1,
    };
    terminal.functionLog(logLine(document, { functionName: 'init-user-account' }));
    expect(lines()).toEqual(['          init-user-account  metric WelcomeSent 1  Channel=sms']);
  });

  it('cannot move the cursor or forge a line, from no place in it', () => {
    const { terminal, lines } = openTerminal();
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
