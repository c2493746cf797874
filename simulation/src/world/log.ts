import type { InvocationLog, LogFields } from '../../../lambda-src/shared/src/logger.ts';
import type { BatchMetrics } from '../../../lambda-src/shared/src/metrics.ts';
import { redact } from '../../../lambda-src/shared/src/redaction.ts';
import { secretIn } from '../checks/secrets.ts';
import type { World } from '../engine/world.ts';

export interface Scribe {
  readonly log: InvocationLog;
  readonly metrics: BatchMetrics;
  /** Looks at any other text that leaves a function. */
  leaves(text: string): void;
}

/** A function's log and metrics: redacted by the function's own redaction, then searched for what got through. */
export function createScribe({ judge }: World, name: string): Scribe {
  let context: LogFields = {};
  const leaves = (line: string): void => {
    const secret = secretIn(line);
    if (secret !== undefined) judge.violate('NOTHING_SECRET_IS_LOGGED', `${name} lets out ${secret}`);
  };
  const write = (message: string, fields?: LogFields): void =>
    leaves(JSON.stringify([redact(message), redact({ ...context, ...fields })]));
  return {
    leaves,
    log: {
      begin: (fields) => (context = fields),
      info: write,
      warn: write,
      error: write,
    },
    metrics: {
      count: (metric, dimensions = {}) => leaves(JSON.stringify([metric, dimensions])),
      flush: () => undefined,
    },
  };
}
