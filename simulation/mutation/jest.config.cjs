// The unit and contract tests of the functions as one project: Stryker runs no `projects`, and copies what it mutates.
const { projects } = module.require('../../jest.config.cjs');
const { PARTS } = module.require('./parts.cjs');

const unit = projects.find(({ displayName }) => displayName === 'unit');

/** @type {import('jest').Config} */
module.exports = {
  // Stryker works in a copy of the repository and makes it the current folder.
  rootDir: process.cwd(),
  testEnvironment: 'node',
  transform: unit.transform,
  testMatch: PARTS[process.env.MUTATED_PART]?.tests ?? [
    '<rootDir>/lambda-src/*/tests/{unit,contract}/**/*.test.ts',
  ],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  // The workspace's link in node_modules leads to the code that was not mutated.
  moduleNameMapper: {
    '^@fintech-solution/(domain|adapters|runtime|testing)/(.*)$': '<rootDir>/lambda-src/$1/src/$2.ts',
  },
};
