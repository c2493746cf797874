import { decodeSegment } from '../../src/path-segment.ts';

describe('a segment of a path', () => {
  it.each([
    ['plain', 'plain'],
    ['JKJaXmPLv%2FcESHA%3D', 'JKJaXmPLv/cESHA='],
    ['%2B224', '+224'],
    ['a+b', 'a+b'],
    ['%2532', '%32'],
  ])('is decoded exactly once: %s', (segment, text) => {
    expect(decodeSegment(segment)).toBe(text);
  });

  it.each(['%', '%zz', '%ff'])('is nothing with the bad escape %s', (segment) => {
    expect(decodeSegment(segment)).toBeUndefined();
  });
});
