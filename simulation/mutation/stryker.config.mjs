import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PARTS } from './parts.cjs';

const { functions } = JSON.parse(
  readFileSync(new URL('../../deployment/manifest.json', import.meta.url), 'utf8'),
);

/** The code that decides: domain, handlers, use cases and the table's adapter. */
const DECIDING = [
  'domain',
  'adapters/src/dynamodb',
  'runtime/src/http',
  'runtime/src/sqs',
  ...Object.keys(functions),
];

/** Wiring, settings and the adapters of services have contract tests instead. */
const OTHERS = ['app', 'budgets', 'config', 'ports', 'warm-up', '*-{email,endpoint,queue,requests}', 'ssm-*'];

const part = process.env.MUTATED_PART || undefined;
const report = part === undefined ? 'tmp/mutation' : `tmp/mutation-${part}`;

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'jest',
  plugins: [fileURLToPath(import.meta.resolve('@stryker-mutator/jest-runner'))],
  jest: { configFile: 'simulation/mutation/jest.config.cjs', enableFindRelatedTests: true },
  coverageAnalysis: 'perTest',
  timeoutFactor: 4,
  mutate: PARTS[part]?.mutate ?? [
    ...DECIDING.map((folder) => `lambda-src/${folder}/**/*.ts`),
    '!lambda-src/*/tests/**',
    ...OTHERS.map((name) => `!lambda-src/*/src/**/${name}.ts`),
  ],
  // A mutant that changes nothing has a comment `// Stryker disable next-line MUTATOR: reason` above it, and does not
  // count. What remains below 95 % is the wording of log lines; what decides about money is held to 97 %.
  thresholds: part === undefined ? { high: 98, low: 95, break: 95 } : { high: 99, low: 97, break: 97 },
  ignorePatterns: [
    'bench',
    'docs',
    'e2e',
    '**/.terraform',
    'local-stack',
    'scripts/infra',
    'simulation/src',
    'simulation/tests',
    'tmp',
    '**/dist',
  ],
  tempDirName: 'tmp/stryker',
  reporters: ['clear-text', 'progress-append-only', 'html'],
  htmlReporter: { fileName: `${report}.html` },
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  incremental: true,
  incrementalFile: `${report}-incremental.json`,
  concurrency: 2,
};
