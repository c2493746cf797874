import { bytesByPackage } from '../../../src/counters/metafile.ts';

const metafileOf = (inputs: Record<string, number>) => ({
  outputs: {
    'bundle.cjs': {
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([file, bytesInOutput]) => [file, { bytesInOutput }]),
      ),
    },
  },
});

describe('bytes by package', () => {
  it('adds up the files of a package, scoped or not, wherever it is installed', () => {
    const metafile = metafileOf({
      'node_modules/jws/index.js': 10,
      'node_modules/jws/lib/verify-stream.js': 5,
      'node_modules/@smithy/core/dist-es/index.js': 7,
      'node_modules/a/node_modules/@smithy/core/dist-es/schema.js': 1,
    });

    expect(bytesByPackage(metafile)).toEqual({ jws: 15, '@smithy/core': 8 });
  });

  it('counts our own code by workspace', () => {
    const metafile = metafileOf({
      'lambda-src/domain/src/money.ts': 3,
      'lambda-src/domain/src/msisdn.ts': 4,
      '../elsewhere/lambda-src/authorizer/src/app.ts': 5,
    });

    expect(bytesByPackage(metafile)).toEqual({ 'lambda-src/domain': 7, 'lambda-src/authorizer': 5 });
  });

  it('leaves out what was read and not taken', () => {
    expect(bytesByPackage(metafileOf({ 'node_modules/zod/index.js': 0 }))).toEqual({});
  });
});
