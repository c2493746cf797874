import { readTables } from '../../../../lambda-src/adapters/src/dynamodb/ledger-tables.ts';
import { findViolations, type InvariantId } from '../../../../lambda-src/domain/src/ledger/invariants.ts';
import type { Environment } from '../../environment/environment.ts';
import type { LedgerTables } from '../../environment/ledger/ledger-tables.ts';
import type { LedgerSettings } from '../../profiles/ledger-settings.ts';

/** The clocks of two functions differ by less than this; a clock that is set is counted besides. */
const CLOCK_SKEW_MS = 26_000;

/** Audits both tables as `npm run verify` does. `isOver`: the faults have been over for two minutes, so V9 counts too. */
export function createLedgerAudit({ invariants, clock }: Environment, { limits }: LedgerSettings) {
  return (tables: Pick<LedgerTables, 'accountItems' | 'ledgerItems'>, isOver = false): void => {
    const { dump, unreadable } = readTables(tables.accountItems, tables.ledgerItems);
    for (const { key, reason } of unreadable)
      invariants.violate('STORED_ITEMS_ARE_SOUND', `${key} cannot be read: ${reason}`);
    const [first] = findViolations(dump, {
      nowMs: isOver ? clock.now() : 0,
      clockSkewMs: CLOCK_SKEW_MS + clock.setByMs,
      limits,
    });
    if (first === undefined) return;
    const isLate = first.invariant === ('V9' satisfies InvariantId);
    invariants.violate(
      isLate ? 'ACCEPTED_BECOMES_FINAL' : 'STORED_ITEMS_ARE_SOUND',
      `${first.invariant}: ${first.reference ?? first.account ?? ''} ${first.detail}`,
    );
  };
}
