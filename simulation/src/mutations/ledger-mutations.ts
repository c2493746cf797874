import type { Mutation, SourceEdit } from './mutation.ts';

const CONDITIONS = 'adapters/src/dynamodb/ledger-conditions.ts';
const COMMIT = 'adapters/src/dynamodb/ledger-commit.ts';
const STORE = 'adapters/src/dynamodb/ledger.ts';
const RULES = 'domain/src/ledger/account-rules.ts';
const POSTING = 'domain/src/ledger/posting.ts';
const REFUSAL = 'domain/src/ledger/refusal.ts';
const INPUT = 'domain/src/ledger/posting-input.ts';
const TRANSACTION = 'domain/src/ledger/transaction.ts';
const NOTIFICATION = 'domain/src/ledger/notification.ts';
const REFERENCE = 'domain/src/ledger/reference.ts';
const REQUEST = 'request-transaction/src/accept-once.ts';
const PROCESS = 'process-transaction/src/process-transactions.ts';
const PROCESS_HANDLER = 'process-transaction/src/handler.ts';
const SWEEP = 'sweep-transactions/src/sweep-transactions.ts';
const NOTIFY = 'notify-parties/src/notify-party.ts';
const REVERSAL = 'request-transaction/src/request-reversal.ts';
const PERMISSION = 'request-transaction/src/permission.ts';
const CALLBACK = 'domain/src/ledger/callback.ts';
const CALLBACKS = 'adapters/src/callbacks/https-callback.ts';
const MASTERS = 'adapters/src/callbacks/ssm-signing-masters.ts';
const NOTIFY_HANDLER = 'notify-parties/src/handler.ts';

/** Holds for every item: no attribute of ours has this name. */
const ALWAYS = "'attribute_not_exists(#taken_out)'";

/** The condition of one name, taken out of the writes. */
const condition = (text: string): SourceEdit => {
  const [name = ''] = text.split(':');
  return { file: CONDITIONS, find: text, replace: `${name}: ${ALWAYS}` };
};

/** What a processor judges of accounts before it writes: taken out, so that only the conditions are left. */
const JUDGEMENT: SourceEdit = {
  file: RULES,
  find: 'if (account === undefined) return false;',
  replace: 'if (account !== undefined || rule) return true;',
};
/** The look at the clock before a posting. */
const EXPIRY: SourceEdit = {
  file: TRANSACTION,
  find: "if (nowMs < expiresAt * 1_000) return 'alive';",
  replace: "if (nowMs > 0) return 'alive';",
};
const EARLY_EXPIRY: SourceEdit = {
  file: TRANSACTION,
  find: "if (nowMs < expiresAt * 1_000) return 'alive';",
  replace: "if (nowMs > 0) return 'expired';",
};

const IS_PENDING = condition("isPending: '#status = :pending'");
const VERSION = condition("'version-is': '#version = :version'");
const NEW_LEG = condition("isNewLeg: 'attribute_not_exists(#pk)'");

/**
 * The conditions of the ledger's writes, each taken out: alone where something else would not stop the same fault; with its
 * twins where two conditions cover each other; with a processor that judges nothing, where its own judgement would come first.
 *
 * That the sweeper queues before it fails is left to the model (−DFAIL_FIRST) and to a unit test: a history needs a reference that
 * was never queued, a client that does not ask again, an expiry and a crash between two calls, and 30,000 seeds draw no such history.
 *
 * Four conditions have no mutation, because nothing can break without them:
 * - `exists` as the condition of a movement: an account that is not there has no version, so `version-is` stops the write;
 *   and without both, DynamoDB refuses to add to a balance that is not there.
 * - `exists` beside the opposite of another rule: no account is ever deleted.
 * - `is-active-or-blocked`: what else an account can be is closed, and a closed account is empty, so `balance-at-least` stops
 *   every reversal.
 * - `isOriginalCompleted`: only a completed transaction has anything left to reverse, so `hasReversibleLeft` stops the write.
 */
