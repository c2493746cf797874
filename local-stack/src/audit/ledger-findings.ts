import { type ReadTables } from '@fintech-solution/adapters/dynamodb/ledger-tables';
import { findViolations, type Violation } from '@fintech-solution/domain/ledger/invariants';
import { isCustomer, type Transaction } from '@fintech-solution/domain/ledger/transaction';
import { type PlainItem } from '../observed/stack-state.ts';
import { type AuditFacts, type Finding } from './audit-facts.ts';
import { type TransactionRecord } from './ledger-records.ts';
import { untrueMessages } from './message-truth.ts';

/** All functions of this machine read one clock; an invocation's own moment is a little older than its write. */
const CLOCK_SKEW_MS = 1_000;

/** What contradicts the ledger's invariants, in the tables or between them and the recorded writes. */
export function ledgerFindings(facts: AuditFacts): Finding[] {
  const { tables, limits, nowMs } = facts.ledger;
  const transactions = new Map(
    tables.dump.transactions.map((transaction) => [String(transaction.reference), transaction]),
  );
  return [
    ...findViolations(tables.dump, { nowMs, clockSkewMs: CLOCK_SKEW_MS, limits }).map((violation) =>
      findingOf(violation, transactions, facts),
    ),
    ...tables.unreadable.map(unreadableFinding),
    ...recordedFindings(facts),
    ...untrueMessages(facts),
  ];
}

/** Says which movement of which account it is, also where the invariant is one of a transaction. */
function findingOf(
  { invariant, detail, account, sequence, reference }: Violation,
  transactions: ReadonlyMap<string, Transaction>,
  { recorded }: AuditFacts,
): Finding {
  const place = account === undefined ? placeOf(transactions.get(String(reference))) : { account, sequence };
  const outside = recorded.accounts.get(place.account)?.outsideWrites ?? 0;
  const hint = outside === 0 ? '' : '; a client outside the functions wrote to the account';
  return { kind: invariant, ...place, reference, sentence: `${detail}${hint}` };
}

function placeOf(transaction: Transaction | undefined): Pick<Finding, 'account' | 'sequence'> {
  if (transaction === undefined) return { account: '' };
  const { debit, credit } = transaction;
  const side = isCustomer(debit) ? 'debitLeg' : 'creditLeg';
  const position = transaction.status === 'completed' ? transaction[side] : undefined;
  return { account: isCustomer(debit) ? debit : credit, sequence: position?.sequence };
}

/** V11 is about an amount that is not a whole number of francs; any other defect makes the item unreadable. */
function unreadableFinding({ key, reason }: ReadTables['unreadable'][number]): Finding {
  const [, account = '', sequence] = /^(?:ACC#)?(\d+)(?:\/E#(\d+))?$/.exec(key) ?? [];
  const reference = /^TX#([^/]+)/.exec(key)?.[1];
  return {
    kind: /: (amount|balance|balanceAfter|openingBalance|reversible) /.test(reason) ? 'V11' : 'unreadable',
    account,
    ...(sequence === undefined ? {} : { sequence: Number(sequence) }),
    ...(reference === undefined ? {} : { reference }),
    sentence: `cannot be read: ${reason}`,
  };
}

/** V4, V5, V6: what was written twice, or is no longer as it was written; the tables alone cannot tell. */
function recordedFindings({ state, recorded }: AuditFacts): Finding[] {
  const now = new Map(state.transactions.map((item) => [String(item['reference']), item]));
  return [
    ...[...recorded.ledger.transactions].flatMap(([reference, record]) =>
      transactionFindings(reference, record, now.get(reference)),
    ),
    ...recorded.ledger.overwrittenLegs.map((key) => ({
      ...unreadableFinding({ key, reason: '' }),
      kind: 'V4',
      sentence: 'its leg was written twice; the second hides the first',
    })),
  ];
}

function transactionFindings(
  reference: string,
  { acceptances, finals, facts }: TransactionRecord,
  item: PlainItem | undefined,
): Finding[] {
  const side = /^\d+$/.test(facts['debit'] ?? '') ? 'debit' : 'credit';
  const sequence = facts[`${side}Sequence`];
  const place = {
    account: facts[side] ?? '',
    ...(sequence === undefined ? {} : { sequence: Number(sequence) }),
    reference,
  };
  const told = (kind: 'V5' | 'V6', sentence: string): Finding[] => [{ kind, ...place, sentence }];
  return [
    ...(acceptances > 1 ? told('V6', 'was accepted more than once; whatever it held was overwritten') : []),
    ...(finals > 1 ? told('V5', 'became final more than once') : []),
    ...(finals > 0 && !stillSays(item, facts) ? told('V5', 'a final state changed, or is gone') : []),
  ];
}

function stillSays(item: PlainItem | undefined, facts: Readonly<Record<string, string>>): boolean {
  return Object.entries(facts).every(([path, value]) => {
    const found = path.split('.').reduce<unknown>((at, name) => (at as PlainItem | undefined)?.[name], item);
    return path === 'pk' || path === 'sk' || String(found) === value;
  });
}
