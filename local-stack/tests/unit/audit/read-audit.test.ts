import { readAudit } from '../../../src/audit/read-audit.ts';
import { recordedStack, state } from './recorded-stack.ts';

const PLAN = { countryCode: '224', nationalPattern: /^6[0-356]\d{7}$/ };

function setup(duringRead: (read: number) => void) {
  const here = recordedStack();
  here.welcomed();
  let reads = 0;
  const readState = async () => {
    reads += 1;
    duringRead(reads);
    return state();
  };
  const balance = () => readAudit({ readState, recorder: here.recorder, openingBalance: '1000', plan: PLAN });
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
});
