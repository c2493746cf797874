import type { Mutation } from './mutation.ts';

const CALLER = 'runtime/src/http/authorize-caller.ts';
const USE_CASE = 'get-account-info/src/get-account-info.ts';
const ALLOWANCE = 'adapters/src/dynamodb/opening-allowance.ts';
const HANDLER = 'get-account-info/src/handler.ts';

/** Guards between a caller and a balance. */
export const GET_ACCOUNT_INFO_MUTATIONS: readonly Mutation[] = [
  {
    name: 'the condition that a number is counted once',
    file: ALLOWANCE,
    find: "isNewNumber: 'attribute_not_exists(#pk)'",
    replace: "isNewNumber: 'attribute_not_exists(#taken_out)'",
    breaks: ['OPENINGS_WITHIN_THE_ALLOWANCE', 'OPENING_IS_REFUSED_TRULY'],
  },
  {
    name: 'the condition that a day has openings left',
    file: ALLOWANCE,
    find: "hasOpeningsLeft: 'attribute_not_exists(#openings) OR #openings < :limit'",
    replace: "hasOpeningsLeft: 'attribute_not_exists(#taken_out)'",
    breaks: ['OPENINGS_WITHIN_THE_ALLOWANCE'],
  },
  {
    name: 'counting an opening before it is asked for',
    file: USE_CASE,
    find: 'const granted = await allowance?.take(',
    replace: 'await requests.request(request);\n    const granted = await allowance?.take(',
    breaks: ['OPENINGS_WITHIN_THE_ALLOWANCE'],
  },
  {
    name: 'the mark only after the request is queued',
    file: USE_CASE,
    find: 'await requests.request(request);',
    replace: 'if (guard) await guard.markPending(msisdn, clock());\n    await requests.request(request);',
    breaks: ['ACCEPTED_EVENT_ENDS'],
  },
  {
    name: 'the guard that is asked only after the read missed',
    file: USE_CASE,
    find: 'const account = await accounts.find(msisdn);',
    replace:
      "if (guard && (await guard.isPending(msisdn, clock()))) return { kind: 'being-opened' };\n  const account = await accounts.find(msisdn);",
    breaks: ['OPENED_STAYS_OPENED'],
  },
  {
    name: 'the guard that is done without',
    file: 'runtime/src/tolerant-guard.ts',
    find: "log.warn('Request guard left alone', { reason: failureOf(error) });",
    replace: "log.warn('Request guard left alone', { reason: failureOf(error) });\n      throw error;",
    breaks: ['WELL_ENTITLED_IS_SERVED'],
  },
  {
    name: 'the strongly consistent read',
    file: 'adapters/src/dynamodb/accounts.ts',
    find: 'Key: key(msisdn), ConsistentRead: true',
    replace: 'Key: key(msisdn), ConsistentRead: false',
    breaks: ['OPENED_STAYS_OPENED', 'BALANCE_IS_TOLD_TRUTHFULLY'],
  },
  {
    name: 'the corrupt balance that is not guessed',
    file: 'adapters/src/dynamodb/account-item.ts',
    find: "throw new CorruptAccountError('balance is not a whole number')",
    replace: 'return { msisdn, balance: 0n, currency }',
    breaks: ['CORRUPT_IS_NEVER_GUESSED'],
  },
  {
    name: 'the expiry behind a cached policy',
    file: CALLER,
    find: "!isBefore(nowMs, context['exp'])",
    replace: '!isBefore(0, context.exp)',
    breaks: ['CALLER_MAY_READ', 'REJECTED_HAS_NO_EFFECT'],
  },
  {
    name: 'the number that a token is bound to',
    file: CALLER,
    find: '(!caller.isBound || caller.msisdn === msisdn) && ',
    replace: '',
    breaks: ['CALLER_MAY_READ', 'REJECTED_HAS_NO_EFFECT'],
  },
  {
    name: 'the required scope',
    file: CALLER,
    find: 'return needed.every(',
    replace: 'return [].every(',
    breaks: ['CALLER_MAY_READ', 'REJECTED_HAS_NO_EFFECT'],
  },
  {
    name: 'the scope of a token without a number',
    file: CALLER,
    find: '...(caller.isBound ? [] : unboundScopes)',
    replace: '',
    breaks: ['CALLER_MAY_READ', 'REJECTED_HAS_NO_EFFECT'],
  },
  {
    name: 'the caller who must be known',
    file: HANDLER,
    find: "if (caller === undefined) return { kind: 'unauthorized' };",
    replace:
      'if (caller === undefined) return getAccountInfo(dependencies, { eventId, msisdn, correlationId, traceparent }, undefined);',
    breaks: ['CALLER_MAY_READ', 'REJECTED_HAS_NO_EFFECT'],
  },
  {
    name: 'the decision before the read',
    file: HANDLER,
    find: 'if (!mayRead(caller, msisdn, rules)) return',
    replace: 'if (mayRead(caller, msisdn, rules) === undefined) return',
    breaks: ['CALLER_MAY_READ', 'REJECTED_HAS_NO_EFFECT'],
  },
  {
    name: 'the answer only after the request is queued',
    file: USE_CASE,
    find: 'await requests.request(request);',
    replace: 'void requests.request(request).catch(() => undefined);',
    breaks: ['HANDLER_ENDS_IN_TIME', 'ACCEPTED_EVENT_ENDS'],
  },
  {
    name: 'the numbering plan',
    file: 'domain/src/msisdn.ts',
    find: 'return nationalPattern.test(digits.slice(countryCode.length)) ?',
    replace: 'return nationalPattern !== undefined ?',
    breaks: [
      'REJECTED_HAS_NO_EFFECT',
      'CALLER_MAY_READ',
      'ONLY_CANONICAL_KEYS',
      'PARKED_BEFORE_ACKNOWLEDGED',
    ],
  },
  {
    name: 'the redaction of numbers',
    file: 'domain/src/redaction.ts',
    find: '.replace(DIGITS, (spelled) =>',
    replace: '.replace(/never-in-a-log/g, (spelled) =>',
    breaks: ['NOTHING_SECRET_IS_LOGGED'],
  },
  {
    name: 'the redaction of tokens',
    file: 'domain/src/redaction.ts',
    find: ".replace(CREDENTIALS, '$1 ***')\n    .replace(TOKEN, '***')",
    replace: '',
    breaks: ['NOTHING_SECRET_IS_LOGGED'],
  },
];
