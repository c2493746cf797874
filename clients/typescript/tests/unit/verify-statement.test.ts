import { type Leg, legHead, openingHead } from '@fintech-solution/domain/ledger/receipt';
import { referenceOf } from '@fintech-solution/domain/ledger/reference';
import { type Movement, openingMovement, statementEntryOf } from '@fintech-solution/domain/ledger/statement';
import { CASH } from '@fintech-solution/domain/ledger/transaction';
import { ALICE, BOB, CAROL, keyOf, NOW } from '@fintech-solution/testing/ledger-samples';
import { type StatementEntry, type StatementFault, verifyStatement } from '../../src/verify-statement.ts';

/** Numbers that look like chance, the same in every run (mulberry32). */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const OPENING = {
  msisdn: ALICE,
  openedBy: 'JKJa/mPLv+cESHA=',
  openingBalance: 10_000n,
  createdAt: new Date(NOW).toISOString(),
};
const TEXTS = [undefined, '', 'loyer d’été', '😀', '{"a":1}'];

/** A history of Alice, the oldest movement first, as the ledger writes it: chained by the ledger's own code. */
function historyOf(length: number, random = randomOf(length)): Movement[] {
  const movements: Movement[] = [openingMovement(OPENING)];
  for (let sequence = 2; sequence <= length; sequence += 1) {
    const before = movements[sequence - 2] as Movement;
    const amount = BigInt(random(200) - 100) || 7n;
    const descriptionText = TEXTS[random(TEXTS.length)];
    const leg: Omit<Leg, 'head'> = {
      msisdn: ALICE,
      sequence,
      reference: referenceOf('client-1', keyOf(sequence)),
      type: amount < 0n ? 'transfer' : 'deposit',
      amount,
      balanceAfter: before.balanceAfter + amount,
      counterparty: [BOB, CAROL, CASH][random(3)] as Leg['counterparty'],
      at: new Date(NOW + sequence * 1_000).toISOString(),
      nonce: random(2 ** 31)
        .toString(16)
        .padStart(32, '0'),
      ...(descriptionText === undefined ? {} : { descriptionText }),
    };
    movements.push({ ...leg, head: legHead(leg, before.head) });
  }
  return movements;
}

/** As the API answers it: the newest first. */
const statementOf = (movements: readonly Movement[]): StatementEntry[] =>
  movements.map((movement) => statementEntryOf(movement) as StatementEntry).toReversed();

/** The same movements with every hash from one of them on made anew: what a forger does who knows the rules. */
function rehashed(movements: readonly Movement[]): Movement[] {
  const made: Movement[] = [];
  for (const [index, movement] of movements.entries()) {
    const before = made[index - 1];
    const sequence = index + 1;
    const head =
      before === undefined
        ? openingHead({
            msisdn: movement.msisdn,
            openingBalance: movement.amount,
            openedBy: movement.reference,
            createdAt: movement.at,
          })
        : legHead({ ...(movement as Leg), sequence }, before.head);
    made.push({ ...movement, sequence, head });
  }
  return made;
}

const receiptsOf = (movements: readonly Movement[]): string[] =>
  movements.map(({ sequence, head }) => `${sequence}.${head}`);

async function faultOf(
  entries: readonly StatementEntry[],
  receipts: readonly string[],
): Promise<StatementFault> {
  const verdict = await verifyStatement(entries, receipts);
  if (verdict.isIntact) throw new Error('The statement is intact');
  return verdict.fault;
}

/** Some cases of one property, each with numbers of its own. */
const SEEDS = Array.from({ length: 25 }, (_, index) => index + 1);

/** A history, and a place in it after the opening. */
function sampleOf(seed: number) {
  const random = randomOf(seed);
  const history = historyOf(4 + random(20), random);
  const sequence = 2 + random(history.length - 1);
  const entries = statementOf(history);
  /** Where the entry of a movement stands in the list. */
  const indexOf = (number: number) => entries.length - number;
  const newest = receiptsOf(history).at(-1) as string;
  return { random, history, sequence, entries, indexOf, newest };
}

