import type { Mutation } from './mutation.ts';

const STORE = 'adapters/src/dynamodb/accounts.ts';
const ITEM = 'adapters/src/dynamodb/account-item.ts';
const EVENT = 'domain/src/account-requested.ts';
const ENVELOPE = 'domain/src/cloud-event.ts';
const DELIVERY_RULES = 'domain/src/delivery.ts';
const DELIVERY = 'runtime/src/sqs/deliver.ts';
const DELIVERIES = 'init-user-account/src/record-deliveries.ts';
const REQUEST = 'init-user-account/src/read-request.ts';
const BATCH = 'runtime/src/sqs/batch.ts';
const SMS = 'adapters/src/sms/nimba-sms.ts';

/** Guards on the way from the queue to an open account and its welcome. */
export const INIT_USER_ACCOUNT_MUTATIONS: readonly Mutation[] = [
  {
    name: 'the write condition of an opening',
    file: STORE,
    find: "ConditionExpression: 'attribute_not_exists(msisdn)',",
    replace: '',
    breaks: ['ONE_OPENING_PER_NUMBER', 'BALANCE_MOVES_BY_MOVEMENTS'],
  },
  {
    name: "the opener's lease",
    file: DELIVERY_RULES,
    find: "return { state: 'sending', leaseUntil, unknown: 0 };",
    replace: "return { state: 'pending', leaseUntil, unknown: 0 };",
    breaks: ['WELCOME_AT_MOST_ONCE'],
  },
  {
    name: 'the lease in the claim',
    file: DELIVERY_RULES,
    find: '(record.leaseUntil ?? Number.POSITIVE_INFINITY) < now',
    replace: 'now > 0',
    breaks: ['WELCOME_AT_MOST_ONCE'],
  },
  {
    name: 'the claim itself',
    file: DELIVERY,
    find: 'if (taken === true)',
    replace: 'if (taken !== undefined)',
    breaks: ['WELCOME_AT_MOST_ONCE'],
  },
  {
    name: 'the fence of a welcome',
    file: 'adapters/src/dynamodb/delivery-record.ts',
    find: "condition: conditions.join(' AND '),",
    replace: "condition: conditions.join(' OR '),",
    breaks: ['WELCOME_AT_MOST_ONCE', 'GIVEN_UP_VISIBLY', 'ACKNOWLEDGED_MEANS_DONE'],
  },
  {
    name: 'the lease that ran out before the send',
    file: DELIVERY,
    find: 'if (clock() >= (held.leaseUntil ?? 0))',
    replace: 'if (clock() < 0)',
    breaks: ['WELCOME_AT_MOST_ONCE'],
  },
  {
    name: 'the mark "sent"',
    file: DELIVERIES,
    find: 'recordSent(accounts, msisdn, sent)',
    replace: 'recordSent(accounts, msisdn, [])',
    breaks: ['WELCOME_AT_MOST_ONCE', 'ACKNOWLEDGED_MEANS_DONE'],
  },
  {
    name: 'parking before giving up',
    file: DELIVERY,
    find: '? await deadLetters.send(record, reason).then(',
    replace: '? await (void deadLetters.send(record, reason).catch(() => 0), Promise.resolve()).then(',
    breaks: ['GIVEN_UP_VISIBLY', 'HANDLER_ENDS_IN_TIME'],
  },
  {
    name: 'the limit of unknown outcomes',
    file: DELIVERY,
    find: 'if (!isRepeatable && held.unknown >= MAX_UNKNOWN_OUTCOMES)',
    replace: 'if (held.unknown > 99)',
    breaks: ['FEW_UNKNOWN_OUTCOMES'],
  },
  {
    name: 'the two of the unknown outcomes',
    file: DELIVERY_RULES,
    find: 'MAX_UNKNOWN_OUTCOMES = 2;',
    replace: 'MAX_UNKNOWN_OUTCOMES = 10;',
    breaks: ['FEW_UNKNOWN_OUTCOMES'],
  },
  {
    name: 'the minute without a provider that hangs',
    file: 'runtime/src/circuit-breaker.ts',
    find: 'MAX_TIMEOUTS_IN_A_ROW = 3;',
    replace: 'MAX_TIMEOUTS_IN_A_ROW = 1_000_000;',
    profile: 'queue',
    breaks: ['OPENING_WAITS_FOR_NO_PROVIDER'],
  },
  {
    name: 'the lease that ran out, counted as an unknown outcome',
    file: DELIVERY_RULES,
    find: 'unknown: unknown + 1',
    replace: 'unknown',
    breaks: ['FEW_UNKNOWN_OUTCOMES'],
  },
  {
    name: 'the record that an unsettled welcome must come again',
    file: DELIVERY,
    find: "return recorded !== false && (kind === 'sent' || kind === 'given-up');",
    replace: 'return recorded !== false || kind.length > 0;',
    breaks: ['ACKNOWLEDGED_MEANS_DONE'],
  },
  {
    name: 'the redrive that takes up what was given up',
    file: REQUEST,
    find: 'return named.length > 0 ? named : CHANNELS;',
    replace: 'return named.slice(2);',
    breaks: ['WELCOME_SETTLES'],
  },
  {
    name: 'the report of what failed',
    file: BATCH,
    find: 'return { batchItemFailures: failures.map(',
    replace: 'return { batchItemFailures: failures.slice(failures.length).map(',
    breaks: ['ACKNOWLEDGED_MEANS_DONE', 'PARKED_BEFORE_ACKNOWLEDGED'],
  },
  {
    name: 'the isolation of a record that throws',
    file: BATCH,
    find: "log.error('Failed, will come again', { ...fields, error });",
    replace: 'throw error;',
    breaks: ['BAD_RECORD_STANDS_ALONE'],
  },
  {
    name: 'the copy of what is not ours',
    file: BATCH,
    find: 'await deadLetters.send(record, reason);',
    replace: '',
    breaks: ['PARKED_BEFORE_ACKNOWLEDGED', 'GIVEN_UP_VISIBLY'],
  },
  {
    name: 'turns for records of one number',
    file: REQUEST,
    find: 'groupingKey: msisdn,',
    replace: 'groupingKey: record.messageId,',
    breaks: ['SAME_NUMBER_IN_TURN', 'WELCOME_AT_MOST_ONCE'],
  },
  {
    name: 'the time that a record needs',
    file: BATCH,
    find: 'if (timeLeftMs < recordBudgetMs)',
    replace: 'if (timeLeftMs < 0)',
    breaks: ['HANDLER_ENDS_IN_TIME'],
  },
  {
    name: 'the growing distance between deliveries',
    file: BATCH,
    find: 'await Promise.all(failures.map(({ record }) => queue.backOff(record)));',
    replace: '',
    breaks: ['OUTAGE_MAKES_NO_DEAD_LETTER'],
  },
  {
    name: 'the second look at rotated credentials',
    file: SMS,
    find: 'return isRefusedLogin(answer) ? call(',
    replace: 'return answer === 0 ? call(',
    breaks: ['OUTAGE_MAKES_NO_DEAD_LETTER', 'WELCOME_SETTLES', 'BAD_RECORD_STANDS_ALONE'],
  },
  {
    name: 'the failed read of credentials that is forgotten',
    file: 'adapters/src/sms/ssm-sms-credentials.ts',
    find: 'if (current === reading) current = undefined;',
    replace: '',
    breaks: ['BAD_RECORD_STANDS_ALONE', 'WELCOME_SETTLES'],
  },
  {
    name: 'the isolation of a channel that cannot be settled',
    file: DELIVERY,
    find: '{ ...rest, state, unknown }).catch(() => false);',
    replace: '{ ...rest, state, unknown });',
    breaks: ['HANDLER_ENDS_IN_TIME', 'SAME_NUMBER_IN_TURN'],
  },
  {
    name: 'the step that opens before the step that sends',
    file: 'init-user-account/src/handler.ts',
    find: 'await opening;',
    replace:
      'openings.delete(request.msisdn); return endingOf(await initUserAccount.welcome(request, await opening));',
    breaks: ['OPENED_BEFORE_SENT'],
  },
  {
    name: 'the opener that knows its own item',
    file: STORE,
    find: "if (isOwn(item, opening, leaseUntil)) return { kind: 'opened' };",
    replace: '',
    breaks: ['OPENING_IS_COUNTED_ONCE'],
  },
  {
    name: 'the redrive that the account names',
    file: DELIVERY_RULES,
    find: 'leaseUntil, ...remembering(record, redrive) }',
    replace: 'leaseUntil }',
    breaks: ['ONE_COPY_PER_REDRIVE'],
  },
  {
    name: 'the redrives before the last',
    file: DELIVERY_RULES,
    find: '[...others, redrive]',
    replace: '[redrive].concat(others.slice(others.length))',
    breaks: ['ONE_COPY_PER_REDRIVE'],
  },
  {
    name: 'the conflict with a transaction that passes',
    file: 'adapters/src/aws-clients.ts',
    find: 'if (CONFLICTS.includes(name) || isThrottlingError(',
    replace: 'if (isThrottlingError(',
    breaks: ['PASSING_FAULT_IS_UNAVAILABLE'],
  },
  {
    name: 'the answer in time that a whole body is',
    file: 'adapters/src/aws-clients.ts',
    find: "'$response' in error || name === 'TimeoutError' ||",
    replace: "'$response' in error ||",
    breaks: ['PASSING_FAULT_IS_UNAVAILABLE'],
  },
  {
    name: 'the connection that was reset',
    file: 'adapters/src/aws-clients.ts',
    find: "  'ECONNRESET',\n",
    replace: '',
    breaks: ['PASSING_FAULT_IS_UNAVAILABLE'],
  },
  {
    name: 'the amount of the opening movement',
    file: ITEM,
    find: 'openingBalance: amount,',
    replace: "openingBalance: { N: '7' },",
    breaks: ['ONE_OPENING_PER_NUMBER'],
  },
  {
    name: 'the amount in a welcome that was resumed',
    file: 'init-user-account/src/init-user-account.ts',
    find: 'resumeWelcome(dependencies, request, outcome, channel)',
    replace:
      'resumeWelcome(dependencies, request, { ...outcome, openingBalance: openingBalance + 1n }, channel)',
    breaks: ['WELCOME_TELLS_THE_OPENING'],
  },
  {
    name: 'an e-mail that is refused for now only',
    file: 'init-user-account/src/ses-email.ts',
    find: "'MessageRejected',",
    replace: "'MessageRejected', 'Throttling',",
    breaks: ['GIVEN_UP_VISIBLY'],
  },
  {
    name: 'a rate limit that is not final',
    file: SMS,
    find: '425, 429]',
    replace: '425]',
    breaks: ['GIVEN_UP_VISIBLY'],
  },
  {
    name: 'the canonical key in an event',
    file: EVENT,
    find: 'if (!isMsisdn(msisdn, plan))',
    replace: "if (typeof msisdn !== 'string')",
    breaks: ['OPENED_BY_OUR_EVENTS', 'ONLY_CANONICAL_KEYS'],
  },
  {
    name: 'the type of an event',
    file: ENVELOPE,
    find: "if (event['type'] !== type)",
    replace: "if (event['type'] === '')",
    breaks: ['OPENED_BY_OUR_EVENTS', 'PARKED_BEFORE_ACKNOWLEDGED', 'BAD_RECORD_STANDS_ALONE'],
  },
  {
    name: 'the source of an event',
    file: ENVELOPE,
    find: "if (event['source'] !== source)",
    replace: "if (event['source'] === '')",
    breaks: ['OPENED_BY_OUR_EVENTS', 'PARKED_BEFORE_ACKNOWLEDGED', 'BAD_RECORD_STANDS_ALONE'],
  },
];
