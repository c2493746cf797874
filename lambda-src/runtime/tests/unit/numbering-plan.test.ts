import { type Environment, readSettings } from '../../src/env.ts';
import { decodeMsisdn } from '@fintech-solution/domain/msisdn';
import { numberingPlan } from '../../src/numbering-plan.ts';

const planOf = (env: Environment) => readSettings(env, numberingPlan);

describe('the numbering plan', () => {
  it("is Guinea's where nothing else is set", () => {
    expect(decodeMsisdn('622000001', planOf({}))).toBe('224622000001');
    expect(decodeMsisdn('622000001', planOf({ MSISDN_COUNTRY_CODE: '', MSISDN_NATIONAL_PATTERN: '' }))).toBe(
      '224622000001',
    );
    expect(decodeMsisdn('642000001', planOf({}))).toBeUndefined();
  });

  it('is another one where it is set', () => {
    const plan = planOf({ MSISDN_COUNTRY_CODE: '221', MSISDN_NATIONAL_PATTERN: '7[05-8]\\d{7}' });
    expect(decodeMsisdn('771234567', plan)).toBe('221771234567');
    expect(decodeMsisdn('+221771234567', plan)).toBe('221771234567');
    expect(decodeMsisdn('224622000001', plan)).toBeUndefined();
  });

  it.each(['+224', '0', '024', '2240', 'GN'])('refuses the country code %s', (code) => {
    expect(() => planOf({ MSISDN_COUNTRY_CODE: code })).toThrow(
      'MSISDN_COUNTRY_CODE must be one to three digits',
    );
  });
});
