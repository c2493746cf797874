import { between, type KeyedRandom, oneOf } from '../../keyed-random.ts';
import type { LedgerSettings } from '../../ledger-settings.ts';
import { SUBSCRIBERS } from '../subscribers.ts';

/** Who asks for transactions: two organisations that use the same keys, and the holder of a number. */
export const REQUESTERS = ['organisation-1', 'organisation-2', 'holder'] as const;
export type Requester = (typeof REQUESTERS)[number];

/** The number that the holder's token is bound to. */
export const HOLDER = SUBSCRIBERS[0];

const TYPES = ['deposit', 'withdrawal', 'transfer', 'merchantpay', 'disbursement', 'adjustment'] as const;
const CASH_TYPES = ['deposit', 'deposit', 'withdrawal'] as const;
const HOLDERS_TYPES = ['transfer', 'merchantpay'] as const;
const AMOUNTS = [1, 100, 250, 400, 400, 1_000, 3_000] as const;

/** The cash account as stored items name it. */
export const CASH = 'SYS#CASH';

/** What one requester wants under one key. */
export interface Wish {
  readonly requester: Requester;
  /** A UUID, in lower case. */
  readonly key: string;
  readonly type: (typeof TYPES)[number] | 'reversal';
  readonly amount: bigint;
  readonly debit: string;
  readonly credit: string;
  readonly descriptionText?: string;
  readonly originalReference?: string;
}

/** The wish that a requester, a key and a variant name: the same three always name the same one. */
export function wishOf(
  random: KeyedRandom,
  { accounts, isOnlyCash }: Pick<LedgerSettings, 'accounts' | 'isOnlyCash'>,
  { requester: number, key: keyNumber, variant }: { requester: number; key: number; variant: number },
): Wish {
  const requester = REQUESTERS[number] as Requester;
  const name = `wish ${requester} ${keyNumber}`;
  const debtor =
    requester === 'holder' ? HOLDER : oneOf(random, `${name} debit`, SUBSCRIBERS.slice(0, accounts));
  const others = SUBSCRIBERS.slice(0, accounts).filter((msisdn) => msisdn !== debtor);
  const creditor = oneOf(random, `${name} credit`, others);
  const types = isOnlyCash ? CASH_TYPES : TYPES;
  const type = oneOf(random, `${name} type`, requester === 'holder' ? HOLDERS_TYPES : types);
  const hasCash = type === 'deposit' || type === 'withdrawal';
  const wish: Wish = {
    requester,
    key: keyOf(keyNumber),
    type,
    amount: BigInt(oneOf(random, `${name} amount`, AMOUNTS)),
    debit: type === 'deposit' && hasCash ? CASH : debtor,
    credit: type === 'withdrawal' && hasCash ? CASH : creditor,
    ...(random(`${name} text`) < 0.3 ? { descriptionText: `pour ${keyNumber}` } : {}),
  };
  if (variant === 0) return wish;
  // Another wish differs in one thing only.
  return between(random, `${name} difference`, 0, 1) === 0
    ? { ...wish, amount: wish.amount + 1n }
    : { ...wish, descriptionText: 'autre chose' };
}

/** A key that several requesters use. */
export function keyOf(number: number): string {
  return `0b5f1c9e-52a4-4f3c-9d62-abcdef0000${String(number).padStart(2, '0')}`;
}

/** The wish's contents as one text: two wishes with the same text are the same. */
export function contentOf(wish: Omit<Wish, 'requester' | 'key'>): string {
  const { type, amount, debit, credit, originalReference, descriptionText } = wish;
  return JSON.stringify([type, String(amount), debit, credit, originalReference, descriptionText]);
}

/** The event of the API that asks for a wish, as the gateway hands it over. */
export function eventOf(
  wish: Wish,
  id: string,
  { isKeyInCapitals, expiresAtMs }: { isKeyInCapitals: boolean; expiresAtMs: number },
): object {
  const { type, key, amount, debit, credit, descriptionText } = wish;
  const party = (msisdn: string) => (msisdn === CASH ? undefined : [{ key: 'msisdn', value: `+${msisdn}` }]);
  const body = {
    amount: String(amount),
    currency: 'GNF',
    debitParty: party(debit),
    creditParty: party(credit),
    descriptionText,
  };
  return {
    resource: '/transactions/type/{transactionType}',
    pathParameters: { transactionType: type },
    headers: { 'X-CorrelationID': isKeyInCapitals ? key.toUpperCase() : key },
    body: JSON.stringify(body),
    requestContext: requestContextOf(wish.requester, id, expiresAtMs),
  };
}

/** What the gateway adds: the verdict of the authorizer on the requester's token. */
export function requestContextOf(requester: Requester, id: string, expiresAtMs: number): object {
  const types = TYPES.map((type) => `transactions:${type}`);
  const authorizer = {
    sub: requester,
    exp: String(Math.floor(expiresAtMs / 1_000)),
    scope: [...types, 'transactions:cash', 'transactions:debit-any'].join(' '),
    ...(requester === 'holder' ? { msisdn: HOLDER } : {}),
  };
  return { requestId: `request-${id}`, extendedRequestId: id, authorizer };
}
