import type { GuardedNotifier, Notifier } from '@fintech-solution/domain/delivery';

const MAX_TIMEOUTS_IN_A_ROW = 3;
const PAUSE_MS = 60_000;

/**
 * Leaves a provider alone for a minute after three time-outs in a row, then tries it with one message.
 *
 * A provider that hangs holds a whole batch for as long as its time-out lasts, and the batches behind it wait meanwhile. It
 * may delay its own messages, and nothing else.
 *
 * @param channel names the provider in reasons: `sms`.
 * @param clock epoch milliseconds.
 */
export function withCircuitBreaker<Message>(
  channel: string,
  notifier: Notifier<Message>,
  clock: () => number,
): GuardedNotifier<Message> {
  let timeoutsInARow = 0;
  let leftAloneUntil = Number.NEGATIVE_INFINITY;
  let isTrying = false;

  const isOpen = () => timeoutsInARow >= MAX_TIMEOUTS_IN_A_ROW;
  const isLeftAlone = () => isOpen() && (isTrying || clock() < leftAloneUntil);

  return {
    isLeftAlone,
    async send(message) {
      if (isLeftAlone()) return { kind: 'failed', reason: leftAloneReason(channel) };
      isTrying = isOpen();
      try {
        const delivery = await notifier.send(message);
        timeoutsInARow = 'timedOut' in delivery && delivery.timedOut ? timeoutsInARow + 1 : 0;
        if (isOpen()) leftAloneUntil = clock() + PAUSE_MS;
        return delivery;
      } finally {
        isTrying = false;
      }
    },
  };
}

/** More providers than a deployment has hosts for callbacks; the one that was used first is forgotten. */
const MAX_BREAKERS = 1_000;

/**
 * One {@link withCircuitBreaker} for each receiver, so that one which hangs delays the messages of no other.
 *
 * @returns the guarded notifier of a receiver, by its name.
 */
export function withCircuitBreakers<Message>(
  channel: string,
  notifier: Notifier<Message>,
  clock: () => number,
): (receiver: string) => GuardedNotifier<Message> {
  const breakers = new Map<string, GuardedNotifier<Message>>();
  return (receiver) => {
    const known = breakers.get(receiver);
    if (known !== undefined) return known;
    const [oldest] = breakers.keys();
    if (oldest !== undefined && breakers.size >= MAX_BREAKERS) breakers.delete(oldest);
    const breaker = withCircuitBreaker(channel, notifier, clock);
    breakers.set(receiver, breaker);
    return breaker;
  };
}

/** Why a message failed that was not tried. */
export function leftAloneReason(channel: string): string {
  return `${channel}-left-alone`;
}
