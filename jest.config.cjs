// One jest configuration for the whole repository. `unit` needs nothing but Node; `e2e` starts
// the local stack itself. Tests run as CommonJS because jest's ESM support is still experimental.
const transform = {
  // tinyqueue is published as a module only, and the page's scripts are modules for browsers.
  '^.+\\.ts$|/console/page/public/.+\\.js$|/node_modules/tinyqueue/.+\\.js$': [
    'ts-jest',
    {
      // Types are checked once, for everything, by `npm run compile`; here they are only erased.
      diagnostics: false,
      tsconfig: {
        allowJs: true,
        target: 'es2024',
        module: 'commonjs',
        moduleResolution: 'node10',
        isolatedModules: true,
        esModuleInterop: true,
        ignoreDeprecations: '6.0',
      },
    },
  ],
};

const project = (displayName, testMatch) => ({
  displayName,
  testMatch,
  transform,
  transformIgnorePatterns: ['/node_modules/(?!tinyqueue/)'],
  testEnvironment: 'node',
  rootDir: __dirname,
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '<rootDir>/tmp/'],
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/tmp/'],
});

/** @type {import('jest').Config} */
module.exports = {
  // A story awaits events, not time; this only ends one whose event never comes.
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/scripts/closing-line-reporter.cjs'],
  projects: [
    project('unit', [
      '<rootDir>/lambda-src/*/tests/unit/**/*.test.ts',
      '<rootDir>/local-stack/tests/unit/**/*.test.ts',
      '<rootDir>/scripts/tests/**/*.test.ts',
      '<rootDir>/simulation/tests/unit/**/*.test.ts',
      '<rootDir>/bench/tests/unit/**/*.test.ts',
      '<rootDir>/clients/typescript/tests/unit/**/*.test.ts',
    ]),
    project('contract', [
      '<rootDir>/lambda-src/*/tests/contract/**/*.test.ts',
      '<rootDir>/local-stack/tests/contract/**/*.test.ts',
    ]),
    project('e2e', ['<rootDir>/e2e/**/*.test.ts']),
    // Needs a file that is no part of this repository: `npm run test:standard`.
    project('standard', ['<rootDir>/local-stack/tests/standard/**/*.test.ts']),
  ],
};
