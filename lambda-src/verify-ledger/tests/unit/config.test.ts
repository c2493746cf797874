import { loadConfig } from '../../src/config.ts';

const ENV = { TABLE_NAME: 'accounts', LEDGER_TABLE_NAME: 'ledger' };

describe('the settings of verify-ledger', () => {
  it('need both tables, and verify them whole', () => {
    expect(loadConfig(ENV)).toMatchObject({
      tables: { accounts: 'accounts', ledger: 'ledger' },
      segments: 1,
    });
  });

  it('may split the tables', () => {
    expect(loadConfig({ ...ENV, VERIFY_SEGMENTS: '24' }).segments).toBe(24);
  });

  it('are refused with every fault at once', () => {
    expect(() => loadConfig({ VERIFY_SEGMENTS: '0' })).toThrow(
      'Bad configuration: TABLE_NAME is missing; LEDGER_TABLE_NAME is missing; VERIFY_SEGMENTS must be a whole number from 1 to 1000',
    );
  });
});
