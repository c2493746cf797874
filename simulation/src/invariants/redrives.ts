import type { Channel } from '../../../lambda-src/domain/src/welcome.ts';
import type { Environment } from '../environment/environment.ts';
import type { Run } from '../environment/lambda.ts';
import type { Message } from '../environment/queue.ts';

/** Counts the copies that each redrive of a parked copy makes. */
export interface RedriveCheck {
  /** A copy is kept of a message that an operator has sent back, or that came otherwise. */
  copied(original: Message, copy: Message['attributes'], msisdn: string, by: Run): void;
}

export function createRedriveCheck({ invariants, clock }: Environment): RedriveCheck {
  const copies = new Map<string, Run[]>();
  const jumpsNow = (): number => clock.jumpsForward + clock.jumpsBack;

  return {
    copied(original, copy, msisdn, by) {
      const channel = channelIn(original.attributes);
      if (channel === undefined || channel !== channelIn(copy)) return;
      // Of two unknown outcomes the delivery that finds the second one keeps the copy, though another redrive made that try.
      if (reasonOf(copy) === `${channel}-outcome-unknown`) return;
      const key = `${original.id} ${channel}`;
      const earlier = copies.get(key) ?? [];
      // A leap of the clock took a lease away; or the maker did not hear that its copy was kept, or could not record that it
      // gave the welcome up.
      const isExcused = (maker: Run): boolean =>
        jumpsNow() > Math.min(maker.jumpsAtBeginning, by.jumpsAtBeginning) ||
        ['', `copy of ${original.id}`, `dynamodb ${msisdn}`].some((subject) => maker.disturbed.has(subject));
      invariants.check(
        earlier.every(isExcused),
        'ONE_COPY_PER_REDRIVE',
        () =>
          `${by.name} makes copy number ${earlier.length + 1} for the ${channel} welcome of ${original.id}`,
      );
      copies.set(key, [...earlier, by]);
    },
  };
}

/** The channel that a copy was parked for, as its reason begins. */
function channelIn(attributes: Message['attributes']): Channel | undefined {
  const reason = reasonOf(attributes);
  return (['sms', 'email'] as const).find((channel) => reason.startsWith(`${channel}-`));
}

function reasonOf(attributes: Message['attributes']): string {
  return attributes['failure-reason']?.StringValue ?? '';
}
