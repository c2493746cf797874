import type { Log, LogFields } from '@fintech-solution/runtime/log';
import type { BatchMetrics } from '@fintech-solution/runtime/metrics';
import { noteNotParked, noteParked } from '@fintech-solution/runtime/sqs/batch';
import type { WelcomeResult } from './welcome.ts';

/** One line and the counts for what a delivery achieved; one that found nothing to do leaves no trace. */
export function reportWelcomes(
  { log, metrics }: { readonly log: Log; readonly metrics: BatchMetrics },
  fields: LogFields,
  isOpener: boolean,
  isFinished: boolean,
  results: readonly WelcomeResult[],
): void {
  for (const { channel, kind, reason = '', notParked } of results) {
    const metric = WELCOME_METRICS[kind];
    if (metric !== undefined) metrics.count(metric, { Channel: channel });
    if (kind === 'given-up') noteParked({ log, metrics }, fields, reason);
    if (notParked !== undefined) noteNotParked(log, fields, reason, notParked);
  }
  if (!isOpener && results.length === 0) return;
  const welcomes = results.map(({ notParked: _, ...result }) => result);
  log[isFinished ? 'info' : 'warn'](isOpener ? 'Account opened' : 'Account was open', {
    ...fields,
    welcomes,
  });
}

const WELCOME_METRICS = {
  sent: 'WelcomeSent',
  failed: 'WelcomeFailed',
  'given-up': 'WelcomeGivenUp',
  'held-elsewhere': undefined,
} as const;
