import { createHash } from 'node:crypto';

/** The name of one transaction for ever: a UUID of version 5, in lower case. */
export type Reference = string & { readonly __reference: unique symbol };

/** RFC 9562, section 6.6: the namespace of names that are URLs. */
const URL_NAMESPACE = '6ba7b811-9dad-11d1-80b4-00c04fd430c8';
const TRANSACTIONS = uuidV5(URL_NAMESPACE, 'https://fintech-solution/transactions');

/** Names no transaction: no name has this UUID. Looking for it opens a connection. */
export const NO_TRANSACTION = '00000000-0000-0000-0000-000000000000' as Reference;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** True for a UUID of any version, in capitals or not. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** The reference that a path or a message names; undefined where it cannot be one. */
export function parseReference(text: unknown): Reference | undefined {
  return typeof text === 'string' && isUuid(text) ? (text.toLowerCase() as Reference) : undefined;
}

/**
 * The reference of the transaction that a caller asks for under one key. The same caller and key always give the same
 * reference, so that the key of the stored item is the guard against a second transaction; it survives any crash and
 * never expires. Keys of two callers never meet.
 *
 * @param sub the caller.
 * @param clientCorrelationId its `X-CorrelationID`, a UUID.
 */
export function referenceOf(sub: string, clientCorrelationId: string): Reference {
  return uuidV5(TRANSACTIONS, `${sub}\n${clientCorrelationId.toLowerCase()}`) as Reference;
}

/** SHA-256 of a text in UTF-8, as lower-case hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * A UUID made from a name.
 *
 * @see RFC 9562, section 5.5
 */
export function uuidV5(namespace: string, name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
