import type { Notifier } from '../../../lambda-src/domain/src/delivery.ts';
import type { Environment } from '../environment/environment.ts';

/** The contract's "a few time-outs in a row" and "a while", stated apart from the code that keeps to them. */
const TIMEOUTS_IN_A_ROW = 3;
const LEFT_ALONE_MS = 60_000;

/** The same notifier; a violation where one execution environment asks it again too soon after it hung. */
export function checkedForHanging<Message>(
  { invariants, clock, scheduler }: Environment,
  channel: string,
  notifier: Notifier<Message>,
): Notifier<Message> {
  const jumps = (): number => clock.jumpsForward + clock.jumpsBack;
  let hanging = { timeouts: 0, at: 0, jumps: 0 };

  return {
    async send(message) {
      invariants.check(
        // A leap of the clock makes the minute shorter.
        hanging.timeouts < TIMEOUTS_IN_A_ROW ||
          scheduler.now() >= hanging.at + LEFT_ALONE_MS ||
          jumps() > hanging.jumps,
        'OPENING_WAITS_FOR_NO_PROVIDER',
        () => `${channel} is asked again, though it let ${hanging.timeouts} messages in a row time out`,
      );
      const delivery = await notifier.send(message);
      const isTimedOut = 'timedOut' in delivery && delivery.timedOut === true;
      hanging = {
        timeouts: isTimedOut ? hanging.timeouts + 1 : 0,
        at: scheduler.now(),
        jumps: jumps(),
      };
      return delivery;
    },
  };
}
