import { type Environment, readSettings, SettingsError, type SettingsReader } from '../../src/env.ts';

const read = <T>(env: Environment, reading: (settings: SettingsReader) => T): T => readSettings(env, reading);

const faultsOf = (env: Environment, reading: (settings: SettingsReader) => unknown): readonly string[] => {
  try {
    readSettings(env, reading);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
};

describe('settings', () => {
  it('are read as they stand, without the spaces around them', () => {
    expect(read({ A: ' value ' }, (s) => s.required('A'))).toBe('value');
    expect(read({}, (s) => s.optional('A'))).toBeUndefined();
  });

  it.each([undefined, '', '   '])('count %j as absent', (value) => {
    expect(faultsOf({ A: value }, (s) => s.required('A'))).toEqual(['A is missing']);
    expect(faultsOf({ A: value }, (s) => s.url('A'))).toEqual(['A is missing']);
    expect(read({ A: value }, (s) => s.optional('A'))).toBeUndefined();
    expect(read({ A: value }, (s) => s.optionalUrl('A'))).toBeUndefined();
    expect(read({ A: value }, (s) => s.integer('A', { min: 0, max: 9, fallback: 5 }))).toBe(5);
    expect(read({ A: value }, (s) => s.oneOf('A', ['ON', 'OFF'], 'OFF'))).toBe('OFF');
    expect(read({ A: value }, (s) => s.url('A', 'https://fallback.example'))).toBe(
      'https://fallback.example',
    );
  });

  it('tell every fault in one message, and no value', () => {
    const env = { URL: 'ftp://secret-host', N: 'secret-number', MODE: 'secret-mode' };
    const reading = (s: SettingsReader) => [
      s.required('A'),
      s.url('URL'),
      s.integer('N', { min: 1, max: 2 }),
      s.oneOf('MODE', ['x']),
    ];
    expect(() => read(env, reading)).toThrow(SettingsError);
    expect(() => read(env, reading)).toThrow(
      'Bad configuration: A is missing; URL must be an https URL (http only to loopback); N must be a whole number from 1 to 2; MODE must be one of x',
    );
    expect(faultsOf(env, reading).join()).not.toContain('secret');
  });

  it.each(['on', 'On', 'TRUE', 'true', '1', 'ON,OFF'])(
    'accept no other spelling of a switch: %s',
    (value) => {
      expect(faultsOf({ A: value }, (s) => s.oneOf('A', ['ON', 'OFF']))).toHaveLength(1);
    },
  );

  it.each([
    ['0', 0],
    ['10', 10],
    ['-3', -3],
  ])('read the whole number %s', (value, expected) => {
    expect(read({ A: value }, (s) => s.integer('A', { min: -3, max: 10 }))).toBe(expected);
  });

  it.each(['-4', '11', '1.5', '1e1', '0x1', 'five', '1 0', 'NaN', '9'.repeat(16)])(
    'refuse %s as a whole number from -3 to 10',
    (value) => {
      expect(faultsOf({ A: value }, (s) => s.integer('A', { min: -3, max: 10 }))).toHaveLength(1);
    },
  );

  it.each([
    'https://api.example/v1',
    'http://127.0.0.1:3000/x',
    'http://127.1.2.3',
    'http://localhost:1',
    'http://[::1]:80/',
  ])('accept the URL %s', (value) => {
    expect(read({ A: value }, (s) => s.url('A'))).toBe(value);
  });

  it.each([
    'http://api.example',
    'http://127.0.0.1.example',
    'http://localhost.example',
    'http://0.0.0.0',
    'ftp://127.0.0.1',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'api.example/v1',
    'https://user:password@api.example',
    'https://',
  ])('refuse the URL %s', (value) => {
    expect(faultsOf({ A: value }, (s) => s.url('A'))).toHaveLength(1);
    expect(faultsOf({ A: value }, (s) => s.optionalUrl('A'))).toHaveLength(1);
  });

  it('anchor a pattern on both ends, also one with alternatives', () => {
    const pattern = read({ A: '6\\d|7\\d' }, (s) => s.pattern('A', 'x'));
    expect(['61', '72'].every((text) => pattern.test(text))).toBe(true);
    expect(['161', '610', '172', '720', '6'].some((text) => pattern.test(text))).toBe(false);
    expect(faultsOf({ A: '(' }, (s) => s.pattern('A', 'x'))).toEqual(['A must be a regular expression']);
  });
});
