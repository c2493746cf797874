// Rules over who waits for whom, and how long.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { RECORD_BUDGET_MS } from '../../../lambda-src/init-user-account/src/budgets.ts';
import { root } from '../terraform.mjs';
import { environmentOf, functionAt, queueAt } from './functions.mjs';

/** The longest that each function's own calls may take, in milliseconds, read from where the functions set it. */
function budgets() {
  const source = (file) => readFileSync(path.join(root, 'lambda-src', file), 'utf8');
  const number = (file, pattern) => {
    const found = pattern.exec(source(file))?.[1];
    if (!found)
      throw new Error(`${file} no longer says ${pattern}: the rule over time-outs has lost its figures`);
    return Number(found.replaceAll('_', ''));
  };
  const reads = 'get-account-info/src/app.ts';
  return {
    // One download of the keys; a second one at most, when the first set lacks the key.
    authorizer: 2 * number('authorizer/src/jwks-endpoint.ts', /const TIMEOUT_MS = ([\d_]+)/),
    // Two calls, one after the other: the read, then the request.
    'get-account-info': 2 * number(reads, /attemptTimeoutMs: ([\d_]+)/) * number(reads, /attempts: (\d+)/),
    // A record is not started with less time left than this.
    'init-user-account': RECORD_BUDGET_MS,
  };
}

export const timeoutRules = [
  {
    id: 'P19',
    title:
      'each function outlives its own calls; the lease outlives the function, and invisibility the lease',
    check(plan) {
      const lease = Number(environmentOf(plan, 'init-user-account').WELCOME_LEASE_SECONDS);
      const visibility = queueAt(plan, 'account-requests').visibility_timeout_seconds;
      const timeout = functionAt(plan, 'init-user-account').timeout;
      return [
        ...Object.entries(budgets()).map(
          ([name, ms]) =>
            functionAt(plan, name).timeout * 1_000 > ms ||
            `${name} may run ${functionAt(plan, name).timeout} s, its calls ${ms} ms`,
        ),
        timeout < lease || `the lease of ${lease} s ends before the function’s ${timeout} s`,
        lease < visibility || `a redelivery after ${visibility} s finds the lease of ${lease} s`,
      ];
    },
    negativeCases: [
      (plan) => (functionAt(plan, 'get-account-info').timeout = 3),
      (plan) => (functionAt(plan, 'authorizer').timeout = 3),
      (plan) => (functionAt(plan, 'init-user-account').timeout = 20),
      (plan) => (environmentOf(plan, 'init-user-account').WELCOME_LEASE_SECONDS = '30'),
      (plan) => (queueAt(plan, 'account-requests').visibility_timeout_seconds = 60),
    ],
  },
];
