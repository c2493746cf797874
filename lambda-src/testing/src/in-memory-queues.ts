import type { SQSRecord } from 'aws-lambda';

/** A dead-letter queue that a test can look into, and let refuse. */
export interface InMemoryDeadLetters {
  /** What was kept, in order. */
  readonly parked: readonly { readonly body: string; readonly messageId: string; readonly reason: string }[];
  /** From now on nothing can be kept; undo with `false`. */
  refuse(isRefusing?: boolean): void;
  send(record: SQSRecord, reason: string): Promise<void>;
}

/** A dead-letter queue, kept in a list; one suite of tests holds it and the real one to the same rules. */
export function createInMemoryDeadLetters(): InMemoryDeadLetters {
  const parked: { body: string; messageId: string; reason: string }[] = [];
  let refuses = false;
  return {
    parked,
    refuse: (isRefusing = true) => void (refuses = isRefusing),
    async send({ body, messageId }, reason) {
      if (refuses) throw new Error('No dead-letter queue is set');
      parked.push({ body, messageId, reason });
    },
  };
}

/** The queue behind a batch, as far as it is told which records come again later. */
export interface InMemoryQueue {
  /** The ids of the records, in order. */
  readonly backedOff: readonly string[];
  backOff(record: SQSRecord): Promise<void>;
}

export function createInMemoryQueue(): InMemoryQueue {
  const backedOff: string[] = [];
  return { backedOff, backOff: async ({ messageId }) => void backedOff.push(messageId) };
}
