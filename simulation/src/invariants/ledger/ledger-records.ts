import type { SQSRecord } from 'aws-lambda';
import type { Environment } from '../../environment/environment.ts';
import type { Run } from '../../environment/lambda.ts';
import { CASH } from '../../environment/ledger/wishes.ts';
import type { BeginBatch } from '../../environment/poller.ts';
import type { Queue } from '../../environment/queue.ts';
import { failuresIn } from '../records.ts';
import type { BookedTransaction } from './booked-transaction.ts';
import type { LedgerBooks } from './ledger-books.ts';

/** Who is told of the final state of a transaction: two customers by SMS, the client by a callback. */
export type Recipient = 'debit' | 'credit' | 'client';

/** Those who are to be told of the final state of a transaction. */
export function toldRecipients(transaction: BookedTransaction): Recipient[] {
  const { status, debit, credit, isByDebitParty, callbackUrl } = transaction;
  const isCompleted = status === 'completed';
  const isTold: Readonly<Record<Recipient, boolean>> = {
    debit: debit !== CASH && (isCompleted || (status === 'failed' && isByDebitParty)),
    credit: credit !== CASH && isCompleted,
    client: status !== 'pending' && callbackUrl !== undefined,
  };
  return (Object.keys(isTold) as Recipient[]).filter((recipient) => isTold[recipient]);
}

export function referenceIn(body: string): string | undefined {
  return /"transactionReference":"([0-9a-f-]{36})"/.exec(body)?.[1];
}

/** Which notification a message asks for. */
export function notificationIn(body: string): string | undefined {
  const recipient = /"recipient":"(debit|credit|client)"/.exec(body)?.[1];
  const reference = referenceIn(body);
  return reference && recipient && `${reference}/${recipient}`;
}

/** Judges the batches of both queues: what is acknowledged must be done. */
export function createLedgerRecordCheck(
  { invariants }: Environment,
  books: LedgerBooks,
  { transactions, notifications }: { readonly transactions: Queue; readonly notifications: Queue },
  isSettled: (notification: string) => boolean,
) {
  function isParked(queue: Queue, { messageId, body }: SQSRecord): boolean {
    return queue.parked.has(`${messageId} ${body}`);
  }

  function checkProcessed(record: SQSRecord): void {
    const transaction = books.transactions.get(referenceIn(record.body) ?? '');
    const isOurs = transaction !== undefined && record.body.includes('transaction.requested.v1');
    if (!isOurs) {
      invariants.check(
        isParked(transactions, record),
        'PARKED_BEFORE_ACKNOWLEDGED',
        () => `${record.messageId} is gone without a copy`,
      );
      return;
    }
    const { reference, status } = transaction;
    const queued = [...notifications.sent].map(notificationIn);
    const untold = toldRecipients(transaction).filter(
      (recipient) => !queued.includes(`${reference}/${recipient}`),
    );
    invariants.check(
      status !== 'pending' && untold.length === 0,
      'ACKNOWLEDGED_MEANS_FINAL',
      () => `${record.messageId} is acknowledged: ${reference} is ${status}, not queued for ${untold.join()}`,
    );
  }

  function checkNotified(record: SQSRecord): void {
    const notification = notificationIn(record.body) ?? '';
    invariants.check(
      isSettled(notification) || isParked(notifications, record),
      'ACKNOWLEDGED_MEANS_DONE',
      () => `${record.messageId} is acknowledged and ${notification} still waits`,
    );
  }

  const begin =
    (checkDone: (record: SQSRecord) => void): BeginBatch =>
    (batch) =>
    (outcome, run) => {
      if (outcome.kind !== 'answer' && outcome.kind !== 'error') return [];
      const failed = outcome.kind === 'answer' ? failuresIn(outcome.value, batch) : undefined;
      if (failed === undefined) {
        invariants.violate('ANSWER_IS_WELL_FORMED', `${run.name} answers ${JSON.stringify(outcome)}`);
        return [];
      }
      checkFailures(run);
      const done = batch.filter(({ messageId }) => !failed.has(messageId));
      done.forEach(checkDone);
      return done;
    };

  function checkFailures(run: Run): void {
    invariants.check(
      run.wasDenied || !run.counted.includes('RequestFailed unexpected'),
      'PASSING_FAULT_IS_UNAVAILABLE',
      () => `${run.name} calls a fault that passes unexpected`,
    );
  }

  return { process: begin(checkProcessed), notify: begin(checkNotified) };
}
