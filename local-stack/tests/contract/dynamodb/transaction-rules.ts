import {
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import type { Rules } from './rules.ts';
import { type Item, N, own, put, refusalOf, S, stored, type Subject, unique } from './subject.ts';

type Options = Omit<TransactWriteItemsCommandInput, 'TransactItems'>;

const transact = ({ client }: Subject, items: TransactWriteItem[], options: Options = {}) =>
  client.send(new TransactWriteItemsCommand({ TransactItems: items, ...options }));

const putOf = (TableName: string, Item: Item, rest: object = {}): TransactWriteItem => ({
  Put: { TableName, Item, ...rest },
});
const deleteOf = (TableName: string, Key: Item, rest: object = {}): TransactWriteItem => ({
  Delete: { TableName, Key, ...rest },
});
const checkOf = (
  TableName: string,
  Key: Item,
  ConditionExpression: string,
  rest: object = {},
): TransactWriteItem => ({
  ConditionCheck: { TableName, Key, ConditionExpression, ...rest },
});
const setOf = (TableName: string, Key: Item, v: Item[string], rest: object = {}): TransactWriteItem => ({
  Update: { TableName, Key, UpdateExpression: 'SET v = :v', ExpressionAttributeValues: { ':v': v }, ...rest },
});
const updateOf = (
  TableName: string,
  Key: Item,
  UpdateExpression: string,
  values?: Item,
): TransactWriteItem => ({
  Update: { TableName, Key, UpdateExpression, ...(values && { ExpressionAttributeValues: values }) },
});

const codesOf = async (call: Promise<unknown>): Promise<(string | undefined)[]> => {
  const { name, CancellationReasons = [] } = await refusalOf(call);
  expect(name).toBe('TransactionCanceledException');
  return CancellationReasons.map(({ Code }) => Code);
};

/** What a transaction does: everything, or nothing. */
export const effects: Rules = (rule) => {
  rule('writes puts, updates, deletes and checks of one request', async (subject) => {
    const { ledger } = subject;
    const [added, changed, gone, checked] = [own(), own(), own(), own()];
    for (const { key } of [changed, gone, checked]) await put(subject, ledger, { ...key, v: N(1) });
    await transact(subject, [
      putOf(ledger, { ...added.key, v: N(2) }),
      setOf(ledger, changed.key, N(3)),
      deleteOf(ledger, gone.key),
      checkOf(ledger, checked.key, 'attribute_exists(pk)'),
    ]);
    await expect(stored(subject, ledger, added.key)).resolves.toEqual({ ...added.key, v: N(2) });
    await expect(stored(subject, ledger, changed.key)).resolves.toEqual({ ...changed.key, v: N(3) });
    await expect(stored(subject, ledger, gone.key)).resolves.toBeUndefined();
    await expect(stored(subject, ledger, checked.key)).resolves.toEqual({ ...checked.key, v: N(1) });
  });

  rule('writes to two tables', async (subject) => {
    const { ledger, accounts } = subject;
    const { key, pk } = own();
    await transact(subject, [putOf(ledger, key), putOf(accounts, { pk: S(pk), balance: N(5) })]);
    await expect(stored(subject, ledger, key)).resolves.toEqual(key);
    await expect(stored(subject, accounts, { pk: S(pk) })).resolves.toEqual({ pk: S(pk), balance: N(5) });
  });

  rule('answers nothing but its metadata', async (subject) => {
    const { $metadata: _, ...output } = await transact(subject, [putOf(subject.ledger, own().key)]);
    expect(output).toEqual({});
  });

  rule('takes 100 items', async (subject) => {
    const { ledger, client } = subject;
    const pk = unique();
    await transact(
      subject,
      Array.from({ length: 100 }, (_, index) => putOf(ledger, { pk: S(pk), sk: S(`E#${index}`) })),
    );
    const { Count } = await client.send(
      new QueryCommand({
        TableName: ledger,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': S(pk) },
        Select: 'COUNT',
      }),
    );
    expect(Count).toBe(100);
  });

  for (const [which, failing] of [
    ['first', 0],
    ['last', 2],
  ] as const)
    rule(`writes nothing when the ${which} condition does not hold`, async (subject) => {
      const { ledger } = subject;
      const owns = [own(), own(), own()];
      const items = owns.map(({ key }, index) =>
        putOf(ledger, key, {
          ConditionExpression: index === failing ? 'attribute_exists(pk)' : 'attribute_not_exists(pk)',
        }),
      );
      await codesOf(transact(subject, items));
      for (const { key } of owns) await expect(stored(subject, ledger, key)).resolves.toBeUndefined();
    });

  rule('writes nothing in either table when one condition does not hold', async (subject) => {
    const { ledger, accounts } = subject;
    const { key, pk } = own();
    const check = checkOf(accounts, { pk: S(pk) }, 'attribute_exists(pk)');
    await expect(codesOf(transact(subject, [putOf(ledger, key), check]))).resolves.toEqual([
      'None',
      'ConditionalCheckFailed',
    ]);
    await expect(stored(subject, ledger, key)).resolves.toBeUndefined();
  });

  rule('makes an item by an update of one that is not there', async (subject) => {
    const { key } = own();
    await transact(subject, [setOf(subject.ledger, key, S('new'))]);
    await expect(stored(subject, subject.ledger, key)).resolves.toEqual({ ...key, v: S('new') });
  });

  rule('takes the delete of an item that is not there', async (subject) => {
    const { key } = own();
    await transact(subject, [deleteOf(subject.ledger, key)]);
    await expect(stored(subject, subject.ledger, key)).resolves.toBeUndefined();
  });

  rule('replaces a whole item by a put', async (subject) => {
    const { key } = own();
    await put(subject, subject.ledger, { ...key, old: S('gone') });
    await transact(subject, [putOf(subject.ledger, { ...key, v: N(1) })]);
    await expect(stored(subject, subject.ledger, key)).resolves.toEqual({ ...key, v: N(1) });
  });

  rule('judges a condition by the item as it was before the transaction', async (subject) => {
    const { ledger } = subject;
    const [from, to] = [own(), own()];
    await put(subject, ledger, { ...from.key, v: N(10) });
    await transact(subject, [
      { Update: { ...movement(ledger, from.key, -10), ConditionExpression: 'v >= :least' } },
      {
        Update: {
          ...movement(ledger, to.key, 10),
          ConditionExpression: 'attribute_not_exists(v) OR v < :least',
        },
      },
    ]);
    await expect(stored(subject, ledger, from.key)).resolves.toMatchObject({ v: N(0) });
    await expect(stored(subject, ledger, to.key)).resolves.toMatchObject({ v: N(10) });
  });

  rule('adds a number where there was none', async (subject) => {
    const { key } = own();
    await transact(subject, [updateOf(subject.ledger, key, 'ADD v :n', { ':n': N(7) })]);
    await expect(stored(subject, subject.ledger, key)).resolves.toEqual({ ...key, v: N(7) });
  });

  rule('puts an item into the sparse index and takes it out again', async (subject) => {
    const { ledger } = subject;
    const [{ key }, shard] = [own(), unique()];
    await transact(subject, [putOf(ledger, { ...key, pendingShard: S(shard), createdAt: S('1') })]);
    await expect(pendingIn(subject, shard)).resolves.toEqual([key.pk.S]);
    await transact(subject, [updateOf(ledger, key, 'REMOVE pendingShard')]);
    await expect(pendingIn(subject, shard)).resolves.toEqual([]);
  });

  rule('leaves the index alone when it is cancelled', async (subject) => {
    const { ledger } = subject;
    const [{ key }, shard] = [own(), unique()];
    await put(subject, ledger, { ...key, pendingShard: S(shard), createdAt: S('1') });
    await codesOf(
      transact(subject, [deleteOf(ledger, key), checkOf(ledger, own().key, 'attribute_exists(pk)')]),
    );
    await expect(pendingIn(subject, shard)).resolves.toEqual([key.pk.S]);
  });

  for (const [name, items] of Object.entries(byAction))
    for (const isMet of [true, false])
      rule(
        `${isMet ? 'makes' : 'refuses'} a ${name} whose condition ${isMet ? 'holds' : 'does not hold'}`,
        async (subject) => {
          const { key } = own();
          await put(subject, subject.ledger, { ...key, version: N(4) });
          const call = transact(subject, [items(subject.ledger, key, isMet ? 4 : 5)]);
          if (isMet) await expect(call).resolves.toBeDefined();
          else await expect(codesOf(call)).resolves.toEqual(['ConditionalCheckFailed']);
          if (!isMet)
            await expect(stored(subject, subject.ledger, key)).resolves.toEqual({ ...key, version: N(4) });
        },
      );
};

const movement = (TableName: string, Key: Item, amount: number) => ({
  TableName,
  Key,
  UpdateExpression: 'SET v = if_not_exists(v, :zero) + :amount',
  ExpressionAttributeValues: { ':zero': N(0), ':amount': N(amount), ':least': N(10) },
});

async function pendingIn({ client, ledger }: Subject, shard: string): Promise<(string | undefined)[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: ledger,
      IndexName: 'pending',
      KeyConditionExpression: 'pendingShard = :shard',
      ExpressionAttributeValues: { ':shard': S(shard) },
    }),
  );
  return Items.map(({ pk }) => pk?.S);
}

