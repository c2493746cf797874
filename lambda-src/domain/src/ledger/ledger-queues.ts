import type { NotificationRequested, TransactionRequested } from './transaction-events.ts';

/** Where transactions wait to be processed. */
export interface TransactionQueue {
  /**
   * Queues the references of transactions; the same one again is harmless.
   *
   * @returns for each, in order, whether the queue took it.
   * @throws QueueUnavailableError
   */
  request(requests: readonly TransactionRequested[]): Promise<readonly boolean[]>;
}

/** Where notifications of final transactions wait to be sent. */
export interface NotificationQueue {
  /**
   * Queues notifications; the same one again is harmless.
   *
   * @returns for each, in order, whether the queue took it.
   * @throws QueueUnavailableError
   */
  notify(requests: readonly NotificationRequested[]): Promise<readonly boolean[]>;
}

/** The queue gave no answer, or answered that it cannot now; asking again is safe. */
export class QueueUnavailableError extends Error {
  constructor(cause: unknown) {
    super('The queue is unavailable', { cause });
    this.name = 'QueueUnavailableError';
  }
}
