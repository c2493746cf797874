// Rules over who waits for whom, and how long.
import { longestCallMs } from '../../../lambda-src/adapters/src/aws-clients.ts';
import { TRY_AGAIN_MS } from '../../../lambda-src/adapters/src/dynamodb/opening-allowance.ts';
import { COMMAND_MS } from '../../../lambda-src/adapters/src/valkey/connection.ts';
import { TIMEOUT_MS } from '../../../lambda-src/authorizer/src/jwks-endpoint.ts';
import * as reading from '../../../lambda-src/get-account-info/src/budgets.ts';
import * as showing from '../../../lambda-src/get-transaction/src/budgets.ts';
import { RECORD_BUDGET_MS } from '../../../lambda-src/init-user-account/src/budgets.ts';
import * as notify from '../../../lambda-src/notify-parties/src/budgets.ts';
import * as processing from '../../../lambda-src/process-transaction/src/budgets.ts';
import * as requesting from '../../../lambda-src/request-transaction/src/budgets.ts';
import { CHUNK_BUDGET_MS } from '../../../lambda-src/sweep-transactions/src/budgets.ts';
import { MANIFEST } from '../../../deployment/manifest.ts';
import { environmentOf, functionAt, queueAt } from './functions.mjs';

/** The longest that each function's own calls may take, in milliseconds. */
const BUDGETS = {
  // One download of the keys; a second one at most, when the first set lacks the key.
  authorizer: 2 * TIMEOUT_MS,
  'get-account-info':
    reading.MAX_CALLS_IN_A_ROW * longestCallMs(reading.AWS_CALL) +
    TRY_AGAIN_MS +
    reading.MAX_GUARD_COMMANDS * COMMAND_MS,
  'request-transaction': requesting.MAX_CALLS_IN_A_ROW * longestCallMs(requesting.AWS_CALL),
  'get-transaction': showing.MAX_CALLS_IN_A_ROW * longestCallMs(showing.AWS_CALL),
  // Less time left than this starts no record, and no chunk of a sweep.
  'init-user-account': RECORD_BUDGET_MS,
  'process-transaction': processing.RECORD_BUDGET_MS,
  'notify-parties': notify.RECORD_BUDGET_MS,
  'sweep-transactions': CHUNK_BUDGET_MS,
};

export const timeoutRules = [
  {
    id: 'P19',
    title:
      'each function outlives its own calls; the lease outlives the function, and invisibility the lease',
    check(plan) {
      return [
        ...Object.entries(BUDGETS).map(
          ([name, ms]) =>
            functionAt(plan, name).timeout * 1_000 > ms ||
            `${name} may run ${functionAt(plan, name).timeout} s, its calls ${ms} ms`,
        ),
        ...leasesOf(plan).flatMap(([name, lease]) => {
          const { timeout } = functionAt(plan, name);
          const visibility = queueAt(plan, MANIFEST.functions[name].trigger.queue).visibility_timeout_seconds;
          return [
            timeout < lease || `${name}: its lease of ${lease} s ends before its ${timeout} s`,
            lease < visibility || `${name}: a redelivery after ${visibility} s finds the lease of ${lease} s`,
          ];
        }),
      ];
    },
    negativeCases: [
      (plan) => (functionAt(plan, 'get-account-info').timeout = 3),
      (plan) => (functionAt(plan, 'authorizer').timeout = 3),
      (plan) => (functionAt(plan, 'init-user-account').timeout = 20),
      (plan) => (environmentOf(plan, 'init-user-account').WELCOME_LEASE_SECONDS = '30'),
      (plan) => (queueAt(plan, 'account-requests').visibility_timeout_seconds = 60),
      (plan) => (queueAt(plan, 'notifications').visibility_timeout_seconds = 60),
      ...['request-transaction', 'get-transaction', 'process-transaction', 'sweep-transactions'].map(
        (name) => ({
          mutate: (plan) => (functionAt(plan, name).timeout = 8),
          says: new RegExp(`${name} may run 8 s`),
        }),
      ),
      {
        mutate: (plan) => (functionAt(plan, 'notify-parties').timeout = 60),
        says: /notify-parties: its lease/,
      },
    ],
  },
];

/** How long one delivery may hold the right to send, in seconds, by function. */
const leasesOf = (plan) => [
  ['init-user-account', Number(environmentOf(plan, 'init-user-account').WELCOME_LEASE_SECONDS)],
  ['notify-parties', notify.LEASE_MS / 1_000],
];