const versionIs = (version: number) => ({
  ConditionExpression: 'version = :version',
  ExpressionAttributeValues: { ':version': N(version) },
});

const byAction: Readonly<Record<string, (table: string, key: Item, version: number) => TransactWriteItem>> = {
  put: (table, key, version) => putOf(table, { ...key, v: N(1) }, versionIs(version)),
  update: (table, key, version) => ({
    Update: { TableName: table, Key: key, UpdateExpression: 'SET v = :version', ...versionIs(version) },
  }),
  delete: (table, key, version) => deleteOf(table, key, versionIs(version)),
  'condition check': (table, key, version) => ({
    ConditionCheck: { TableName: table, Key: key, ...versionIs(version) },
  }),
};

/** What a cancelled transaction tells of each of its items. */
export const reasons: Rules = (rule) => {
  rule('tells a reason for every item, in their order', async (subject) => {
    const { ledger } = subject;
    const failing = checkOf(ledger, own().key, 'attribute_exists(pk)');
    const { message, CancellationReasons } = await refusalOf(
      transact(subject, [putOf(ledger, own().key), failing, putOf(ledger, own().key)]),
    );
    expect(message).toBe(
      'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, None]',
    );
    expect(CancellationReasons).toEqual([
      { Code: 'None' },
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
      { Code: 'None' },
    ]);
  });

  rule('tells every condition that does not hold', async (subject) => {
    const { ledger } = subject;
    const failing = (): TransactWriteItem => checkOf(ledger, own().key, 'attribute_exists(pk)');
    await expect(
      codesOf(transact(subject, [failing(), putOf(ledger, own().key), failing()])),
    ).resolves.toEqual(['ConditionalCheckFailed', 'None', 'ConditionalCheckFailed']);
  });

  rule('shows no item unless it is asked to', async (subject) => {
    const { key } = own();
    await put(subject, subject.ledger, { ...key, v: N(1) });
    const { CancellationReasons } = await refusalOf(
      transact(subject, [putOf(subject.ledger, key, { ConditionExpression: 'attribute_not_exists(pk)' })]),
    );
    expect(CancellationReasons?.[0]).not.toHaveProperty('Item');
  });

  for (const [name, items] of Object.entries(byAction))
    rule(`shows the item that a ${name} met, where it asks for it`, async (subject) => {
      const { key } = own();
      const item = { ...key, version: N(4), more: { M: { list: { L: [S('a'), { BOOL: true }] } } } };
      await put(subject, subject.ledger, item);
      const action = items(subject.ledger, key, 5);
      for (const input of Object.values(action)) input.ReturnValuesOnConditionCheckFailure = 'ALL_OLD';
      const { CancellationReasons } = await refusalOf(
        transact(subject, [putOf(subject.ledger, own().key), action]),
      );
      expect(CancellationReasons?.[1]?.Item).toEqual(item);
    });

  rule('shows no item where there is none', async (subject) => {
    const rest = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
    const { CancellationReasons } = await refusalOf(
      transact(subject, [checkOf(subject.ledger, own().key, 'attribute_exists(pk)', rest)]),
    );
    expect(CancellationReasons).toEqual([
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
    ]);
  });

  for (const [sentence, message, update, values] of STORED_FAULTS)
    rule(`tells ${sentence} as a reason`, async (subject) => {
      const { key } = own();
      await put(subject, subject.ledger, { ...key, text: S('a'), entries: { L: [N(1)] } });
      const { name, CancellationReasons = [] } = await refusalOf(
        transact(subject, [putOf(subject.ledger, own().key), updateOf(subject.ledger, key, update, values)]),
      );
      expect(name).toBe('TransactionCanceledException');
      expect(CancellationReasons[0]).toEqual({ Code: 'None' });
      expect(CancellationReasons[1]).toEqual({ Code: 'ValidationError', Message: message });
    });

  rule('tells a key of a wrong type as a reason', async (subject) => {
    const { message, CancellationReasons } = await refusalOf(
      transact(subject, [putOf(subject.ledger, { pk: S(unique()), sk: N(1) })]),
    );
    expect(message).toContain('[ValidationError]');
    expect(CancellationReasons).toEqual([
      {
        Code: 'ValidationError',
        Message: expect.stringContaining('Type mismatch for key sk expected: S actual: N'),
      },
    ]);
  });

  rule('tells a key that is missing as a reason', async (subject) => {
    const { CancellationReasons } = await refusalOf(
      transact(subject, [putOf(subject.ledger, { pk: S(unique()) })]),
    );
    expect(CancellationReasons).toEqual([
      {
        Code: 'ValidationError',
        Message: 'One or more parameter values were invalid: Missing the key sk in the item',
      },
    ]);
  });

  rule('tells a key that does not match the schema as a reason', async (subject) => {
    const { CancellationReasons } = await refusalOf(
      transact(subject, [setOf(subject.ledger, { pk: S(unique()) }, N(1))]),
    );
    expect(CancellationReasons).toEqual([
      { Code: 'ValidationError', Message: 'The provided key element does not match the schema' },
    ]);
  });

  rule('tells an index key of a wrong type as a reason', async (subject) => {
    const { CancellationReasons } = await refusalOf(
      transact(subject, [putOf(subject.ledger, { ...own().key, pendingShard: N(1) })]),
    );
    expect(CancellationReasons).toEqual([
      {
        Code: 'ValidationError',
        Message: expect.stringContaining('Type mismatch for Index Key pendingShard Expected: S Actual: N'),
      },
    ]);
  });

  rule('tells different reasons of different items', async (subject) => {
    const { ledger } = subject;
    await expect(
      codesOf(
        transact(subject, [
          updateOf(ledger, own().key, 'SET v = v + :one', { ':one': N(1) }),
          checkOf(ledger, own().key, 'attribute_exists(pk)'),
          putOf(ledger, own().key),
        ]),
      ),
    ).resolves.toEqual(['ValidationError', 'ConditionalCheckFailed', 'None']);
  });
};

