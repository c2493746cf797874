import { sha256 } from '@fintech-solution/domain/ledger/reference';
import { createOpeningCounters } from '../../../src/observed/opening-counters.ts';

const SHOP = 'shop@clients';
const TODAY = '2026-11-30';
const counter = (pk: string, openings: number, day = TODAY) => ({
  pk: { S: `LIM#OPEN#${pk}` },
  sk: { S: `D#${day}` },
  openings: { N: String(openings) },
  ttl: { N: '1' },
});

/** Counters over a table with these items, late in the day; the table loses what is deleted. */
function setup(items: readonly Record<string, Record<string, string>>[]) {
  let stored = [...items];
  const deleted: unknown[] = [];
  const counters = createOpeningCounters({
    async dynamoDb(target, input) {
      if (target.endsWith('.Scan')) return { Items: stored };
      const { Key } = input as { Key: Record<'pk' | 'sk', { S: string }> };
      deleted.push([target, Key.pk.S, Key.sk.S]);
      stored = stored.filter(({ pk, sk }) => pk!['S'] !== Key.pk.S || sk!['S'] !== Key.sk.S);
      return {};
    },
    tableName: 'ledger',
    perDay: { perCaller: 5, total: 9 },
    callers: () => ['somebody-else', SHOP],
    now: () => Date.parse(`${TODAY}T23:59:59.999Z`),
  });
  return { counters, deleted };
}

const TABLE = [
  counter('ALL', 6),
  counter(`CALLER#${sha256('unnamed')}`, 1),
  counter(`CALLER#${sha256(SHOP)}`, 5),
  counter(`CALLER#${sha256(SHOP)}`, 4, '2026-11-29'),
  { pk: { S: 'LIM#OPEN#NUMBER#224622000001' }, sk: { S: 'N' }, ttl: { N: '1' } },
  { pk: { S: `LIM#CASH#${sha256(SHOP)}` }, sk: { S: `D#${TODAY}` }, amount: { N: '700' } },
];

describe('the counters of the opening allowance', () => {
  it('tell what is spent today, in total and by each caller, those by name that were given a token', async () => {
    const { counters } = setup(TABLE);
    await expect(counters.read()).resolves.toEqual({
      day: TODAY,
      endsAt: '2026-12-01T00:00:00.000Z',
      total: { openings: 6, limit: 9 },
      callers: [
        { caller: SHOP, openings: 5, limit: 5 },
        { caller: sha256('unnamed').slice(0, 8), openings: 1, limit: 5 },
      ],
    });
  });

  it('begin at nothing', async () => {
    const { counters } = setup([]);
    await expect(counters.read()).resolves.toMatchObject({ total: { openings: 0, limit: 9 }, callers: [] });
  });

  it('are reset for today alone; marks of numbers and cash stay', async () => {
    const { counters, deleted } = setup(TABLE);
    await counters.reset();
    await expect(counters.read()).resolves.toMatchObject({ total: { openings: 0 }, callers: [] });
    expect(deleted).toEqual(
      ['ALL', `CALLER#${sha256('unnamed')}`, `CALLER#${sha256(SHOP)}`].map((pk) => [
        'DynamoDB_20120810.DeleteItem',
        `LIM#OPEN#${pk}`,
        `D#${TODAY}`,
      ]),
    );
  });
});
