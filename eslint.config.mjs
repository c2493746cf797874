// One lint configuration. Beside the usual rules it holds the structure: imports point inward
// (app → handler → use case → domain) and time, chance and timers enter only through app.ts and adapters.
import tseslint from 'typescript-eslint';

/** The last words in the names of a function's own adapters. */
const adapterNouns = ['endpoint', 'requests', 'sms', 'email'];

/** Files that may touch the outside world: wiring and adapters. */
const adapters = [
  'lambda-src/*/src/{app,guarded-app,wiring}.ts',
  `lambda-src/*/src/*-{${adapterNouns}}.ts`,
  'lambda-src/adapters/src/**',
  'lambda-src/runtime/src/{emf,warm-up}.ts',
  'lambda-src/testing/src/**',
];

/** What each shared layer must not import: arrows point from adapters and runtime to the domain, never back. */
const layers = {
  domain: ['@fintech-solution/*', '@aws-sdk/*', '@smithy/*', '@aws-lambda-powertools/*', 'node:*'],
  adapters: ['@fintech-solution/runtime/*'],
  runtime: ['@fintech-solution/adapters/*', '@aws-sdk/*', '@smithy/*'],
};

/** Imports are matched by regular expressions where a choice is meant: `group` knows no braces. */
const wiring = { regex: '/(app|guarded-app|wiring)\\.ts$', message: 'Nothing imports the wiring.' };
const ports = 'Declare a port and let app.ts plug the adapter in.';

const ambient = [
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'Take the clock as a dependency.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Take the clock as a dependency.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Take randomness as a dependency.',
  },
  {
    selector: 'CallExpression[callee.name=/^(setTimeout|setInterval|setImmediate|randomUUID)$/]',
    message: 'Take timers and ids as dependencies.',
  },
  {
    selector: "MemberExpression[object.name='AbortSignal'][property.name='timeout']",
    message: 'Take time-outs as dependencies.',
  },
];

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      '**/coverage/**',
      'tmp/**',
      '**/.terraform/**',
      'clients/typescript/src/api.ts',
    ],
  },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    },
  },
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['lambda-src/*/src/**/*.ts'],
    ignores: adapters,
    rules: { 'no-restricted-syntax': ['error', ...ambient], 'no-console': 'error' },
  },
  {
    files: ['lambda-src/*/src/**/*.ts'],
    ignores: ['lambda-src/*/src/{app,guarded-app}.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [wiring] }] },
  },
  ...Object.entries(layers).map(([layer, forbidden]) => ({
    files: [`lambda-src/${layer}/src/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [wiring, { group: forbidden, message: `lambda-src/${layer} may not depend on it.` }] },
      ],
    },
  })),
  {
    // Hashing is arithmetic: the references, fingerprints and receipts of the ledger need Node's own.
    files: ['lambda-src/domain/src/ledger/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [...layers.domain, '!node:crypto'],
              message: 'lambda-src/domain may not depend on it.',
            },
            {
              group: ['node:crypto'],
              allowImportNames: ['createHash', 'createHmac'],
              message: 'Only what is pure.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['lambda-src/{domain,adapters,runtime}/src/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@fintech-solution/testing/*'], message: 'Test code stays in tests.' }] },
      ],
    },
  },
  {
    // Handlers and use cases see ports, never the adapters behind them. A file of budgets sums up how long adapters take.
    files: ['lambda-src/*/src/**/*.ts'],
    ignores: [...adapters, 'lambda-src/{domain,runtime}/src/**', 'lambda-src/*/src/budgets.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            wiring,
            { group: ['@aws-sdk/*', '@fintech-solution/adapters/*'], message: ports },
            { regex: `-(${adapterNouns.join('|')})\\.ts$`, message: ports },
          ],
        },
      ],
    },
  },
);
