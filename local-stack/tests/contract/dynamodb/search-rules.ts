import {
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Rules } from './rules.ts';
import { type Item, N, put, refusalOf, S, type Subject, unique, own } from './subject.ts';

type Rest = Partial<QueryCommandInput>;

const query = (
  { client }: Subject,
  TableName: string,
  pk: string,
  { ExpressionAttributeValues, ...rest }: Rest = {},
) =>
  client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': S(pk), ...ExpressionAttributeValues },
      ...rest,
    }),
  );

/** A partition of `series` with these numbers. */
async function withNumbers(
  subject: Subject,
  numbers: readonly (number | string)[],
  more: Item = {},
): Promise<string> {
  const pk = unique();
  for (const n of numbers) await put(subject, subject.series, { pk: S(pk), n: N(n), ...more });
  return pk;
}

const numbersOf = (items: readonly Item[] | undefined): (string | undefined)[] =>
  (items ?? []).map(({ n }) => n?.N);

/** Pages through a query until it ends. */
async function pagesOf(subject: Subject, table: string, pk: string, rest: Rest): Promise<Item[][]> {
  const pages: Item[][] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await query(subject, table, pk, {
      ...rest,
      ...(ExclusiveStartKey && { ExclusiveStartKey }),
    });
    pages.push(page.Items ?? []);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined && pages.length < 50);
  return pages;
}

const RANGES: readonly (readonly [string, string[], Item?])[] = [
  ['n = :a', ['2'], { ':a': N(2) }],
  ['n < :a', ['-5', '0.5'], { ':a': N(2) }],
  ['n <= :a', ['-5', '0.5', '2'], { ':a': N(2) }],
  ['n > :a', ['10', '33'], { ':a': N(2) }],
  ['n >= :a', ['2', '10', '33'], { ':a': N(2) }],
  ['n BETWEEN :a AND :b', ['2', '10'], { ':a': N(1), ':b': N(10) }],
];

