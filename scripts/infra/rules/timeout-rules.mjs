// Rules over who waits for whom, and how long.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { MANIFEST } from '../../../deployment/manifest.ts';
import { root } from '../terraform.mjs';
import { environmentOf, FUNCTIONS, functionAt, queueAt } from './functions.mjs';

const saysBudget = (name) => existsSync(path.join(root, 'lambda-src', name, 'src/budgets.ts'));

/** What each function says in its `budgets.ts`: `BUDGET_MS`, the longest that its own calls take, and perhaps `LEASE_MS`. */
const BUDGETS = Object.fromEntries(
  await Promise.all(
    FUNCTIONS.filter(saysBudget).map(async (name) => [
      name,
      await import(`../../../lambda-src/${name}/src/budgets.ts`),
    ]),
  ),
);

export const timeoutRules = [
  {
    id: 'P19',
    title:
      'each function outlives its own calls; the lease outlives the function, and invisibility the lease',
    check(plan) {
      return [
        ...FUNCTIONS.map(
          (name) =>
            name in BUDGETS ||
            Object.keys(MANIFEST.functions[name].calls).length === 0 ||
            `${name} calls AWS, and no src/budgets.ts says how long (BUDGET_MS)`,
        ),
        ...Object.entries(BUDGETS).map(
          ([name, { BUDGET_MS: ms }]) =>
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
      ...Object.entries(BUDGETS).map(([name, { BUDGET_MS: ms }]) => ({
        mutate: (plan) => (functionAt(plan, name).timeout = Math.floor(ms / 1_000)),
        says: new RegExp(`${name} may run`),
      })),
      (plan) => (environmentOf(plan, 'init-user-account').WELCOME_LEASE_SECONDS = '30'),
      (plan) => (queueAt(plan, 'account-requests').visibility_timeout_seconds = 60),
      (plan) => (queueAt(plan, 'notifications').visibility_timeout_seconds = 60),
      {
        mutate: (plan) => (functionAt(plan, 'notify-parties').timeout = 60),
        says: /notify-parties: its lease/,
      },
    ],
  },
];

/** How long one delivery may hold the right to send, in seconds, by function: its setting, or its own constant. */
const leasesOf = (plan) =>
  Object.entries(BUDGETS)
    .map(([name, { LEASE_MS }]) => [
      name,
      environmentOf(plan, name).WELCOME_LEASE_SECONDS ?? LEASE_MS / 1_000,
    ])
    .map(([name, seconds]) => [name, Number(seconds)])
    .filter(([, seconds]) => !Number.isNaN(seconds));
