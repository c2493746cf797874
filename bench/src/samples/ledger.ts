import { ledgerAccountOf, acceptedItem } from '@fintech-solution/adapters/dynamodb/ledger-items';
import { transactItemOf } from '@fintech-solution/adapters/dynamodb/ledger-commit';
import { fingerprintOf } from '@fintech-solution/domain/ledger/fingerprint';
import { decidePosting } from '@fintech-solution/domain/ledger/posting';
import { type Reference, referenceOf } from '@fintech-solution/domain/ledger/reference';
import type { AcceptedTransaction, TransactionRequest } from '@fintech-solution/domain/ledger/transaction';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import type { StoredWrite } from '../aws-double/tables.ts';
import { msisdnOf, numbered } from './numbers.ts';
import { CALLER } from './proxy-event.ts';

const TABLES = { accounts: 'accounts', ledger: 'ledger' };

/** Pairs of accounts, so many that no batch meets one twice. */
export const PAIRS = 50;
const BALANCE = '1000000';
const HOUR_MS = 3_600_000;
const OPENED_AT = '2026-01-01T00:00:00.000Z';

/** The customer whose token asks for a transfer, and the one who gets it. */
export function partiesOf(index: number): { readonly debit: Msisdn; readonly credit: Msisdn } {
  const pair = index % PAIRS;
  return { debit: msisdnOf(2 * pair), credit: msisdnOf(2 * pair + 1) };
}

/** The key under which the caller asks for a transfer; each index has another. */
export function keyOf(index: number): string {
  return `0b5f1c9e-52a4-4f3c-9d62-${index.toString(16).padStart(12, '0')}`;
}

/** The reference of the transfer that {@link pendingTransfers} and {@link postedTransfers} store. */
export function transferReference(index: number): Reference {
  return referenceOf(CALLER, keyOf(index));
}

/** An account that has only been opened. */
export function openAccount(msisdn: Msisdn): StoredWrite {
  return { operation: 'PutItem', input: { TableName: TABLES.accounts, Item: accountItem(msisdn) } };
}

/** Transfers that wait for their posting, and their accounts. @param ageMs since they were accepted. */
export function pendingTransfers(count: number, ageMs = 0): StoredWrite[] {
  const acceptedAtMs = Date.now() - ageMs;
  const puts = numbered(count).map((index): StoredWrite => {
    const Item = acceptedItem(acceptedTransfer(index, acceptedAtMs));
    return { operation: 'PutItem', input: { TableName: TABLES.ledger, Item } };
  });
  return [...openAccounts(), ...puts];
}

/** Payments of many customers to one merchant, and their accounts. */
export function pendingPayments(count: number): StoredWrite[] {
  const acceptedAtMs = Date.now();
  const merchant = msisdnOf(0);
  const payments = numbered(count).flatMap((index): StoredWrite[] => {
    const payer = msisdnOf(index + 1);
    const transfer = acceptedTransfer(index, acceptedAtMs, { debit: payer, credit: merchant });
    return [
      openAccount(payer),
      { operation: 'PutItem', input: { TableName: TABLES.ledger, Item: acceptedItem(transfer) } },
    ];
  });
  return [openAccount(merchant), ...payments];
}

/**
 * Transfers with their legs. The first of each pair also moves its balances, so that as many as there are pairs make a
 * sound ledger; later ones are there to be read.
 */
export function postedTransfers(count: number): StoredWrite[] {
  const pending = pendingTransfers(count);
  const posted = numbered(count).map((index): StoredWrite => {
    const nowMs = Date.now();
    const transaction = { ...acceptedTransfer(index, nowMs), status: 'pending' as const };
    const { debit, credit } = partiesOf(index);
    const decision = decidePosting({
      transaction,
      accounts: new Map([debit, credit].map((msisdn) => [msisdn, accountAfter(msisdn, index)])),
      limits: { maxBalance: 50_000_000n, dailyDebit: 0n, dailyCash: 0n },
      nowMs,
      newNonce: () => '0123456789abcdef0123456789abcdef',
    });
    if (decision.kind !== 'post') throw new Error('a sample of a transfer is posted');
    const TransactItems = decision.writes
      .filter(({ write }) => write !== 'move' || index < PAIRS)
      .map((write) => transactItemOf(write, TABLES));
    return { operation: 'TransactWriteItems', input: { TransactItems } };
  });
  return [...pending, ...posted];
}

/** The first account with as many movements after its opening. */
export function accountWithMovements(count: number): StoredWrite[] {
  const msisdn = partiesOf(0).debit;
  const legs = postedTransfers(1 + (count - 1) * PAIRS);
  const Item = { ...accountItem(msisdn), version: { N: String(1 + count) }, head: { S: 'f'.repeat(64) } };
  return [...legs, { operation: 'PutItem', input: { TableName: TABLES.accounts, Item } }];
}

/** Two customers send each other a little; what a usual request fills in is filled in. */
function acceptedTransfer(
  index: number,
  acceptedAtMs: number,
  parties = partiesOf(index),
): AcceptedTransaction {
  const request: TransactionRequest = {
    type: 'transfer',
    amount: 1n,
    currency: 'GNF',
    ...parties,
    descriptionText: 'Loyer de novembre',
  };
  return {
    ...request,
    reference: transferReference(index),
    fingerprint: fingerprintOf(request),
    requestedBy: CALLER,
    requestedByDebitParty: true,
    clientCorrelationId: keyOf(index),
    correlationId: `1-67891233-${index.toString(16).padStart(24, '0')}`,
    createdAt: new Date(acceptedAtMs).toISOString(),
    expiresAt: Math.floor((acceptedAtMs + HOUR_MS) / 1_000),
  };
}

/** The accounts of all pairs, open and with money. */
export function openAccounts(): StoredWrite[] {
  return numbered(2 * PAIRS).map((index) => openAccount(msisdnOf(index)));
}

/** The account before one more of its pair's transfers. */
function accountAfter(msisdn: Msisdn, index: number) {
  const opened = ledgerAccountOf(accountItem(msisdn));
  return { ...opened, version: opened.version + Math.floor(index / PAIRS) };
}

function accountItem(msisdn: Msisdn) {
  return {
    msisdn: { S: msisdn },
    balance: { N: BALANCE },
    openingBalance: { N: BALANCE },
    currency: { S: 'GNF' },
    status: { S: 'ACTIVE' },
    createdAt: { S: OPENED_AT },
    openedBy: { S: 'bench' },
    version: { N: '1' },
  };
}
