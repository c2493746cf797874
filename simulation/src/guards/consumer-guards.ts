import type { Guard } from './guard.ts';

const STORE = 'adapters/src/dynamodb/accounts.ts';
const ITEM = 'adapters/src/dynamodb/account-item.ts';
const EVENT = 'domain/src/account-requested.ts';
const ENVELOPE = 'domain/src/cloud-event.ts';
const WELCOME = 'init-user-account/src/welcome.ts';
const SETTLEMENT = 'init-user-account/src/settlement.ts';
const RECORD = 'init-user-account/src/record.ts';
const HANDLER = 'init-user-account/src/handler.ts';
const SMS = 'init-user-account/src/nimba-sms.ts';

/** Guards on the way from the queue to an open account and its welcome. */
export const CONSUMER_GUARDS: readonly Guard[] = [
  {
    name: 'the write condition of an opening',
    file: STORE,
    find: "ConditionExpression: 'attribute_not_exists(msisdn)',",
    replace: '',
    breaks: ['ONE_OPENING_PER_NUMBER', 'BALANCE_MOVES_BY_MOVEMENTS'],
  },
  {
    name: "the opener's lease",
    file: ITEM,
    find: "state: { S: 'sending' }",
    replace: "state: { S: 'pending' }",
    breaks: ['WELCOME_AT_MOST_ONCE'],
  },
  {
    name: 'the lease in the claim',
    file: STORE,
    find: 'AND ${lease} < :now)',
    replace: 'AND NOT ${lease} = :now)',
    breaks: ['WELCOME_AT_MOST_ONCE'],
  },
  {
    name: 'the claim itself',
    file: STORE,
    find: "return claimed ? 'claimed' : 'not-claimable';",
    replace: "return claimed || true ? 'claimed' : 'not-claimable';",
    breaks: ['WELCOME_AT_MOST_ONCE'],
  },
  {
    name: 'the fence when a lease is settled',
    file: STORE,
    find: '`${state} = :sending AND ${lease} = :leaseUntil`',
    replace: '`${state} = :sending`',
    breaks: ['WELCOME_AT_MOST_ONCE', 'GIVEN_UP_VISIBLY'],
  },
  {
    name: 'the lease that ran out before the send',
    file: WELCOME,
    find: 'if (clock() >= leaseUntil)',
    replace: 'if (clock() < 0)',
    breaks: ['WELCOME_AT_MOST_ONCE'],
  },
  {
    name: 'the mark "sent"',
    file: SETTLEMENT,
    find: 'recordSent(accounts, order, sent)',
    replace: 'recordSent(accounts, order, [])',
    breaks: ['WELCOME_AT_MOST_ONCE', 'ACKNOWLEDGED_MEANS_DONE'],
  },
  {
    name: 'parking before giving up',
    file: SETTLEMENT,
    find: '(await isParked(order, delivery.reason))',
    replace: '(isParked(order, delivery.reason), true)',
    breaks: ['GIVEN_UP_VISIBLY', 'HANDLER_ENDS_IN_TIME'],
  },
  {
    name: 'the record that an unsettled welcome must come again',
    file: SETTLEMENT,
    find: "return recorded !== false && (kind === 'sent' || kind === 'given-up');",
    replace: 'return recorded !== false || kind.length > 0;',
    breaks: ['ACKNOWLEDGED_MEANS_DONE'],
  },
  {
    name: 'the redrive that takes up what was given up',
    file: RECORD,
    find: 'return named.length > 0 ? named : CHANNELS;',
    replace: 'return named.slice(2);',
    breaks: ['WELCOME_SETTLES'],
  },
  {
    name: 'the report of what failed',
    file: HANDLER,
    find: 'failed.push(record.messageId);',
    replace: '',
    breaks: ['ACKNOWLEDGED_MEANS_DONE', 'PARKED_BEFORE_ACKNOWLEDGED'],
  },
  {
    name: 'the isolation of a record that throws',
    file: RECORD,
    find: "log.error('Failed, will come again', { ...fields, error });",
    replace: 'throw error;',
    breaks: ['BAD_RECORD_STANDS_ALONE'],
  },
  {
    name: 'the copy of what is not ours',
    file: RECORD,
    find: 'await queue.park(record, reason);',
    replace: '',
    breaks: ['PARKED_BEFORE_ACKNOWLEDGED', 'GIVEN_UP_VISIBLY'],
  },
  {
    name: 'turns for records of one number',
    file: RECORD,
    find: "return decoded.kind === 'account-requested' ? decoded.event.msisdn : messageId;",
    replace: 'return decoded === undefined ? body : messageId;',
    breaks: ['SAME_NUMBER_IN_TURN'],
  },
  {
    name: 'the time that a record needs',
    file: HANDLER,
    find: 'timeLeftMs >= RECORD_BUDGET_MS',
    replace: 'timeLeftMs >= 0',
    breaks: ['HANDLER_ENDS_IN_TIME'],
  },
  {
    name: 'the growing distance between deliveries',
    file: HANDLER,
    find: 'await queue.postpone(record);',
    replace: '',
    breaks: ['OUTAGE_BURIES_NOBODY'],
  },
  {
    name: 'the second look at rotated credentials',
    file: SMS,
    find: 'if (!isRefusedLogin(status)) return',
    replace: 'if (status > 0) return',
    breaks: ['OUTAGE_BURIES_NOBODY', 'WELCOME_SETTLES', 'BAD_RECORD_STANDS_ALONE'],
  },
  {
    name: 'the failed read of credentials that is forgotten',
    file: 'init-user-account/src/ssm-sms-credentials.ts',
    find: 'if (current === reading) current = undefined;',
    replace: '',
    breaks: ['BAD_RECORD_STANDS_ALONE', 'WELCOME_SETTLES'],
  },
  {
    name: 'the isolation of a channel that cannot be settled',
    file: SETTLEMENT,
    find: 'accounts.settleWelcome(lease, state).catch(nameOf)',
    replace: 'accounts.settleWelcome(lease, state)',
    breaks: ['HANDLER_ENDS_IN_TIME', 'SAME_NUMBER_IN_TURN'],
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
    find: 'resumeWelcome(dependencies, order, found.openingBalance, channel)',
    replace: 'resumeWelcome(dependencies, order, openingBalance + 1n, channel)',
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
    find: '&& status !== 429',
    replace: '',
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
