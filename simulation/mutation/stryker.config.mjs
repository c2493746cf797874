import { fileURLToPath } from 'node:url';

/** Domain and handlers: what decides. Wiring, clients and adapters of providers have contract tests instead. */
const DECIDING = [
  'authorizer/src/{claims,handler,jose-header,jws-structure,policy,signature,signing-keys,strict-json,verify-token}.ts',
  'get-account-info/src/{get-account-info,handler,responses}.ts',
  'runtime/src/http/{authorize-caller,problem,request-context}.ts',
  'init-user-account/src/{batch-lanes,handler,init-user-account,nimba-sms,record,settlement,welcome}.ts',
  'domain/src/{account-requested,cloud-event,json-members,money,msisdn,redaction}.ts',
  'domain/src/ledger/*.ts',
  'adapters/src/dynamodb/{account-item,accounts}.ts',
];

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'jest',
  plugins: [fileURLToPath(import.meta.resolve('@stryker-mutator/jest-runner'))],
  jest: { configFile: 'simulation/mutation/jest.config.cjs', enableFindRelatedTests: true },
  coverageAnalysis: 'perTest',
  // A constant of a module is no decision, and its mutants run every test of the file.
  ignoreStatic: true,
  timeoutFactor: 4,
  mutate: DECIDING.map((pattern) => `lambda-src/${pattern}`),
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
  reporters: ['clear-text', 'progress-append-only', 'json'],
  jsonReporter: { fileName: 'tmp/mutation.json' },
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  incremental: true,
  incrementalFile: 'tmp/mutation-incremental.json',
  concurrency: 2,
  allowEmpty: false,
};
