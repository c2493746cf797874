import { decodeMsisdn } from '@fintech-solution/domain/msisdn';
import { loadConfig } from '../../src/config.ts';

const OFF = {
  TABLE_NAME: 'accounts',
  ENABLE_SMS_NOTIFICATIONS: 'OFF',
  ENABLE_EMAIL_NOTIFICATIONS: 'OFF',
  APPLY_CUSTOM_DOMAIN: 'false',
};
const SMS = {
  ENABLE_SMS_NOTIFICATIONS: 'ON',
  SMS_PROVIDER_API_CREDENTIALS_PARAMETER_NAME: '/fintech-solution/sms',
};
const EMAIL = { ENABLE_EMAIL_NOTIFICATIONS: 'ON', DESTINATION_EMAIL: 'back-office@example.org' };

describe('the settings of init-user-account', () => {
  it('need little while both channels are OFF, and have defaults', () => {
    const config = loadConfig(OFF);
    expect(config).toMatchObject({
      tableName: 'accounts',
      openingBalance: 1_000n,
      sms: undefined,
      email: undefined,
      leaseMs: 60_000,
      deadLetterQueueUrl: undefined,
      queueUrl: undefined,
    });
    expect(decodeMsisdn('622000001', config.plan)).toBe('224622000001');
  });

  it('of SMS have the defaults of Nimba', () => {
    expect(loadConfig({ ...OFF, ...SMS }).sms).toEqual({
      apiUrl: 'https://api.nimbasms.com/v1/messages',
      senderName: 'SMS 9080',
      credentialsParameterName: '/fintech-solution/sms',
    });
    expect(
      loadConfig({
        ...OFF,
        ...SMS,
        SMS_SENDER_NAME: 'Argent Mob.',
        SMS_PROVIDER_API_URL: 'http://127.0.0.1:1/x',
      }).sms,
    ).toMatchObject({ senderName: 'Argent Mob.', apiUrl: 'http://127.0.0.1:1/x' });
  });

  it('let the mailbox write to itself without a domain, and api@domain with one', () => {
    expect(loadConfig({ ...OFF, ...EMAIL }).email).toEqual({
      to: 'back-office@example.org',
      from: 'back-office@example.org',
      configurationSet: undefined,
    });
    const domain = { APPLY_CUSTOM_DOMAIN: 'true', DOMAIN_NAME: 'example.com', SES_CONFIGURATION_SET: 'set' };
    expect(loadConfig({ ...OFF, ...EMAIL, ...domain }).email).toEqual({
      to: 'back-office@example.org',
      from: 'api@example.com',
      configurationSet: 'set',
    });
  });

  it.each([
    ['0', 0n],
    ['2500', 2_500n],
    ['999999999999999', 999_999_999_999_999n],
  ])('open accounts with %s', (value, expected) => {
    expect(loadConfig({ ...OFF, OPENING_BALANCE: value }).openingBalance).toBe(expected);
  });

  it.each([
    [{ TABLE_NAME: '' }, 'TABLE_NAME is missing'],
    [{ OPENING_BALANCE: '-1' }, 'OPENING_BALANCE must be a whole number from 0 to 999999999999999'],
    [{ OPENING_BALANCE: '10.5' }, 'OPENING_BALANCE must be'],
    [{ OPENING_BALANCE: '1e3' }, 'OPENING_BALANCE must be'],
    [{ WELCOME_LEASE_SECONDS: '0' }, 'WELCOME_LEASE_SECONDS must be'],
    [{ ENABLE_SMS_NOTIFICATIONS: undefined }, 'ENABLE_SMS_NOTIFICATIONS must be one of ON, OFF'],
    [{ ENABLE_EMAIL_NOTIFICATIONS: 'on' }, 'ENABLE_EMAIL_NOTIFICATIONS must be one of ON, OFF'],
    [{ APPLY_CUSTOM_DOMAIN: 'yes' }, 'APPLY_CUSTOM_DOMAIN must be one of true, false'],
    [{ APPLY_CUSTOM_DOMAIN: 'true' }, 'DOMAIN_NAME is missing'],
    [{ APPLY_CUSTOM_DOMAIN: 'true', DOMAIN_NAME: 'not a domain' }, 'DOMAIN_NAME must be a domain name'],
    [{ ENABLE_SMS_NOTIFICATIONS: 'ON' }, 'SMS_PROVIDER_API_CREDENTIALS_PARAMETER_NAME is missing'],
    [{ ...SMS, SMS_SENDER_NAME: 'Argent Mobil' + 'e' }, 'SMS_SENDER_NAME must have at most 11 characters'],
    [{ ...SMS, SMS_PROVIDER_API_URL: 'http://api.example' }, 'SMS_PROVIDER_API_URL must be an https URL'],
    [{ ENABLE_EMAIL_NOTIFICATIONS: 'ON' }, 'DESTINATION_EMAIL is missing'],
    [{ ...EMAIL, DESTINATION_EMAIL: 'a@b, c@d' }, 'DESTINATION_EMAIL must be one e-mail address'],
    [{ ...EMAIL, DESTINATION_EMAIL: 'nobody' }, 'DESTINATION_EMAIL must be one e-mail address'],
    [{ DEAD_LETTER_QUEUE_URL: 'queue' }, 'DEAD_LETTER_QUEUE_URL must be an https URL'],
    [{ INIT_ACCOUNT_QUEUE_URL: 'http://sqs.example' }, 'INIT_ACCOUNT_QUEUE_URL must be an https URL'],
    [{ MSISDN_NATIONAL_PATTERN: '(' }, 'MSISDN_NATIONAL_PATTERN must be a regular expression'],
  ])('are refused with %j', (change, fault) => {
    expect(() => loadConfig({ ...OFF, ...change })).toThrow(fault);
  });

  it('do not ask for what a channel needs while it is OFF', () => {
    expect(() =>
      loadConfig({ ...OFF, DESTINATION_EMAIL: 'nobody', SMS_SENDER_NAME: 'far too long a name' }),
    ).not.toThrow();
  });

  it('tell every fault at once, and no value', () => {
    const env = {
      ENABLE_SMS_NOTIFICATIONS: 'ON',
      ENABLE_EMAIL_NOTIFICATIONS: 'ON',
      APPLY_CUSTOM_DOMAIN: 'secret-1',
      SMS_PROVIDER_API_URL: 'http://secret-2.example',
      OPENING_BALANCE: 'secret-3',
      DESTINATION_EMAIL: 'secret-4',
    };
    let message = '';
    try {
      loadConfig(env);
    } catch (error) {
      message = String(error);
    }
    expect(message.split('; ')).toHaveLength(7);
    expect(message).not.toContain('secret');
  });
});
