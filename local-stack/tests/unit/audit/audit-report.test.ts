import { auditLines } from '../../../src/audit/audit-report.ts';
import { account, recordedStack } from './recorded-stack.ts';

describe('auditLines', () => {
  it('tells what is there, what was injected and the verdict', () => {
    const here = recordedStack();
    here.welcomed();
    expect(auditLines(here.audit(), { seed: 42, injected: { 'crash:sms.Send': 2 } })).toEqual([
      'accounts       1, asked for by 1 event(s)',
      'transactions   0 completed, 0 failed, 0 pending; 0 movement(s)',
      'queue          0 waiting, 0 in flight, 0 delayed; 0 dead letter(s)',
      'messages sent  1 SMS, 1 e-mail(s)',
      'faults         with seed 42: crash:sms.Send ×2',
      'The audit finds no contradiction: every balance is explained, every event is handled or dead-lettered.',
    ]);
  });

  it('names every finding, at most twenty of them', () => {
    const accounts = Array.from({ length: 23 }, (_, index) => account({ msisdn: `2246220001${10 + index}` }));
    const lines = auditLines(recordedStack().audit({ accounts }), { seed: 1, injected: {} });
    expect(lines.filter((line) => line.startsWith('  ✗ 224*******'))).toHaveLength(20);
    expect(lines).toContain('  … and 3 more');
    expect(lines).toContain('faults         no fault was injected');
    expect(lines.at(-1)).toBe('The audit finds CONTRADICTIONS.');
  });
});
