import type { InvocationLog, LogFields } from '../../../lambda-src/runtime/src/log.ts';
import type { BatchMetrics } from '../../../lambda-src/runtime/src/metrics.ts';
import { redact } from '../../../lambda-src/domain/src/redaction.ts';
import { secretIn } from '../core/secrets.ts';
import type { Caller } from './call.ts';
import type { Environment } from './environment.ts';

export interface LogRecorder {
  readonly log: InvocationLog;
  readonly metrics: BatchMetrics;
  /** Looks at any other text that leaves a function. */
  leaves(text: string): void;
}

let realOutput: Pick<LogRecorder, 'log' | 'metrics'> | undefined;

/** From now on every line is also written by the functions' real log and metrics, for a reader of their output. */
export function alsoWriteTo(real: Pick<LogRecorder, 'log' | 'metrics'>): void {
  realOutput = real;
}

/** A function's log and metrics: redacted by the function's own redaction, then searched for what got through. */
export function createLogRecorder({ invariants }: Environment, caller: Caller): LogRecorder {
  let context: LogFields = {};
  const leaves = (line: string): void => {
    const secret = secretIn(line);
    if (secret !== undefined)
      invariants.violate('NOTHING_SECRET_IS_LOGGED', `${caller.name} lets out ${secret}`);
  };
  const writeAs = (level: 'info' | 'warn' | 'error') => (message: string, fields?: LogFields) => {
    realOutput?.log[level](message, { ...context, ...fields });
    leaves(JSON.stringify([redact(message), redact({ ...context, ...fields })]));
  };
  return {
    leaves,
    log: {
      begin: (fields) => (context = fields),
      info: writeAs('info'),
      warn: writeAs('warn'),
      error: writeAs('error'),
    },
    metrics: {
      count(metric, dimensions = {}) {
        caller.current?.counted.push([metric, ...Object.values(dimensions)].join(' '));
        realOutput?.metrics.count(metric, dimensions);
        leaves(JSON.stringify([metric, dimensions]));
      },
      flush: () => realOutput?.metrics.flush(),
    },
  };
}
