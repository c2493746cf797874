import { type NumberingPlan } from '@fintech-solution/domain/msisdn';
import { type StackState } from '../console/stack-state.ts';
import { balanceBooks, type Books } from './books.ts';
import { type Journal } from './journal.ts';

/** Where the books are read from. */
export interface BooksSources {
  readonly readState: () => Promise<StackState>;
  readonly journal: Pick<Journal, 'facts'>;
  readonly openingBalance: string;
  readonly plan: NumberingPlan;
}

/** How often a moment without changes is looked for. */
const ATTEMPTS = 5;

/**
 * Balances the books of one moment. Accounts, queue and dead letters are read one after another, so what is read
 * while something changes belongs to no moment: it is read again, and at last counted as still under way.
 */
export async function readBooks({ readState, journal, ...settings }: BooksSources): Promise<Books> {
  for (let attempt = 1; ; attempt += 1) {
    const before = journal.facts().revision;
    const state = await readState();
    const facts = journal.facts();
    if (facts.revision === before) return balanceBooks({ ...settings, state, journal: facts });
    if (attempt < ATTEMPTS) continue;
    const books = balanceBooks({
      ...settings,
      state: { ...state, queue: atLeastOne(state.queue) },
      journal: facts,
    });
    return { ...books, queue: state.queue };
  }
}

function atLeastOne(queue: StackState['queue']): StackState['queue'] {
  return { ...queue, inFlight: Math.max(1, queue.inFlight) };
}