describe('a statement as the ledger wrote it', () => {
  it.each(SEEDS)('is intact, and a kept receipt proves all until its movement (%d)', async (seed) => {
    const { history, sequence, entries } = sampleOf(seed);
    const receipt = receiptsOf(history)[sequence - 1] as string;
    expect(await verifyStatement(entries, [receipt])).toEqual({
      isIntact: true,
      proven: { from: 1, to: sequence },
    });
  });

  it.each(SEEDS)('is intact where its pages are put together (%d)', async (seed) => {
    const { random, entries, newest } = sampleOf(seed);
    const limit = 1 + random(5);
    const pages: StatementEntry[][] = [];
    for (let offset = 0; offset < entries.length; offset += limit)
      pages.push(entries.slice(offset, offset + limit));
    expect(await verifyStatement(pages.flat(), [newest])).toMatchObject({ isIntact: true });
    if (pages.length > 2)
      expect((await verifyStatement([...pages.slice(1), pages[0] ?? []].flat(), [newest])).isIntact).toBe(
        false,
      );
  });

  it.each(SEEDS)('is intact as it comes through JSON (%d)', async (seed) => {
    const { entries, newest } = sampleOf(seed);
    const parsed = JSON.parse(JSON.stringify(entries)) as StatementEntry[];
    expect(await verifyStatement(parsed, [newest])).toMatchObject({ isIntact: true });
  });

  it('proves nothing without a receipt that was kept', async () => {
    const verdict = await verifyStatement(statementOf(historyOf(5)), []);
    expect(verdict).toEqual({ isIntact: true, proven: undefined });
  });

  it('of an opening alone is intact', async () => {
    const history = historyOf(1);
    const verdict = await verifyStatement(statementOf(history), receiptsOf(history));
    expect(verdict).toEqual({ isIntact: true, proven: { from: 1, to: 1 } });
  });

  it('of two accounts that only dealt with each other is intact for both', async () => {
    const entries = statementOf(historyOf(9)).filter(({ creditParty, debitParty }) =>
      [creditParty, debitParty].flat().some(({ value }) => value === `+${BOB}`),
    );
    for (const entry of entries)
      expect(await verifyStatement([entry], [entry.transactionReceipt])).toMatchObject({ isIntact: true });
  });
});

describe('a part of a statement', () => {
  const history = historyOf(12);
  const receipts = receiptsOf(history);
  const part = statementOf(history.slice(4, 9));

  it('is proven from its second entry on, because the first one is a link only', async () => {
    const verdict = await verifyStatement(part, [receipts[8] as string]);
    expect(verdict).toEqual({ isIntact: true, proven: { from: 6, to: 9 } });
    expect(await verifyStatement(part, [receipts[4] as string])).toEqual({
      isIntact: true,
      proven: undefined,
    });
  });

  it('is proven whole by the receipt before it', async () => {
    const verdict = await verifyStatement(part, [receipts[3] as string, receipts[8] as string]);
    expect(verdict).toEqual({ isIntact: true, proven: { from: 5, to: 9 } });
    const oldest = part.length - 1;
    const changed = part.with(oldest, { ...(part[oldest] as StatementEntry), amount: '1000' });
    expect(await faultOf(changed, [receipts[3] as string])).toMatchObject({ kind: 'changed', sequence: 5 });
  });

  it('lacks the entries of newer receipts', async () => {
    expect(await faultOf(part, [receipts[11] as string])).toEqual({
      kind: 'removed',
      sequence: 10,
      upTo: 12,
      entry: undefined,
    });
    expect(await faultOf([], [receipts[1] as string])).toMatchObject({
      kind: 'removed',
      sequence: 1,
      upTo: 2,
    });
  });
});

