import { between, type KeyedRandom, oneOf } from '../../core/keyed-random.ts';
import { REVERSAL_RIGHTS, type Right } from '../../profiles/rights.ts';
import type { LedgerSettings } from '../../profiles/ledger-settings.ts';
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
  /** Undefined for a reversal of all that is left. */
  readonly amount: bigint | undefined;
  readonly debit: string;
  readonly credit: string;
  readonly descriptionText?: string;
  readonly originalReference?: string;
  readonly callbackUrl?: string;
}

/** The wish that a requester, a key and a variant name: the same three always name the same one. */
export function wishOf(
  random: KeyedRandom,
  { accounts, isOnlyCash, callbackShare }: Pick<LedgerSettings, 'accounts' | 'isOnlyCash' | 'callbackShare'>,
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
    ...callbackOf(random, name, callbackShare),
  };
  return variant === 0 ? wish : otherThan(wish, between(random, `${name} difference`, 0, 2));
}

/** Another wish differs in one thing only. */
function otherThan(wish: Wish, difference: number): Wish {
  if (difference === 0) return { ...wish, amount: (wish.amount ?? 0n) + 1n };
  if (difference === 1) return { ...wish, descriptionText: 'autre chose' };
  return { ...wish, callbackUrl: `${wish.callbackUrl ?? `https://${CALLBACK_HOSTS[0]}/`}&other` };
}

/** Where clients are told; the second stands below a suffix that is allowed. */
export const CALLBACK_HOSTS = ['hooks.example', 'banque.partners.example'] as const;
/** The setting that allows both. */
export const CALLBACK_HOST_PATTERNS = ['hooks.example', '*.partners.example'] as const;

/** Asks for a callback, or does not. */
export function callbackOf(random: KeyedRandom, name: string, share: number): Pick<Wish, 'callbackUrl'> {
  if (random(`${name} asks for a callback`) >= share) return {};
  const host = oneOf(random, `${name} host`, CALLBACK_HOSTS);
  const secret = Math.floor(random(`${name} secret of the URL`) * 1_000);
  return { callbackUrl: `https://${host}/told?secret=simulated-url-secret-${secret}` };
}

/** A key that several requesters use. */
export function keyOf(number: number): string {
  return `0b5f1c9e-52a4-4f3c-9d62-abcdef0000${String(number).padStart(2, '0')}`;
}

/** The wish's contents as one text: two wishes with the same text are the same. */
export function contentOf(wish: Omit<Wish, 'requester' | 'key'>): string {
  const { type, amount, debit, credit, originalReference, descriptionText, callbackUrl } = wish;
  const texts = [originalReference, descriptionText, callbackUrl];
  return JSON.stringify([
    type,
    amount === undefined ? 'all that is left' : String(amount),
    debit,
    credit,
    ...texts,
  ]);
}

/** How one request of a wish is made. */
export interface Asking {
  readonly isKeyInCapitals?: boolean;
  readonly expiresAtMs: number;
  /** A right that its token lacks. */
  readonly lacks?: Right | undefined;
}

/** The event of the API that asks for a wish, as the gateway hands it over. */
export function eventOf(wish: Wish, id: string, asking: Asking): object {
  const { type, key, callbackUrl } = wish;
  return {
    ...(type === 'reversal' ? reversalRoute(wish) : typeRoute(wish)),
    headers: {
      'X-CorrelationID': asking.isKeyInCapitals === true ? key.toUpperCase() : key,
      ...(callbackUrl !== undefined && { 'X-Callback-URL': callbackUrl }),
    },
    requestContext: requestContextOf(wish.requester, id, asking),
  };
}

function typeRoute({ type, amount, debit, credit, descriptionText }: Wish): object {
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
    body: JSON.stringify(body),
  };
}

function reversalRoute({ amount, originalReference }: Wish): object {
  return {
    resource: '/transactions/{transactionReference}/reversals',
    pathParameters: { transactionReference: originalReference },
    body: JSON.stringify({ type: 'reversal', ...(amount !== undefined && { amount: String(amount) }) }),
  };
}

/**
 * What the gateway adds: the verdict of the authorizer on the requester's token. Only the first organisation sees what others
 * asked for.
 */
export function requestContextOf(
  requester: Requester,
  id: string,
  { expiresAtMs, lacks }: Pick<Asking, 'expiresAtMs' | 'lacks'>,
): object {
  const rights = REVERSAL_RIGHTS.filter(
    (right) => right !== lacks && (right !== 'transactions:read' || requester === REQUESTERS[0]),
  );
  const authorizer = {
    sub: requester,
    exp: String(Math.floor(expiresAtMs / 1_000)),
    scope: [...TYPES.map((type) => `transactions:${type}`), ...rights].join(' '),
    ...(requester === 'holder' ? { msisdn: HOLDER } : {}),
  };
  return { requestId: `request-${id}`, extendedRequestId: id, authorizer };
}

/** The secret text of a generation of the master. */
export function masterOf(generation: number): string {
  return `simulated-master-secret-of-callbacks-${generation}`;
}
