import type { Msisdn } from '@fintech-solution/domain/msisdn';
import type { Delivery, GuardedNotifier } from '../../src/ports.ts';

export interface ScriptedNotifier extends GuardedNotifier {
  /** Every welcome that was handed over, whatever became of it. */
  readonly attempts: readonly { readonly msisdn: Msisdn; readonly openingBalance: bigint }[];
  /** What happens from now on; an error is thrown. */
  answer(next: Delivery | Error | (() => Promise<Delivery>)): void;
  /** From now on the provider is left alone; undo with `false`. */
  leaveAlone(isLeft?: boolean): void;
}

/** A provider that does as a test says; it accepts until told otherwise. */
export function createScriptedNotifier(): ScriptedNotifier {
  const attempts: { msisdn: Msisdn; openingBalance: bigint }[] = [];
  let next: Parameters<ScriptedNotifier['answer']>[0] = { kind: 'sent' };
  let isLeft = false;
  return {
    attempts,
    answer: (answer) => void (next = answer),
    leaveAlone: (isLeftNow = true) => void (isLeft = isLeftNow),
    isLeftAlone: () => isLeft,
    async welcome(welcome) {
      attempts.push(welcome);
      if (next instanceof Error) throw next;
      return typeof next === 'function' ? next() : next;
    },
  };
}

export const REFUSED: Delivery = { kind: 'refused', reason: 'sms-http-400' };
export const FAILED: Delivery = { kind: 'failed', reason: 'sms-http-503' };
export const UNKNOWN: Delivery = { kind: 'unknown', reason: 'sms-TimeoutError', timedOut: true };
