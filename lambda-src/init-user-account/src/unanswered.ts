import type { Channel } from '@fintech-solution/domain/welcome';
import { nameOf } from './error-name.ts';
import type { Delivery } from './ports.ts';

/**
 * What became of a message whose request got no answer. The error's `progress` says how far the request came: where no
 * connection was made, the message was certainly not accepted.
 */
export function unanswered(channel: Channel, error: unknown): Delivery {
  const name = nameOf(error);
  const { progress } = (error ?? {}) as { progress?: unknown };
  return {
    kind: progress === 'not-sent' ? 'failed' : 'unknown',
    reason: `${channel}-${name}`,
    timedOut: name === 'TimeoutError',
  };
}
