import { createHmac } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';
import type { Invocation } from '../../environment/call.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Run } from '../../environment/lambda.ts';
import { masterOf, CASH } from '../../environment/ledger/wishes.ts';
import { type BookedTransaction } from './booked-transaction.ts';
import { finalAtOf, type LedgerBooks } from './ledger-books.ts';
import { notificationIn } from './ledger-records.ts';

/** One attempt to call a client back, as it leaves the function. */
export interface Attempt {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What the setting of the caller's deployment allows. */
  readonly hosts: readonly string[];
  /** The generation of the master that the client's secret is of. */
  readonly generation: number;
}

/** Judges every attempt to call a client back, whether it arrives or not. */
export interface CallbackCheck {
  /** Records were handed over. */
  delivered(batch: readonly SQSRecord[]): void;
  attempted(attempt: Attempt, by: Invocation): void;
}

/** Receivers refuse a callback whose time is further from theirs. */
const TOLERANCE_MS = 300_000;

/** The headers of the contract, and no other. */
const HEADERS = ['X-CorrelationID', 'X-Date', 'webhook-id', 'webhook-signature', 'webhook-timestamp'];

export function createCallbackCheck({ invariants, clock }: Environment, books: LedgerBooks): CallbackCheck {
  const delivered = new Map<string, number>();
  const attempts = new Map<string, number>();
  const add = (to: Map<string, number>, key: string): number => {
    const sum = (to.get(key) ?? 0) + 1;
    to.set(key, sum);
    return sum;
  };

  function checkState({ url, headers, body }: Attempt): BookedTransaction | undefined {
    const transaction = books.transactions.get(headers['webhook-id'] ?? '');
    const isTold =
      transaction !== undefined &&
      transaction.status !== 'pending' &&
      transaction.callbackUrl === url &&
      headers['X-CorrelationID']?.toLowerCase() === transaction.key &&
      Object.keys(headers).sort().join() === HEADERS.join() &&
      isBodyOf(transaction, body);
    invariants.check(
      isTold,
      'CALLBACK_TELLS_THE_STATE',
      () => `${transaction?.reference} is ${transaction?.finalFacts}; ${url} is told ${body}`,
    );
    return transaction;
  }

  /** As the Standard Webhooks specification says, with the secret that the client has by now. */
  function checkSignature(
    { headers, body, generation }: Attempt,
    { requester }: BookedTransaction,
    by: Run,
  ): void {
    const {
      'webhook-id': id,
      'webhook-timestamp': timestamp = '',
      'webhook-signature': signatures = '',
    } = headers;
    const isSignedBy = (of: number): boolean => {
      const key = createHmac('sha256', masterOf(of)).update(requester).digest();
      const right = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
      return signatures.split(' ').includes(`v1,${right}`);
    };
    // A clock that was set back makes what was read good for longer than five minutes.
    const isOldRight = clock.jumpsBack > 0;
    const generations = isOldRight
      ? Array.from({ length: generation }, (_, older) => older + 1)
      : [generation];
    const jumps = clock.jumpsForward + clock.jumpsBack;
    const isTimely = Math.abs(Number(timestamp) * 1_000 - clock.now()) < TOLERANCE_MS;
    invariants.check(
      generations.some(isSignedBy) && (isTimely || jumps > by.jumpsAtBeginning),
      'CALLBACK_IS_SIGNED',
      () =>
        `${by.name} sends ${id} at ${timestamp}, signed ${signatures}, to ${requester} with secret ${generation}`,
    );
  }

  return {
    delivered(batch) {
      for (const { body } of batch) add(delivered, notificationIn(body) ?? '');
    },
    attempted(attempt, by) {
      const { url, headers, hosts } = attempt;
      const notification = `${headers['webhook-id']}/client`;
      const deliveries = delivered.get(notification) ?? 0;
      invariants.check(
        add(attempts, notification) <= deliveries,
        'CALLBACK_IS_TRIED_SPARINGLY',
        () => `${notification} is tried once more after ${deliveries} deliveries`,
      );
      invariants.check(
        isAllowed(new URL(url).hostname, hosts),
        'CALLBACK_GOES_WHERE_ALLOWED',
        () => `${by.name} calls ${url}; allowed are ${hosts.join() || 'none'}`,
      );
      const transaction = checkState(attempt);
      if (transaction !== undefined) checkSignature(attempt, transaction, by as Run);
    },
  };
}

function isAllowed(hostname: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) =>
    pattern.startsWith('*.') ? hostname.endsWith(pattern.slice(1)) : hostname === pattern,
  );
}

/** What the contract lets a client read, member by member; an amount is a text, and there is no balance and no receipt. */
function isBodyOf(transaction: BookedTransaction, body: string): boolean {
  const told = JSON.parse(body) as Record<string, unknown>;
  if (transaction.status === 'completed') return isSame(told, bodyOf(transaction));
  const { errorDescription, ...rest } = told;
  return isSame(rest, errorOf(transaction)) && /^\p{L}[^\d{}<>]{5,}$/u.test(String(errorDescription));
}

function bodyOf(transaction: BookedTransaction): object {
  const { reference, type, amount, debit, credit, createdAt } = transaction;
  const { descriptionText, originalReference: originalTransactionReference } = transaction;
  const party = (msisdn: string) =>
    msisdn === CASH ? { key: 'organisationid', value: 'cash' } : { key: 'msisdn', value: `+${msisdn}` };
  return {
    transactionReference: reference,
    transactionStatus: 'completed',
    type,
    amount: String(amount),
    currency: 'GNF',
    debitParty: [party(debit)],
    creditParty: [party(credit)],
    creationDate: createdAt,
    modificationDate: finalAtOf(transaction),
    descriptionText,
    originalTransactionReference,
  };
}

const CATEGORIES: Readonly<Record<string, string>> = {
  requestDeclined: 'authorisation',
  identifierError: 'identification',
  genericError: 'serviceUnavailable',
};

function errorOf(transaction: BookedTransaction): object {
  const { error = '', correlationId } = transaction;
  return {
    errorCategory: CATEGORIES[error] ?? 'businessRule',
    errorCode: error,
    errorDateTime: finalAtOf(transaction),
    errorParameters: [{ key: 'correlationId', value: correlationId }],
  };
}

/** The same members with the same values, in any order; a member that is undefined counts as absent. */
function isSame(one: object, other: object): boolean {
  const sorted = (members: object): string =>
    JSON.stringify(Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1))));
  return sorted(one) === sorted(other);
}
