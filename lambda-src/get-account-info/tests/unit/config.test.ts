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
