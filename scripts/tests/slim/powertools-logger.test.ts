import { Logger as Powertools } from '@aws-lambda-powertools/logger';
import { Logger as StandIn } from '../../slim/powertools-logger.ts';

type Fields = Record<string, unknown>;
type Level = 'info' | 'warn' | 'error';

/** What a logger writes, and where, under some settings. */
function linesOf(
  logger: typeof Powertools | typeof StandIn,
  env: Fields,
  write: (level: Level, log: never) => void,
) {
  const written: string[] = [];
  const before = process.env;
  const streams = [process.stdout, process.stderr] as const;
  const originals = streams.map((stream) => stream.write);
  const names = ['out', 'err'];
  streams.forEach((stream, index) => {
    stream.write = (chunk: unknown) => written.push(`${names[index]} ${String(chunk)}`) > 0;
  });
  process.env = { ...env } as NodeJS.ProcessEnv;
  try {
    const instance = new logger();
    for (const level of ['info', 'warn', 'error'] as const) write(level, instance as never);
  } finally {
    streams.forEach((stream, index) => Object.assign(stream, { write: originals[index] }));
    process.env = before;
  }
  return written;
}

/** The same calls to both, at one moment. */
function bothWith(env: Fields, message: string, fields?: Fields) {
  jest.useFakeTimers({ now: 1_795_579_958_249 });
  const write = (level: Level, log: Record<Level, (message: string, fields?: Fields) => void>) =>
    fields === undefined ? log[level](message) : log[level](message, fields);
  try {
    return [linesOf(Powertools, env, write as never), linesOf(StandIn, env, write as never)] as const;
  } finally {
    jest.useRealTimers();
  }
}

describe('the stand-in for Powertools’ logger', () => {
  it.each([
    ['flat fields', { outcome: 'found', count: 3, isOpen: true }],
    [
      'nested ones',
      { welcomes: [{ channel: 'sms', kind: 'sent' }], error: { name: 'Error', stack: 'a\nb' } },
    ],
    ['empty ones, which are left out', { nothing: undefined, none: null, text: '', zero: 0, no: false }],
    ['empty ones further in, which stay', { error: { message: '', cause: null } }],
    ['accents and quotes', { message2: 'é “x” \u2028 \\' }],
    ['a trace of the caller’s own', { xray_trace_id: 'mine' }],
  ])('writes %s as Powertools does', (_what, fields) => {
    const [theirs, ours] = bothWith({ POWERTOOLS_SERVICE_NAME: 'accounts' }, 'Answered', fields);

    expect(theirs).toHaveLength(3);
    expect(ours).toEqual(theirs);
  });

  it('lets no field take the place of a line’s own', () => {
    const fields = { level: 'X', message: 'X', service: 'X', timestamp: 'X', sampling_rate: 9, other: 1 };
    const [theirs, ours] = bothWith({}, 'Answered', fields);

    // Powertools says so in further lines; the field is lost in both.
    expect(ours).toEqual(theirs.filter((line) => line.includes('"Answered"')));
  });

  it.each([
    [{}],
    [{ POWERTOOLS_LOG_LEVEL: 'WARN' }],
    [{ POWERTOOLS_LOG_LEVEL: 'ERROR' }],
    [{ POWERTOOLS_LOG_LEVEL: 'SILENT' }],
    [{ POWERTOOLS_LOG_LEVEL: ' WARN ' }],
    [{ POWERTOOLS_LOG_LEVEL: 'nonsense' }],
    [{ POWERTOOLS_LOG_LEVEL: '', LOG_LEVEL: 'ERROR' }],
    [{ POWERTOOLS_LOG_LEVEL: 'DEBUG', LOG_LEVEL: 'ERROR' }],
    [{ AWS_LAMBDA_LOG_LEVEL: 'ERROR' }],
    [{ AWS_LAMBDA_LOG_LEVEL: 'FATAL' }],
    [{ AWS_LAMBDA_LOG_LEVEL: 'INFO', POWERTOOLS_LOG_LEVEL: 'ERROR' }],
    [{ AWS_LAMBDA_LOG_LEVEL: 'nonsense', POWERTOOLS_LOG_LEVEL: 'WARN' }],
  ])('writes what Powertools writes with %j', (env) => {
    const [theirs, ours] = bothWith(env, 'Answered', { step: 1 });

    expect(ours).toEqual(theirs);
  });

  it.each([
    [{ POWERTOOLS_SERVICE_NAME: 'accounts' }],
    [{ POWERTOOLS_SERVICE_NAME: '' }],
    [{ _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1' }],
    [{ _X_AMZN_TRACE_ID: 'Parent=557abcec3ee5a047;Root=1-5759e988-bd862e3fe1be46a994272793' }],
    [{ _X_AMZN_TRACE_ID: '1-5759e988-bd862e3fe1be46a994272793' }],
    [{ _X_AMZN_TRACE_ID: 'Sampled=0' }],
  ])('names service and trace as Powertools does with %j', (env) => {
    const [theirs, ours] = bothWith(env, 'Answered');

    expect(theirs).toHaveLength(3);
    expect(ours).toEqual(theirs);
  });
});