describe('a statement that is not what happened', () => {
  const alterations: readonly (readonly [string, (entry: StatementEntry) => Partial<StatementEntry>])[] = [
    ['one franc', ({ amount }) => ({ amount: String(BigInt(amount) + 1n) })],
    ['the text', ({ descriptionText }) => ({ descriptionText: `${descriptionText ?? ''}!` })],
    ['the moment', () => ({ creationDate: '2026-11-01T10:00:00.001Z' })],
    ['the reference', () => ({ transactionReference: referenceOf('client-2', keyOf(1)) })],
    [
      'the direction',
      ({ debitParty, creditParty }) => ({ debitParty: creditParty, creditParty: debitParty }),
    ],
    [
      'the direction, with a sign that makes up for it',
      ({ debitParty, creditParty, amount }) => ({
        debitParty: creditParty,
        creditParty: debitParty,
        amount: `-${amount}`,
      }),
    ],
    ['the currency', () => ({ currency: 'XOF' })],
    ['the status', () => ({ transactionStatus: 'pending' })],
    ['a second party', ({ debitParty }) => ({ debitParty: [...debitParty, ...debitParty] })],
    ['no custom data', () => ({ customData: [] })],
    ['what is no list', () => ({ customData: 'x' as never })],
    ['a second value', ({ customData }) => ({ customData: [...customData, ...customData] })],
    [
      'the receipt',
      ({ transactionReceipt }) => ({
        transactionReceipt: transactionReceipt.replace('.', '.0').slice(0, -1),
      }),
    ],
    ...['balanceAfter', 'nonce', 'type'].map(
      (name) =>
        [
          name,
          ({ customData }: StatementEntry) => ({
            customData: customData.map(({ key, value }) => ({
              key,
              value: key === name ? `${value}0` : value,
            })),
          }),
        ] as const,
    ),
  ];

  it.each(alterations)('is changed where %s is', async (_, alter) => {
    for (const seed of SEEDS) {
      const { sequence, entries, indexOf, newest } = sampleOf(seed);
      const index = indexOf(sequence);
      const changed = { ...(entries[index] as StatementEntry), ...alter(entries[index] as StatementEntry) };
      // Another receipt of the newest entry breaks the chain there too; the place is the same.
      expect(await faultOf(entries.with(index, changed), [newest])).toEqual({
        kind: 'changed',
        sequence,
        upTo: sequence,
        entry: changed,
      });
    }
  });

  it.each<[string, unknown]>([
    ['2026', 2_026],
    ['null', null],
    ['true', true],
    ['a,b', ['a', 'b']],
    ['\uFFFD', '\uD83D'],
  ])('is changed where the text %j is a value that looks like it', async (descriptionText, other) => {
    const [opening, leg] = historyOf(2);
    const movements = rehashed([opening as Movement, { ...(leg as Movement), descriptionText }]);
    const [newest, oldest] = statementOf(movements) as [StatementEntry, StatementEntry];
    expect((await verifyStatement([newest, oldest], receiptsOf(movements))).isIntact).toBe(true);
    const changed = { ...newest, descriptionText: other as string };
    expect(await faultOf([changed, oldest], receiptsOf(movements))).toMatchObject({
      kind: 'changed',
      sequence: 2,
    });
  });

  it.each(SEEDS)('is changed at its opening (%d)', async (seed) => {
    const { entries, newest } = sampleOf(seed);
    const opening = { ...(entries.at(-1) as StatementEntry), amount: '10001' };
    const verdict = await faultOf(entries.with(-1, opening), [newest]);
    expect(verdict).toMatchObject({ kind: 'changed', sequence: 1 });
  });

  it.each(SEEDS)('lacks an entry (%d)', async (seed) => {
    const { sequence, entries, indexOf, newest } = sampleOf(seed);
    expect(await faultOf(entries.toSpliced(indexOf(sequence), 1), [newest])).toEqual({
      kind: 'removed',
      sequence,
      upTo: sequence,
      entry: undefined,
    });
  });

  it.each(SEEDS)('has two entries that are swapped (%d)', async (seed) => {
    const { random, history, entries, indexOf, newest } = sampleOf(seed);
    const one = 1 + random(history.length - 1);
    const other = one + 1 + random(history.length - one);
    const [first, second] = [entries[indexOf(one)], entries[indexOf(other)]] as StatementEntry[];
    const swapped = entries
      .with(indexOf(one), second as StatementEntry)
      .with(indexOf(other), first as StatementEntry);
    const fault = await faultOf(swapped, [newest]);
    expect(fault.kind).toBe('reordered');
    // A list that begins with a later entry may be a part; the first one that is out of order is told then.
    if (one > 1) expect(fault).toMatchObject({ sequence: one, entry: first });
  });

  it.each(SEEDS)('has an entry twice (%d)', async (seed) => {
    const { random, sequence, entries, indexOf, newest } = sampleOf(seed);
    const entry = entries[indexOf(sequence)] as StatementEntry;
    const place = random(indexOf(sequence) + 1);
    expect(await faultOf(entries.toSpliced(place, 0, entry), [newest])).toMatchObject({
      kind: 'added',
      sequence,
      entry,
    });
  });

  it.each(SEEDS)('has an entry that was made up beside a true one (%d)', async (seed) => {
    const { sequence, entries, indexOf, newest } = sampleOf(seed);
    const forged = { ...(entries[indexOf(sequence)] as StatementEntry), amount: '777777' };
    for (const place of [indexOf(sequence), indexOf(sequence) + 1]) {
      const fault = await faultOf(entries.toSpliced(place, 0, forged), [newest]);
      expect(fault).toMatchObject({ kind: 'added', sequence, entry: forged });
    }
  });

  it.each(SEEDS)('has another number in the place of one (%d)', async (seed) => {
    const { history, sequence, entries, indexOf, newest } = sampleOf(seed);
    const entry = entries[indexOf(sequence)] as StatementEntry;
    const number = String(history.length + 5);
    const renumbered = {
      ...entry,
      transactionReceipt: `${number}.${entry.transactionReceipt.split('.')[1]}`,
      customData: entry.customData.map(({ key, value }) => ({
        key,
        value: key === 'sequence' ? number : value,
      })),
    };
    const { kind, sequence: at } = await faultOf(entries.with(indexOf(sequence), renumbered), [newest]);
    expect([kind === 'changed' || sequence === history.length, at]).toEqual([true, sequence]);
  });

  it.each(SEEDS)(
    'was forged with new hashes until its end: the first kept receipt after it tells (%d)',
    async (seed) => {
      const { random, history, sequence } = sampleOf(seed);
      const receipts = receiptsOf(history);
      const forged = history.with(sequence - 1, { ...(history[sequence - 1] as Movement), amount: 777_777n });
      const entries = statementOf(rehashed(forged));
      expect(await verifyStatement(entries, [])).toMatchObject({ isIntact: true, proven: undefined });
      expect(await faultOf(entries, receipts)).toMatchObject({ kind: 'changed', sequence, upTo: sequence });
      const keptAt = sequence + random(history.length - sequence + 1);
      expect(
        await faultOf(entries, [receipts[sequence - 2], receipts[keptAt - 1]] as string[]),
      ).toMatchObject({
        kind: 'changed',
        sequence,
        upTo: keptAt,
      });
      expect(await verifyStatement(entries, [receipts[sequence - 2] as string])).toMatchObject({
        isIntact: true,
        proven: { to: sequence - 1 },
      });
    },
  );

  it.each(SEEDS)('lacks its end (%d)', async (seed) => {
    const { history, sequence, entries, newest } = sampleOf(seed);
    const cut = entries.slice(entries.length - sequence + 1);
    expect(await faultOf(cut, [newest])).toEqual({
      kind: 'removed',
      sequence,
      upTo: history.length,
      entry: undefined,
    });
  });

  it.each([null, {}, 'x', { transactionReceipt: 7 }])('has what is no entry: %j', async (garbage) => {
    const { entries, newest } = sampleOf(3);
    const fault = await faultOf(entries.with(1, garbage as never), [newest]);
    expect(fault).toMatchObject({ kind: 'changed', sequence: entries.length - 1 });
  });

  it('has more counterparties than a call takes arguments', async () => {
    const payment = (number: number) => ({
      debitParty: [{ key: 'msisdn', value: `+${number}` }],
      creditParty: [{ key: 'msisdn', value: `+${ALICE}` }],
    });
    const entries = Array.from({ length: 150_000 }, (_, index) => payment(index) as never);
    const receipts = Array.from({ length: 150_000 }, (_, index) => `${index + 1}.${'0'.repeat(64)}`);
    expect(await faultOf(entries, [])).toMatchObject({ kind: 'changed', sequence: 1 });
    expect(await faultOf([], receipts)).toMatchObject({ kind: 'removed', sequence: 1, upTo: 150_000 });
  });

  it('is of another account', async () => {
    const [alice, bob] = [historyOf(9), historyOf(7)];
    const asBob = bob.map((movement, index) => {
      return { ...movement, msisdn: BOB, ...(index === 0 ? {} : { counterparty: CAROL }) } as Movement;
    });
    const forged = statementOf(rehashed(asBob));
    const [receipt = ''] = receiptsOf(alice).slice(4);
    expect(await verifyStatement(forged, [])).toMatchObject({ isIntact: true, proven: undefined });
    expect(await faultOf(forged, [receipt])).toMatchObject({ kind: 'changed', sequence: 1, upTo: 5 });
    // Some entries of it between one's own.
    const mixed = statementOf(alice).toSpliced(3, 1, forged[3] as StatementEntry);
    expect(await faultOf(mixed, [receiptsOf(alice).at(-1) as string])).toMatchObject({ kind: 'changed' });
  });

  it('is not what two receipts of one movement say', async () => {
    const [, receipt = ''] = receiptsOf(historyOf(3));
    const other = `2.${'0'.repeat(64)}`;
    expect(await faultOf(statementOf(historyOf(3)), [receipt, other])).toMatchObject({
      sequence: 1,
      upTo: 2,
    });
  });
});

it.each([
  '',
  '1',
  '0.' + 'a'.repeat(64),
  '2.' + 'A'.repeat(64),
  `2.${'a'.repeat(63)}`,
  ` 2.${'a'.repeat(64)}`,
])('a receipt that is none is the caller’s mistake: %j', async (receipt) => {
  await expect(verifyStatement([], [receipt])).rejects.toThrow(TypeError);
});
