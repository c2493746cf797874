import type { Francs } from '../money.ts';
import type { AccountRecord } from './ledger-dump.ts';
import type { LedgerWrite } from './ledger-write.ts';
import type { Leg } from './receipt.ts';
import type { Reference } from './reference.ts';
import { type AccountRepairSettings, repairAccount, type RestatedAccount } from './repair-account.ts';
import {
  createDamageReport,
  createReversibleCheck,
  type Damage,
  type MisstatedOriginal,
} from './repair-transactions.ts';
import type { Finding, LedgerPages } from './ledger-pages.ts';

/** One write of a repair. Each has a condition, so that what changed since it was read stops it. */
export type RepairWrite =
  /** Condition: it is pending. */
  | Extract<LedgerWrite, { write: 'complete' | 'add-leg' | 'add-cash-leg' }>
  /** Condition: the original is completed, and `reversible` is `before`. */
  | {
      readonly write: 'restate-reversible';
      readonly reference: Reference;
      readonly before: Francs | undefined;
      readonly after: Francs;
    }
  /** Condition: the account is `before`, and has no movement beyond `after`. */
  | {
      readonly write: 'restate-account';
      readonly before: AccountRecord;
      readonly after: RestatedAccount;
    };

/** A write that makes the invariants hold again, or what only a person can decide. */
export type RepairStep = { readonly write: RepairWrite } | { readonly finding: Finding };

/**
 * What two tables need that were restored apart, or that hold half of a transaction. Completed transactions are the truth:
 * missing legs are made again from them, and accounts are what their legs make of them. A pending transaction whose legs
 * are all there was posted, because a commit writes all of its parts or none; it is completed, before anything posts it
 * twice. Nothing is deleted, nothing is guessed: what the completed transactions do not explain is a finding, and nothing
 * is written for its account.
 *
 * It reads the ledger first and the accounts then, in memory that grows with the damage. Nothing else may write
 * meanwhile. A second run, after all writes of the first, finds nothing to write.
 *
 * @throws LedgerUnavailableError
 */
export async function* planRepair(
  pages: LedgerPages,
  settings: AccountRepairSettings,
): AsyncGenerator<RepairStep> {
  const report = createDamageReport(pages);
  const reversals = createReversibleCheck();
  let isReadable = true;
  for await (const page of pages.ledger()) {
    for (const { key, reason } of page.unreadable) {
      isReadable = false;
      yield { finding: { invariant: 'unreadable', key, detail: reason } };
    }
    await report.add(page);
    reversals.add(page.transactions);
  }
  // What cannot be read may be what explains the rest.
  if (!isReadable) return;

  const damage = report.end();
  yield* damage.findings.map(asFinding);
  reversals.add(damage.completions.values());
  const misstated = await reversals.end(pages, damage.completions);
  yield* reversals.findings.map(asFinding);
  // The sum leaves out a reversal that is a finding: what is left of its original may be less, never more.
  const isCounted = damage.findings.length + reversals.findings.length === 0;
  yield* transactionWrites(
    damage,
    misstated.filter(({ original: { reversible = 0n }, left }) => isCounted || left < reversible),
  );
  yield* repairAccounts(pages, damage, settings);
}

function asFinding(finding: Finding): RepairStep {
  return { finding };
}

/** First of all the completions: a transaction that is still pending can be posted a second time. */
function transactionWrites(damage: Damage, misstated: readonly MisstatedOriginal[]): RepairStep[] {
  const { completions, missingCashLegs } = damage;
  const leftOf = new Map(misstated.map(({ original, left }) => [original.reference, left]));
  const completed = [...completions.values()].map((transaction): RepairWrite => {
    const reversible = leftOf.get(transaction.reference) ?? transaction.reversible;
    // It was posted in time, as its legs prove: so no expiry stops it now.
    return { write: 'complete', transaction: { ...transaction, reversible }, nowSeconds: 0 };
  });
  const cashLegs = missingCashLegs.map((leg): RepairWrite => ({ write: 'add-cash-leg', ...leg }));
  const stored = misstated.filter(({ original }) => !completions.has(original.reference));
  const reversibles = stored.map(
    ({ original: { reference, reversible: before }, left: after }): RepairWrite => ({
      write: 'restate-reversible',
      reference,
      before,
      after,
    }),
  );
  return [...completed, ...cashLegs, ...reversibles].map((write) => ({ write }));
}

async function* repairAccounts(
  pages: LedgerPages,
  { untouchable, missingLegs, withoutAccount }: Damage,
  settings: AccountRepairSettings,
): AsyncGenerator<RepairStep> {
  const unseen = new Set([...missingLegs.keys(), ...withoutAccount]);
  for await (const { items, unreadable } of pages.accounts()) {
    for (const { key, reason } of unreadable)
      yield { finding: { invariant: 'unreadable', key, detail: reason } };
    for (const account of items) {
      const { msisdn } = account;
      unseen.delete(msisdn);
      if (untouchable.has(msisdn)) continue;
      const stored = legsOf(pages.movements(msisdn));
      const repair = await repairAccount(account, stored, missingLegs.get(msisdn) ?? [], settings);
      if (repair.kind === 'unrepairable') {
        const { sequence, detail } = repair;
        yield { finding: { invariant: 'V3', account: msisdn, sequence, detail } };
        continue;
      }
      for (const leg of repair.legs) yield { write: { write: 'add-leg', leg } };
      if (repair.account !== undefined)
        yield { write: { write: 'restate-account', before: account, after: repair.account } };
    }
  }
  for (const account of unseen)
    yield { finding: { invariant: 'V3', account, detail: 'movements without a readable account' } };
}

async function* legsOf(pages: ReturnType<LedgerPages['movements']>): AsyncGenerator<Leg> {
  for await (const { items } of pages) yield* items;
}
