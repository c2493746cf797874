import { decodeMsisdn } from '@fintech-solution/domain/msisdn';
import { loadConfig } from '../../src/config.ts';

const ENV = {
  TABLE_NAME: 'accounts',
  INIT_ACCOUNT_QUEUE_URL: 'https://sqs.ca-central-1.amazonaws.com/000000000000/requests',
};

describe('the settings of get-account-info', () => {
  it('need a table and a queue only', () => {
    const config = loadConfig(ENV);
    expect(config).toMatchObject({
      tableName: 'accounts',
      queueUrl: ENV.INIT_ACCOUNT_QUEUE_URL,
      rules: { requiredScopes: [], unboundScopes: [] },
      allowedOrigins: [],
    });
    expect(decodeMsisdn('622000001', config.rules.plan)).toBe('224622000001');
  });

  it('may require scopes, allow browsers and know another country', () => {
    const config = loadConfig({
      ...ENV,
      REQUIRED_SCOPE: 'read:account  read:balance',
      UNBOUND_SCOPE: 'read:any',
      ALLOWED_ORIGINS: 'https://app.example',
      MSISDN_COUNTRY_CODE: '221',
      MSISDN_NATIONAL_PATTERN: '7\\d{8}',
    });
    expect(config).toMatchObject({
      rules: { requiredScopes: ['read:account', 'read:balance'], unboundScopes: ['read:any'] },
      allowedOrigins: ['https://app.example'],
    });
    expect(decodeMsisdn('771234567', config.rules.plan)).toBe('221771234567');
  });

  it('limit openings where there is a table to count them in', () => {
    expect(loadConfig(ENV).allowance).toBeUndefined();
    expect(loadConfig({ ...ENV, LEDGER_TABLE_NAME: 'ledger' }).allowance).toEqual({
      tableName: 'ledger',
      perDay: { perCaller: 1_000, total: 100_000 },
    });
    const unlimited = { OPENINGS_PER_CALLER_PER_DAY: '0', OPENINGS_PER_DAY: '0' };
    expect(loadConfig({ ...ENV, LEDGER_TABLE_NAME: 'ledger', ...unlimited }).allowance).toBeUndefined();
    const perDay = { OPENINGS_PER_CALLER_PER_DAY: '7', OPENINGS_PER_DAY: '0' };
    expect(loadConfig({ ...ENV, LEDGER_TABLE_NAME: 'ledger', ...perDay }).allowance).toMatchObject({
      perDay: { perCaller: 7, total: 0 },
    });
    expect(() => loadConfig({ ...ENV, OPENINGS_PER_DAY: '-1', OPENINGS_PER_CALLER_PER_DAY: 'x' })).toThrow(
      'OPENINGS_PER_CALLER_PER_DAY must be a whole number from 0 to 1000000000; OPENINGS_PER_DAY must be a whole number from 0 to 1000000000',
    );
  });

  it('are refused with every fault at once, and no value', () => {
    expect(() =>
      loadConfig({
        TABLE_NAME: ' ',
        INIT_ACCOUNT_QUEUE_URL: 'http://queue.example',
        MSISDN_COUNTRY_CODE: '+224',
        MSISDN_NATIONAL_PATTERN: '(secret',
      }),
    ).toThrow(
      'Bad configuration: TABLE_NAME is missing; INIT_ACCOUNT_QUEUE_URL must be an https URL (http only to loopback); MSISDN_COUNTRY_CODE must be one to three digits; MSISDN_NATIONAL_PATTERN must be a regular expression',
    );
  });
});
