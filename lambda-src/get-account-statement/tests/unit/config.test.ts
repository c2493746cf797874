import { decodeMsisdn } from '@fintech-solution/domain/msisdn';
import { loadConfig } from '../../src/config.ts';

describe('the settings of get-account-statement', () => {
  it('need the two tables only', () => {
    const config = loadConfig({ TABLE_NAME: 'accounts', LEDGER_TABLE_NAME: 'ledger' });
    expect(config).toMatchObject({
      tableName: 'accounts',
      ledgerTableName: 'ledger',
      rules: { requiredScopes: [], unboundScopes: [] },
      allowedOrigins: [],
    });
    expect(decodeMsisdn('622000001', config.rules.plan)).toBe('224622000001');
  });

  it('may require scopes, allow browsers and know another country', () => {
    const config = loadConfig({
      TABLE_NAME: 'accounts',
      LEDGER_TABLE_NAME: 'ledger',
      REQUIRED_SCOPE: 'read:account',
      UNBOUND_SCOPE: 'read:any',
      ALLOWED_ORIGINS: 'https://app.example',
      MSISDN_COUNTRY_CODE: '221',
      MSISDN_NATIONAL_PATTERN: '7\\d{8}',
    });
    expect(config).toMatchObject({
      rules: { requiredScopes: ['read:account'], unboundScopes: ['read:any'] },
      allowedOrigins: ['https://app.example'],
    });
    expect(decodeMsisdn('771234567', config.rules.plan)).toBe('221771234567');
  });

  it('are refused with every fault at once, and no value', () => {
    expect(() =>
      loadConfig({ LEDGER_TABLE_NAME: ' ', ALLOWED_ORIGINS: '*', MSISDN_COUNTRY_CODE: '+224' }),
    ).toThrow(
      'Bad configuration: TABLE_NAME is missing; LEDGER_TABLE_NAME is missing; MSISDN_COUNTRY_CODE must be one to three digits; ALLOWED_ORIGINS must list origins such as https://app.example (http only to loopback; no path, no *)',
    );
  });
});
