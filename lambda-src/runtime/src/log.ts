import { Logger } from '@aws-lambda-powertools/logger';
import type { NumberingPlan } from '@fintech-solution/domain/msisdn';
import { redact } from '@fintech-solution/domain/redaction';

/** Fields of one log line; values pass through {@link redact}. */
export type LogFields = Readonly<Record<string, unknown>>;

/** What our code may do with a log: three levels, a sentence, flat fields. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** One more set of fields on every line, for the length of one invocation. */
export interface InvocationLog extends Log {
  /** Replaces the fields that every following line carries. */
  begin(fields: LogFields): void;
}

/**
 * The structured log of a function, by Powertools (level from `POWERTOOLS_LOG_LEVEL`, name from
 * `POWERTOOLS_SERVICE_NAME`). Every value is redacted on its way out: no token and no full subscriber
 * number reaches CloudWatch, not even inside an error message of a library.
 *
 * @param plan what numbers look like in this deployment.
 */
export function createLog(plan: NumberingPlan): InvocationLog {
  const logger = new Logger();
  let context: LogFields = {};
  const write = (level: 'info' | 'warn' | 'error') => (message: string, fields?: LogFields) => {
    logger[level](redact(message, plan) as string, redact({ ...context, ...fields }, plan) as LogFields);
  };
  return {
    begin(fields) {
      context = fields;
    },
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
}
