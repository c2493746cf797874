import type { Sms } from '@fintech-solution/adapters/sms/nimba-sms';
import { type GuardedNotifier, isSettled, newlyHeld } from '@fintech-solution/domain/delivery';
import { nameOf } from '@fintech-solution/domain/error-name';
import { CorruptLedgerError, type LedgerStore } from '@fintech-solution/domain/ledger/ledger-store';
import {
  type Addressee,
  addresseeOf,
  completedSms,
  failedSms,
  type Recipient,
  recipientsOf,
} from '@fintech-solution/domain/ledger/notification';
import type { NotificationStore } from '@fintech-solution/domain/ledger/notification-store';
import type { Reference } from '@fintech-solution/domain/ledger/reference';
import {
  type CompletedTransaction,
  type FailedTransaction,
  isFinal,
} from '@fintech-solution/domain/ledger/transaction';
import type { DeadLetters } from '@fintech-solution/runtime/sqs/batch';
import {
  attemptDelivery,
  type Clock,
  type DeliveryResult,
  type Outgoing,
  recordUnsent,
  takeUpMessage,
} from '@fintech-solution/runtime/sqs/deliver';
import type { SQSRecord } from 'aws-lambda';

export interface Dependencies extends Clock {
  readonly ledger: Pick<LedgerStore, 'find' | 'findLeg'>;
  readonly notifications: NotificationStore;
  /** Undefined where SMS is OFF. */
  readonly sms: GuardedNotifier<Sms> | undefined;
  readonly deadLetters: DeadLetters;
}

/** One delivery of a request to tell one recipient. */
export interface NotifyRequest {
  readonly reference: Reference;
  readonly recipient: Recipient;
  /** The message id, where an operator sent a copy back: what was given up is tried again, once. */
  readonly redrive: string | undefined;
  readonly record: SQSRecord;
}

/**
 * What became of a request. `settled`: an earlier delivery has seen to it. `off`: no SMS is sent in this deployment.
 * `not-for-us`: there is nothing to tell this recipient, so the message is one for a person to look at.
 */
export type NotifyResult =
  | DeliveryResult
  | { readonly kind: 'settled' | 'off' }
  | { readonly kind: 'not-for-us'; readonly reason: string };

/**
 * Tells one customer of a final transaction by SMS, under the lease of its notification.
 *
 * @throws CorruptLedgerError or LedgerUnavailableError before anything is sent.
 */
export async function notifyParty(dependencies: Dependencies, request: NotifyRequest): Promise<NotifyResult> {
  const { ledger, notifications, sms, deadLetters, clock, newLease } = dependencies;
  const { reference, recipient, redrive, record } = request;
  // Callbacks are not sent yet; nothing asks for one, as no request can name a URL.
  if (recipient === 'client') return { kind: 'not-for-us', reason: 'callbacks-not-offered' };
  if (sms === undefined) return { kind: 'off' };
  const transaction = await ledger.find(reference);
  if (transaction === undefined) return { kind: 'not-for-us', reason: 'transaction-unknown' };
  if (!isFinal(transaction)) return { kind: 'not-for-us', reason: 'transaction-not-final' };
  const addressee = addresseeOf(transaction, recipient);
  if (addressee === undefined || !recipientsOf(transaction).includes(recipient))
    return { kind: 'not-for-us', reason: 'recipient-not-told' };

  const place = { reference, recipient };
  const text = await textFor(ledger, transaction, recipient, addressee);
  const outgoing: Outgoing<Sms> = {
    channel: 'sms',
    notifier: sms,
    message: { to: addressee.msisdn, text },
    replace: (from, to) => notifications.replace(place, from, to),
  };
  let held = newlyHeld(newLease(clock()));
  const stored = await notifications.begin(place, held);
  if (stored !== undefined) {
    if (isSettled(stored, redrive)) return { kind: 'settled' };
    const taken = await takeUpMessage(outgoing, stored, dependencies, redrive);
    if (!('held' in taken)) return taken;
    held = taken.held;
  }
  const delivery = await attemptDelivery(outgoing, held, clock);
  if (delivery.kind !== 'sent') return recordUnsent(outgoing, { deadLetters, record }, held, delivery);
  const failure = await notifications.recordSent(place).then(() => undefined, nameOf);
  return failure === undefined ? { kind: 'sent' } : { kind: 'sent', recorded: false, reason: failure };
}

/** The balance after that very movement stands in its leg, whatever moved since. */
async function textFor(
  ledger: Dependencies['ledger'],
  transaction: CompletedTransaction | FailedTransaction,
  side: 'debit' | 'credit',
  { msisdn, leg: position }: Addressee,
): Promise<string> {
  if (transaction.status === 'failed') return failedSms(transaction);
  const leg = position && (await ledger.findLeg(msisdn, position.sequence));
  if (leg === undefined) throw new CorruptLedgerError('the leg of a completed transaction is missing');
  return completedSms(transaction, side, leg.balanceAfter);
}
