import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { ACCOUNT_STATUSES } from '@fintech-solution/domain/account';
import type { LedgerAccount } from '@fintech-solution/domain/ledger/account-rules';
import type { AccountRecord } from '@fintech-solution/domain/ledger/ledger-dump';
import { isRefusalError, REFUSALS, type RefusalError } from '@fintech-solution/domain/ledger/ledger-error';
import { CorruptLedgerError } from '@fintech-solution/domain/ledger/ledger-store';
import { type Leg, openingHead } from '@fintech-solution/domain/ledger/receipt';
import { parseReference, type Reference, sha256 } from '@fintech-solution/domain/ledger/reference';
import {
  type AcceptedTransaction,
  CASH,
  type LegPosition,
  type Party,
  pendingShardOf,
  REQUESTED_TYPES,
  type Transaction,
  type TransactionType,
} from '@fintech-solution/domain/ledger/transaction';
import { CURRENCY, type Francs, parseFrancs } from '@fintech-solution/domain/money';
import type { Msisdn } from '@fintech-solution/domain/msisdn';

/** One stored item as DynamoDB hands it over. */
export type Item = Record<string, AttributeValue>;

export const text = (value: string): AttributeValue => ({ S: value });
export const numeral = (value: bigint | number): AttributeValue => ({ N: String(value) });

export const keyed = (pk: string, sk: string) => ({ pk: text(pk), sk: text(sk) });

/** Where each item of the ledger's table stands. */
export const LEDGER_KEYS = {
  transaction: (reference: Reference) => keyed(`TX#${reference}`, 'TX'),
  leg: (msisdn: Msisdn, sequence: number) =>
    keyed(`ACC#${msisdn}`, `E#${String(sequence).padStart(12, '0')}`),
  /** Sixteen partitions: one would be too hot for all deposits of a country. */
  cashLeg: (reference: Reference) => keyed(`ACC#${CASH}#${reference[0]}`, `TX#${reference}`),
  cashOfDay: (requester: string, day: string) => keyed(`LIM#CASH#${requester}`, `D#${day}`),
} as const;

/** The counters of openings: a partition for each caller and one for all together, an item for each UTC day. */
export const OPENINGS = {
  ofAll: 'LIM#OPEN#ALL',
  ofCaller: (caller: string) => `LIM#OPEN#CALLER#${sha256(caller)}`,
  ofDay: (day: string) => `D#${day}`,
} as const;

/** What a transaction keeps as it came. */
const REQUIRED_TEXTS = [
  'type',
  'currency',
  'debit',
  'credit',
  'fingerprint',
  'requestedBy',
  'clientCorrelationId',
  'correlationId',
  'createdAt',
] as const;
const OPTIONAL_TEXTS = [
  'descriptionText',
  'requestingOrganisationTransactionReference',
  'requestDate',
  'callbackUrl',
  'traceparent',
] as const;

/** The item of a new transaction, pending. */
export function acceptedItem(transaction: AcceptedTransaction): Item {
  const { reference, amount, expiresAt, requestedByDebitParty } = transaction;
  const names = [...REQUIRED_TEXTS, ...OPTIONAL_TEXTS, 'originalReference' as const];
  return {
    ...LEDGER_KEYS.transaction(reference),
    ...textsOf(Object.fromEntries(names.map((name) => [name, transaction[name]]))),
    amount: numeral(amount),
    expiresAt: numeral(expiresAt),
    status: text('pending'),
    pendingShard: text(pendingShardOf(reference)),
    ...(requestedByDebitParty ? { requestedByDebitParty: { BOOL: true } } : {}),
  };
}

function textsOf(values: Readonly<Record<string, string | undefined>>): Item {
  const given = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, text(value)]));
}

/** @throws CorruptLedgerError */
export function transactionOf(item: Item): Transaction {
  const read = createReader(item, 'a transaction');
  const accepted: AcceptedTransaction = {
    reference: parseReference(read.text('pk').slice('TX#'.length)) ?? read.fail('pk'),
    type: typeOf(read.text('type')) ?? read.fail('type'),
    amount: read.francs('amount'),
    expiresAt: read.number('expiresAt'),
    currency: read.text('currency'),
    debit: read.text('debit') as Party,
    credit: read.text('credit') as Party,
    fingerprint: read.text('fingerprint'),
    requestedBy: read.text('requestedBy'),
    requestedByDebitParty: item['requestedByDebitParty']?.BOOL === true,
    clientCorrelationId: read.text('clientCorrelationId'),
    correlationId: read.text('correlationId'),
    createdAt: read.text('createdAt'),
    ...read.optionalTexts(...OPTIONAL_TEXTS),
    ...(read.optionalTexts('originalReference') as { originalReference?: Reference }),
  };
  switch (read.text('status')) {
    case 'pending':
      return { ...accepted, status: 'pending' };
    case 'completed':
      return {
        ...accepted,
        status: 'completed',
        finalAt: read.text('finalAt'),
        debitLeg: legPositionOf(item, 'debit'),
        creditLeg: legPositionOf(item, 'credit'),
        ...(item['reversible'] === undefined ? {} : { reversible: read.francs('reversible') }),
      };
    case 'failed': {
      const error = item['error']?.M?.['errorCode']?.S ?? '';
      const known = isRefusalError(error) ? error : read.fail('error');
      return { ...accepted, status: 'failed', finalAt: read.text('finalAt'), error: known };
    }
    default:
      return read.fail('status');
  }
}