/** Queries of a table. */
export const queries: Rules = (rule) => {
  rule('gives a partition in the order of its numbers', async (subject) => {
    const pk = await withNumbers(subject, [10, 2, '-5', '0.5', 33, '1e2', '-12']);
    const { Items, Count, ScannedCount, LastEvaluatedKey } = await query(subject, subject.series, pk);
    expect(numbersOf(Items)).toEqual(['-12', '-5', '0.5', '2', '10', '33', '100']);
    expect({ Count, ScannedCount, LastEvaluatedKey }).toEqual({
      Count: 7,
      ScannedCount: 7,
      LastEvaluatedKey: undefined,
    });
  });

  rule('gives texts in the order of their bytes', async (subject) => {
    const pk = unique();
    for (const sk of ['b', 'a', 'B', 'aa', 'é', 'z', '~', '😀', '\uffee'])
      await put(subject, subject.ledger, { pk: S(pk), sk: S(sk) });
    const { Items = [] } = await query(subject, subject.ledger, pk);
    expect(Items.map(({ sk }) => sk?.S)).toEqual(['B', 'a', 'aa', 'b', 'z', '~', 'é', '\uffee', '😀']);
  });

  rule('gives a partition backwards', async (subject) => {
    const pk = await withNumbers(subject, [1, 2, 3]);
    const { Items } = await query(subject, subject.series, pk, { ScanIndexForward: false });
    expect(numbersOf(Items)).toEqual(['3', '2', '1']);
  });

  rule('gives nothing for a partition that is not there', async (subject) => {
    await expect(query(subject, subject.series, unique())).resolves.toMatchObject({ Items: [], Count: 0 });
  });

  for (const [condition, expected, values] of RANGES)
    rule(`finds ${condition} for ${JSON.stringify(values)}`, async (subject) => {
      const pk = await withNumbers(subject, [10, 2, '-5', '0.5', 33]);
      const rest = {
        KeyConditionExpression: `pk = :pk AND ${condition}`,
        ...(values && { ExpressionAttributeValues: values }),
      };
      const { Items } = await query(subject, subject.series, pk, rest);
      expect(numbersOf(Items)).toEqual(expected);
    });

  rule('finds texts by their beginning, forwards and backwards', async (subject) => {
    const pk = unique();
    for (const sk of ['E#1', 'E#10', 'E#2', 'F#1', 'D#9', 'E'])
      await put(subject, subject.ledger, { pk: S(pk), sk: S(sk) });
    const rest = {
      KeyConditionExpression: 'begins_with(sk, :e) AND pk = :pk',
      ExpressionAttributeValues: { ':e': S('E#') },
    };
    const forwards = await query(subject, subject.ledger, pk, rest);
    const backwards = await query(subject, subject.ledger, pk, { ...rest, ScanIndexForward: false });
    expect(forwards.Items?.map(({ sk }) => sk?.S)).toEqual(['E#1', 'E#10', 'E#2']);
    expect(backwards.Items?.map(({ sk }) => sk?.S)).toEqual(['E#2', 'E#10', 'E#1']);
  });

  for (const isForward of [true, false])
    rule(`gives pages by a limit, ${isForward ? 'forwards' : 'backwards'}`, async (subject) => {
      const pk = await withNumbers(subject, [1, 2, 3, 4, 5]);
      const pages = await pagesOf(subject, subject.series, pk, { Limit: 2, ScanIndexForward: isForward });
      const expected = [['1', '2'], ['3', '4'], ['5']];
      const backwards = [['5', '4'], ['3', '2'], ['1']];
      expect(pages.map(numbersOf)).toEqual(isForward ? expected : backwards);
    });

  rule('ends a page at its limit with a key, though nothing follows', async (subject) => {
    const pk = await withNumbers(subject, [1, 2]);
    const { LastEvaluatedKey } = await query(subject, subject.series, pk, { Limit: 2 });
    expect(LastEvaluatedKey).toEqual({ pk: S(pk), n: N(2) });
    await expect(
      query(subject, subject.series, pk, { ExclusiveStartKey: LastEvaluatedKey as Item }),
    ).resolves.toMatchObject({ Items: [] });
  });

  rule('goes on after a key that is not there any more', async (subject) => {
    const pk = await withNumbers(subject, [1, 3]);
    const { Items } = await query(subject, subject.series, pk, { ExclusiveStartKey: { pk: S(pk), n: N(2) } });
    expect(numbersOf(Items)).toEqual(['3']);
  });

  rule('ends a page at 1 MB', async (subject) => {
    const pk = await withNumbers(subject, [1, 2, 3, 4, 5, 6, 7, 8], { v: S('x'.repeat(300_000)) });
    const pages = await pagesOf(subject, subject.series, pk, {});
    expect(pages.flatMap(numbersOf)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
    expect(pages.length).toBeGreaterThan(1);
  });

  rule('filters after the limit has counted', async (subject) => {
    const pk = unique();
    for (const n of [1, 2, 3, 4])
      await put(subject, subject.series, { pk: S(pk), n: N(n), even: { BOOL: n % 2 === 0 } });
    const page = await query(subject, subject.series, pk, {
      Limit: 3,
      FilterExpression: 'even = :yes',
      ExpressionAttributeValues: { ':yes': { BOOL: true } },
    });
    expect(numbersOf(page.Items)).toEqual(['2']);
    expect(page).toMatchObject({ Count: 1, ScannedCount: 3, LastEvaluatedKey: { n: N(3) } });
  });

  rule('counts without giving items', async (subject) => {
    const pk = await withNumbers(subject, [1, 2, 3]);
    const { Items, Count } = await query(subject, subject.series, pk, { Select: 'COUNT' });
    expect({ Items, Count }).toEqual({ Items: undefined, Count: 3 });
  });

  rule('gives the parts that a projection asks for', async (subject) => {
    const pk = await withNumbers(subject, [1], { v: S('v'), w: S('w') });
    const { Items } = await query(subject, subject.series, pk, { ProjectionExpression: 'w' });
    expect(Items).toEqual([{ w: S('w') }]);
  });

  rule('costs half a unit for 4 KB, one where it is strongly consistent', async (subject) => {
    const pk = await withNumbers(subject, [1, 2], { v: S('x'.repeat(3_000)) });
    const unitsOf = async (ConsistentRead: boolean) =>
      (await query(subject, subject.series, pk, { ConsistentRead, ReturnConsumedCapacity: 'TOTAL' }))
        .ConsumedCapacity?.CapacityUnits;
    await expect(Promise.all([unitsOf(false), unitsOf(true)])).resolves.toEqual([1, 2]);
  });

  for (const [sentence, rest, message] of [
    [
      'another comparison of the partition than =',
      { KeyConditionExpression: 'pk > :pk' },
      /Query key condition not supported/,
    ],
    [
      'a condition on the range key alone',
      { KeyConditionExpression: 'n = :pk' },
      /missed key schema element|does not match schema type/,
    ],
    [
      'a range key of a wrong type',
      { KeyConditionExpression: 'pk = :pk AND n = :pk' },
      /does not match schema type/,
    ],
    ['another attribute', { KeyConditionExpression: 'pk = :pk AND v = :pk' }, /missed key schema element/],
    [
      'two alternatives',
      { KeyConditionExpression: 'pk = :pk OR n = :pk' },
      /Invalid operator used in KeyConditionExpression: OR/,
    ],
    ['a filter on the key', { FilterExpression: 'n = :pk' }, /Primary key attribute: n/],
    ['a limit of 0', { Limit: 0 }, /greater than or equal to 1/],
    ['an index that is not there', { IndexName: 'absent' }, /does not have the specified index: absent/],
    ['a starting key that is none', { ExclusiveStartKey: { pk: S('x') } }, /starting key/],
    [
      'a starting key of another partition',
      { ExclusiveStartKey: { pk: S('x'), n: N(1) } },
      /outside query boundaries/,
    ],
  ] as [string, Rest, RegExp][])
    rule(`refuses ${sentence}`, async (subject) => {
      const refusal = await refusalOf(query(subject, subject.series, unique(), rest));
      expect(refusal).toMatchObject({ name: 'ValidationException', message: expect.stringMatching(message) });
    });
};

/** The sparse index. */
export const indexes: Rules = (rule) => {
  const pending = (subject: Subject, shard: string, rest: Rest = {}) =>
    subject.client.send(
      new QueryCommand({
        TableName: subject.ledger,
        IndexName: 'pending',
        KeyConditionExpression: 'pendingShard = :shard',
        ...rest,
        ExpressionAttributeValues: { ':shard': S(shard), ...rest.ExpressionAttributeValues },
      }),
    );
  const add = async (subject: Subject, shard: string, createdAt: string, more: Item = {}): Promise<Item> => {
    const { key } = own();
    await put(subject, subject.ledger, { ...key, pendingShard: S(shard), createdAt: S(createdAt), ...more });
    return key;
  };

  rule('holds the items that have its key, in order', async (subject) => {
    const shard = unique();
    for (const createdAt of ['3', '1', '2']) await add(subject, shard, createdAt);
    await put(subject, subject.ledger, { ...own().key, pendingShard: S(shard) });
    await put(subject, subject.ledger, { ...own().key, createdAt: S('4') });
    const { Items = [] } = await pending(subject, shard);
    expect(Items.map(({ createdAt }) => createdAt?.S)).toEqual(['1', '2', '3']);
  });

  rule('holds items that share its key', async (subject) => {
    const shard = unique();
    for (let index = 0; index < 5; index += 1) await add(subject, shard, 'same');
    const all = await pending(subject, shard);
    expect(all.Count).toBe(5);
    const first = await pending(subject, shard, { Limit: 3 });
    const second = await pending(subject, shard, { ExclusiveStartKey: first.LastEvaluatedKey as Item });
    expect(new Set([...(first.Items ?? []), ...(second.Items ?? [])].map(({ pk }) => pk?.S)).size).toBe(5);
    expect(Object.keys(first.LastEvaluatedKey ?? {}).sort()).toEqual([
      'createdAt',
      'pendingShard',
      'pk',
      'sk',
    ]);
  });

  rule('projects the keys and the attribute that it names', async (subject) => {
    const shard = unique();
    const key = await add(subject, shard, '1', { expiresAt: N(7), other: S('not this') });
    const { Items } = await pending(subject, shard);
    expect(Items).toEqual([{ ...key, pendingShard: S(shard), createdAt: S('1'), expiresAt: N(7) }]);
  });

  rule('follows a change of what it projects, and of its key', async (subject) => {
    const shard = unique();
    const key = await add(subject, shard, '1', { expiresAt: N(7) });
    await put(subject, subject.ledger, {
      ...key,
      pendingShard: S(shard),
      createdAt: S('2'),
      expiresAt: N(8),
    });
    const { Items } = await pending(subject, shard);
    expect(Items).toEqual([expect.objectContaining({ createdAt: S('2'), expiresAt: N(8) })]);
  });

  rule('finds by a range of its own', async (subject) => {
    const shard = unique();
    for (const createdAt of ['1', '2', '3']) await add(subject, shard, createdAt);
    const { Items = [] } = await pending(subject, shard, {
      KeyConditionExpression: 'pendingShard = :shard AND createdAt <= :at',
      ExpressionAttributeValues: { ':at': S('2') },
    });
    expect(Items.map(({ createdAt }) => createdAt?.S)).toEqual(['1', '2']);
  });

  rule('refuses a strongly consistent read, and attributes that it does not project', async (subject) => {
    for (const rest of [{ ConsistentRead: true }, { Select: 'ALL_ATTRIBUTES' }] as Rest[])
      await expect(refusalOf(pending(subject, unique(), rest))).resolves.toMatchObject({
        name: 'ValidationException',
      });
  });
};

/** Scans of a table. */
export const scans: Rules = (rule) => {
  const scanAll = async (
    { client, series }: Subject,
    pks: readonly string[],
    rest: Partial<ScanCommandInput> = {},
  ): Promise<Item[]> => {
    const items: Item[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await client.send(
        new ScanCommand({ TableName: series, ...rest, ...(ExclusiveStartKey && { ExclusiveStartKey }) }),
      );
      items.push(...(page.Items ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return items.filter(({ pk }) => pks.includes(pk?.S ?? ''));
  };
  const named = (items: readonly Item[]): string[] => items.map(({ pk, n }) => `${pk?.S} ${n?.N}`).sort();

  rule('gives every item once, page by page', async (subject) => {
    const pks = [await withNumbers(subject, [1, 2, 3]), await withNumbers(subject, [4, 5])];
    const all = named(await scanAll(subject, pks, { Limit: 2 }));
    expect(all).toEqual([1, 2, 3].map((n) => `${pks[0]} ${n}`).concat([4, 5].map((n) => `${pks[1]} ${n}`)));
  });

  rule('gives every item in exactly one of its segments', async (subject) => {
    const pks = await Promise.all(Array.from({ length: 10 }, (_, index) => withNumbers(subject, [index])));
    const segments = await Promise.all(
      [0, 1, 2].map((Segment) => scanAll(subject, pks, { Segment, TotalSegments: 3 })),
    );
    expect(named(segments.flat())).toEqual(named(await scanAll(subject, pks)));
  });

  rule('filters', async (subject) => {
    const pk = await withNumbers(subject, [1, 2, 3]);
    const found = await scanAll(subject, [pk], {
      FilterExpression: 'n > :n',
      ExpressionAttributeValues: { ':n': N(1) },
    });
    expect(named(found)).toEqual([`${pk} 2`, `${pk} 3`]);
  });

  rule('refuses a segment that there is not', async (subject) => {
    const { name } = await refusalOf(scanAll(subject, [], { Segment: 3, TotalSegments: 3 }));
    expect(name).toBe('ValidationException');
  });
};
