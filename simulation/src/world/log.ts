import type { InvocationLog, LogFields } from '../../../lambda-src/runtime/src/log.ts';
import type { BatchMetrics } from '../../../lambda-src/runtime/src/metrics.ts';
import { redact } from '../../../lambda-src/domain/src/redaction.ts';
import { secretIn } from '../checks/secrets.ts';
import type { World } from '../engine/world.ts';

export interface Scribe {
  readonly log: InvocationLog;
  readonly metrics: BatchMetrics;
  /** Looks at any other text that leaves a function. */
  leaves(text: string): void;
}

let mirror: Pick<Scribe, 'log' | 'metrics'> | undefined;

/** From now on every line is also written by the functions' real log and metrics, for whoever reads their output. */
export function mirrorInto(real: Pick<Scribe, 'log' | 'metrics'>): void {
  mirror = real;
}

/** A function's log and metrics: redacted by the function's own redaction, then searched for what got through. */
export function createScribe({ judge }: World, name: string): Scribe {
  let context: LogFields = {};
  const leaves = (line: string): void => {
    const secret = secretIn(line);
    if (secret !== undefined) judge.violate('NOTHING_SECRET_IS_LOGGED', `${name} lets out ${secret}`);
  };
  const writeAs = (level: 'info' | 'warn' | 'error') => (message: string, fields?: LogFields) => {
    mirror?.log[level](message, { ...context, ...fields });
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
        mirror?.metrics.count(metric, dimensions);
        leaves(JSON.stringify([metric, dimensions]));
      },
      flush: () => mirror?.metrics.flush(),
    },
  };
}
