import { createKeyedRandom } from '../core/keyed-random.ts';
import { goodEvent } from '../environment/malformed-messages.ts';

/** Of so many events, this many ask for different numbers; the others ask again. */
export function distinctNumbers(events: number): number {
  return Math.ceil(events * 0.4);
}

/** How many numbers are asked for at about the same time: close enough for their events to meet in one batch. */
const BLOCK = 20;

/**
 * Bodies of events, most numbers asked for twice or three times and close together, so that deliveries of one number
 * meet in a batch and on two machines. The same for the same count.
 */
export function* eventBodies(events: number): Generator<string> {
  const distinct = distinctNumbers(events);
  const random = createKeyedRandom(events);
  let sent = 0;
  for (let first = 0; first < distinct; first += BLOCK) {
    const block = Math.min(BLOCK, distinct - first);
    const isLast = first + BLOCK >= distinct;
    const size = isLast ? events - sent : Math.round((block * events) / distinct);
    const members = Array.from({ length: size }, (_, index) => ({
      number: numberOf(first + (index % block)),
      rank: random(`${first} ${index}`),
    }));
    members.sort((left, right) => left.rank - right.rank);
    for (const { number } of members) yield goodEvent(`soak-${(sent += 1)}`, number);
  }
}

function numberOf(index: number): string {
  return `22462${String(index).padStart(7, '0')}`;
}
