// One lint configuration. Beside the usual rules it holds the structure: imports point inward
// (app → handler → use case → domain) and time, chance and timers enter only through app.ts and adapters.
import tseslint from 'typescript-eslint';

/** Files that may touch the outside world: wiring and adapters. A function's own adapters are named technology-noun. */
const adapters = [
  'lambda-src/*/src/{app,guarded-app,wiring}.ts',
  'lambda-src/*/src/*-{endpoint,requests,sms,email,credentials}.ts',
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
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/{app,guarded-app,wiring}.ts'], message: 'Nothing imports the wiring.' }] },
      ],
    },
  },
  ...Object.entries(layers).map(([layer, forbidden]) => ({
    files: [`lambda-src/${layer}/src/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: forbidden, message: `lambda-src/${layer} may not depend on it.` }] },
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
    // Handlers and use cases see ports, never the adapters behind them.
    files: [
      'lambda-src/*/src/{handler,get-account-info,get-account-statement,history,get-transaction,check-service,sweep-transactions,notify-party,init-user-account,verify-token,policy,responses}.ts',
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [
                '**/{app,guarded-app,wiring}.ts',
                '@aws-sdk/*',
                '**/{dynamodb,sqs,ssm,nimba,ses,jwks}-*',
                '@fintech-solution/adapters/dynamodb/accounts',
              ],
              allowTypeImports: false,
              message: 'Declare a port and let app.ts plug the adapter in.',
            },
          ],
        },
      ],
    },
  },
);
