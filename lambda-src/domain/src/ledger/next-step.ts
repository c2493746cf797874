import {
  type CompletedTransaction,
  type FailedTransaction,
  isFinal,
  type Transaction,
} from './transaction.ts';
import type { Knowledge } from './posting-input.ts';
import type { LedgerWrite, WriteFailure } from './ledger-write.ts';

/** What to do after a commit that was cancelled. */
export type NextStep =
  /** Another delivery, or an answer that was lost, settled it. */
  | { readonly kind: 'already-final'; readonly transaction: CompletedTransaction | FailedTransaction }
  /** Something that was judged has changed: read and decide again, with what the store told. */
  | { readonly kind: 'decide-again'; readonly knowledge: Knowledge }
  /** Others were at the same items at the same moment: pause, then read and decide again. */
  | { readonly kind: 'pause' };

/** Reads the reasons of a cancelled commit, one for each of its writes. A final state outweighs every other reason. */
export function nextStep(
  writes: readonly LedgerWrite[],
  failures: readonly (WriteFailure | undefined)[],
): NextStep {
  const conditions = writes.flatMap((write, index) => {
    const failure = failures[index];
    return failure?.kind === 'condition' ? [{ write, ...failure }] : [];
  });
  const final = conditions.map(({ transaction }) => transaction).find(isFinalState);
  if (final !== undefined) return { kind: 'already-final', transaction: final };
  if (conditions.length === 0) return { kind: 'pause' };
  return { kind: 'decide-again', knowledge: Object.assign({}, ...conditions.map(knowledgeOf)) as Knowledge };
}

function isFinalState(
  transaction: Transaction | undefined,
): transaction is CompletedTransaction | FailedTransaction {
  return transaction !== undefined && isFinal(transaction);
}

function knowledgeOf({
  write,
  amount,
}: {
  readonly write: LedgerWrite;
  readonly amount?: bigint | undefined;
}): Knowledge {
  if (amount === undefined) return {};
  if (write.write === 'count-cash') return { cash: { day: write.day, amount } };
  return write.write === 'reduce-reversible' ? { reversible: amount } : {};
}

/**
 * True where a final state is the very one that this delivery decided: the answer to its commit was lost. Nonces are
 * random, so a completion cannot be taken for another's; of two equal refusals it does not matter whose it was.
 */
export function isOwnOutcome(
  decided: CompletedTransaction | FailedTransaction,
  found: CompletedTransaction | FailedTransaction,
): boolean {
  return String(marksOf(decided)) === String(marksOf(found));
}

/** What tells one final state from another. */
function marksOf(final: CompletedTransaction | FailedTransaction): readonly (string | undefined)[] {
  if (final.status === 'failed') return [final.error, final.finalAt];
  return [final.debitLeg?.nonce, final.creditLeg?.nonce];
}
