import { GUINEA_PLAN } from '@fintech-solution/domain/msisdn';
import { loadConfig } from '../../src/config.ts';

const ENV = {
  LEDGER_TABLE_NAME: 'ledger',
  NOTIFICATION_QUEUE_URL: 'https://sqs.ca-central-1.amazonaws.com/000000000000/notifications',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.ca-central-1.amazonaws.com/000000000000/notifications-dlq',
  ENABLE_SMS_NOTIFICATIONS: 'OFF',
  CALLBACK_SIGNING_SECRET_PARAMETER_NAME: '/callbacks',
};

describe('the settings of notify-parties', () => {
  it('are a table, two queues and a secret while SMS is OFF', () => {
    expect(loadConfig(ENV)).toEqual({
      ledgerTableName: 'ledger',
      queueUrl: ENV.NOTIFICATION_QUEUE_URL,
      deadLetterQueueUrl: ENV.DEAD_LETTER_QUEUE_URL,
      sms: undefined,
      callbackHosts: { names: [], isLoopbackAllowed: false },
      signingSecretParameterName: '/callbacks',
      plan: GUINEA_PLAN,
    });
  });

  it('name the credentials of the SMS provider while SMS is ON', () => {
    const sms = { ENABLE_SMS_NOTIFICATIONS: 'ON', SMS_PROVIDER_API_CREDENTIALS_PARAMETER_NAME: '/sms' };
    expect(loadConfig({ ...ENV, ...sms }).sms).toEqual({
      apiUrl: 'https://api.nimbasms.com/v1/messages',
      senderName: 'SMS 9080',
      credentialsParameterName: '/sms',
    });
  });

  it('may allow hosts for callbacks', () => {
    const { callbackHosts } = loadConfig({
      ...ENV,
      CALLBACK_ALLOWED_HOSTS: 'hooks.example *.merchant.example',
    });
    expect(callbackHosts.names).toEqual(['hooks.example', '*.merchant.example']);
  });

  it('are refused with every fault at once, and no value', () => {
    expect(() =>
      loadConfig({
        ENABLE_SMS_NOTIFICATIONS: 'ON',
        SMS_SENDER_NAME: 'much too long',
        CALLBACK_ALLOWED_HOSTS: 'https://secret',
      }),
    ).toThrow(
      'Bad configuration: LEDGER_TABLE_NAME is missing; NOTIFICATION_QUEUE_URL is missing; DEAD_LETTER_QUEUE_URL is missing; SMS_SENDER_NAME must have at most 11 characters; SMS_PROVIDER_API_CREDENTIALS_PARAMETER_NAME is missing; CALLBACK_ALLOWED_HOSTS must list host names, or *.suffixes, in lower case; CALLBACK_SIGNING_SECRET_PARAMETER_NAME is missing',
    );
  });
});
