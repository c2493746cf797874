import type { Channel } from '@fintech-solution/domain/welcome';
import type { GuardedNotifier, Notifier } from './ports.ts';

const MAX_TIMEOUTS_IN_A_ROW = 3;
const PAUSE_MS = 60_000;

/**
 * Leaves a provider alone for a minute after three time-outs in a row, then tries it with one message.
 *
 * A provider that hangs holds a whole batch for as long as its time-out lasts, and the accounts of the batches behind it
 * stay unopened meanwhile. It may delay welcomes, and nothing else.
 *
 * @param clock epoch milliseconds.
 */
export function withCircuitBreaker(
  channel: Channel,
  notifier: Notifier,
  clock: () => number,
): GuardedNotifier {
  let timeoutsInARow = 0;
  let leftAloneUntil = Number.NEGATIVE_INFINITY;
  let isTrying = false;

  const isOpen = () => timeoutsInARow >= MAX_TIMEOUTS_IN_A_ROW;
  const isLeftAlone = () => isOpen() && (isTrying || clock() < leftAloneUntil);

  return {
    isLeftAlone,
    async welcome(message) {
      if (isLeftAlone()) return { kind: 'failed', reason: leftAloneReason(channel) };
      isTrying = isOpen();
      try {
        const delivery = await notifier.welcome(message);
        timeoutsInARow = 'timedOut' in delivery && delivery.timedOut ? timeoutsInARow + 1 : 0;
        if (isOpen()) leftAloneUntil = clock() + PAUSE_MS;
        return delivery;
      } finally {
        isTrying = false;
      }
    },
  };
}

/** Why a welcome failed that was not tried. */
export function leftAloneReason(channel: Channel): string {
  return `${channel}-left-alone`;
}