const CONDITION_MUTATIONS: readonly Mutation[] = [
  {
    name: 'the condition that a transaction is accepted once',
    ...condition("isNewTransaction: 'attribute_not_exists(#pk)'"),
    breaks: ['ONE_KEY_ONE_TRANSACTION', 'FINAL_NEVER_CHANGES', 'KEY_IS_ANSWERED_BY_ITS_TRANSACTION'],
  },
  {
    name: 'the condition that only what is pending becomes final',
    ...IS_PENDING,
    breaks: ['FINAL_NEVER_CHANGES'],
  },
  {
    name: 'the condition that what expired is not posted, and the look at the clock before it',
    ...condition("isAlive: '#expiresAt > :now'"),
    also: [EXPIRY],
    breaks: ['POSTED_WITHIN_THE_RULES'],
  },
  {
    name: 'the condition that only what expired fails for it, and the look at the clock before it',
    ...condition("isExpired: '#expiresAt <= :expiredBefore'"),
    also: [EARLY_EXPIRY],
    breaks: ['REFUSAL_IS_TRUE'],
  },
  {
    name: 'the version of an account, and its twin, the condition that a leg is new',
    profile: 'ledger-contention',
    ...VERSION,
    also: [NEW_LEG],
    breaks: ['BALANCE_IS_ITS_MOVEMENTS', 'COMPLETED_HAS_TWO_LEGS'],
  },
  {
    name: 'the condition that a cash leg is new, with all that covers it: pending, version, new leg',
    ...condition("isNewCashLeg: 'attribute_not_exists(#pk)'"),
    also: [IS_PENDING, VERSION, NEW_LEG],
    breaks: ['COMPLETED_HAS_TWO_LEGS', 'FINAL_NEVER_CHANGES', 'BALANCE_IS_ITS_MOVEMENTS'],
  },
  {
    name: "the condition on a requester's cash of a day",
    profile: 'ledger-limits',
    ...condition("hasCashLeft: 'attribute_not_exists(#amount) OR #amount <= :upTo'"),
    breaks: ['POSTED_WITHIN_THE_RULES'],
  },
  {
    name: 'the check that the cash of a day is spent, under a processor that always says so',
    profile: 'ledger-limits',
    ...condition("hasNoCashLeft: '#amount > :above'"),
    also: [
      {
        file: REFUSAL,
        find: 'cash?.day === day && cash.amount > upTo)',
        replace: 'cash?.day !== day)',
      },
    ],
    breaks: ['REFUSAL_IS_TRUE'],
  },
  {
    name: 'the condition that enough is left to reverse',
    profile: 'ledger-reversals',
    ...condition("hasReversibleLeft: '#reversible >= :amount'"),
    breaks: ['REVERSALS_TAKE_BACK_AT_MOST_ALL', 'STORED_ITEMS_ARE_SOUND'],
  },
  {
    name: 'the check that too little is left to reverse, under a processor that always says so',
    profile: 'ledger-reversals',
    ...condition("hasLessReversibleLeft: '#reversible < :below'"),
    also: [
      {
        file: REFUSAL,
        find: 'reversible !== undefined && reversible < amount)',
        replace: 'reversible === undefined)',
      },
    ],
    breaks: ['REFUSAL_IS_TRUE'],
  },
  {
    name: 'the condition that a debited account is active, under a processor that judges nothing',
    profile: 'ledger-contention',
    ...condition("'is-active': '#status = :active'"),
    also: [JUDGEMENT],
    breaks: ['POSTED_WITHIN_THE_RULES'],
  },
  {
    name: 'the condition that a credited account is not closed, under a processor that judges nothing',
    profile: 'ledger-contention',
    ...condition("'is-not-closed': '#status <> :closed'"),
    also: [JUDGEMENT],
    breaks: ['POSTED_WITHIN_THE_RULES', 'CLOSED_IS_EMPTY'],
  },
  {
    name: 'the floor of zero, under a processor that judges nothing',
    ...condition("'balance-at-least': '#balance >= :atLeast'"),
    also: [JUDGEMENT],
    breaks: ['NO_BALANCE_BELOW_ZERO'],
  },
  {
    name: 'the cap of a balance, under a processor that judges nothing',
    profile: 'ledger-limits',
    ...condition("'balance-at-most': '#balance <= :atMost'"),
    also: [JUDGEMENT],
    breaks: ['POSTED_WITHIN_THE_RULES'],
  },
  {
    name: 'the limit of a day, under a processor that judges nothing',
    profile: 'ledger-limits',
    file: CONDITIONS,
    find: "'attribute_not_exists(#debitDay) OR #debitDay <> :day OR #debitedToday <= :debitedAtMost'",
    replace: ALWAYS,
    also: [JUDGEMENT],
    breaks: ['POSTED_WITHIN_THE_RULES'],
  },
  {
    name: 'the check that makes a refusal true',
    file: COMMIT,
    find: 'all(ACCOUNT_CONDITIONS.exists, `NOT (${condition})`)',
    replace: 'ACCOUNT_CONDITIONS.exists',
    breaks: ['REFUSAL_IS_TRUE'],
  },
  {
    name: 'the check that an account is not there',
    profile: 'ledger-contention',
    file: COMMIT,
    find: "not.rule === 'exists' ? `NOT ${condition}`",
    replace: `not.rule === 'exists' ? ${ALWAYS}`,
    breaks: ['REFUSAL_IS_TRUE'],
  },
];

