import { parseFrancs } from '../../src/money.ts';

describe('an amount', () => {
  it.each([
    ['0', 0n],
    ['1000', 1_000n],
    ['-500', -500n],
    ['9007199254740993', 9_007_199_254_740_993n],
    ['9'.repeat(38), BigInt('9'.repeat(38))],
  ])('is read from %s exactly', (text, expected) => {
    expect(parseFrancs(text)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    '1000.5',
    '1000.0',
    '1e3',
    '1E3',
    '0x10',
    '1_000',
    '1 000',
    '+1',
    '--1',
    '1\n',
    'NaN',
    '٣',
    '9'.repeat(39),
  ])('is never guessed from %j', (text) => {
    expect(parseFrancs(text)).toBeUndefined();
  });
});
