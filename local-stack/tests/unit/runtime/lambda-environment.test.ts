import { accessKeyId, functionArn, nodeArguments } from '../../../src/runtime/lambda-environment.ts';

describe('nodeArguments', () => {
  // Measured in Lambda: a function of 512 MB runs with --max-old-space-size=460 --max-semi-space-size=13.
  it('divides the memory as Lambda does', () => {
    expect(nodeArguments(512)).toEqual(
      expect.arrayContaining(['--max-old-space-size=460', '--max-semi-space-size=13', '--expose-gc']),
    );
    expect(nodeArguments(128)).toEqual(
      expect.arrayContaining(['--max-old-space-size=115', '--max-semi-space-size=3']),
    );
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html#nodejs-experimental-features
  it('switches off the module features that Lambda switches off', () => {
    expect(nodeArguments(512)).toEqual(
      expect.arrayContaining(['--no-experimental-require-module', '--no-experimental-detect-module']),
    );
  });
});

describe('names', () => {
  it('give each environment a temporary key of its own', () => {
    expect(accessKeyId('init-user-account', 12)).toBe('ASIALOCALINITUSERACCOUNT12');
  });

  it('give the function an address in the region', () => {
    expect(functionArn('eu-west-1', 'authorizer')).toBe(
      'arn:aws:lambda:eu-west-1:000000000000:function:authorizer',
    );
  });
});