/**
 * Guards of the ledger that are not conditions of a write.
 *
 * Reading again after a commit that was refused (`readAgain` in the processor) has no mutation: without it the versions of
 * accounts that others moved stay old, their conditions stop every further try, and the record comes again and is read
 * afresh. Nothing but time is lost; the unit tests of the processor hold it.
 */
const GUARD_MUTATIONS: readonly Mutation[] = [
  {
    name: 'the own key before the settings judge a request',
    profile: 'ledger-keys',
    file: REQUEST,
    find: 'return existing === undefined ? refusal :',
    replace: 'return existing !== null ? refusal :',
    breaks: ['KEY_IS_ANSWERED_BY_ITS_TRANSACTION'],
  },
  {
    name: 'the fingerprint of a repeated request',
    profile: 'ledger-keys',
    file: REQUEST,
    find: 'if (existing.fingerprint !== fingerprint) return',
    replace: 'if (existing.fingerprint === null) return',
    breaks: ['KEY_IS_ANSWERED_BY_ITS_TRANSACTION'],
  },
  {
    name: 'queueing a pending transaction again',
    profile: 'ledger-keys',
    file: REQUEST,
    find: "if (existing.status === 'pending') await enqueue(queue, existing);",
    replace: '',
    breaks: ['ACCEPTED_IS_QUEUED'],
  },
  {
    name: 'the answer of the queue to each message of a batch',
    file: REQUEST,
    find: 'if (isQueued !== true)',
    replace: 'if (isQueued === undefined)',
    breaks: ['ACCEPTED_IS_QUEUED'],
  },
  {
    name: 'knowing its own transaction when the answer to the write was lost',
    profile: 'ledger-keys',
    file: REQUEST,
    find: "if (outcome.kind === 'exists' && !isOwn(accepted, outcome))",
    replace: "if (outcome.kind === 'exists')",
    breaks: ['KEY_IS_ANSWERED_BY_ITS_TRANSACTION'],
  },
  {
    name: 'the requester in the reference',
    profile: 'ledger-keys',
    file: REFERENCE,
    find: '`${sub}\\n${clientCorrelationId.toLowerCase()}`',
    replace: '`${sub.length}\\n${clientCorrelationId.toLowerCase()}`',
    breaks: ['ONE_KEY_ONE_TRANSACTION', 'KEY_IS_ANSWERED_BY_ITS_TRANSACTION', 'STATE_IS_TOLD_TRUTHFULLY'],
  },
  {
    name: 'one spelling for a key in capitals',
    profile: 'ledger-keys',
    file: REFERENCE,
    find: '`${sub}\\n${clientCorrelationId.toLowerCase()}`',
    replace: '`${sub}\\n${clientCorrelationId}`',
    breaks: ['ONE_KEY_ONE_TRANSACTION'],
  },
  {
    name: 'the consistent read of a state',
    file: STORE,
    find: 'Key: key, ConsistentRead: true',
    replace: 'Key: key, ConsistentRead: false',
    breaks: [
      'REVERSAL_IS_JUDGED_TRULY',
      'STATE_IS_TOLD_TRUTHFULLY',
      'KEY_IS_ANSWERED_BY_ITS_TRANSACTION',
      'NOTIFICATION_SETTLES',
    ],
  },
  {
    name: 'a record that comes again until its transaction is final',
    file: PROCESS_HANDLER,
    find: "return { kind: 'failed', reason: processed.kind };",
    replace: "return { kind: 'done' };",
    breaks: ['ACKNOWLEDGED_MEANS_FINAL'],
  },
  {
    name: 'queueing the notifications of what another delivery made final',
    file: PROCESS,
    find: "if (processed.kind === 'final') finished.set(",
    replace: "if (processed.kind === 'final' && processed.isNew) finished.set(",
    breaks: ['ACKNOWLEDGED_MEANS_FINAL'],
  },
  {
    name: 'a record that comes again until its notifications are queued',
    file: PROCESS_HANDLER,
    find: "return isQueued ? { kind: 'done' } :",
    replace: "return isQueued !== null ? { kind: 'done' } :",
    breaks: ['ACKNOWLEDGED_MEANS_FINAL'],
  },
  {
    name: 'the copy of a message about no transaction',
    file: PROCESS_HANDLER,
    find: "return park(dependencies, record, 'transaction-unknown', fields);",
    replace: "return { kind: 'done' };",
    breaks: ['PARKED_BEFORE_ACKNOWLEDGED'],
  },
  {
    name: 'a passing conflict that is told from a defect',
    profile: 'ledger-contention',
    file: COMMIT,
    find: "case 'TransactionConflict':\n      return { kind: 'conflict' };",
    replace: '',
    breaks: ['PASSING_FAULT_IS_UNAVAILABLE'],
  },
  {
    name: 'one moment for both legs, which never goes back along an account',
    profile: 'ledger-limits',
    file: INPUT,
    find: 'new Date(Math.max(nowMs, ...moments))',
    replace: 'new Date(Math.max(nowMs, ...moments.slice(moments.length)))',
    breaks: ['BALANCE_IS_ITS_MOVEMENTS', 'STORED_ITEMS_ARE_SOUND'],
  },
  {
    name: 'one clock for the day of a limit and of its movement',
    profile: 'ledger-limits',
    file: POSTING,
    find: '...(counts ? debitsOf(before, dayOf(at), -amount) : {}),',
    replace: '...(counts ? debitsOf(before, dayOf(new Date(input.nowMs).toISOString()), -amount) : {}),',
    breaks: ['POSTED_WITHIN_THE_RULES', 'REFUSAL_IS_TRUE', 'STORED_ITEMS_ARE_SOUND'],
  },
  {
    name: 'a new day that begins at zero',
    profile: 'ledger-limits',
    file: POSTING,
    find: '(debitDay === day ? debitedToday : 0n) + amount',
    replace: '(debitDay === day ? debitedToday : debitedToday) + amount',
    breaks: ['REFUSAL_IS_TRUE', 'STORED_ITEMS_ARE_SOUND'],
  },
  {
    name: 'the cash of a day, counted',
    profile: 'ledger-limits',
    file: POSTING,
    find: '    ...cashWrites(input, at),\n',
    replace: '',
    breaks: ['POSTED_WITHIN_THE_RULES'],
  },
  {
    name: 'what is left to reverse, counted',
    profile: 'ledger-reversals',
    file: POSTING,
    find: 'if (originalReference !== undefined)\n    writes.push(',
    replace: 'if (originalReference === null)\n    writes.push(',
    breaks: ['REVERSALS_TAKE_BACK_AT_MOST_ALL', 'STORED_ITEMS_ARE_SOUND'],
  },
  {
    name: 'the rule that a closed account is not credited',
    profile: 'ledger-contention',
    file: REFUSAL,
    find: "[{ rule: 'is-not-closed' }, 'requestDeclined'],",
    replace: '',
    breaks: ['POSTED_WITHIN_THE_RULES', 'CLOSED_IS_EMPTY'],
  },
  {
    name: 'the rule that a blocked account is not debited',
    profile: 'ledger-contention',
    file: REFUSAL,
    find: "[{ rule: 'is-active' }, 'requestDeclined'],",
    replace: "[{ rule: 'is-active-or-blocked' }, 'requestDeclined'],",
    breaks: ['POSTED_WITHIN_THE_RULES'],
  },
  {
    name: 'the gap after an expiry, in which no clock decides',
    profile: 'ledger-expiry',
    file: TRANSACTION,
    find: 'EXPIRY_GAP_SECONDS = 30;',
    replace: 'EXPIRY_GAP_SECONDS = 0;',
    breaks: ['REFUSAL_IS_TRUE'],
  },
  {
    name: 'failing what expired, in the sweeper and in the processor',
    profile: 'ledger-expiry',
    file: POSTING,
    find: "if (expiry === 'expired') return expire(transaction, nowMs);",
    replace: "if (expiry === 'expired') return { kind: 'wait' };",
    also: [{ file: SWEEP, find: "=== 'expired')", replace: '=== String(0))' }],
    breaks: ['ACCEPTED_BECOMES_FINAL'],
  },
  {
    name: 'queueing what is stuck, in the sweeper',
    file: SWEEP,
    find: 'listing.value : []',
    replace: 'listing.value.slice(0, 0) : []',
    breaks: ['ACCEPTED_BECOMES_FINAL'],
  },
  {
    name: 'the order of sending an SMS and marking it as sent',
    file: NOTIFY,
    find: 'const delivery = await attemptDelivery(outgoing, held, clock);',
    replace:
      'await notifications.recordSent(place);\n  const delivery = await attemptDelivery(outgoing, held, clock);',
    breaks: ['SENT_MEANS_ACCEPTED'],
  },
  {
    name: 'the mark that an SMS was sent',
    file: NOTIFY,
    find: 'await notifications.recordSent(place).then(',
    replace: 'await Promise.resolve().then(',
    breaks: ['WELCOME_AT_MOST_ONCE', 'ACKNOWLEDGED_MEANS_DONE'],
  },
  {
    name: 'the balance after the very movement in an SMS',
    file: NOTIFY,
    find: 'completedSms(transaction, side, leg.balanceAfter)',
    replace: 'completedSms(transaction, side, leg.balanceAfter - leg.amount)',
    breaks: ['SMS_TELLS_THE_MOVEMENT'],
  },
  {
    name: 'whose movement it is in an SMS',
    file: NOTIFICATION,
    find: "spelled(side === 'debit' ? credit : debit)",
    replace: "spelled(side === 'debit' ? debit : credit)",
    breaks: ['SMS_TELLS_THE_MOVEMENT'],
  },
  {
    name: 'who is told of a failure',
    file: NOTIFICATION,
    find: "(status === 'completed' || requestedByDebitParty)",
    replace: "(status === 'completed' || requestedByDebitParty !== null)",
    breaks: ['ONLY_PARTIES_ARE_TOLD'],
  },
  {
    name: 'that a notification of what is still pending comes to nothing',
    file: NOTIFY_HANDLER,
    find: "case 'not-for-us':\n        return park(dependencies, request.record, result.reason, fields);",
    replace: "case 'not-for-us':\n        return { kind: 'done' };",
    breaks: ['ACKNOWLEDGED_MEANS_DONE'],
  },
];

