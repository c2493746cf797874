import {
  accountOf,
  ALICE,
  BOB,
  countingNonces,
  LIMITS,
  NOW,
  NOW_TEXT,
  pendingOf,
} from '@fintech-solution/testing/ledger-samples';
import { REFUSALS, type RefusalError } from '../../../src/ledger/ledger-error.ts';
import { addresseeOf, completedSms, failedSms, recipientsOf } from '../../../src/ledger/notification.ts';
import { decidePosting } from '../../../src/ledger/posting.ts';
import {
  type AcceptedTransaction,
  type CompletedTransaction,
  type FailedTransaction,
  MAX_AMOUNT,
  REQUESTED_TYPES,
} from '../../../src/ledger/transaction.ts';
import type { Msisdn } from '../../../src/msisdn.ts';

/** The default alphabet of 3GPP TS 23.038, table 6.2.1; each of its characters is one septet. */
const GSM_7 = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const TYPES = [...REQUESTED_TYPES, 'reversal'] as const;
const ERRORS = Object.keys(REFUSALS) as RefusalError[];

function completedOf(changes: Partial<AcceptedTransaction> = {}): CompletedTransaction {
  const decision = decidePosting({
    transaction: pendingOf(changes),
    accounts: new Map([ALICE, BOB].map((msisdn) => [msisdn, accountOf(msisdn)])),
    limits: LIMITS,
    nowMs: NOW,
    newNonce: countingNonces(),
  });
  if (decision.kind !== 'post') throw new Error(decision.kind);
  return decision.transaction;
}

function failedOf(changes: Partial<FailedTransaction> = {}): FailedTransaction {
  return { ...pendingOf(), status: 'failed', finalAt: NOW_TEXT, error: 'insufficientFunds', ...changes };
}

describe('who is told', () => {
  it('of a completed transaction: both customers, and the client that asked for a callback', () => {
    expect(recipientsOf(completedOf())).toEqual(['debit', 'credit']);
    expect(recipientsOf(completedOf({ type: 'deposit', debit: 'SYS#CASH' }))).toEqual(['credit']);
    expect(recipientsOf(completedOf({ type: 'withdrawal', credit: 'SYS#CASH' }))).toEqual(['debit']);
    expect(recipientsOf(completedOf({ callbackUrl: 'https://hooks.example' }))).toEqual([
      'debit',
      'credit',
      'client',
    ]);
  });

  it('of a failed one: the debited customer that asked for it, and the client', () => {
    expect(recipientsOf(failedOf())).toEqual([]);
    expect(recipientsOf(failedOf({ requestedByDebitParty: true }))).toEqual(['debit']);
    expect(recipientsOf(failedOf({ callbackUrl: 'https://hooks.example' }))).toEqual(['client']);
  });

  it('has a telephone where it is a customer', () => {
    const withdrawal = completedOf({ type: 'withdrawal', credit: 'SYS#CASH' });
    expect(addresseeOf(withdrawal, 'debit')).toEqual({
      msisdn: ALICE,
      leg: { sequence: 2, nonce: '1'.padStart(32, '0') },
    });
    expect(addresseeOf(withdrawal, 'credit')).toBeUndefined();
    expect(addresseeOf(withdrawal, 'client')).toBeUndefined();
    expect(addresseeOf(failedOf(), 'debit')).toEqual({ msisdn: ALICE, leg: undefined });
  });
});

describe('an SMS', () => {
  it('tells amount, counterparty, the balance after that movement and a short reference', () => {
    const transaction = completedOf();
    const short = transaction.reference.slice(0, 8);
    expect(completedSms(transaction, 'debit', 750n)).toBe(
      `Vous avez envoyé 250 GNF à +224622000002. Solde après cette opération : 750 GNF. Réf. ${short}`,
    );
    expect(completedSms(transaction, 'credit', 1_250n)).toBe(
      `+224622000001 vous a envoyé 250 GNF. Solde après cette opération : 1250 GNF. Réf. ${short}`,
    );
  });

  it('tells a failure and its reason', () => {
    const failed = failedOf();
    expect(failedSms(failed)).toBe(
      `Votre opération de 250 GNF vers +224622000002 a échoué : solde insuffisant. Réf. ${failed.reference.slice(0, 8)}`,
    );
  });

  it('calls the cash account by its name', () => {
    expect(completedSms(completedOf({ type: 'deposit', debit: 'SYS#CASH' }), 'credit', 1n)).toContain(
      'auprès de la caisse.',
    );
  });

  // The longest that can be: 15 digits, and a number of 15 digits as the widest numbering plan has it.
  const longest = {
    amount: MAX_AMOUNT,
    debit: '224622000000001' as Msisdn,
    credit: '224622000000002' as Msisdn,
  };
  const texts = [
    ...TYPES.flatMap((type) =>
      (['debit', 'credit'] as const).map((side): [string, string] => [
        `${type}, ${side}`,
        completedSms({ ...completedOf(), ...longest, type }, side, MAX_AMOUNT),
      ]),
    ),
    ...ERRORS.map((error): [string, string] => [error, failedSms(failedOf({ ...longest, error }))]),
  ];

  it.each(texts)('is one part in the GSM-7 alphabet: %s', (_, text) => {
    expect([...text].filter((character) => !GSM_7.has(character))).toEqual([]);
    expect(text.length).toBeLessThanOrEqual(160);
  });

  it('is another one for each side of each type', () => {
    const completed = texts.slice(0, 2 * TYPES.length).map(([, text]) => text);
    expect(new Set(completed).size).toBe(completed.length);
  });
});
