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

  it.each(['22', '202', '77'])('refuses %s, with which no number of the world begins', (code) => {
    expect(() => planOf({ MSISDN_COUNTRY_CODE: code })).toThrow(
      'MSISDN_COUNTRY_CODE must be a country code of ITU-T E.164',
    );
  });

  it.each(['1', '7', '20', '33', '221', '999'])('takes the country code %s', (countryCode) => {
    expect(planOf({ MSISDN_COUNTRY_CODE: countryCode })).toMatchObject({ countryCode });
  });

  it.each(['\\d*', '.+', '\\d{4}', '\\d{5,9}', '7\\d{7}|00000', '()'])(
    'refuses the pattern %s, whose numbers a log could not mask',
    (pattern) => {
      expect(() => planOf({ MSISDN_NATIONAL_PATTERN: pattern })).toThrow(
        'MSISDN_NATIONAL_PATTERN must not fit numbers of fewer than 6 digits: logs could not mask them',
      );
    },
  );

  it.each(['[5-9]\\d{7}', '\\d{6}', '[79]\\d{6,9}'])('takes the pattern %s', (pattern) => {
    expect(() => planOf({ MSISDN_NATIONAL_PATTERN: pattern })).not.toThrow();
  });
});