/** What decides whether a reversal is accepted. */
const REVERSAL_MUTATIONS: readonly Mutation[] = [
  {
    name: 'that a reversal asks for no more than is left',
    file: REVERSAL,
    find: "return asked !== undefined && asked > left ? refuse('incorrect-state', 'amount') : undefined;",
    replace: 'return undefined;',
    breaks: ['REVERSAL_IS_JUDGED_TRULY'],
  },
  {
    name: 'that only a transaction of which something is left can be reversed',
    file: REVERSAL,
    find: "if (left === 0n) return refuse('incorrect-state', 'transactionReference');",
    replace: '',
    also: [
      {
        file: REVERSAL,
        find: "return original.status === 'completed' ? (original.reversible ?? 0n) : 0n;",
        replace: 'return original.reversible ?? original.amount;',
      },
    ],
    breaks: ['REVERSAL_IS_JUDGED_TRULY'],
  },
  {
    name: 'that a transaction which moved nothing cannot be reversed',
    file: REVERSAL,
    find: "return original.status === 'completed' ? (original.reversible ?? 0n) : 0n;",
    replace: "return original.status === 'failed' ? original.amount : (original.reversible ?? 0n);",
    breaks: ['REVERSAL_IS_JUDGED_TRULY'],
  },
  {
    name: 'that a reversal cannot be reversed',
    file: REVERSAL,
    find: '(original.reversible ?? 0n)',
    replace: '(original.reversible ?? original.amount)',
    breaks: ['REVERSAL_IS_JUDGED_TRULY'],
  },
  {
    name: 'that reversals turn the parties round',
    file: REVERSAL,
    find: '{ debit: original.credit, credit: original.debit }',
    replace: '{ debit: original.debit, credit: original.credit }',
    breaks: ['ONE_KEY_ONE_TRANSACTION', 'REVERSAL_IS_JUDGED_TRULY'],
  },
  {
    name: 'that what is left is no part of the wish for all that is left',
    file: REVERSAL,
    find: 'amount: asked ?? null',
    replace: 'amount: asked ?? left',
    breaks: ['KEY_IS_ANSWERED_BY_ITS_TRANSACTION'],
  },
  {
    name: 'that an original which the caller may not see does not exist',
    file: REVERSAL,
    find: 'original === undefined || !maySee(caller, original)',
    replace: 'original === undefined || maySee === undefined',
    breaks: ['REVERSAL_IS_JUDGED_TRULY'],
  },
  {
    name: 'that the holder of a number never reverses',
    file: REVERSAL,
    find: "if (!isOpenTo(caller, 'reversal'))",
    replace: 'if (isOpenTo === undefined)',
    also: [{ file: PERMISSION, find: 'if (!isOpenTo(caller, type)) return false;', replace: '' }],
    breaks: ['REVERSAL_IS_JUDGED_TRULY'],
  },
  {
    name: 'the scope of a type of transaction',
    file: PERMISSION,
    find: 'return scopes.includes(`transactions:${type}`);',
    replace: "return scopes.length > 0 || type === 'reversal';",
    breaks: ['REVERSAL_IS_JUDGED_TRULY'],
  },
  {
    name: 'the scope of cash, in a reversal',
    file: PERMISSION,
    find: 'if (isCash(parties) && !caller.scopes.includes(CASH)) return false;',
    replace: '',
    breaks: ['REVERSAL_IS_JUDGED_TRULY'],
  },
  {
    name: "the scope that debits a customer's account, in a reversal",
    file: PERMISSION,
    find: 'return !isCustomer(parties.debit) || caller.scopes.includes(DEBIT_ANY);',
    replace: 'return isCustomer(parties.debit) || DEBIT_ANY !== undefined;',
    breaks: ['REVERSAL_IS_JUDGED_TRULY'],
  },
];

