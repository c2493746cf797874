import type { Msisdn } from '../msisdn.ts';
import { type AccountRule, holds } from './account-rules.ts';
import type { RefusalError } from './ledger-error.ts';
import type { LedgerWrite } from './ledger-write.ts';
import { dayOf, momentOf, type PostingInput } from './posting-input.ts';
import { sha256 } from './reference.ts';
import { isCash, isCustomer } from './transaction.ts';

/** A reason to refuse, and the write that keeps it true; a reason that follows from settings alone needs no write. */
export interface Refusal {
  readonly error: RefusalError;
  readonly check?: LedgerWrite;
}

/** The first reason to refuse, in the order in which a person would ask. */
export function findRefusal(input: PostingInput): Refusal | undefined {
  const { transaction, accounts, knowledge, limits } = input;
  const { type, amount, originalReference } = transaction;
  const isReversal = type === 'reversal';
  if (!isReversal && isCash(transaction) && amount > limits.dailyCash)
    return { error: 'dailyValueLimitExceeded' };
  if (!isReversal && isCustomer(transaction.debit) && limits.dailyDebit > 0n && amount > limits.dailyDebit)
    return { error: 'dailyValueLimitExceeded' };

  const broken = rulesOf(input).find(({ msisdn, rule }) => !holds(rule, accounts.get(msisdn)));
  if (broken !== undefined) {
    const { msisdn, rule, error } = broken;
    return { error, check: { write: 'check-account', msisdn, not: rule } };
  }
  const day = dayOf(momentOf(input));
  const { cash, reversible } = knowledge ?? {};
  const upTo = limits.dailyCash - amount;
  if (!isReversal && isCash(transaction) && cash?.day === day && cash.amount > upTo) {
    const requester = sha256(transaction.requestedBy);
    return { error: 'dailyValueLimitExceeded', check: { write: 'check-cash', requester, day, above: upTo } };
  }
  if (originalReference !== undefined && reversible !== undefined && reversible < amount)
    return {
      error: 'incorrectState',
      check: { write: 'check-reversible', reference: originalReference, below: amount },
    };
  return undefined;
}

/** One rule that posting depends on, and what the transaction is refused with where it does not hold. */
export interface Requirement {
  readonly msisdn: Msisdn;
  readonly rule: AccountRule;
  readonly error: RefusalError;
}

/** Everything that must be true of the two accounts, in the order in which it is asked. */
export function rulesOf(input: PostingInput): Requirement[] {
  const { transaction } = input;
  const { debit, credit } = transaction;
  const debitRules = isCustomer(debit) ? debitRulesOf(input).map(toRequirement(debit)) : [];
  const creditRules = isCustomer(credit) ? creditRulesOf(input).map(toRequirement(credit)) : [];
  const all = [...debitRules, ...creditRules];
  // That both accounts exist is asked first: a typing error in the number is what a customer can mend.
  return [...all.filter(isExistence), ...all.filter((requirement) => !isExistence(requirement))];
}

const isExistence = ({ rule }: Requirement): boolean => rule.rule === 'exists';

const toRequirement =
  (msisdn: Msisdn) =>
  ([rule, error]: readonly [AccountRule, RefusalError]): Requirement => ({ msisdn, rule, error });

function debitRulesOf(input: PostingInput): (readonly [AccountRule, RefusalError])[] {
  const { transaction, limits } = input;
  const { amount, type } = transaction;
  const covers = [{ rule: 'balance-at-least', amount }, 'insufficientFunds'] as const;
  if (type === 'reversal')
    return [
      [{ rule: 'exists' }, 'identifierError'],
      [{ rule: 'is-active-or-blocked' }, 'requestDeclined'],
      covers,
    ];
  const day = dayOf(momentOf(input));
  const upTo = limits.dailyDebit - amount;
  return [
    [{ rule: 'exists' }, 'identifierError'],
    [{ rule: 'is-active' }, 'requestDeclined'],
    ...(limits.dailyDebit > 0n
      ? [[{ rule: 'debited-at-most', day, amount: upTo }, 'dailyValueLimitExceeded'] as const]
      : []),
    covers,
  ];
}

function creditRulesOf({ transaction, limits }: PostingInput): (readonly [AccountRule, RefusalError])[] {
  const { amount, type } = transaction;
  const cap = { rule: 'balance-at-most', amount: limits.maxBalance - amount } as const;
  return [
    [{ rule: 'exists' }, 'identifierError'],
    [{ rule: 'is-not-closed' }, 'requestDeclined'],
    ...(type === 'reversal' ? [] : [[cap, 'maxBalanceExceeded'] as const]),
  ];
}
