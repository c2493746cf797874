import type { Sms } from '@fintech-solution/domain/sms';
import { type GuardedNotifier, isSettled, newlyHeld } from '@fintech-solution/domain/delivery';
import { nameOf } from '@fintech-solution/domain/error-name';
import { type Callback, callbackOf } from '@fintech-solution/domain/ledger/callback';
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
  /** What sends callbacks to one host. */
  readonly callbacksTo: (host: string) => GuardedNotifier<Callback>;
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

/** What became of a message, and of a callback the host it goes to: its URL may hold a secret of the client. */
export type NotifyDelivery = DeliveryResult & { readonly host?: string };

/**
 * What became of a request. `settled`: an earlier delivery has seen to it. `off`: no SMS is sent in this deployment.
 * `not-for-us`: there is nothing to tell this recipient, so the message is one for a person to look at.
 */
export type NotifyResult =
  | NotifyDelivery
  | { readonly kind: 'settled' | 'off' }
  | { readonly kind: 'not-for-us'; readonly reason: string };

/**
 * Tells one recipient of a final transaction, under the lease of its notification: a customer by SMS, the client that asked
 * for the transaction by a callback.
 *
 * @throws CorruptLedgerError or LedgerUnavailableError before anything is sent.
 */
export async function notifyParty(dependencies: Dependencies, request: NotifyRequest): Promise<NotifyResult> {
  const { ledger, sms } = dependencies;
  const { reference, recipient } = request;
  if (recipient !== 'client' && sms === undefined) return { kind: 'off' };
  const transaction = await ledger.find(reference);
  if (transaction === undefined) return { kind: 'not-for-us', reason: 'transaction-unknown' };
  if (!isFinal(transaction)) return { kind: 'not-for-us', reason: 'transaction-not-final' };
  if (!recipientsOf(transaction).includes(recipient))
    return { kind: 'not-for-us', reason: 'recipient-not-told' };
  return recipient === 'client'
    ? sendCallback(dependencies, request, transaction)
    : deliver(dependencies, request, {
        channel: 'sms',
        notifier: sms,
        message: await smsFor(ledger, transaction, recipient),
      });
}

/** A callback may be repeated: its `webhook-id` tells the client that it is the same one. */
async function sendCallback(
  dependencies: Dependencies,
  request: NotifyRequest,
  transaction: CompletedTransaction | FailedTransaction,
): Promise<NotifyResult> {
  const message = callbackOf(transaction);
  if (message === undefined || !URL.canParse(message.url)) throw new CorruptLedgerError('callbackUrl');
  const { host } = new URL(message.url);
  const notifier = dependencies.callbacksTo(host);
  const result = await deliver(dependencies, request, {
    channel: 'callback',
    notifier,
    message,
    isRepeatable: true,
  });
  return result.kind === 'settled' ? result : { ...result, host };
}

/** Sends one message unless an earlier delivery has seen to it, or another one is at it. */
async function deliver<Message>(
  { notifications, deadLetters, clock, newLease }: Dependencies,
  { reference, recipient, redrive, record }: NotifyRequest,
  message: Omit<Outgoing<Message>, 'replace'>,
): Promise<DeliveryResult | { readonly kind: 'settled' }> {
  const place = { reference, recipient };
  const outgoing: Outgoing<Message> = {
    ...message,
    replace: (from, to) => notifications.replace(place, from, to),
  };
  let held = newlyHeld(newLease(clock()));
  const stored = await notifications.begin(place, held);
  if (stored !== undefined) {
    if (isSettled(stored, redrive)) return { kind: 'settled' };
    const taken = await takeUpMessage(outgoing, stored, { clock, newLease }, redrive);
    if (!('held' in taken)) return taken;
    held = taken.held;
  }
  const delivery = await attemptDelivery(outgoing, held, clock);
  if (delivery.kind !== 'sent') return recordUnsent(outgoing, { deadLetters, record }, held, delivery);
  const failure = await notifications.recordSent(place).then(() => undefined, nameOf);
  return failure === undefined ? { kind: 'sent' } : { kind: 'sent', recorded: false, reason: failure };
}

/** The balance after that very movement stands in its leg, whatever moved since. */
async function smsFor(
  ledger: Dependencies['ledger'],
  transaction: CompletedTransaction | FailedTransaction,
  side: 'debit' | 'credit',
): Promise<Sms> {
  // A recipient of an SMS is a customer.
  const { msisdn, leg: position } = addresseeOf(transaction, side) as Addressee;
  if (transaction.status === 'failed') return { to: msisdn, text: failedSms(transaction) };
  const leg = position && (await ledger.findLeg(msisdn, position.sequence));
  if (leg === undefined) throw new CorruptLedgerError('the leg of a completed transaction is missing');
  return { to: msisdn, text: completedSms(transaction, side, leg.balanceAfter) };
}