/**
 * What callbacks rely on.
 *
 * That a failed read of the masters is forgotten has no mutation: another execution environment reads them anew, and heals it. The
 * contract tests of `ssm-signing-masters` hold it.
 */
const CALLBACK_MUTATIONS: readonly Mutation[] = [
  {
    name: 'that the client who asked for a callback is told',
    file: NOTIFICATION,
    find: 'client: callbackUrl !== undefined,',
    replace: 'client: callbackUrl === null,',
    breaks: ['ACKNOWLEDGED_MEANS_FINAL'],
  },
  {
    name: 'the secret of each client',
    file: CALLBACK,
    find: "createHmac('sha256', master).update(client, 'utf8')",
    replace: "createHmac('sha256', master).update(typeof client, 'utf8')",
    breaks: ['CALLBACK_IS_SIGNED'],
  },
  {
    name: 'the body in the signature',
    file: CALLBACK,
    find: '`${reference}.${timestamp}.${body}`',
    replace: '`${reference}.${timestamp}.${body.length}`',
    breaks: ['CALLBACK_IS_SIGNED'],
  },
  {
    name: 'the second signature while the master is rotated',
    file: CALLBACK,
    find: '[current, ...(previous === undefined ? [] : [previous])]',
    replace: '[current, ...(previous === undefined ? [] : [])]',
    breaks: ['CALLBACK_IS_SIGNED'],
  },
  {
    name: 'the first signature while the master is rotated',
    file: CALLBACK,
    find: '[current, ...(previous === undefined ? [] : [previous])]',
    replace: '[...(previous === undefined ? [current] : [previous])]',
    breaks: ['CALLBACK_IS_SIGNED'],
  },
  {
    name: 'masters that are read again',
    file: MASTERS,
    find: 'known !== undefined && now < known.until',
    replace: 'known !== undefined && now > 0',
    breaks: ['CALLBACK_IS_SIGNED'],
  },
  {
    name: 'the final state that a callback tells',
    file: CALLBACK,
    find: "transaction.status === 'completed' ? transactionBodyOf(transaction) : errorObjectOf(transaction)",
    replace: 'transactionBodyOf(transaction)',
    also: [{ file: CALLBACK, find: 'errorObjectOf, transactionBodyOf', replace: 'transactionBodyOf' }],
    breaks: ['CALLBACK_TELLS_THE_STATE'],
  },
  {
    name: 'that a callback holds no receipt',
    file: CALLBACK,
    find: 'transactionBodyOf(transaction) : errorObjectOf',
    replace: "transactionBodyOf(transaction, '1.receipt') : errorObjectOf",
    breaks: ['CALLBACK_TELLS_THE_STATE'],
  },
  {
    name: 'the client’s own key in a callback',
    file: CALLBACK,
    find: "'X-CorrelationID': clientCorrelationId,",
    replace: "'X-CorrelationID': reference,",
    breaks: ['CALLBACK_TELLS_THE_STATE'],
  },
  {
    name: 'the hosts of the setting, when a callback is sent',
    file: CALLBACKS,
    find: '!isCallbackUrl(url) || !isAllowedUrl(url, hosts)',
    replace: '!isCallbackUrl(url) || isAllowedUrl(url, hosts) === undefined',
    breaks: ['CALLBACK_GOES_WHERE_ALLOWED'],
  },
  {
    name: 'the hosts of the setting, when a callback is asked for',
    file: REQUEST,
    find: "return isAllowed ? undefined : refuse('format-error', 'X-Callback-URL');",
    replace: "return isAllowed !== undefined ? undefined : refuse('format-error', 'X-Callback-URL');",
    breaks: ['CALLBACK_GOES_WHERE_ALLOWED'],
  },
  {
    name: 'that only 2xx settles a callback',
    file: CALLBACKS,
    find: 'if (status >= 200 && status < 300)',
    replace: 'if (status >= 200 && status < 500)',
    breaks: ['SENT_MEANS_ACCEPTED'],
  },
  {
    name: 'that a redirect settles no callback',
    file: CALLBACKS,
    find: 'status < 300',
    replace: 'status < 400',
    breaks: ['SENT_MEANS_ACCEPTED'],
  },
  {
    name: 'a callback that is refused for now and never for good',
    file: CALLBACKS,
    find: "return { kind: 'failed', reason: `callback-http-${status}` };",
    replace: "return { kind: 'refused', reason: `callback-http-${status}` };",
    breaks: ['GIVEN_UP_VISIBLY'],
  },
  {
    name: 'one attempt for each delivery of a callback',
    file: CALLBACKS,
    find: 'return put(url,',
    replace:
      'await put(url, callbackHeaders(callback, secrets, clock()), body).catch(() => 0);\n      return put(url,',
    breaks: ['CALLBACK_IS_TRIED_SPARINGLY'],
  },
  {
    name: 'that unknown outcomes give up no callback',
    file: NOTIFY,
    find: 'isRepeatable: true,',
    replace: 'isRepeatable: false,',
    breaks: ['GIVEN_UP_VISIBLY'],
  },
];

/** What is taken out of the ledger; its own seeds look for it. */
export const LEDGER_MUTATIONS: readonly Mutation[] = [
  ...CONDITION_MUTATIONS,
  ...GUARD_MUTATIONS,
  ...REVERSAL_MUTATIONS.map((mutation) => ({ profile: 'ledger-reversals' as const, ...mutation })),
  ...CALLBACK_MUTATIONS.map((mutation) => ({ profile: 'ledger-callbacks' as const, ...mutation })),
].map((mutation) => ({ ...mutation, world: 'ledger' }));
