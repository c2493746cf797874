// The tests that are about what decides about money, and no others: a mutant of a constant or of what fixtures run has all
// tests of its file's dependents to pass, and those of the whole code take ten times as long.
const everything = require('./jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = {
  ...everything,
  testMatch: [
    'domain/tests/unit/{money,ledger/*}',
    'adapters/tests/contract/dynamodb/ledger*',
    '{request-transaction,process-transaction,get-account-statement}/tests/{unit,contract}/*',
  ].map((tests) => `<rootDir>/lambda-src/${tests}.test.ts`),
};
