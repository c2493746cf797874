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
  OPENING_WAITS_FOR_NO_PROVIDER: 'A provider that is down never delays the opening of an account.',
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
  WELL_ENTITLED_IS_SERVED: 'A caller with every right is never refused.',
  ALLOW_ONLY_GOOD_TOKENS: 'Allow is answered only for a token that passes every check at that instant.',
  FAULT_NEVER_DENIES:
    'A token that is good, or will be, is never answered Deny: an exception is, which no gateway caches.',
  BAD_TOKEN_IS_DENIED: 'A token that is bad in itself is answered Deny, whatever else is broken.',
  KNOWN_KEY_KEEPS_WORKING:
    'A token of a key that the environment knows is allowed, however the issuer fares.',
  ISSUER_IS_ASKED_SPARINGLY:
    'The key set is requested one at a time and unscheduled at most once in 30 seconds.',
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
