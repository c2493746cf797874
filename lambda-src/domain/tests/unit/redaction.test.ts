import type { NumberingPlan } from '../../src/msisdn.ts';
import { holdsNumber, redact, redactText } from '../../src/redaction.ts';

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhYmMifQ.c2lnbmF0dXJl';

describe('redaction', () => {
  it.each([
    ['224622000001', '224*******01'],
    ['+224 622 00 00 01', '+224*******01'],
    ['00224622000001', '224*******01'],
    ['622-00-00-01', '*******01'],
    ['622.000.001', '*******01'],
    ['/msisdn/224%20622%2000%2000%2001?x', '/msisdn/224*******01?x'],
    ['id-224622000001-2', 'id-224*******12'],
    ['622000000', '*******00'],
    ['2240010001', '224*******01'],
    ['622002240011', '*******11'],
    ['22370000001', '*******01'],
    ['622.00.00.01', '*******01'],
    ['224_622_000_001', '224*******01'],
    ['224--622--000--001', '224*******01'],
    ['622\u00a000\u202f00\u00a001', '*******01'],
    ['\u202a+224\u200e622000001\u202c', '\u202a+224*******01\u202c'],
    ['622%C2%A000%E2%80%AF00%5F01', '*******01'],
    ['2026-11-29-000123', '*******23'],
    ['12345678-1234-4234-8234-123456789012 224622000001', '*******01'],
    ['"224622000001","224622000002"', '"224*******01","224*******02"'],
  ])('masks the number in %s', (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  it.each(['12345678', '2025-11-25T02:52:00Z', '1000 GNF', 'port 44321', ''])(
    'leaves %s as it is',
    (text) => {
      expect(redactText(text)).toBe(text);
    },
  );

  it('keeps ids that are UUIDs, whose digits may happen to stand in a row', () => {
    const id = '12345678-1234-4234-8234-123456789012';
    expect(redactText(id)).toBe(id);
    expect(redactText(`for ${id}`)).not.toContain('123456789012');
    expect(redactText('059f36b4-87a3-44ab-83d2-661975830a7d')).toBe('059f36b4-87a3-44ab-83d2-661975830a7d');
  });

  it.each([
    '22462200-0001-4000-8000-abcdefabcdef',
    '00000000-0000-4000-8000-224622000001',
    'abcdefab-abcd-4bcd-a224-622000001abc',
  ])('masks a number in international form in the UUID %s', (id) => {
    expect(redactText(id)).toContain('*******');
  });

  it.each([
    `Bearer ${TOKEN}`,
    `bearer   ${TOKEN}`,
    TOKEN,
    `{"authorizationToken":"${TOKEN}"}`,
    'eyJhbGciOiJSUzI1NiJ9',
  ])('blanks the token in %s', (text) => {
    expect(redactText(text)).not.toMatch(/eyJ|c2lnbmF0dXJl/);
    expect(redactText(text)).toContain('***');
  });

  it('blanks basic credentials', () => {
    expect(redactText('Authorization: Basic Y2xpZW50OnNlY3JldA==')).toBe('Authorization: Basic ***');
    expect(redactText('Basic  Y2xpZW50OnNlY3JldA==')).toBe('Basic ***');
  });

  it('reaches every depth, keys, errors and their causes', () => {
    const cause = Object.assign(new Error('no 224622000001'), { code: 'ECONNREFUSED' });
    const error = new Error(`bad ${TOKEN}`, { cause });
    const text = JSON.stringify(redact({ a: [{ b: { 224622000001: error } }] }));
    expect(text).not.toMatch(/622000001|eyJ/);
    expect(text).toContain('224*******01');
    expect(text).toContain('ECONNREFUSED');
    expect(text).toContain('redaction.test.ts');
  });

  it('bears an error whose fields are no texts', () => {
    const error = Object.assign(new Error('x'), { name: 7, message: undefined, stack: null });
    expect(redact(error)).toEqual({ name: '7', message: 'undefined', stack: '' });
  });

  it('reaches the name and the code of an error', () => {
    const error = Object.assign(new Error('x'), { name: 'No224622000002', code: 'NO_224622000001' });
    expect(redact(error)).toMatchObject({ name: 'No224*******02', code: 'NO_224*******01' });
  });

  it('ends on a value that contains itself', () => {
    const loop: Record<string, unknown> = { msisdn: '224622000001' };
    loop['self'] = loop;
    expect(JSON.stringify(redact(loop))).not.toContain('224622000001');
  });

  it('ends on a list that contains itself', () => {
    const list: unknown[] = ['224622000001'];
    list.push(list);
    expect(JSON.stringify(redact(list))).toBe(`${'["224*******01",'.repeat(7)}"…"${']'.repeat(7)}`);
  });

  it.each([
    [224_622_000_001, '224*******01'],
    [622_000_001, '*******01'],
  ])('masks a number that JSON wrote without quotes: %i', (value, masked) => {
    expect(redact({ data: [value] })).toEqual({ data: [masked] });
  });

  it.each([0, -1, 200, 12.5, 1_764_039_120_000, Number.NaN])('leaves the figure %d as it is', (value) => {
    expect(redact({ value })).toEqual({ value });
  });

  it('writes amounts, which JSON has no type for', () => {
    expect(redact({ balance: 1_000n, nothing: null, flag: true })).toEqual({
      balance: '1000',
      nothing: null,
      flag: true,
    });
  });

  it('keeps the codes inside an AggregateError', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const error = Object.assign(new AggregateError([refused, 'text']), { code: 'ECONNREFUSED' });

    expect(redact(error)).toMatchObject({
      name: 'AggregateError',
      code: 'ECONNREFUSED',
      errors: [{ name: 'Error', code: 'ECONNREFUSED' }, 'text'],
    });
  });

  it('says nothing of a cause or a code that there is not', () => {
    const error = Object.assign(new Error('x'), { code: 7 });
    expect(Object.keys(redact(error) as object)).toEqual(['name', 'message', 'stack']);
    expect(redact(Object.assign(error, { stack: undefined }))).toMatchObject({ stack: '' });
  });

  it('goes seven levels deep, and says where it stopped', () => {
    const nested = (levels: number): unknown => (levels === 0 ? { end: 'x' } : { a: nested(levels - 1) });
    const cause = new Error('6', { cause: new Error('7') });
    const chain = [5, 4, 3, 2, 1].reduce((inner, level) => new Error(String(level), { cause: inner }), cause);

    expect(JSON.stringify(redact(nested(6)))).toContain('{"end":"x"}');
    expect(JSON.stringify(redact(nested(7)))).toBe(`${'{"a":'.repeat(7)}"…"${'}'.repeat(7)}`);
    expect(JSON.stringify(redact(new Error('0', { cause: chain })))).toMatch(/"message":"6".*"cause":"…"/);
  });
});

describe('redaction by another numbering plan', () => {
  const mali: NumberingPlan = { countryCode: '223', nationalPattern: /^[5-9]\d{7}$/ };
  const nigeria: NumberingPlan = { countryCode: '234', nationalPattern: /^[789][01]\d{8}$/ };
  const france: NumberingPlan = { countryCode: '33', nationalPattern: /^[67]\d{8}$/ };

  it.each([
    [mali, '70000001', '*******01'],
    [mali, '70 00 00 01', '*******01'],
    [mali, 'call-70.00.00.01-x', 'call-*******01-x'],
    [mali, '22370000001', '223*******01'],
    [mali, '00223 70 00 00 01', '223*******01'],
    [mali, '17000000', '17000000'],
    [mali, '2026-11-29', '2026-11-29'],
    [nigeria, '8012345678', '*******78'],
    [nigeria, '2348012345678', '234*******78'],
    [france, '+33 6 12 34 56 78', '+33*******78'],
    [france, '612345678', '*******78'],
  ])('masks numbers of %j in %s', (plan, text, expected) => {
    expect(redactText(text, plan)).toBe(expected);
    expect(JSON.stringify(redact({ [text]: [new Error(text, { cause: text })] }, plan))).toContain(expected);
  });

  it('finds a number of the plan at any place of a run', () => {
    expect(holdsNumber('x17000000190', mali)).toBe(true);
    expect(holdsNumber('1-7.00_00001', mali)).toBe(true);
    expect(holdsNumber('700000', mali)).toBe(false);
    expect(holdsNumber('1234000', mali)).toBe(false);
    expect(holdsNumber('70000001', mali, '223')).toBe(false);
    expect(holdsNumber('0022370000001', mali, '223')).toBe(true);
  });
});
