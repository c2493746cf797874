import { writeEmf } from './emf.ts';

/** The counters that alarms and the dashboard read; each is a CloudWatch metric of this name. */
export type MetricName =
  | 'AccountOpened'
  | 'OpeningRefused'
  | 'EnquiryRefused'
  | 'GuardUnavailable'
  | 'WelcomeSent'
  | 'WelcomeFailed'
  | 'WelcomeGivenUp'
  | 'RequestFailed'
  | 'EventParked'
  | 'TokenRefused'
  | 'TokenRefusedForNow'
  | 'JwksFailure'
  | 'TransactionAccepted'
  | 'TransactionReplayed'
  | 'TransactionConflict'
  | 'TransactionCompleted'
  | 'TransactionFailed'
  | 'TransactionSwept'
  | 'NotificationSent'
  | 'NotificationFailed'
  | 'NotificationGivenUp'
  | 'LedgerVerified'
  | 'LedgerFault';

/** What tells two counts of one name apart: from closed lists, never a number, never a token. */
export type Dimensions = Readonly<Record<string, string>>;

/** Counts business events. */
export interface MetricCounter {
  /** Counts one occurrence. */
  count(name: MetricName, dimensions?: Dimensions): void;
}

/** Counts that are gathered while a batch is worked on. */
export interface BatchMetrics extends MetricCounter {
  /** Writes what was counted since the last time. */
  flush(): void;
}

/** Metrics of which each count is written at once. */
export function createMetrics(): MetricCounter {
  return { count: (name, dimensions = {}) => writeEmf([{ name, dimensions, value: 1 }]) };
}

/** Metrics of which a batch of ten writes no more lines than a batch of one: logs are billed by the byte. */
export function createBatchMetrics(write: typeof writeEmf = writeEmf): BatchMetrics {
  const gathered = new Map<string, { name: MetricName; dimensions: Dimensions; value: number }>();
  return {
    count(name, dimensions = {}) {
      const key = JSON.stringify([name, dimensions]);
      const value = (gathered.get(key)?.value ?? 0) + 1;
      gathered.set(key, { name, dimensions, value });
    },
    flush() {
      write([...gathered.values()]);
      gathered.clear();
    },
  };
}
