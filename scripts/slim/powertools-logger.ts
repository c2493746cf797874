// Stands in for @aws-lambda-powertools/logger in a bundle. Our log writes flat, redacted fields at three levels; the
// real one also buffers, samples, formats by locale and keeps attributes per invocation, and makes its streams while
// it starts. The lines are the same, byte for byte. Of its settings these are read: POWERTOOLS_LOG_LEVEL (or
// LOG_LEVEL), POWERTOOLS_SERVICE_NAME, and Lambda's own AWS_LAMBDA_LOG_LEVEL.

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'CRITICAL', 'SILENT'];
/** Fields that a line has in any case; a caller's own of that name is not written. */
const RESERVED = ['level', 'message', 'sampling_rate', 'service', 'timestamp'];

type Fields = Readonly<Record<string, unknown>>;

/** The part of Powertools' Logger that a function of ours uses. */
export class Logger {
  readonly #threshold = thresholdFrom(process.env);
  readonly #service = process.env['POWERTOOLS_SERVICE_NAME']?.trim() || 'service_undefined';

  info(message: string, fields?: Fields): void {
    this.#write('INFO', process.stdout, message, fields);
  }

  warn(message: string, fields?: Fields): void {
    this.#write('WARN', process.stderr, message, fields);
  }

  error(message: string, fields?: Fields): void {
    this.#write('ERROR', process.stderr, message, fields);
  }

  #write(level: string, stream: NodeJS.WriteStream, message: string, fields: Fields = {}): void {
    if (LEVELS.indexOf(level) < this.#threshold) return;
    const line = {
      level,
      message,
      timestamp: new Date().toISOString(),
      service: this.#service,
      sampling_rate: 0,
      xray_trace_id: traceIdFrom(process.env['_X_AMZN_TRACE_ID']),
      ...Object.fromEntries(Object.entries(fields).filter(([name]) => !RESERVED.includes(name))),
    };
    stream.write(`${JSON.stringify(withoutEmpty(line))}\n`);
  }
}

/** Lambda's own level is a floor: it drops what is below it anyway. */
function thresholdFrom(env: NodeJS.ProcessEnv): number {
  const wanted = LEVELS.indexOf(env['POWERTOOLS_LOG_LEVEL']?.trim() || env['LOG_LEVEL']?.trim() || '');
  const lambda = LEVELS.indexOf(env['AWS_LAMBDA_LOG_LEVEL']?.trim().replace('FATAL', 'CRITICAL') ?? '');
  if (lambda >= 0) return lambda;
  return wanted >= 0 ? wanted : LEVELS.indexOf('INFO');
}

function traceIdFrom(header = ''): string | undefined {
  return header.includes('=') ? /(?:^|;)Root=([^;]*)/.exec(header)?.[1] : header;
}

function withoutEmpty(line: Fields): Fields {
  return Object.fromEntries(
    Object.entries(line).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  );
}
