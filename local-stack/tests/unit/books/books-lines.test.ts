import { booksLines } from '../../../src/books/books-lines.ts';
import { account, ledger } from './ledger.ts';

describe('booksLines', () => {
  it('tells what is there, what was injected and the verdict', () => {
    const here = ledger();
    here.welcomed();
    expect(booksLines(here.books(), { seed: 42, injected: { 'crash:sms.Send': 2 } })).toEqual([
      'accounts       1, asked for by 1 event(s)',
      'queue          0 waiting, 0 in flight, 0 delayed; 0 dead letter(s)',
      'messages sent  1 SMS, 1 e-mail(s)',
      'faults         with seed 42: crash:sms.Send ×2',
      'The books agree: every balance is explained, every event is settled or dead.',
    ]);
  });

  it('names every disagreement, at most twenty of them', () => {
    const accounts = Array.from({ length: 23 }, (_, index) => account({ msisdn: `2246220001${10 + index}` }));
    const lines = booksLines(ledger().books({ accounts }), { seed: 1, injected: {} });
    expect(lines.filter((line) => line.startsWith('  ✗ 224*******'))).toHaveLength(20);
    expect(lines).toContain('  … and 3 more');
    expect(lines).toContain('faults         none were injected');
    expect(lines.at(-1)).toBe('The books DISAGREE.');
  });
});
