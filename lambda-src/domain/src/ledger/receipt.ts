import type { Francs } from '../money.ts';
import type { Msisdn } from '../msisdn.ts';
import { type Reference, sha256 } from './reference.ts';
import type { Party, TransactionType } from './transaction.ts';

/** One movement of a customer's account, as it is stored and as its receipt proves it. */
export interface Leg {
  readonly msisdn: Msisdn;
  /** The number of the movement in this account; the opening is 1. */
  readonly sequence: number;
  readonly reference: Reference;
  readonly type: TransactionType;
  /** Negative where the account was debited. */
  readonly amount: Francs;
  readonly balanceAfter: Francs;
  readonly counterparty: Party;
  /** RFC 3339, UTC. */
  readonly at: string;
  /** 128 random bits, hex: keeps the balance from being guessed out of a receipt. Only statements show it. */
  readonly nonce: string;
  readonly head: string;
  readonly descriptionText?: string | undefined;
}

/** The opening movement, as the account itself keeps it. */
export interface OpeningMovement {
  readonly msisdn: Msisdn;
  readonly openedBy: string;
  readonly openingBalance: Francs;
  readonly createdAt: string;
}

/** The account that every opening balance comes from; it has no item, its sum is that of the opening balances. */
export const PROMOTION = 'SYS#PROMOTION';

/** The head of an account that has only been opened. */
export function openingHead({ msisdn, openedBy, openingBalance, createdAt }: OpeningMovement): string {
  const amount = String(openingBalance);
  const fields = [msisdn, 1, openedBy, 'opening', amount, amount, createdAt, PROMOTION, '', '', ''];
  return sha256(JSON.stringify(['v1', ...fields]));
}

/**
 * The head of an account after one more movement. It covers the head before it, so a holder of a receipt can tell
 * that no earlier movement was changed, removed, added or moved.
 */
export function legHead(leg: Omit<Leg, 'head'>, previousHead: string): string {
  const { msisdn, sequence, reference, type, amount, balanceAfter, at, counterparty, nonce } = leg;
  const description = leg.descriptionText === undefined ? '' : sha256(leg.descriptionText);
  const money = [String(amount), String(balanceAfter)];
  const fields = [msisdn, sequence, reference, type, ...money, at, counterparty, description, nonce];
  return sha256(JSON.stringify(['v1', ...fields, previousHead]));
}

/** The receipt of one account's movement: shown only to callers who may read that account. */
export function receiptOf({ sequence, head }: Pick<Leg, 'sequence' | 'head'>): string {
  return `${sequence}.${head}`;
}
