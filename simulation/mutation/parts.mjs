const named = (folder, ...names) => names.map((name) => `lambda-src/${folder}/${name}.ts`);
const ledger = (...names) => named('domain/src/ledger', ...names);
const table = (...names) => named('adapters/src/dynamodb', ...names);
const request = (...names) => named('request-transaction/src', ...names);

/** Parts of the code that can be mutated alone; Stryker splits its option at commas, so each file is named by itself. */
export const PARTS = {
  /** What decides whether, when and how much money moves, and what of it can be shown afterwards. */
  money: [
    ...request('accept-once', 'permission', 'request-reversal', 'request-transaction'),
    ...named('process-transaction/src', 'batch-reading', 'handler', 'process-transactions'),
    ...ledger('posting', 'posting-input', 'refusal', 'account-rules', 'transaction', 'next-step'),
    ...ledger('ledger-write', 'fingerprint', 'reference', 'receipt', 'statement'),
    'lambda-src/domain/src/money.ts',
    ...table('ledger-conditions', 'ledger-commit', 'ledger', 'ledger-items', 'ledger-pages'),
    ...named('get-account-statement/src', 'get-account-statement', 'history'),
  ],
};
