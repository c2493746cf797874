import type { RequestQueue } from '../../src/record.ts';

export interface InMemoryRequestQueue extends RequestQueue {
  /** What was parked, in order. */
  readonly parked: readonly { readonly body: string; readonly messageId: string; readonly reason: string }[];
  /** The ids of the messages that were postponed, in order. */
  readonly postponed: readonly string[];
  /** From now on nothing can be parked. */
  refuseToPark(): void;
}

/** The queue behind a batch, kept in lists. */
export function createInMemoryRequestQueue(): InMemoryRequestQueue {
  const parked: { body: string; messageId: string; reason: string }[] = [];
  const postponed: string[] = [];
  let refuses = false;
  return {
    parked,
    postponed,
    refuseToPark: () => void (refuses = true),
    async park({ body, messageId }, reason) {
      if (refuses) throw new Error('No dead-letter queue is set');
      parked.push({ body, messageId, reason });
    },
    async postpone({ messageId }) {
      postponed.push(messageId);
    },
  };
}
