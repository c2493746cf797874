import type { AccountRecord, LedgerDump } from '@fintech-solution/domain/ledger/ledger-dump';
import { decidePosting } from '@fintech-solution/domain/ledger/posting';
import type { Accounts, Limits } from '@fintech-solution/domain/ledger/posting-input';
import {
  type AcceptedTransaction,
  CASH,
  type CompletedTransaction,
  isCash,
  isCustomer,
} from '@fintech-solution/domain/ledger/transaction';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { createInMemoryLedger, type InMemoryLedger } from '@fintech-solution/testing/in-memory-ledger';
import { acceptedOf, keyOf, NOW } from '@fintech-solution/testing/ledger-samples';

/** Legs of customers that each group adds. */
export const MOVEMENTS_OF_A_GROUP = 1_000;
/** Accounts that pay each other, and nobody in another group. */
const ACCOUNTS_OF_A_GROUP = 10;
const OPENING_BALANCE = 100_000n;
const STEPS_AT_MOST = 10_000;
const MS_BETWEEN_GROUPS = 60_000;
const UNLIMITED: Limits = { maxBalance: 10n ** 14n, dailyDebit: 0n, dailyCash: 10n ** 14n };

/** A merchant whom the accounts of every group pay, so that one account has a large part of all movements. */
export const MERCHANT = '224655000000' as Msisdn;

/** The group that an account belongs to; the merchant belongs to all. */
export function groupOf(msisdn: Msisdn): number {
  return Math.floor(Number(msisdn.slice('22462'.length)) / ACCOUNTS_OF_A_GROUP);
}

/** The accounts of one group with all their transactions, and the merchant as it is afterwards. */
export interface SyntheticGroup extends LedgerDump {
  readonly merchant: AccountRecord;
}

export const OPENED_MERCHANT: AccountRecord = {
  msisdn: MERCHANT,
  balance: 0n,
  openingBalance: 0n,
  openedBy: 'opening-merchant',
  createdAt: new Date(NOW).toISOString(),
  status: 'ACTIVE',
  version: 1,
};

/**
 * One group of a sound ledger, the same at each call: posted by the ledger's own decisions, each under its conditions. It
 * has every type of movement, refusals, reversals of parts, and transactions that are pending.
 *
 * @param merchantBefore the merchant as the group before left it.
 */
export async function createGroup(index: number, merchantBefore: AccountRecord): Promise<SyntheticGroup> {
  const ledger = createInMemoryLedger();
  const accounts = Array.from({ length: ACCOUNTS_OF_A_GROUP }, (_, account) => numberOf(index, account));
  for (const msisdn of accounts) ledger.open(msisdn, { balance: OPENING_BALANCE });
  ledger.open(MERCHANT);
  ledger.edit(MERCHANT, merchantBefore);

  let payment: CompletedTransaction | undefined;
  for (let step = 0, movements = 0; movements < MOVEMENTS_OF_A_GROUP; step += 1) {
    const left = MOVEMENTS_OF_A_GROUP - movements;
    const nowMs = NOW + index * MS_BETWEEN_GROUPS;
    const transaction = acceptedOf({
      clientCorrelationId: keyOf(index * STEPS_AT_MOST + step),
      createdAt: new Date(nowMs).toISOString(),
      expiresAt: nowMs / 1_000 + 3_600,
      ...wishOf(step, accounts, payment, left),
    });
    await ledger.accept(transaction);
    if (step % 50 === 49) continue;
    const posted = await post(ledger, transaction, nowMs);
    if (posted === undefined) continue;
    payment = posted.type === 'merchantpay' ? posted : undefined;
    movements += isCash(posted) ? 1 : 2;
  }
  const dump = ledger.dump();
  const isMerchant = ({ msisdn }: AccountRecord) => msisdn === MERCHANT;
  return {
    ...dump,
    accounts: dump.accounts.filter((account) => !isMerchant(account)),
    merchant: dump.accounts.find(isMerchant) as AccountRecord,
  };
}

/** What is asked for in one step: most often a transfer within the group. */
function wishOf(
  step: number,
  accounts: readonly Msisdn[],
  payment: CompletedTransaction | undefined,
  movementsLeft: number,
): Partial<AcceptedTransaction> {
  const amount = BigInt(1 + ((step * 37) % 300));
  const debit = accounts[step % accounts.length] as Msisdn;
  const credit = accounts[(step * 7 + 3) % accounts.length] as Msisdn;
  const other = debit === credit ? (accounts[(step + 1) % accounts.length] as Msisdn) : credit;
  const kind = step % 50;
  if (movementsLeft === 1 || kind === 0) return { type: 'deposit', debit: CASH, credit, amount };
  if (kind === 25) return { type: 'withdrawal', debit, credit: CASH, amount };
  if (kind === 33) return { debit, credit: other, amount: 10n * OPENING_BALANCE };
  if (payment !== undefined && kind === 13) {
    const { reference: originalReference, debit: payer } = payment;
    return { type: 'reversal', debit: MERCHANT, credit: payer, amount: 1n, originalReference };
  }
  if (step % 3 === 0) return { type: 'merchantpay', debit, credit: MERCHANT, amount };
  return { debit, credit: other, amount, descriptionText: `achat ${step}` };
}

/** Posts one transaction as process-transaction does; undefined where it was refused. */
async function post(
  ledger: InMemoryLedger,
  transaction: AcceptedTransaction,
  nowMs: number,
): Promise<CompletedTransaction | undefined> {
  const { accounts } = await ledger.read([], [transaction.debit, transaction.credit].filter(isCustomer));
  const decision = decidePosting({
    transaction: { ...transaction, status: 'pending' },
    accounts: accounts as Accounts,
    limits: UNLIMITED,
    nowMs,
    newNonce: () => transaction.reference.replaceAll('-', ''),
  });
  if (decision.kind === 'wait') throw new Error('A sample does not wait');
  const { kind } = await ledger.commit(decision.writes);
  if (kind !== 'committed') throw new Error('A sample is committed at once');
  return decision.kind === 'post' ? decision.transaction : undefined;
}

function numberOf(group: number, account: number): Msisdn {
  return `22462${String(group * ACCOUNTS_OF_A_GROUP + account).padStart(7, '0')}` as Msisdn;
}
