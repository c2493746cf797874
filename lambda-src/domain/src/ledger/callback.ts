import { createHmac } from 'node:crypto';
import { errorObjectOf, transactionBodyOf } from './gsma.ts';
import type { Reference } from './reference.ts';
import type { CompletedTransaction, FailedTransaction } from './transaction.ts';

/** What a client is told of the transaction that it asked for. */
export interface Callback {
  readonly url: string;
  /** The `sub` of the client, whose secret signs. */
  readonly client: string;
  readonly reference: Reference;
  /** The client's own `X-CorrelationID`, as it was written. */
  readonly clientCorrelationId: string;
  /** JSON. */
  readonly body: string;
}

/**
 * The callback of a final transaction: the `transaction` where it completed, the `errorObject` where it failed, both of the
 * GSMA Mobile Money API 1.2.0. It holds no receipt: a receipt is for who may read an account, and a callback asks no token.
 *
 * @returns undefined where no callback was asked for.
 */
export function callbackOf(transaction: CompletedTransaction | FailedTransaction): Callback | undefined {
  const { callbackUrl, requestedBy, reference, clientCorrelationId } = transaction;
  if (callbackUrl === undefined) return undefined;
  const body =
    transaction.status === 'completed' ? transactionBodyOf(transaction) : errorObjectOf(transaction);
  return {
    url: callbackUrl,
    client: requestedBy,
    reference,
    clientCorrelationId,
    body: JSON.stringify(body),
  };
}

/** The secrets that every client's secret is made of. */
export interface SigningMasters {
  readonly current: string;
  /** The one before, while it is rotated: clients that have the old secret still find a signature. */
  readonly previous?: string | undefined;
}

/** Shorter ones could be guessed; a master signs for every client. */
const MIN_MASTER_CHARACTERS = 32;

/**
 * Reads the parameter of the masters: JSON `{"current","previous"}`, each at least 32 characters; `previous` is there only
 * during a rotation.
 *
 * @throws Error that does not quote the text, which is the secret.
 */
export function parseSigningMasters(text: string): SigningMasters {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('The callback signing secret is not JSON');
  }
  const { current, previous } = (value ?? {}) as Record<string, unknown>;
  if (!isMaster(current))
    throw new Error('The callback signing secret has no current of 32 characters or more');
  // Terraform writes an empty one where none is set.
  if (previous === undefined || previous === null || previous === '') return { current };
  if (!isMaster(previous))
    throw new Error('The callback signing secret has a previous of less than 32 characters');
  return { current, previous };
}

function isMaster(value: unknown): value is string {
  return typeof value === 'string' && value.length >= MIN_MASTER_CHARACTERS;
}

const SECRET_PREFIX = 'whsec_';

/**
 * The secret of one client, as it is handed to the client: no client can find another's, and none has to be stored.
 *
 * @param client its `sub`.
 */
export function clientSecretOf(master: string, client: string): string {
  return SECRET_PREFIX + clientKeyOf(master, client).toString('base64');
}

function clientKeyOf(master: string, client: string): Buffer {
  return createHmac('sha256', master).update(client, 'utf8').digest();
}

/**
 * The headers of one attempt, signed as the Standard Webhooks specification says. While the master is rotated there are two
 * signatures: a receiver accepts a callback if one of them is right.
 *
 * @param nowMs the moment of the attempt, in epoch milliseconds; receivers refuse one that is minutes away from theirs.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function callbackHeaders(
  { client, reference, clientCorrelationId, body }: Callback,
  { current, previous }: SigningMasters,
  nowMs: number,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const signatureBy = (master: string): string => {
    const signature = createHmac('sha256', clientKeyOf(master, client));
    return `v1,${signature.update(`${reference}.${timestamp}.${body}`, 'utf8').digest('base64')}`;
  };
  return {
    'X-CorrelationID': clientCorrelationId,
    'X-Date': new Date(nowMs).toISOString(),
    'webhook-id': reference,
    'webhook-timestamp': timestamp,
    'webhook-signature': [current, ...(previous === undefined ? [] : [previous])].map(signatureBy).join(' '),
  };
}
