import { secretIn } from './core/secrets.ts';
import { runInWorker } from './workers.ts';

/** Enough seeds for every kind of line; each line is written by the functions' real logger. */
const SEEDS = 1_000;

/** Milliseconds since 1970 have as many digits as a number, and stand in every metric. */
const TIMESTAMP = /"Timestamp":\d{13}/g;

/**
 * Lets the functions log and count under faults as they do on Lambda, through Powertools and in the embedded metric
 * format, and searches every line for tokens, secrets and full numbers.
 */
export async function scanLogs(): Promise<{ passed: number; failed: number }> {
  let lines = 0;
  const found: string[] = [];
  const share = { from: 1, count: SEEDS, step: 1, suite: 'all' } as const;
  const { end } = runInWorker({ share, writesLogs: true }, undefined, (line) => {
    lines += 1;
    const secret = secretIn(line.replace(TIMESTAMP, ''));
    if (secret !== undefined) found.push(`${secret} in: ${line}`);
  });
  const failure = await end;
  const isRight = failure === undefined && lines > SEEDS && found.length === 0;
  console.log(`log scan: ${lines} lines and metrics of ${SEEDS} seeds, ${found.length} with a secret`);
  if (found[0] !== undefined) console.log(`  ${found[0]}`);
  return { passed: isRight ? 1 : 0, failed: isRight ? 0 : 1 };
}
