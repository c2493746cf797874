import type { Francs } from '../money.ts';
import type { Msisdn } from '../msisdn.ts';
import type { AccountRecord } from './ledger-dump.ts';
import { dayOf } from './posting-input.ts';
import { type Leg, legHead, openingHead } from './receipt.ts';
import { type CompletedTransaction, isCustomer, type Party } from './transaction.ts';

/** A movement as its completed transaction tells it; what it led to follows from the movements before it. */
export type ToldLeg = Omit<Leg, 'balanceAfter' | 'head'>;

/** The customers' legs that a completed transaction tells of. */
export function toldLegs(transaction: CompletedTransaction): ToldLeg[] {
  const { debit, credit, debitLeg, creditLeg, amount, reference, type, finalAt, descriptionText } =
    transaction;
  const legOf = (
    msisdn: Party,
    counterparty: Party,
    signed: Francs,
    position: CompletedTransaction['debitLeg'],
  ) =>
    isCustomer(msisdn) && position !== undefined
      ? [
          {
            msisdn,
            ...position,
            reference,
            type,
            amount: signed,
            counterparty,
            at: finalAt,
            ...(descriptionText === undefined ? {} : { descriptionText }),
          },
        ]
      : [];
  return [...legOf(debit, credit, -amount, debitLeg), ...legOf(credit, debit, amount, creditLeg)];
}

/** Whether a stored movement is the one that its transaction tells. */
export function isAsTold(leg: Leg, told: ToldLeg): boolean {
  const fields = [
    'msisdn',
    'sequence',
    'reference',
    'type',
    'amount',
    'counterparty',
    'at',
    'nonce',
  ] as const;
  return fields.every((name) => leg[name] === told[name]) && leg.descriptionText === told.descriptionText;
}

/** What the movements of an account make of it. */
export interface RestatedAccount {
  readonly msisdn: Msisdn;
  readonly balance: Francs;
  readonly version: number;
  readonly head: string;
  readonly lastMovementAt: string;
  /** Absent where the account has never counted a day's debits. */
  readonly debitDay?: string | undefined;
  readonly debitedToday?: Francs | undefined;
}

/** What is to be done for one account, or why nothing may be. */
export type AccountRepair =
  | {
      readonly kind: 'repairable';
      /** The movements that are missing, with what they led to. */
      readonly legs: readonly Leg[];
      /** Absent where the account is as its movements make it. */
      readonly account?: RestatedAccount;
    }
  | { readonly kind: 'unrepairable'; readonly sequence: number; readonly detail: string };

/** How an account is repaired. */
export interface AccountRepairSettings {
  /** An account that has moved further than the ledger tells is set back to what the ledger tells. */
  readonly setsBack: boolean;
}

/**
 * Follows an account from its opening through its movements, in one pass: those that are stored are compared, those that
 * are missing are made again, and the account is what the last one leaves.
 *
 * @param stored the account's movements in their order.
 * @param missing the movements that completed transactions tell of and that are not stored, in any order.
 */
export async function repairAccount(
  account: AccountRecord,
  stored: AsyncIterable<Leg>,
  missing: readonly ToldLeg[],
  { setsBack }: AccountRepairSettings,
): Promise<AccountRepair> {
  const fold = createFold(account);
  const legs: Leg[] = [];
  for await (const leg of inOrder(stored, missing)) {
    const made = fold.add(leg);
    if (typeof made === 'string') return { kind: 'unrepairable', sequence: leg.sequence, detail: made };
    if (!('head' in leg)) legs.push(made);
  }
  const restated = fold.end();
  if (isAsRestated(account, restated)) return { kind: 'repairable', legs };
  const { version, status } = account;
  const refuse = (detail: string): AccountRepair => ({ kind: 'unrepairable', sequence: version, detail });
  if (status === 'CLOSED') return refuse('a closed account is not what its movements make of it');
  if (version > restated.version && !setsBack)
    return refuse(`the account is at movement ${version}, the ledger tells of ${restated.version}`);
  return { kind: 'repairable', legs, account: restated };
}

/** One movement after the other; each says what is wrong with it, or the movement with what it led to. */
function createFold(account: AccountRecord) {
  const { msisdn, openingBalance, createdAt } = account;
  let state = { balance: openingBalance, sequence: 1, head: openingHead(account), at: createdAt };
  let debits: { day: string; amount: Francs } | undefined;

  return {
    add(told: ToldLeg | Leg): Leg | string {
      const { sequence, amount, at, type } = told;
      if (sequence <= state.sequence) return 'two transactions tell of one movement';
      if (sequence !== state.sequence + 1)
        return `movement ${state.sequence + 1} is missing, and no transaction tells of it`;
      const balanceAfter = state.balance + amount;
      if (balanceAfter < 0n) return 'the movements make a balance below zero';
      if (Date.parse(at) < Date.parse(state.at)) return 'the movements go back in time';
      const unhashed = { ...told, balanceAfter };
      const leg: Leg = { ...unhashed, head: legHead(unhashed, state.head) };
      if ('head' in told && (told.head !== leg.head || told.balanceAfter !== balanceAfter))
        return 'a stored movement does not follow from those before it';
      state = { balance: balanceAfter, sequence, head: leg.head, at };
      if (amount < 0n && type !== 'reversal') {
        const day = dayOf(at);
        debits = { day, amount: (debits?.day === day ? debits.amount : 0n) - amount };
      }
      return leg;
    },
    end(): RestatedAccount {
      const { balance, sequence: version, head, at: lastMovementAt } = state;
      // A day that is counted without any debit is counted as nothing; one that is not counted stays so.
      const counted =
        debits ?? (account.debitDay === undefined ? undefined : { day: account.debitDay, amount: 0n });
      const day = counted && { debitDay: counted.day, debitedToday: counted.amount };
      return { msisdn, balance, version, head, lastMovementAt, ...day };
    },
  };
}

/** Closing takes the day's debits off an account, and one that has only been opened need not have a head. */
function isAsRestated(account: AccountRecord, restated: RestatedAccount): boolean {
  const { version, balance, debitDay, debitedToday } = account;
  const { head = openingHead(account), lastMovementAt = account.createdAt } = account;
  return (
    version === restated.version &&
    balance === restated.balance &&
    head === restated.head &&
    lastMovementAt === restated.lastMovementAt &&
    (debitDay === undefined || (debitDay === restated.debitDay && debitedToday === restated.debitedToday))
  );
}

/** Stored and missing movements as one sequence. */
async function* inOrder(
  stored: AsyncIterable<Leg>,
  missing: readonly ToldLeg[],
): AsyncGenerator<ToldLeg | Leg> {
  const waiting = missing.toSorted((a, b) => b.sequence - a.sequence);
  for await (const leg of stored) {
    while ((waiting.at(-1)?.sequence ?? Number.POSITIVE_INFINITY) < leg.sequence)
      yield waiting.pop() as ToldLeg;
    yield leg;
  }
  yield* waiting.toReversed();
}
