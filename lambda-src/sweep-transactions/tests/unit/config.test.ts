import { GUINEA_PLAN } from '@fintech-solution/domain/msisdn';
import { loadConfig } from '../../src/config.ts';

const ENV = {
  LEDGER_TABLE_NAME: 'ledger',
  TRANSACTION_QUEUE_URL: 'https://sqs.ca-central-1.amazonaws.com/000000000000/transactions',
  NOTIFICATION_QUEUE_URL: 'https://sqs.ca-central-1.amazonaws.com/000000000000/notifications',
};

describe('the settings of sweep-transactions', () => {
  it('are a table and two queues', () => {
    expect(loadConfig(ENV)).toEqual({
      ledgerTableName: 'ledger',
      transactionQueueUrl: ENV.TRANSACTION_QUEUE_URL,
      notificationQueueUrl: ENV.NOTIFICATION_QUEUE_URL,
      plan: GUINEA_PLAN,
    });
  });

  it('are refused with every fault at once, and no value', () => {
    expect(() => loadConfig({ TRANSACTION_QUEUE_URL: 'http://queue.example' })).toThrow(
      'Bad configuration: LEDGER_TABLE_NAME is missing; TRANSACTION_QUEUE_URL must be an https URL (http only to loopback); NOTIFICATION_QUEUE_URL is missing',
    );
  });
});