const STORED_FAULTS: readonly (readonly [string, string, string, Item?])[] = [
  [
    'an attribute that is not there',
    'The provided expression refers to an attribute that does not exist in the item',
    'SET v = absent',
  ],
  [
    'an operand of a wrong type',
    'An operand in the update expression has an incorrect data type',
    'SET v = entries + :one',
    { ':one': N(1) },
  ],
  [
    'a path that leads nowhere',
    'The document path provided in the update expression is invalid for update',
    'SET absent.deep = :one',
    { ':one': N(1) },
  ],
  [
    'an item that grows too large',
    'Item size to update has exceeded the maximum allowed size',
    'SET a = :a, b = :b',
    { ':a': S('x'.repeat(250_000)), ':b': S('y'.repeat(250_000)) },
  ],
];

/** What is wrong with a request whatever is stored. */
export const requests: Rules = (rule) => {
  const refused = (
    sentence: string,
    items: (subject: Subject) => TransactWriteItem[],
    name: string,
    message: string | RegExp,
  ) =>
    rule(sentence, async (subject) => {
      const refusal = await refusalOf(transact(subject, items(subject)));
      expect({ name: refusal.name, message: refusal.message }).toEqual({
        name,
        message: expect.stringMatching(message),
      });
    });
  const invalid = (
    sentence: string,
    items: (subject: Subject) => TransactWriteItem[],
    message: string | RegExp,
  ) => refused(sentence, items, 'ValidationException', message);

  invalid(
    'has at most 100 items',
    ({ ledger }) => Array.from({ length: 101 }, () => putOf(ledger, own().key)),
    /length less than or equal to 100/,
  );
  invalid('has an item', () => [], /length greater than or equal to 1/);
  invalid(
    'has one action in each item',
    ({ ledger }) => [{ ...putOf(ledger, own().key), ...deleteOf(ledger, own().key) }],
    /can only contain one of/,
  );
  invalid('has an action in each item', () => [{}], /can only contain one of|Invalid Request/i);
  for (const [name, second] of [
    ['a put and another', (table: string, key: Item) => putOf(table, key)],
    ['a put and a check', (table: string, key: Item) => checkOf(table, key, 'attribute_exists(pk)')],
    ['a put and a delete', (table: string, key: Item) => deleteOf(table, key)],
  ] as const)
    invalid(
      `does not touch one item twice: ${name}`,
      ({ ledger }) => {
        const { key } = own();
        return [putOf(ledger, key), second(ledger, key)];
      },
      /Transaction request cannot include multiple operations on one item/,
    );
  rule('may touch items of one key in two tables', async (subject) => {
    const { pk } = own();
    const other = { pk: S(pk), n: N(1) };
    await transact(subject, [putOf(subject.accounts, { pk: S(pk) }), putOf(subject.series, other)]);
    await expect(stored(subject, subject.series, other)).resolves.toEqual(other);
  });
  invalid(
    'has conditions that can be parsed',
    ({ ledger }) => [checkOf(ledger, own().key, 'attribute_exists(pk')],
    /Invalid ConditionExpression: Syntax error/,
  );
  invalid(
    'uses every value that it gives',
    ({ ledger }) => [
      checkOf(ledger, own().key, 'attribute_exists(pk)', { ExpressionAttributeValues: { ':v': N(1) } }),
    ],
    /Value provided in ExpressionAttributeValues unused in expressions: keys: \{:v\}/,
  );
  invalid(
    'uses every name that it gives',
    ({ ledger }) => [
      checkOf(ledger, own().key, 'attribute_exists(pk)', { ExpressionAttributeNames: { '#n': 'n' } }),
    ],
    /Value provided in ExpressionAttributeNames unused in expressions: keys: \{#n\}/,
  );
  invalid(
    'gives every value that it uses',
    ({ ledger }) => [checkOf(ledger, own().key, 'v = :v')],
    /expression attribute value used in expression is not defined; attribute value: :v/,
  );
  invalid(
    'uses no reserved word as a name',
    ({ ledger }) => [checkOf(ledger, own().key, 'attribute_exists(status)')],
    /reserved keyword; reserved keyword: status/,
  );
  invalid(
    'has numbers of at most 38 digits',
    ({ ledger }) => [putOf(ledger, { ...own().key, v: N('1'.repeat(39)) })],
    /more than 38 significant digits/,
  );
  invalid(
    'has no items beyond 4 MB together',
    ({ ledger }) =>
      Array.from({ length: 12 }, () => putOf(ledger, { ...own().key, v: S('x'.repeat(380_000)) })),
    /4 ?MB|4194304|size/i,
  );
  refused(
    'names tables that exist',
    ({ ledger }) => [putOf(ledger, own().key), putOf('no-such-table', own().key)],
    'ResourceNotFoundException',
    /Requested resource not found/,
  );
  rule('writes nothing when it is refused', async (subject) => {
    const { key } = own();
    await refusalOf(transact(subject, [putOf(subject.ledger, key), putOf('no-such-table', own().key)]));
    await expect(stored(subject, subject.ledger, key)).resolves.toBeUndefined();
  });
};

/** Requests that are told to be the same. */
export const tokens: Rules = (rule) => {
  const addOne = (subject: Subject, key: Item, ClientRequestToken: string, more: Options = {}) =>
    transact(subject, [updateOf(subject.ledger, key, 'ADD v :one', { ':one': N(1) })], {
      ClientRequestToken,
      ...more,
    });
  const token = (): string => unique().slice(-36);

  rule('takes effect once for one token', async (subject) => {
    const [{ key }, one] = [own(), token()];
    await addOne(subject, key, one);
    await addOne(subject, key, one);
    await addOne(subject, key, one);
    await expect(stored(subject, subject.ledger, key)).resolves.toMatchObject({ v: N(1) });
  });

  rule('takes effect again for another token', async (subject) => {
    const { key } = own();
    await addOne(subject, key, token());
    await addOne(subject, key, token());
    await expect(stored(subject, subject.ledger, key)).resolves.toMatchObject({ v: N(2) });
  });

  rule('succeeds again though its condition would not hold any more', async (subject) => {
    const [{ key }, ClientRequestToken] = [own(), token()];
    const items = [putOf(subject.ledger, key, { ConditionExpression: 'attribute_not_exists(pk)' })];
    await transact(subject, items, { ClientRequestToken });
    await expect(transact(subject, items, { ClientRequestToken })).resolves.toBeDefined();
    await expect(codesOf(transact(subject, items, { ClientRequestToken: token() }))).resolves.toEqual([
      'ConditionalCheckFailed',
    ]);
  });

  rule('refuses another request with the same token', async (subject) => {
    const [{ key }, one] = [own(), token()];
    await addOne(subject, key, one);
    const { name } = await refusalOf(
      transact(subject, [setOf(subject.ledger, key, N(9))], { ClientRequestToken: one }),
    );
    expect(name).toBe('IdempotentParameterMismatchException');
    await expect(stored(subject, subject.ledger, key)).resolves.toMatchObject({ v: N(1) });
  });

  rule('refuses another amount with the same token', async (subject) => {
    const [{ key }, ClientRequestToken] = [own(), token()];
    await addOne(subject, key, ClientRequestToken);
    const items = [updateOf(subject.ledger, key, 'ADD v :one', { ':one': N(2) })];
    const { name } = await refusalOf(transact(subject, items, { ClientRequestToken }));
    expect(name).toBe('IdempotentParameterMismatchException');
  });

  rule('tries again what was cancelled', async (subject) => {
    const [{ key }, ClientRequestToken] = [own(), token()];
    const items = [setOf(subject.ledger, key, N(1), { ConditionExpression: 'attribute_exists(pk)' })];
    await codesOf(transact(subject, items, { ClientRequestToken }));
    await put(subject, subject.ledger, key);
    await transact(subject, items, { ClientRequestToken });
    await expect(stored(subject, subject.ledger, key)).resolves.toMatchObject({ v: N(1) });
  });

  rule('takes effect once when two come at once', async (subject) => {
    const [{ key }, one] = [own(), token()];
    const outcomes = await Promise.allSettled([addOne(subject, key, one), addOne(subject, key, one)]);
    const refusals = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [(outcome.reason as Error).name] : [],
    );
    expect(refusals.filter((name) => name !== 'TransactionInProgressException')).toEqual([]);
    await expect(stored(subject, subject.ledger, key)).resolves.toMatchObject({ v: N(1) });
  });

  rule('has at most 36 characters', async (subject) => {
    const { name, message } = await refusalOf(addOne(subject, own().key, 'x'.repeat(37)));
    expect(name).toBe('ValidationException');
    expect(message).toMatch(/length less than or equal to 36/);
  });

  rule('costs reads, not writes, when it is repeated', async (subject) => {
    const [{ key }, one] = [own(), token()];
    const first = await addOne(subject, key, one, { ReturnConsumedCapacity: 'TOTAL' });
    const second = await addOne(subject, key, one, { ReturnConsumedCapacity: 'TOTAL' });
    expect(first.ConsumedCapacity).toEqual([
      expect.objectContaining({ CapacityUnits: 2, WriteCapacityUnits: 2 }),
    ]);
    expect(second.ConsumedCapacity).toEqual([
      expect.objectContaining({ CapacityUnits: 2, ReadCapacityUnits: 2 }),
    ]);
  });
};

