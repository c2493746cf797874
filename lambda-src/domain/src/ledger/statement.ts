import { CURRENCY } from '../money.ts';
import { partyOf } from './gsma.ts';
import { MESSAGES } from './messages.fr.ts';
import { type Leg, openingHead, type OpeningMovement, PROMOTION, receiptOf } from './receipt.ts';
import type { Party, TransactionType } from './transaction.ts';

/** One movement of a customer's account as its statement shows it: the opening, or a leg. */
export interface Movement extends Omit<Leg, 'reference' | 'type' | 'counterparty'> {
  /** Of the opening, the id of the event that opened the account; else of the transaction. */
  readonly reference: string;
  readonly type: TransactionType | 'opening';
  readonly counterparty: Party | typeof PROMOTION;
}

/** The opening as the first movement of its account; it has no nonce, as its amount is no secret. */
export function openingMovement(opening: OpeningMovement): Movement {
  const { msisdn, openedBy, openingBalance, createdAt } = opening;
  return {
    msisdn,
    sequence: 1,
    reference: openedBy,
    type: 'opening',
    amount: openingBalance,
    balanceAfter: openingBalance,
    counterparty: PROMOTION,
    at: createdAt,
    nonce: '',
    head: openingHead(opening),
  };
}

/**
 * The `statementEntry` of the GSMA Mobile Money API 1.2.0. Its `customData` is what the receipt's hash needs beside the other
 * members; the standard allows no empty value there, so the opening has no nonce.
 */
export function statementEntryOf(movement: Movement): object {
  const { msisdn, sequence, reference, type, amount, balanceAfter, counterparty } = movement;
  const { at, nonce, descriptionText } = movement;
  const isDebit = amount < 0n;
  const [own, other] = [[partyOf(msisdn)], [counterpartyOf(counterparty)]];
  const custom = { balanceAfter: String(balanceAfter), sequence: String(sequence), nonce, type };
  return {
    transactionReference: reference,
    debitParty: isDebit ? own : other,
    creditParty: isDebit ? other : own,
    transactionStatus: 'completed',
    amount: String(isDebit ? -amount : amount),
    currency: CURRENCY,
    displayType: MESSAGES.displayTypes[type][isDebit ? 'debit' : 'credit'],
    ...(descriptionText === undefined ? {} : { descriptionText }),
    creationDate: at,
    transactionReceipt: receiptOf(movement),
    customData: Object.entries(custom).flatMap(([key, value]) => (value === '' ? [] : [{ key, value }])),
  };
}

function counterpartyOf(counterparty: Movement['counterparty']) {
  return counterparty === PROMOTION ? { key: 'organisationid', value: 'promotion' } : partyOf(counterparty);
}
