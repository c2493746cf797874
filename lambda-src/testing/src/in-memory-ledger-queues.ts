import {
  type NotificationQueue,
  QueueUnavailableError,
  type TransactionQueue,
} from '@fintech-solution/domain/ledger/ledger-queues';
import type {
  NotificationRequested,
  TransactionRequested,
} from '@fintech-solution/domain/ledger/transaction-events';

/** A queue that a test can look into and switch off. */
export interface InMemoryQueue<T> {
  /** What the queue took, in order. */
  readonly messages: readonly T[];
  /** From now on: take everything, take nothing but the given places of each call, or give no answer. */
  behave(behaviour: 'well' | 'down' | { readonly refuses: readonly number[] }): void;
}

/** A transactions queue without SQS. */
export function createInMemoryTransactionQueue(): InMemoryQueue<TransactionRequested> & TransactionQueue {
  const { queue, take } = createQueue<TransactionRequested>();
  return { ...queue, request: take };
}

/** A notifications queue without SQS. */
export function createInMemoryNotificationQueue(): InMemoryQueue<NotificationRequested> & NotificationQueue {
  const { queue, take } = createQueue<NotificationRequested>();
  return { ...queue, notify: take };
}

function createQueue<T>() {
  const messages: T[] = [];
  let behaviour: Parameters<InMemoryQueue<T>['behave']>[0] = 'well';
  const queue: InMemoryQueue<T> = { messages, behave: (next) => void (behaviour = next) };
  const take = async (requests: readonly T[]): Promise<readonly boolean[]> => {
    if (behaviour === 'down') throw new QueueUnavailableError(new Error('switched off'));
    const refused: readonly number[] = behaviour === 'well' ? [] : behaviour.refuses;
    messages.push(...requests.filter((_, index) => !refused.includes(index)));
    return requests.map((_, index) => !refused.includes(index));
  };
  return { queue, take };
}