/** Reads of several items at one instant. */
export const reads: Rules = (rule) => {
  const get = (
    { client }: Subject,
    ...gets: readonly { TableName: string; Key: Item; ProjectionExpression?: string }[]
  ) =>
    client.send(
      new TransactGetItemsCommand({
        TransactItems: gets.map((Get) => ({ Get })),
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );

  rule('gives items of two tables in the order of the request', async (subject) => {
    const { ledger, accounts } = subject;
    const { key, pk } = own();
    await put(subject, ledger, { ...key, v: N(1) });
    await put(subject, accounts, { pk: S(pk), v: N(2) });
    const { Responses } = await get(
      subject,
      { TableName: accounts, Key: { pk: S(pk) } },
      { TableName: ledger, Key: key },
    );
    expect(Responses).toEqual([{ Item: { pk: S(pk), v: N(2) } }, { Item: { ...key, v: N(1) } }]);
  });

  rule('keeps the place of an item that is not there', async (subject) => {
    const { ledger } = subject;
    const there = own();
    await put(subject, ledger, there.key);
    const { Responses } = await get(
      subject,
      { TableName: ledger, Key: own().key },
      { TableName: ledger, Key: there.key },
    );
    expect(Responses).toEqual([{}, { Item: there.key }]);
  });

  rule('gives the part that is asked for', async (subject) => {
    const { key } = own();
    await put(subject, subject.ledger, { ...key, a: N(1), b: { M: { c: N(2), d: N(3) } } });
    const { Responses } = await get(subject, {
      TableName: subject.ledger,
      Key: key,
      ProjectionExpression: 'a, b.c',
    });
    expect(Responses).toEqual([{ Item: { a: N(1), b: { M: { c: N(2) } } } }]);
  });

  rule('takes 100 items and refuses 101', async (subject) => {
    const gets = Array.from({ length: 101 }, () => ({ TableName: subject.ledger, Key: own().key }));
    const { Responses } = await get(subject, ...gets.slice(1));
    expect(Responses).toHaveLength(100);
    const { name } = await refusalOf(get(subject, ...gets));
    expect(name).toBe('ValidationException');
  });

  rule('refuses one item twice', async (subject) => {
    const one = { TableName: subject.ledger, Key: own().key };
    const { name, message } = await refusalOf(get(subject, one, one));
    expect({ name, message }).toEqual({
      name: 'ValidationException',
      message: 'Transaction request cannot include multiple operations on one item',
    });
  });

  rule('refuses a table that is not there', async (subject) => {
    const { name } = await refusalOf(get(subject, { TableName: 'no-such-table', Key: own().key }));
    expect(name).toBe('ResourceNotFoundException');
  });

  rule('tells a key that does not match the schema as a reason', async (subject) => {
    const { name, CancellationReasons } = await refusalOf(
      get(
        subject,
        { TableName: subject.ledger, Key: own().key },
        { TableName: subject.ledger, Key: { pk: S(unique()) } },
      ),
    );
    expect(name).toBe('TransactionCanceledException');
    expect(CancellationReasons).toEqual([
      { Code: 'None' },
      { Code: 'ValidationError', Message: 'The provided key element does not match the schema' },
    ]);
  });

  rule('costs two units for 4 KB of each item', async (subject) => {
    const { ledger } = subject;
    const large = own();
    await put(subject, ledger, { ...large.key, v: S('x'.repeat(5_000)) });
    const { ConsumedCapacity } = await get(
      subject,
      { TableName: ledger, Key: large.key },
      { TableName: ledger, Key: own().key },
    );
    expect(ConsumedCapacity).toEqual([expect.objectContaining({ TableName: ledger, CapacityUnits: 6 })]);
  });
};

/** What a transaction consumes. */
export const capacity: Rules = (rule) => {
  const consumed = async (subject: Subject, items: TransactWriteItem[]) => {
    const { ConsumedCapacity = [] } = await transact(subject, items, { ReturnConsumedCapacity: 'TOTAL' });
    return Object.fromEntries(
      ConsumedCapacity.map(({ TableName, CapacityUnits }) => [TableName, CapacityUnits]),
    );
  };

  rule('costs two units for each KB of each item', async (subject) => {
    const { ledger } = subject;
    const small = putOf(ledger, own().key);
    const large = putOf(ledger, { ...own().key, v: S('x'.repeat(2_500)) });
    await expect(consumed(subject, [small])).resolves.toEqual({ [ledger]: 2 });
    await expect(consumed(subject, [putOf(ledger, own().key), large])).resolves.toEqual({ [ledger]: 8 });
  });

  rule('costs the larger of the old and the new item', async (subject) => {
    const { key } = own();
    await put(subject, subject.ledger, { ...key, v: S('x'.repeat(2_500)) });
    await expect(consumed(subject, [putOf(subject.ledger, key)])).resolves.toEqual({ [subject.ledger]: 6 });
  });

  rule('counts each table apart, and a check like a write', async (subject) => {
    const { ledger, accounts } = subject;
    const check = checkOf(accounts, { pk: S(unique()) }, 'attribute_not_exists(pk)');
    await expect(
      consumed(subject, [putOf(ledger, own().key), putOf(ledger, own().key), check]),
    ).resolves.toEqual({
      [ledger]: 4,
      [accounts]: 2,
    });
  });
};

/** Transactions that come at once. */
export const concurrency: Rules = (rule) => {
  const TRIES = 20;

  rule('lets exactly one of many through that ask for the same version', async (subject) => {
    const { key } = own();
    await put(subject, subject.ledger, { ...key, version: N(1) });
    const tries = Array.from({ length: TRIES }, () =>
      transact(subject, [
        putOf(subject.ledger, own().key),
        {
          Update: {
            TableName: subject.ledger,
            Key: key,
            UpdateExpression: 'SET version = version + :one',
            ConditionExpression: 'version = :one',
            ExpressionAttributeValues: { ':one': N(1) },
          },
        },
      ]),
    );
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [(outcome.reason as Error).name] : [],
    );
    expect(new Set(refused)).toEqual(new Set(['TransactionCanceledException']));
    await expect(stored(subject, subject.ledger, key)).resolves.toMatchObject({ version: N(2) });
  });

  rule('loses no effect: a counter shows as many as succeeded', async (subject) => {
    const { key } = own();
    const tries = Array.from({ length: TRIES }, () =>
      transact(subject, [updateOf(subject.ledger, key, 'ADD v :one', { ':one': N(1) })]),
    );
    const outcomes = await Promise.allSettled(tries);
    const succeeded = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(succeeded).toBeGreaterThan(0);
    await expect(stored(subject, subject.ledger, key)).resolves.toMatchObject({ v: N(succeeded) });
  });

  rule('moves money both ways between two accounts without making any', async (subject) => {
    const { accounts } = subject;
    const [left, right] = [{ pk: S(unique()) }, { pk: S(unique()) }];
    for (const key of [left, right]) await put(subject, accounts, { ...key, v: N(100) });
    const move = (from: Item, to: Item, amount: number) =>
      transact(subject, [
        { Update: { ...movement(accounts, from, -amount), ConditionExpression: 'v >= :least' } },
        updateOf(accounts, to, 'ADD v :amount', { ':amount': N(amount) }),
      ]);
    await Promise.allSettled(
      Array.from({ length: TRIES }, (_, index) =>
        index % 2 === 0 ? move(left, right, 7) : move(right, left, 5),
      ),
    );
    const [first, second] = await Promise.all([left, right].map((key) => stored(subject, accounts, key)));
    expect(Number(first?.['v']?.N) + Number(second?.['v']?.N)).toBe(200);
  });
};
