/** What must hold in every run, each with the sentence that a person reads when it does not. */
export const INVARIANTS = {
  BALANCE_MOVES_BY_MOVEMENTS: 'A balance changes only by a recorded movement.',
  ONE_OPENING_PER_NUMBER:
    'A number has at most one account, opened at most once, with the configured amount.',
  OPENED_BY_OUR_EVENTS: 'An account is opened only by an event of ours.',
  ONLY_CANONICAL_KEYS:
    'No key but the canonical number of a subscriber reaches the table, the queue or a provider.',
  BALANCE_IS_TOLD_TRUTHFULLY: 'A balance that is told was the balance at some moment during the call.',
  OPENED_STAYS_OPENED: 'Who was told of an account never hears afterwards that there is none.',
  CORRUPT_IS_NEVER_GUESSED: 'A stored account that cannot be told is answered 500, and nothing else.',
  ACCEPTED_EVENT_ENDS: 'An accepted request ends as an account or as a dead letter.',
  ACKNOWLEDGED_MEANS_DONE:
    'A record is acknowledged only when its account is open and every channel is settled.',
  BAD_RECORD_STANDS_ALONE: 'A bad record changes nothing for its neighbours.',
  PARKED_BEFORE_ACKNOWLEDGED: 'What is not our event is acknowledged only after a copy of it was kept.',
  SAME_NUMBER_IN_TURN: 'Records of one number in a batch run one after another.',
  OPENING_WAITS_FOR_NO_PROVIDER:
    'A provider that is down never delays the opening of an account, and one that hangs is left alone for a minute.',
  OPENED_BEFORE_SENT: 'Every account of a batch is opened before the first welcome of the batch is sent.',
  OPENING_IS_COUNTED_ONCE:
    'An opening whose write was answered is counted once, also when an attempt lost its answer; no other is counted.',
  WELCOME_AT_MOST_ONCE:
    'A welcome is accepted by a provider at most once, plus once for each unknown outcome.',
  FEW_UNKNOWN_OUTCOMES:
    'A welcome is accepted at most twice before it is given up, and once more for each time it was given up.',
  WELCOME_TELLS_THE_OPENING: 'A welcome tells the amount that was credited at the opening.',
  SENT_MEANS_ACCEPTED: 'A welcome is recorded as sent only if a provider accepted it.',
  GIVEN_UP_VISIBLY:
    'A welcome is given up only after a final refusal or two unknown outcomes, and only after a copy was parked.',
  ONE_COPY_PER_REDRIVE:
    'A redrive of a parked copy makes one new copy at most for its channel, until another redrive takes the welcome up.',
  PASSING_FAULT_IS_UNAVAILABLE:
    'A record that fails because of a passing fault of the table is counted as `store-unavailable`, never as `unexpected`.',
  WELCOME_SETTLES:
    'When the faults are over and an operator has sent back what was parked, every welcome is sent.',
  OUTAGE_MAKES_NO_DEAD_LETTER: 'An outage of a provider for an hour makes no dead letter.',
  REJECTED_HAS_NO_EFFECT: 'A rejected request reads nothing and queues nothing.',
  CALLER_MAY_READ: 'A balance is told only to a live token that is allowed to read that number.',
  OPENINGS_WITHIN_THE_ALLOWANCE:
    'No day grants more openings than its allowance, of one caller or of all; each number is counted once, before it is asked for.',
  OPENING_IS_REFUSED_TRULY:
    'An opening is refused only where an allowance is spent, and never a number that was counted before.',
  WELL_ENTITLED_IS_SERVED: 'A caller with every right is never refused.',
  ALLOW_ONLY_GOOD_TOKENS: 'Allow is answered only for a token that passes every check at that instant.',
  FAULT_NEVER_DENIES:
    'A token that is good, or will be, is never answered Deny: an exception is, which no gateway caches.',
  BAD_TOKEN_IS_DENIED: 'A token that is bad in itself is answered Deny, whatever else is broken.',
  KNOWN_KEY_KEEPS_WORKING:
    'A token of a key that the environment knows is allowed, however the issuer fares.',
  ISSUER_IS_ASKED_SPARINGLY:
    'The key set is requested one at a time and unscheduled at most once in 30 seconds.',
  MONEY_IS_CONSERVED: 'The sum of all balances is the openings less the legs of the cash account (V1).',
  NO_BALANCE_BELOW_ZERO: 'No balance is ever below zero (V2).',
  BALANCE_IS_ITS_MOVEMENTS:
    'A balance, its version and its head are what its movements make of them, one after another, never back in time (V3).',
  COMPLETED_HAS_TWO_LEGS:
    'A transaction is completed together with exactly its two legs, which sum to zero; nothing else has legs (V4).',
  FINAL_NEVER_CHANGES: 'A final state never changes (V5).',
  ONE_KEY_ONE_TRANSACTION:
    'A requester and its key name one transaction for ever: the first that was asked for, with its first contents (V6).',
  REVERSALS_TAKE_BACK_AT_MOST_ALL:
    'Reversals of a completed transaction take back at most its amount, and what is left of it is recorded (V7).',
  REVERSAL_IS_JUDGED_TRULY:
    'A reversal is accepted or refused by the rights of who asks, and by what was left of its original at some moment of the call.',
  REFUSAL_IS_TRUE:
    'What a transaction is refused for is so at the moment at which the refusal is stored (V8).',
  ACCEPTED_BECOMES_FINAL:
    'Nothing is pending two minutes after its expiry, or after the faults are over (V9).',
  SMS_TELLS_THE_MOVEMENT:
    'An SMS about a transaction tells its party the amount and the balance after that very movement (V10).',
  AMOUNTS_ARE_WHOLE_FRANCS: 'An amount is a whole number of francs, from 1 to 10^15 - 1 (V11).',
  CLOSED_IS_EMPTY: 'A closed account has a balance of zero (V12).',
  POSTED_WITHIN_THE_RULES:
    'At the moment of its posting a transaction has not expired, its accounts may be debited and credited, and no limit is passed.',
  STORED_ITEMS_ARE_SOUND:
    'Both tables pass the audit of `npm run verify` (V1 to V8, V11, V12), and every item can be read.',
  ACCEPTED_IS_QUEUED: 'Who is told that a transaction is pending has had it stored and queued.',
  KEY_IS_ANSWERED_BY_ITS_TRANSACTION:
    'The same request is answered by its transaction for ever, and another one under its key is refused.',
  STATE_IS_TOLD_TRUTHFULLY: 'A state that is told was the state at some moment during the call.',
  REQUEST_IS_ANSWERED: 'A well-formed request of a caller with every right fails only for a fault.',
  ACKNOWLEDGED_MEANS_FINAL:
    'A request to process is acknowledged only when its transaction is final and its notifications are queued.',
  NOTIFICATION_SETTLES:
    'When the faults are over, every customer who is to be told of a final transaction was told by SMS, and every client by the callback that it asked for.',
  CALLBACK_TELLS_THE_STATE:
    'A callback goes to the URL that was asked for and tells the stored final state: the members of the contract, no balance, no receipt.',
  CALLBACK_IS_SIGNED:
    'A callback is signed, over its id, its time and its body, with the secret of the client that asked, also while that is rotated.',
  CALLBACK_GOES_WHERE_ALLOWED:
    'A callback is accepted and sent only to a host that the setting of its deployment allows.',
  CALLBACK_IS_TRIED_SPARINGLY: 'A delivery of a message makes one attempt at most to call back.',
  ONLY_PARTIES_ARE_TOLD:
    'By SMS only the parties of a transaction are told of it; of a failed one only the payer who asked for it.',
  NOTHING_SECRET_IS_LOGGED: 'No token, secret or full number stands in a log line, a metric or an error.',
  HANDLER_ENDS_IN_TIME: 'Every handler ends before its time-out, with nothing left running.',
  ANSWER_IS_WELL_FORMED: 'Every answer has the shape that its reader expects.',
} as const;

export type InvariantName = keyof typeof INVARIANTS;

export interface Violation {
  readonly invariant: InvariantName;
  readonly detail: string;
}

/** Keeps the first violation of a run; the run ends with it. */
export interface Invariants {
  violate(invariant: InvariantName, detail: string): void;
  /** Violates unless the condition holds; the detail is made only then. */
  check(condition: boolean, invariant: InvariantName, detail: () => string): void;
  readonly violation: Violation | undefined;
}

/**
 * Records instead of throwing: the code under test catches errors, and would catch ours.
 *
 * @param onViolation told once, with the first violation.
 */
export function createInvariants(onViolation: (violation: Violation) => void): Invariants {
  let first: Violation | undefined;
  const violate = (invariant: InvariantName, detail: string): void => {
    if (first !== undefined) return;
    first = { invariant, detail };
    onViolation(first);
  };
  return {
    violate,
    check(condition, invariant, detail) {
      if (!condition) violate(invariant, detail());
    },
    get violation() {
      return first;
    },
  };
}
