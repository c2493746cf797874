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
      requiredScopes: [],
    });
    expect(decodeMsisdn('622000001', config.plan)).toBe('224622000001');
  });

  it('may require scopes and know another country', () => {
    const config = loadConfig({
      ...ENV,
      REQUIRED_SCOPE: 'read:account  read:balance',
      MSISDN_COUNTRY_CODE: '221',
      MSISDN_NATIONAL_PATTERN: '7\\d{8}',
    });
    expect(config.requiredScopes).toEqual(['read:account', 'read:balance']);
    expect(decodeMsisdn('771234567', config.plan)).toBe('221771234567');
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
