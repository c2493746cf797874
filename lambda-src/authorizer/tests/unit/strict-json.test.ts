import { parseStrictJsonObject } from '../../src/strict-json.ts';

const parse = (text: string) => parseStrictJsonObject(Buffer.from(text));

describe('parseStrictJsonObject', () => {
  it.each([
    ['{}', {}],
    [' {"a" : [1, {"b":null}] }\n', { a: [1, { b: null }] }],
    ['{"a:b":"c:d","e":"\\":\\"","f":"\\\\"}', { 'a:b': 'c:d', e: '":"', f: '\\' }],
    ['{"a":{"x":1},"b":{"x":2}}', { a: { x: 1 }, b: { x: 2 } }],
    ['{"a":[{"x":1},{"x":2}]}', { a: [{ x: 1 }, { x: 2 }] }],
    ['{"é":"numéro","a":1}', { é: 'numéro', a: 1 }],
  ])('reads %s', (text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  it.each([
    '',
    'null',
    '1',
    '"text"',
    '[]',
    '[{"a":1}]',
    '{"a":1',
    '{"a":1}x',
    "{'a':1}",
    '{"a":1,}',
    '{"a":NaN}',
  ])('refuses %j, which is no JSON object', (text) => {
    expect(parse(text)).toBe('not-a-json-object');
  });

  it.each([
    '{"a":1,"a":1}',
    '{"a":1,"b":2,"a":3}',
    '{"alg":"none","\\u0061lg":"RS256"}',
    '{"a":{"x":1,"x":2}}',
    '{"a":[{"b":[{"x":1,"x":1}]}]}',
    '{"":1,"":2}',
    '{"__proto__":1,"__proto__":2}',
    '{"a":"\\\\","a":"\\""}',
    '{"1":0,"1":1}',
    '{"a":[],"a":{}}',
  ])('refuses %s, in which a name occurs twice', (text) => {
    expect(parse(text)).toBe('duplicate-member');
  });

  it('keeps a member called __proto__ to itself', () => {
    const parsed = parse('{"__proto__":{"sub":"x"}}');

    expect(parsed).not.toHaveProperty('sub');
    expect(Object.keys(parsed)).toEqual(['__proto__']);
  });

  it.each([
    ['a lone continuation byte', [0x80]],
    ['an overlong form', [0xc0, 0xaf]],
    ['a surrogate half', [0xed, 0xa0, 0x80]],
    ['a cut character', [0xc3]],
  ])('refuses bytes that are no UTF-8: %s', (_name, bytes) => {
    expect(
      parseStrictJsonObject(Buffer.from([...Buffer.from('{"a":"'), ...bytes, ...Buffer.from('"}')])),
    ).toBe('not-a-json-object');
  });

  it('refuses a byte order mark', () => {
    expect(parse('\ufeff{"a":1}')).toBe('not-a-json-object');
  });

  it('refuses UTF-16', () => {
    expect(parseStrictJsonObject(Buffer.from('{"a":1}', 'utf16le'))).toBe('not-a-json-object');
  });

  it('reads an object that nests deeper than a call stack', () => {
    const depth = 200_000;

    expect(parse(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`)).toHaveProperty('a');
  });

  it('reads a part of a larger buffer', () => {
    expect(parseStrictJsonObject(Buffer.from('xx{"a":1}yy').subarray(2, 9))).toEqual({ a: 1 });
  });
});
