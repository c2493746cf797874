import { readAudit } from '../../../src/audit/read-audit.ts';
import { account, LIMITS, recordedStack, state, tablesOf } from './recorded-stack.ts';

const PLAN = { countryCode: '224', nationalPattern: /^6[0-356]\d{7}$/ };

function setup(duringRead: (read: number) => void, accountsOf = (_read: number) => [account()]) {
  const here = recordedStack();
  here.welcomed();
  let reads = 0;
  const readState = async () => {
    reads += 1;
    duringRead(reads);
    return state();
  };
  const readTables = async () => tablesOf({ accounts: accountsOf(reads) });
  const balance = () =>
    readAudit({
      ...{ readState, readTables, recorder: here.recorder, now: () => 0 },
      ...{ limits: LIMITS, openingBalance: '1000', plan: PLAN },
    });
  return { here, balance, reads: () => reads };
}

describe('readAudit', () => {
  it('reads once where nothing changes meanwhile', async () => {
    const { balance, reads } = setup(() => undefined);
    expect((await balance()).verdict).toBe('consistent');
    expect(reads()).toBe(1);
  });

  it('reads again what changed while it was read', async () => {
    const { here, balance, reads } = setup((read) => {
      if (read === 1) here.set('sms', 'sent');
    });
    expect((await balance()).verdict).toBe('consistent');
    expect(reads()).toBe(2);
  });

  it('calls a stack that never holds still under way, and shows its queue as it was read', async () => {
    const { here, balance } = setup(() => here.set('sms', 'sent'));
    const audit = await balance();
    expect(audit.verdict).toBe('under-way');
    expect(audit.queue).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it('believes what looks wrong once a second reading shows it too', async () => {
    const once = setup(
      () => undefined,
      (read) => [account(read === 1 ? { balance: '7' } : {})],
    );
    expect((await once.balance()).verdict).toBe('consistent');
    const twice = setup(
      () => undefined,
      () => [account({ balance: '7' })],
    );
    expect((await twice.balance()).verdict).toBe('inconsistent');
    expect([once.reads(), twice.reads()]).toEqual([2, 2]);
  });

  it('does not take half of a commit for a fault where the stack never holds still', async () => {
    const { here, balance } = setup(
      () => here.set('sms', 'sent'),
      () => [account({ balance: '7' })],
    );
    expect((await balance()).verdict).toBe('under-way');
  });
});