function typeOf(name: string): TransactionType | undefined {
  return [...REQUESTED_TYPES, 'reversal' as const].find((type) => type === name);
}

function legPositionOf(item: Item, side: 'debit' | 'credit'): LegPosition | undefined {
  const sequence = item[`${side}Sequence`]?.N;
  const nonce = item[`${side}Nonce`]?.S;
  return sequence === undefined || nonce === undefined ? undefined : { sequence: Number(sequence), nonce };
}

/** Why a transaction failed, as it is stored. */
export function errorAttribute(error: RefusalError): AttributeValue {
  const { errorCategory } = REFUSALS[error];
  return { M: { errorCategory: text(errorCategory), errorCode: text(error) } };
}

/** The item of one movement of a customer's account. */
export function legItem(leg: Leg): Item {
  const { msisdn, sequence, amount, balanceAfter, ...texts } = leg;
  return {
    ...LEDGER_KEYS.leg(msisdn, sequence),
    ...textsOf(texts),
    amount: numeral(amount),
    balanceAfter: numeral(balanceAfter),
  };
}

/** @throws CorruptLedgerError */
export function legOf(item: Item): Leg {
  const read = createReader(item, 'a leg');
  return {
    msisdn: read.text('pk').slice('ACC#'.length) as Msisdn,
    sequence: Number(read.text('sk').slice('E#'.length)),
    reference: parseReference(read.text('reference')) ?? read.fail('reference'),
    type: typeOf(read.text('type')) ?? read.fail('type'),
    amount: read.francs('amount'),
    balanceAfter: read.francs('balanceAfter'),
    counterparty: read.text('counterparty') as Party,
    at: read.text('at'),
    nonce: read.text('nonce'),
    head: read.text('head'),
    ...read.optionalTexts('descriptionText'),
  };
}

/**
 * An account as the ledger sees it. One from before the ledger has no head: it follows from its opening.
 *
 * @throws CorruptLedgerError
 */
export function ledgerAccountOf(item: Item): LedgerAccount {
  const read = createReader(item, 'an account');
  const msisdn = read.text('msisdn') as Msisdn;
  const balance = read.francs('balance');
  if (balance < 0n) read.fail('balance');
  if (read.text('currency') !== CURRENCY) read.fail('currency');
  const version = read.number('version');
  const createdAt = read.text('createdAt');
  const head = item['head']?.S ?? openedHead();
  const lastMovementAt = item['lastMovementAt']?.S ?? createdAt;
  if (Number.isNaN(Date.parse(lastMovementAt))) read.fail('lastMovementAt');
  return {
    msisdn,
    balance,
    status: ACCOUNT_STATUSES.find((status) => status === item['status']?.S) ?? read.fail('status'),
    version,
    head,
    lastMovementAt,
    ...read.optionalTexts('debitDay'),
    debitedToday: item['debitedToday'] === undefined ? 0n : read.francs('debitedToday'),
  };

  function openedHead(): string {
    if (version !== 1) read.fail('head');
    const openingBalance = read.francs('openingBalance');
    return openingHead({ msisdn, openedBy: read.text('openedBy'), openingBalance, createdAt });
  }
}

/**
 * An account as it is stored, with the facts of its opening.
 *
 * @throws CorruptLedgerError
 */
export function accountRecordOf(item: Item): AccountRecord {
  const { msisdn, balance, status, version, debitDay, debitedToday } = ledgerAccountOf(item);
  const read = createReader(item, 'an account');
  const opening = {
    openingBalance: read.francs('openingBalance'),
    openedBy: read.text('openedBy'),
    createdAt: read.text('createdAt'),
  };
  const [head, lastMovementAt] = [item['head']?.S, item['lastMovementAt']?.S];
  const debits = debitDay === undefined ? {} : { debitDay, debitedToday };
  return { msisdn, balance, status, version, ...opening, head, lastMovementAt, ...debits };
}

/** Reads attributes that must be there and of one type; what is not fails the whole item. */
function createReader(item: Item, what: string) {
  const fail = (name: string): never => {
    throw new CorruptLedgerError(`${name} of ${what}`);
  };
  return {
    fail,
    text: (name: string): string => item[name]?.S ?? fail(name),
    number: (name: string): number => {
      const value = item[name]?.N;
      return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : fail(name);
    },
    francs: (name: string): Francs => parseFrancs(item[name]?.N ?? '') ?? fail(name),
    optionalTexts: <N extends string>(...names: N[]): { [name in N]?: string } =>
      Object.fromEntries(
        names.flatMap((name) => (item[name]?.S === undefined ? [] : [[name, item[name].S]])),
      ) as { [name in N]?: string },
  };
}
