type Item = Readonly<Record<string, unknown>>;

/** The page's script, as the browser has it. */
interface LedgerScript {
  postingsOf(transaction: Item, movements: readonly Item[]): readonly { side: string; leg?: Item }[];
  sumOf(amounts: readonly unknown[]): string | undefined;
  smsAbout(sms: readonly Item[], transaction: Item, number: string): Item | undefined;
  callbackOf(transaction: Item, state: Item): Item | undefined;
  reversibleOf(transaction: Item): string | undefined;
  receiptHeadOf(account: Item): string | undefined;
  shortReceipt(receipt: string): string;
  statementLine(entry: Item, msisdn: string): Item;
  endOfWait(retryAfter: string | null, nowMs: number): Date | undefined;
  isSpent(openings: { openings: number; limit: number }): boolean;
}

const ledger = jest.requireActual<LedgerScript>('../../../../src/console/page/public/ledger.js');

const REFERENCE = '5f0c3c2e-3c5b-5d3a-9f6e-2f1d4f8b7a10';
const [ALICE, BOB] = ['224622000001', '224622000002'];
const TRANSFER = { reference: REFERENCE, debit: ALICE, credit: BOB };
const leg = (account: string, amount: string) => ({ reference: REFERENCE, account, amount });

describe('the legs of a transaction', () => {
  it('stand on their sides, and that of another account, such as a fee, on one of its own', () => {
    const movements = [
      leg(BOB, '400'),
      { ...leg(ALICE, '-1'), reference: 'another' },
      leg(ALICE, '-410'),
      leg('SYS#FEES', '10'),
    ];
    const postings = ledger.postingsOf(TRANSFER, movements);
    expect(postings).toEqual([
      { side: 'debit', account: ALICE, leg: movements[2] },
      { side: 'credit', account: BOB, leg: movements[0] },
      { side: 'fee', account: 'SYS#FEES', leg: movements[3] },
    ]);
    expect(ledger.sumOf(postings.map((posting) => posting.leg!['amount']))).toBe('0');
  });

  it('are absent where no money moved', () => {
    expect(ledger.postingsOf(TRANSFER, []).map((posting) => posting.leg)).toEqual([undefined, undefined]);
  });

  it('add up without rounding, and to nothing where one is no amount', () => {
    expect(ledger.sumOf(['9007199254740993', '-1'])).toBe('9007199254740992');
    expect(ledger.sumOf(['1.5', '-1'])).toBeUndefined();
    expect(ledger.sumOf([undefined])).toBeUndefined();
  });
});

describe('the SMS about a transaction', () => {
  const sms = (to: unknown, message: string) => ({ to, message });

  it('is the last one that quotes its reference to that number', () => {
    const about = sms([ALICE], 'Vous avez envoyé… Réf. 5f0c3c2e');
    const all = [
      sms([ALICE], 'Réf. 5f0c3c2e'),
      about,
      sms([BOB], 'Réf. 5f0c3c2e'),
      sms(ALICE, 'Bienvenue !'),
    ];
    expect(ledger.smsAbout(all, TRANSFER, ALICE!)).toBe(about);
    expect(ledger.smsAbout([about], TRANSFER, BOB!)).toBeUndefined();
  });
});

describe('the callback of a transaction', () => {
  const state = {
    notifications: [
      { reference: REFERENCE, recipient: 'debit', state: 'sent' },
      { reference: REFERENCE, recipient: 'client', state: 'pending' },
    ],
    callbackAttempts: [
      { reference: 'another', answer: 200 },
      { reference: REFERENCE, answer: 503 },
      { reference: REFERENCE, answer: null },
    ],
  };

  it('names the host alone, and counts the attempts', () => {
    const callbackUrl = 'https://shop.example:8443/hook?secret=1';
    expect(ledger.callbackOf({ ...TRANSFER, callbackUrl }, state)).toEqual({
      host: 'shop.example:8443',
      state: 'pending',
      attempts: [
        { reference: REFERENCE, answer: 503, number: 1 },
        { reference: REFERENCE, answer: null, number: 2 },
      ],
    });
  });

  it('is none where none was asked for', () => {
    expect(ledger.callbackOf(TRANSFER, state)).toBeUndefined();
  });
});

describe('a reversal', () => {
  it.each([
    [{ status: 'completed', reversible: '250' }, '250'],
    [{ status: 'completed', reversible: '0' }, undefined],
    [{ status: 'completed' }, undefined],
    [{ status: 'pending' }, undefined],
    [{ status: 'completed', reversible: 'x' }, undefined],
  ])('of %j can take back %p', (transaction, left) => {
    expect(ledger.reversibleOf(transaction)).toBe(left);
  });
});

describe('a statement', () => {
  const entry = (debit: object, credit: object) => ({
    transactionReference: REFERENCE,
    debitParty: [debit],
    creditParty: [credit],
    amount: '400',
    displayType: 'transfert envoyé',
    creationDate: '2026-11-30T10:00:00.000Z',
    transactionReceipt: `2.${'ab'.repeat(32)}`,
    customData: [
      { key: 'balanceAfter', value: '600' },
      { key: 'sequence', value: '2' },
    ],
  });
  const alice = { key: 'msisdn', value: `+${ALICE}` };
  const cash = { key: 'organisationid', value: 'cash' };

  it('says what came and what went, from the side of its account', () => {
    const sent = ledger.statementLine(entry(alice, cash), ALICE!);
    expect(sent).toMatchObject({ sequence: 2, amount: '-400', balanceAfter: '600', other: 'SYS#CASH' });
    expect(ledger.statementLine(entry(cash, alice), ALICE!)).toMatchObject({
      amount: '400',
      other: 'SYS#CASH',
    });
  });

  it('is proven by the receipt of the account’s last movement', () => {
    const head = 'ab'.repeat(32);
    expect(ledger.receiptHeadOf({ version: 2, head })).toBe(`2.${head}`);
    expect(ledger.receiptHeadOf({ version: 1 })).toBeUndefined();
    expect(ledger.shortReceipt(`12.${head}`)).toBe('12.abababab…');
  });
});

describe('a refused opening', () => {
  it('says when it may be asked again, where the answer says it in seconds', () => {
    const now = Date.parse('2026-11-30T23:00:00.000Z');
    expect(ledger.endOfWait('3600', now)?.toISOString()).toBe('2026-12-01T00:00:00.000Z');
    for (const unclear of [null, '', '-1', 'soon']) expect(ledger.endOfWait(unclear, now)).toBeUndefined();
  });

  it.each([
    [{ openings: 2, limit: 2 }, true],
    [{ openings: 1, limit: 2 }, false],
    [{ openings: 9, limit: 0 }, false],
  ])('%j: spent is %p', (openings, spent) => {
    expect(ledger.isSpent(openings)).toBe(spent);
  });
});
