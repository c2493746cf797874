import { types } from 'node:util';

/**
 * Lets `instanceof Error` be true for errors of Node's own modules inside jest.
 *
 * Jest runs tests in a realm with an `Error` of its own, so that a reset connection is no `Error` there, and the AWS
 * SDK wraps it beyond recognition. In a function there is one realm; a test that breaks connections imports this.
 */
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, value: unknown): boolean {
    return this === Error ? types.isNativeError(value) : (ordinary.call(this, value) as boolean);
  },
});

const ordinary: (this: unknown, value: unknown) => unknown = Function.prototype[Symbol.hasInstance];
