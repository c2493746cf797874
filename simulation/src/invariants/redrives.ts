import type { Channel } from '../../../lambda-src/domain/src/welcome.ts';
import type { Environment } from '../environment/environment.ts';
import type { Item } from '../environment/table.ts';
import type { Run } from '../environment/lambda.ts';
import type { Message } from '../environment/queue.ts';

/** Counts the copies that each redrive of a parked copy makes. */
export interface RedriveCheck {
  /** A copy is kept of a message that an operator has sent back, or that came otherwise. */
  copied(original: Message, copy: Message['attributes'], msisdn: string, by: Run): void;
  /** The table has stored an item. */
  written(msisdn: string, after: Item): void;
}

interface Copy {
  readonly by: Run;
  /** Which redrive the account named. */
  readonly turn: number;
}

export function createRedriveCheck({ invariants, clock }: Environment): RedriveCheck {
  const copies = new Map<string, Copy[]>();
  /** Which redrive an account names for a channel, and how many it named. */
  const turns = new Map<string, { readonly redrivenBy: string; readonly turn: number }>();
  const jumpsNow = (): number => clock.jumpsForward + clock.jumpsBack;

  return {
    copied(original, copy, msisdn, by) {
      const channel = channelIn(original.attributes);
      if (channel === undefined || channel !== channelIn(copy)) return;
      const key = `${original.id} ${channel}`;
      const earlier = copies.get(key) ?? [];
      // A leap of the clock took a lease away; or the maker did not hear that its copy was kept, or could not record that it
      // gave the welcome up; or another redrive took the welcome up since: the account names the last one only.
      const turnNow = turns.get(`${msisdn} ${channel}`)?.turn ?? 0;
      const isExcused = ({ by: maker, turn }: Copy): boolean =>
        jumpsNow() > Math.min(maker.jumpsAtBeginning, by.jumpsAtBeginning) ||
        turnNow > turn ||
        ['', `copy of ${original.id}`, `dynamodb ${msisdn}`].some((subject) => maker.disturbed.has(subject));
      invariants.check(
        earlier.every(isExcused),
        'ONE_COPY_PER_REDRIVE',
        () =>
          `${by.name} makes copy number ${earlier.length + 1} for the ${channel} welcome of ${original.id}`,
      );
      copies.set(key, [...earlier, { by, turn: turnNow }]);
    },
    written(msisdn, after) {
      for (const [channel, { M: welcome }] of Object.entries(after['welcome']?.M ?? {})) {
        const redrivenBy = welcome?.['redrivenBy']?.S;
        const last = turns.get(`${msisdn} ${channel}`);
        if (redrivenBy !== undefined && redrivenBy !== last?.redrivenBy)
          turns.set(`${msisdn} ${channel}`, { redrivenBy, turn: (last?.turn ?? 0) + 1 });
      }
    },
  };
}

/** The channel that a copy was parked for, as its reason begins. */
function channelIn(attributes: Message['attributes']): Channel | undefined {
  const reason = attributes['failure-reason']?.StringValue ?? '';
  return (['sms', 'email'] as const).find((channel) => reason.startsWith(`${channel}-`));
}
