import { loadGuardedConfig } from '../../src/guard-config.ts';

const ENV = {
  TABLE_NAME: 'accounts',
  INIT_ACCOUNT_QUEUE_URL: 'https://sqs.ca-central-1.amazonaws.com/000000000000/requests',
  REQUEST_GUARD_HOST: 'guard.example',
  REQUEST_GUARD_PORT: '6379',
  REQUEST_GUARD_TLS: 'false',
};

describe('the settings of the request guard', () => {
  it('need an address, and have the limits of the contract', () => {
    expect(loadGuardedConfig(ENV)).toMatchObject({
      tableName: 'accounts',
      guard: {
        host: 'guard.example',
        port: 6_379,
        isEncrypted: false,
        login: undefined,
        limits: { enquiriesPerMinute: 120, pendingTtlSeconds: 60 },
      },
    });
  });

  it('may name who signs in, and other limits', () => {
    const { guard } = loadGuardedConfig({
      ...ENV,
      REQUEST_GUARD_TLS: 'true',
      REQUEST_GUARD_USER: 'reader',
      REQUEST_GUARD_CACHE: 'guard',
      ENQUIRIES_PER_MINUTE_PER_CALLER: '0',
      PENDING_MARK_TTL_SECONDS: '5',
    });
    expect(guard).toMatchObject({
      isEncrypted: true,
      login: { user: 'reader', cache: 'guard' },
      limits: { enquiriesPerMinute: 0, pendingTtlSeconds: 5 },
    });
  });

  it('are refused with every fault at once, those of the function too', () => {
    expect(() =>
      loadGuardedConfig({
        REQUEST_GUARD_PORT: '0',
        REQUEST_GUARD_TLS: 'yes',
        REQUEST_GUARD_USER: 'reader',
        ENQUIRIES_PER_MINUTE_PER_CALLER: '-1',
        PENDING_MARK_TTL_SECONDS: '3601',
      }),
    ).toThrow(
      'Bad configuration: TABLE_NAME is missing; INIT_ACCOUNT_QUEUE_URL is missing; REQUEST_GUARD_HOST is missing; ' +
        'REQUEST_GUARD_PORT must be a whole number from 1 to 65535; REQUEST_GUARD_TLS must be one of true, false; ' +
        'REQUEST_GUARD_CACHE is missing; REQUEST_GUARD_USER needs REQUEST_GUARD_TLS to be true: a token never crosses a network in clear; ' +
        'ENQUIRIES_PER_MINUTE_PER_CALLER must be a whole number from 0 to 1000000; PENDING_MARK_TTL_SECONDS must be a whole number from 0 to 3600',
    );
  });
});
