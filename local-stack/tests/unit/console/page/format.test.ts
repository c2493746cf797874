/** The page's script, as the browser has it before a reader chose a language. */
interface FormatScript {
  amountOf(amount: unknown): string;
  signedAmountOf(amount: unknown): string;
  endOf(moment: Date, nowMs: number): string;
  partyOf(account: string): string;
}

const format = jest.requireActual<FormatScript>('../../../../src/console/page/public/format.js');
/** French groups digits by a narrow no-break space. */
const plain = (text: string) => text.replace(/\s/g, ' ');

describe('what the page writes, in French', () => {
  it.each([
    ['5000', '+5 000'],
    ['-5000', '-5 000'],
    ['0', '0'],
    ['9007199254740993', '+9 007 199 254 740 993'],
    ['1.5', '1.5'],
    [undefined, 'undefined'],
  ])('signs the amount %p as %p, and leaves what is none', (amount, text) => {
    expect(plain(format.signedAmountOf(amount))).toBe(text);
  });

  it('puts no sign before a balance', () => {
    expect(plain(format.amountOf('11000'))).toBe('11 000');
  });

  it('names the system’s own accounts, and writes numbers as people do', () => {
    expect(['SYS#CASH', 'SYS#PROMOTION', '224622000001', 'SYS#FEES'].map(format.partyOf)).toEqual([
      'Caisse du système',
      'Promotion du système',
      '+224 622 00 00 01',
      'SYS#FEES',
    ]);
  });

  it('says to the second what ends within the hour, and with its day what ends later', () => {
    const now = new Date(2026, 10, 30, 22, 30).getTime();
    expect(format.endOf(new Date(2026, 10, 30, 22, 30, 45), now)).toBe('22:30:45');
    expect(plain(format.endOf(new Date(2026, 11, 1, 0, 0), now))).toBe('1 déc. 2026, 00:00');
  });
});
