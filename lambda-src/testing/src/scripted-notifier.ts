import type { Delivery, GuardedNotifier } from '@fintech-solution/domain/delivery';

/** A provider that does as a test says. */
export interface ScriptedNotifier<Message> extends GuardedNotifier<Message> {
  /** Every message that was handed over, whatever became of it. */
  readonly attempts: readonly Message[];
  /** What happens from now on; an error is thrown. */
  answer(next: Delivery | Error | (() => Promise<Delivery>)): void;
  /** From now on the provider is left alone; undo with `false`. */
  leaveAlone(isLeft?: boolean): void;
}

/** It accepts until told otherwise. */
export function createScriptedNotifier<Message>(): ScriptedNotifier<Message> {
  const attempts: Message[] = [];
  let next: Parameters<ScriptedNotifier<Message>['answer']>[0] = { kind: 'sent' };
  let isLeft = false;
  return {
    attempts,
    answer: (answer) => void (next = answer),
    leaveAlone: (isLeftNow = true) => void (isLeft = isLeftNow),
    isLeftAlone: () => isLeft,
    async send(message) {
      attempts.push(message);
      if (next instanceof Error) throw next;
      return typeof next === 'function' ? next() : next;
    },
  };
}

export const REFUSED: Delivery = { kind: 'refused', reason: 'sms-http-400' };
export const FAILED: Delivery = { kind: 'failed', reason: 'sms-http-503' };
export const UNKNOWN: Delivery = { kind: 'unknown', reason: 'sms-TimeoutError', timedOut: true };
