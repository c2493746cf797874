import { loadConfig } from '../../src/config.ts';

const ENV = {
  TABLE_NAME: 'accounts',
  LEDGER_TABLE_NAME: 'ledger',
  TRANSACTION_QUEUE_URL: 'https://sqs.ca-central-1.amazonaws.com/000000000000/transactions',
  NOTIFICATION_QUEUE_URL: 'https://sqs.ca-central-1.amazonaws.com/000000000000/notifications',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.ca-central-1.amazonaws.com/000000000000/transactions-dlq',
};

describe('the settings of process-transaction', () => {
  it('need two tables and three queues only', () => {
    expect(loadConfig(ENV)).toMatchObject({
      tables: { accounts: 'accounts', ledger: 'ledger' },
      queueUrl: ENV.TRANSACTION_QUEUE_URL,
      notificationQueueUrl: ENV.NOTIFICATION_QUEUE_URL,
      deadLetterQueueUrl: ENV.DEAD_LETTER_QUEUE_URL,
      limits: { maxBalance: 50_000_000n, dailyDebit: 0n, dailyCash: 100_000_000n },
    });
  });

  it('may set each limit', () => {
    const limits = {
      ACCOUNT_MAX_BALANCE: '999999999999999',
      DAILY_DEBIT_LIMIT: '5000',
      CASH_DAILY_LIMIT: '0',
    };
    expect(loadConfig({ ...ENV, ...limits }).limits).toEqual({
      maxBalance: 999_999_999_999_999n,
      dailyDebit: 5_000n,
      dailyCash: 0n,
    });
  });

  it('are refused with every fault at once', () => {
    const load = () =>
      loadConfig({ ACCOUNT_MAX_BALANCE: '0', DAILY_DEBIT_LIMIT: '-1', CASH_DAILY_LIMIT: '1000000000000000' });
    expect(load).toThrow(
      [
        'Bad configuration: TABLE_NAME is missing',
        'LEDGER_TABLE_NAME is missing',
        'TRANSACTION_QUEUE_URL is missing',
        'NOTIFICATION_QUEUE_URL is missing',
        'DEAD_LETTER_QUEUE_URL is missing',
        'ACCOUNT_MAX_BALANCE must be a whole number from 1 to 999999999999999',
        'DAILY_DEBIT_LIMIT must be a whole number from 0 to 999999999999999',
        'CASH_DAILY_LIMIT must be a whole number from 0 to 999999999999999',
      ].join('; '),
    );
  });
});
