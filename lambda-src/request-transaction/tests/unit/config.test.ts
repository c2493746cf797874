import { decodeMsisdn } from '@fintech-solution/domain/msisdn';
import { loadConfig } from '../../src/config.ts';

const ENV = {
  LEDGER_TABLE_NAME: 'ledger',
  TRANSACTION_QUEUE_URL: 'https://sqs.ca-central-1.amazonaws.com/000000000000/transactions',
};

describe('the settings of request-transaction', () => {
  it('need a table and a queue only', () => {
    const config = loadConfig(ENV);
    expect(config).toMatchObject({
      ledgerTableName: 'ledger',
      queueUrl: ENV.TRANSACTION_QUEUE_URL,
      limits: {
        minAmount: 1n,
        maxAmount: 10_000_000n,
        expirySeconds: 3_600,
        callbackHosts: { names: [], isLoopbackAllowed: false },
      },
      allowedOrigins: [],
    });
    expect(decodeMsisdn('622000001', config.plan)).toBe('224622000001');
  });

  it('may bound amounts and time, and allow hosts and browsers', () => {
    const config = loadConfig({
      ...ENV,
      TRANSACTION_MIN_AMOUNT: '100',
      TRANSACTION_MAX_AMOUNT: '999999999999999',
      TRANSACTION_EXPIRY_SECONDS: '60',
      CALLBACK_ALLOWED_HOSTS: 'hooks.example, *.merchant.example',
      ALLOWED_ORIGINS: 'https://app.example',
    });
    expect(config).toMatchObject({
      limits: {
        minAmount: 100n,
        maxAmount: 999_999_999_999_999n,
        expirySeconds: 60,
        callbackHosts: { names: ['hooks.example', '*.merchant.example'], isLoopbackAllowed: false },
      },
      allowedOrigins: ['https://app.example'],
    });
  });

  it('are refused with every fault at once', () => {
    const load = () =>
      loadConfig({
        TRANSACTION_QUEUE_URL: 'http://queue.example',
        TRANSACTION_MIN_AMOUNT: '200',
        TRANSACTION_MAX_AMOUNT: '100',
        TRANSACTION_EXPIRY_SECONDS: '0',
        CALLBACK_ALLOWED_HOSTS: 'https://hooks.example *',
      });
    expect(load).toThrow(
      'Bad configuration: LEDGER_TABLE_NAME is missing; TRANSACTION_QUEUE_URL must be an https URL (http only to loopback); TRANSACTION_MAX_AMOUNT must not be below TRANSACTION_MIN_AMOUNT; TRANSACTION_EXPIRY_SECONDS must be a whole number from 1 to 2592000; CALLBACK_ALLOWED_HOSTS must list host names, or *.suffixes, in lower case',
    );
  });

  it.each(['0', '-1', '1.5', '1000000000000000', 'x'])('take no amount such as %s', (amount) => {
    expect(() => loadConfig({ ...ENV, TRANSACTION_MIN_AMOUNT: amount })).toThrow('TRANSACTION_MIN_AMOUNT');
    expect(() => loadConfig({ ...ENV, TRANSACTION_MAX_AMOUNT: amount })).toThrow('TRANSACTION_MAX_AMOUNT');
  });
});
