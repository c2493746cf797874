import type { Channel } from '../../../lambda-src/domain/src/welcome.ts';
import type { Invocation } from '../environment/call.ts';
import type { Environment } from '../environment/environment.ts';
import type { Item } from '../environment/item.ts';

/** The contract's bound, stated apart from the code that keeps to it. */
const MOST_UNKNOWN_OUTCOMES = 2;

/** One message that a provider took. */
export interface Acceptance {
  /** Its sender will never know. */
  isUnknown: boolean;
}

/** Follows every welcome from the provider's yes to the account's mark. */
export interface WelcomeCheck {
  /**
   * A provider has just accepted a message; `jumps` is how often the clock had jumped when the attempt began. `isLate`: its
   * sender had given up by then.
   */
  accepted(msisdn: string, channel: Channel, by: Invocation, jumps: number, isLate: boolean): Acceptance;
  /** A provider has just refused a message for good, or the channel is switched off. */
  refused(msisdn: string, channel: Channel): void;
  /** A copy was kept for operators. */
  parked(msisdn: string): void;
  /** The table has stored an item. */
  written(msisdn: string, before: Item | undefined, after: Item, by: Invocation): void;
  /** True when the channel is done with, or was: a redrive may have taken it up again. */
  isSettled(msisdn: string, item: Item, channel: string): boolean;
  wasParked(msisdn: string): boolean;
  /** True when a welcome of this number cannot be delivered on any channel that refused it, is off, or has too many unknown outcomes. */
  wasRefused(msisdn: string): boolean;
  /** True when an invocation other than this one wrote to the account since. */
  wasTouched(msisdn: string, since: number, notBy: Invocation): boolean;
}

interface Sent extends Acceptance {
  readonly by: Invocation;
  readonly jumps: number;
  isMarked: boolean;
}

/**
 * @param isRepeatable true for a message that its receiver knows as a repetition: unknown outcomes do not bound how often it is
 *   sent.
 */
export function createWelcomeCheck(
  { invariants, clock, scheduler }: Environment,
  isRepeatable: (msisdn: string) => boolean = () => false,
): WelcomeCheck {
  const sent = new Map<string, Sent[]>();
  const refusals = new Set<string>();
  const parked = new Set<string>();
  const givenUp = new Map<string, number>();
  /** Numbers with a channel that no delivery may send any more. */
  const spent = new Set<string>();
  /** How often a channel was taken up. */
  const leases = new Map<string, number>();
  const writes = new Map<string, { at: number; by: Invocation }[]>();
  const sentOf = (key: string): Sent[] => sent.get(key) ?? sent.set(key, []).get(key) ?? [];

  /** The sender cannot know, or a leap of the clock took its lease away while the message was on its way. */
  const isExcused = ({ isMarked, isUnknown, by, jumps }: Sent): boolean =>
    isUnknown || clock.jumpsForward > jumps || (!isMarked && !by.isAlive);

  function stateWritten(msisdn: string, channel: string, after: Item, by: Invocation): void {
    const key = `${msisdn} ${channel}`;
    const state = after['state']?.S;
    if (state === 'sending') leases.set(key, (leases.get(key) ?? 0) + 1);
    if (state === 'sent') {
      invariants.check(
        sentOf(key).length > 0,
        'SENT_MEANS_ACCEPTED',
        () => `${key} is marked as sent, and no provider accepted it`,
      );
      for (const acceptance of sentOf(key)) if (acceptance.by === by) acceptance.isMarked = true;
    }
    if (state !== 'given-up') return;
    givenUp.set(key, (givenUp.get(key) ?? 0) + 1);
    const unknown = isRepeatable(msisdn)
      ? 0
      : Math.min(Number(after['unknown']?.N ?? 0), leases.get(key) ?? 0);
    invariants.check(
      refusals.has(key) || unknown >= MOST_UNKNOWN_OUTCOMES,
      'GIVEN_UP_VISIBLY',
      () => `${key} is given up without a final refusal, after ${unknown} unknown outcomes`,
    );
    invariants.check(
      parked.has(msisdn),
      'GIVEN_UP_VISIBLY',
      () => `${key} is given up without a parked copy`,
    );
  }

  return {
    accepted(msisdn, channel, by, jumps, isLate) {
      const key = `${msisdn} ${channel}`;
      const earlier = sentOf(key);
      invariants.check(
        // A clock that leaps past a lease and is then set back makes its former holder believe in it again.
        isLate || clock.jumpsForward > jumps || clock.jumpsBack > by.backJumps || earlier.every(isExcused),
        'WELCOME_AT_MOST_ONCE',
        () =>
          `${key} is accepted again (${by.name}), though the outcome of ${earlier.find((one) => !isExcused(one))?.by.name} is no secret`,
      );
      invariants.check(
        isRepeatable(msisdn) || earlier.length < MOST_UNKNOWN_OUTCOMES + (givenUp.get(key) ?? 0),
        'FEW_UNKNOWN_OUTCOMES',
        () => `${key} is accepted for the time number ${earlier.length + 1}`,
      );
      const acceptance: Sent = { by, jumps, isUnknown: isLate, isMarked: false };
      earlier.push(acceptance);
      return acceptance;
    },
    refused: (msisdn, channel) => void refusals.add(`${msisdn} ${channel}`),
    parked: (msisdn) => void parked.add(msisdn),
    wasRefused: (msisdn) =>
      spent.has(msisdn) || refusals.has(`${msisdn} sms`) || refusals.has(`${msisdn} email`),
    wasParked: (msisdn) => parked.has(msisdn),
    written(msisdn, before, after, by) {
      (writes.get(msisdn) ?? writes.set(msisdn, []).get(msisdn))?.push({ at: scheduler.now(), by });
      for (const [channel, { M: next }] of Object.entries(after['welcome']?.M ?? {}) as [
        string,
        { M?: Item },
      ][]) {
        if (Number(next?.['unknown']?.N ?? 0) >= MOST_UNKNOWN_OUTCOMES) spent.add(msisdn);
        const was = before?.['welcome']?.M?.[channel]?.M;
        const isSame = ['state', 'leaseUntil'].every((name) =>
          Object.is(JSON.stringify(next?.[name]), JSON.stringify(was?.[name])),
        );
        if (!isSame || next?.['state']?.S === 'sent') stateWritten(msisdn, channel, next ?? {}, by);
      }
    },
    isSettled(msisdn, item, channel) {
      const state = item['welcome']?.M?.[channel]?.M?.['state']?.S;
      return state === 'sent' || state === 'given-up' || givenUp.has(`${msisdn} ${channel}`);
    },
    wasTouched: (msisdn, since, notBy) =>
      (writes.get(msisdn) ?? []).some(({ at, by }) => at >= since && by !== notBy),
  };
}
