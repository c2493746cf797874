import everything from './stryker.config.mjs';

const named = (folder, ...names) => names.map((name) => `lambda-src/${folder}/${name}.ts`);
const ledger = (...names) => named('domain/src/ledger', ...names);
const table = (...names) => named('adapters/src/dynamodb', ...names);
const request = (...names) => named('request-transaction/src', ...names);

/**
 * What decides whether, when and how much money moves, and what of it can be shown afterwards.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  ...everything,
  jest: { ...everything.jest, configFile: 'simulation/mutation/jest.money.cjs' },
  mutate: [
    ...request('accept-once', 'permission', 'request-reversal', 'request-transaction'),
    ...named('process-transaction/src', 'batch-reading', 'handler', 'process-transactions'),
    ...ledger('posting', 'posting-input', 'refusal', 'account-rules', 'transaction', 'next-step'),
    ...ledger('ledger-write', 'fingerprint', 'reference', 'receipt', 'statement'),
    'lambda-src/domain/src/money.ts',
    ...table('ledger-conditions', 'ledger-commit', 'ledger', 'ledger-items', 'ledger-pages'),
    ...named('get-account-statement/src', 'get-account-statement', 'history'),
  ],
  thresholds: { high: 99, low: 97, break: 97 },
  htmlReporter: { fileName: 'tmp/mutation-money.html' },
  incrementalFile: 'tmp/mutation-money-incremental.json',
};
