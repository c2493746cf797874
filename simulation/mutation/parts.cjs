const named = (folder, ...names) => names.map((name) => `lambda-src/${folder}/src/${name}.ts`);
const tests = (...patterns) => patterns.map((pattern) => `<rootDir>/lambda-src/${pattern}.test.ts`);

/**
 * What decides whether, when and how much money moves, and what of it can be shown afterwards. Each part is mutated with the
 * tests that are about it: a mutant of a constant has to pass all tests, and those of the whole code take ten times as long.
 */
exports.PARTS = {
  /** The rules, and the functions that request, post and show. */
  'money-rules': {
    mutate: [
      ...named('request-transaction', 'accept-once', 'permission', 'request-reversal', 'request-transaction'),
      ...named('process-transaction', 'batch-reading', 'handler', 'process-transactions'),
      ...named('domain', 'ledger/{posting,posting-input,refusal,account-rules,transaction,next-step}'),
      ...named('domain', 'ledger/{ledger-write,fingerprint,reference,receipt,statement}', 'money'),
      ...named('get-account-statement', 'get-account-statement', 'history'),
    ],
    tests: tests(
      'domain/tests/unit/{money,ledger/!(callback*|gsma|invariants|notification|outstanding|repair|verification)}',
      '{request-transaction,process-transaction,get-account-statement}/tests/unit/*',
    ),
  },
  /** What the table is asked and told. */
  'money-table': {
    mutate: named('adapters', 'dynamodb/{ledger-conditions,ledger-commit,ledger,ledger-items}'),
    tests: tests('adapters/tests/contract/dynamodb/ledger{,-store}'),
  },
};
