import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  type ReturnValue,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import type { Rules } from './rules.ts';
import { type Item, N, own, put, refusalOf, S, stored, type Subject, unique } from './subject.ts';

const B = (text: string): AttributeValue => ({ B: Buffer.from(text) });
const L = (...members: AttributeValue[]): AttributeValue => ({ L: members });
const M = (members: Item): AttributeValue => ({ M: members });

const update = ({ client, ledger }: Subject, Key: Item, rest: Partial<UpdateItemCommandInput>) =>
  client.send(new UpdateItemCommand({ TableName: ledger, Key, ...rest }));

/** An item with a value of every type. */
const SAMPLE: Item = {
  text: S('häuser'),
  number: N('12.50'),
  bytes: B('abc'),
  yes: { BOOL: true },
  nothing: { NULL: true },
  texts: { SS: ['a', 'b'] },
  numbers: { NS: ['1', '2.0'] },
  entries: L(N(1), S('two'), L(S('deep'))),
  parts: M({ uno: S('1'), second: M({ third: N(3) }) }),
  empty: S(''),
};

/** Expressions on SAMPLE, with their values and whether they hold. */
const CONDITIONS: readonly (readonly [string, boolean, Item?])[] = [
  ['attribute_exists(#text)', true],
  ['attribute_exists(parts.#second.third)', true],
  ['attribute_exists(parts.absent)', false],
  ['attribute_exists(entries[2][0])', true],
  ['attribute_exists(entries[3])', false],
  ['attribute_not_exists(absent)', true],
  ['attribute_not_exists(nothing)', false],
  ['attribute_type(yes, :t)', true, { ':t': S('BOOL') }],
  ['attribute_type(nothing, :t)', false, { ':t': S('S') }],
  ['#text = :v', true, { ':v': S('häuser') }],
  ['#text <> :v', false, { ':v': S('häuser') }],
  ['absent <> :v', true, { ':v': S('x') }],
  ['absent = :v', false, { ':v': S('x') }],
  ['absent < :v', false, { ':v': S('x') }],
  ['#number = :v', true, { ':v': N('12.5') }],
  ['#number = :v', true, { ':v': N('125e-1') }],
  ['#number = :v', false, { ':v': S('12.5') }],
  ['#number < :v', true, { ':v': N(100) }],
  ['#number >= :v', true, { ':v': N('12.5') }],
  ['#number > :v', false, { ':v': S('1') }],
  ['#text < :v', false, { ':v': S('hä ') }],
  ['bytes < :v', true, { ':v': B('abd') }],
  ['#number BETWEEN :low AND :high', true, { ':low': N(12), ':high': N(13) }],
  ['#number BETWEEN :low AND :high', false, { ':low': N(13), ':high': N(14) }],
  ['#number IN (:a, :b)', true, { ':a': N(1), ':b': N('12.50') }],
  ['#text IN (:a)', false, { ':a': S('a') }],
  ['begins_with(#text, :v)', true, { ':v': S('hä') }],
  ['begins_with(#text, :v)', false, { ':v': S('ä') }],
  ['begins_with(bytes, :v)', true, { ':v': B('ab') }],
  ['contains(#text, :v)', true, { ':v': S('us') }],
  ['contains(texts, :v)', true, { ':v': S('b') }],
  ['contains(texts, :v)', false, { ':v': S('c') }],
  ['contains(numbers, :v)', true, { ':v': N(2) }],
  ['contains(entries, :v)', true, { ':v': S('two') }],
  ['contains(entries, :v)', false, { ':v': S('deep') }],
  ['size(texts) = :v', true, { ':v': N(2) }],
  ['size(parts) = :v', true, { ':v': N(2) }],
  ['size(entries) > :v', false, { ':v': N(3) }],
  ['size(bytes) = :v', true, { ':v': N(3) }],
  ['size(#empty) = :v', true, { ':v': N(0) }],
  ['entries = :v', true, { ':v': L(N(1), S('two'), L(S('deep'))) }],
  ['parts = :v', true, { ':v': M({ second: M({ third: N(3) }), uno: S('1') }) }],
  ['parts = :v', false, { ':v': M({ uno: S('1') }) }],
  ['texts = :v', true, { ':v': { SS: ['b', 'a'] } }],
  ['yes = :v AND nothing = :n', true, { ':v': { BOOL: true }, ':n': { NULL: true } }],
  [
    'NOT attribute_exists(absent) AND (yes = :v OR yes = :w)',
    true,
    { ':v': { BOOL: false }, ':w': { BOOL: true } },
  ],
  ['yes = :w OR attribute_exists(#text) AND yes = :v', true, { ':v': { BOOL: false }, ':w': { BOOL: true } }],
];

const NAMES: Readonly<Record<string, string>> = {
  '#text': 'text',
  '#number': 'number',
  '#second': 'second',
  '#empty': 'empty',
};

/** The names that an expression uses; others would be refused. */
function namesIn(expression: string): Record<string, string> | undefined {
  const used = Object.entries(NAMES).filter(([name]) => expression.includes(name));
  return used.length === 0 ? undefined : Object.fromEntries(used);
}

/** What conditions of single writes mean. */
export const conditions: Rules = (rule) => {
  for (const [expression, isMet, values] of CONDITIONS)
    rule(`says that ${expression} is ${isMet} for ${JSON.stringify(values ?? {})}`, async (subject) => {
      const { key } = own();
      await put(subject, subject.ledger, { ...key, ...SAMPLE });
      const ExpressionAttributeNames = namesIn(expression);
      const call = subject.client.send(
        new DeleteItemCommand({
          TableName: subject.ledger,
          Key: key,
          ConditionExpression: expression,
          ...(ExpressionAttributeNames && { ExpressionAttributeNames }),
          ...(values && { ExpressionAttributeValues: values }),
        }),
      );
      const outcome = await call.then(
        () => true,
        (error: Error) => (error.name === 'ConditionalCheckFailedException' ? false : error.message),
      );
      expect(outcome).toBe(isMet);
    });

  for (const [name, call] of Object.entries(writes))
    rule(
      `refuses a ${name} whose condition does not hold, and shows the item where it is asked to`,
      async (subject) => {
        const { key } = own();
        await put(subject, subject.ledger, { ...key, v: N(1) });
        const without = await refusalOf(call(subject, key, {}));
        expect(without).toMatchObject({
          name: 'ConditionalCheckFailedException',
          message: 'The conditional request failed',
        });
        expect(without.Item).toBeUndefined();
        const { Item: shown } = await refusalOf(
          call(subject, key, { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
        );
        expect(shown).toEqual({ ...key, v: N(1) });
        await expect(stored(subject, subject.ledger, key)).resolves.toEqual({ ...key, v: N(1) });
      },
    );

  for (const [sentence, ConditionExpression, message, values] of WRONG_CONDITIONS)
    rule(`refuses ${sentence}`, async (subject) => {
      const input: PutItemCommandInput = { TableName: subject.ledger, Item: own().key, ConditionExpression };
      const refusal = await refusalOf(
        subject.client.send(
          new PutItemCommand({ ...input, ...(values && { ExpressionAttributeValues: values }) }),
        ),
      );
      expect(refusal).toMatchObject({ name: 'ValidationException', message: expect.stringMatching(message) });
    });
};

const fails = { ConditionExpression: 'v = :two', ExpressionAttributeValues: { ':two': N(2) } };
const writes: Readonly<Record<string, (subject: Subject, key: Item, rest: object) => Promise<unknown>>> = {
  put: ({ client, ledger }, key, rest) =>
    client.send(new PutItemCommand({ TableName: ledger, Item: key, ...fails, ...rest })),
  update: (subject, key, rest) =>
    update(subject, key, { UpdateExpression: 'SET v = :two', ...fails, ...rest }),
  delete: ({ client, ledger }, key, rest) =>
    client.send(new DeleteItemCommand({ TableName: ledger, Key: key, ...fails, ...rest })),
};

const WRONG_CONDITIONS: readonly (readonly [string, string, RegExp, Item?])[] = [
  ['a condition that is empty', '', /The expression can not be empty/],
  ['a condition that is cut off', 'pk =', /Syntax error/],
  ['redundant brackets', '((attribute_exists(pk)))', /redundant parentheses/],
  ['a function that there is not', 'exists(pk)', /Invalid function name; function: exists/],
  ['an operand of a wrong type', 'begins_with(pk, :v)', /Incorrect operand type/, { ':v': N(1) }],
  [
    'a range that is upside down',
    'v BETWEEN :v AND :w',
    /upper bound to be greater/,
    { ':v': N(2), ':w': N(1) },
  ],
  ['a number that is none', 'v = :v', /cannot be converted to a numeric value/, { ':v': N('1x') }],
];

/** An update of an item with `n` 5, the list a b c, the set x y and a map, and what it makes of these. */
const UPDATES: readonly (readonly [string, Item, Item?])[] = [
  ['SET n = n + :one', { n: N(6) }, { ':one': N(1) }],
  ['SET n = :one - n', { n: N(-4) }, { ':one': N(1) }],
  ['SET extra = n, n = :one', { extra: N(5), n: N(1) }, { ':one': N(1) }],
  ['SET absent = if_not_exists(absent, :one) + :one', { absent: N(2) }, { ':one': N(1) }],
  ['SET n = if_not_exists(n, :one)', { n: N(5) }, { ':one': N(1) }],
  [
    'SET n = :big',
    { n: N('99999999999999999999999999999999999998') },
    { ':big': N('99999999999999999999999999999999999998') },
  ],
  ['SET n = :exponent', { n: N('1000') }, { ':exponent': N('1e3') }],
  [
    'SET entries = list_append(entries, :more)',
    { entries: L(S('a'), S('b'), S('c'), S('d')) },
    { ':more': L(S('d')) },
  ],
  [
    'SET entries = list_append(:more, entries)',
    { entries: L(S('d'), S('a'), S('b'), S('c')) },
    { ':more': L(S('d')) },
  ],
  ['SET entries[1] = :x', { entries: L(S('a'), S('x'), S('c')) }, { ':x': S('x') }],
  ['SET entries[7] = :x', { entries: L(S('a'), S('b'), S('c'), S('x')) }, { ':x': S('x') }],
  ['SET parts.deep.leaf = :x', { parts: M({ deep: M({ leaf: S('x') }) }) }, { ':x': S('x') }],
  ['SET parts.fresh = :x', { parts: M({ deep: M({ leaf: S('l') }), fresh: S('x') }) }, { ':x': S('x') }],
  ['REMOVE n', { n: undefined as never }],
  ['REMOVE absent', {}],
  ['REMOVE entries[0]', { entries: L(S('b'), S('c')) }],
  ['REMOVE entries[0], entries[1]', { entries: L(S('c')) }],
  ['REMOVE entries[9]', {}],
  ['REMOVE parts.deep.leaf', { parts: M({ deep: M({}) }) }],
  ['ADD n :one', { n: N(6) }, { ':one': N(1) }],
  ['ADD n :minus', { n: N('4.5') }, { ':minus': N('-0.5') }],
  ['ADD absent :one', { absent: N(1) }, { ':one': N(1) }],
  ['ADD members :set', { members: { SS: ['x', 'y', 'z'] } }, { ':set': { SS: ['y', 'z'] } }],
  ['DELETE members :set', { members: { SS: ['x'] } }, { ':set': { SS: ['y', 'z'] } }],
  ['DELETE members :set', { members: undefined as never }, { ':set': { SS: ['x', 'y'] } }],
  [
    'SET n = :one REMOVE parts ADD absent :one DELETE members :set',
    { n: N(1), parts: undefined as never, absent: N(1), members: { SS: ['x'] } },
    { ':one': N(1), ':set': { SS: ['y'] } },
  ],
];

const BEFORE: Item = {
  n: N(5),
  entries: L(S('a'), S('b'), S('c')),
  members: { SS: ['x', 'y'] },
  parts: M({ deep: M({ leaf: S('l') }) }),
};

const WRONG_UPDATES: readonly (readonly [string, string, RegExp, Item?])[] = [
  ['an attribute that is not there', 'SET n = absent', /refers to an attribute that does not exist/],
  ['a sum of a text', 'SET n = pk + :one', /incorrect data type/, { ':one': N(1) }],
  [
    'a path that leads nowhere',
    'SET absent.deep = :one',
    /document path provided in the update expression is invalid/,
    { ':one': N(1) },
  ],
  [
    'a path into a number',
    'SET n.deep = :one',
    /document path provided in the update expression is invalid/,
    { ':one': N(1) },
  ],
  [
    'a part of the key',
    'SET sk = :one',
    /Cannot update attribute sk. This attribute is part of the key/,
    { ':one': S('1') },
  ],
  ['one path twice', 'SET n = :one REMOVE n', /Two document paths overlap/, { ':one': N(1) }],
  ['a number added to a text', 'ADD pk :one', /part of the key|incorrect data type/, { ':one': N(1) }],
  ['a number added to a list', 'ADD entries :one', /incorrect data type/, { ':one': N(1) }],
  [
    'more than 38 digits',
    'SET n = :big + :small',
    /significant digits|overflow/,
    { ':big': N('1e37'), ':small': N('0.01') },
  ],
  [
    'an index key of a wrong type',
    'SET pendingShard = :one',
    /Type mismatch for Index Key|unsupported type/,
    { ':one': N(1) },
  ],
  ['an empty index key', 'SET pendingShard = :none', /cannot contain an empty string/, { ':none': S('') }],
];

/** What updates make of an item. */
export const updates: Rules = (rule) => {
  for (const [expression, changes, values] of UPDATES)
    rule(`${expression} ${JSON.stringify(values ?? {})}`, async (subject) => {
      const { key } = own();
      await put(subject, subject.ledger, { ...key, ...BEFORE });
      await update(subject, key, {
        UpdateExpression: expression,
        ...(values && { ExpressionAttributeValues: values }),
      });
      const expected = { ...key, ...BEFORE, ...changes };
      const after = (await stored(subject, subject.ledger, key)) as Item;
      after['members']?.SS?.sort();
      expect(after).toEqual(JSON.parse(JSON.stringify(expected)));
    });

  for (const [sentence, expression, message, values] of WRONG_UPDATES)
    rule(`refuses ${sentence}`, async (subject) => {
      const { key } = own();
      await put(subject, subject.ledger, { ...key, ...BEFORE });
      const call = update(subject, key, {
        UpdateExpression: expression,
        ...(values && { ExpressionAttributeValues: values }),
      });
      await expect(refusalOf(call)).resolves.toMatchObject({
        name: 'ValidationException',
        message: expect.stringMatching(message),
      });
      await expect(stored(subject, subject.ledger, key)).resolves.toEqual({ ...key, ...BEFORE });
    });

  for (const [ReturnValues, expected] of [
    ['NONE', undefined],
    ['ALL_OLD', { n: N(5), other: S('o') }],
    ['ALL_NEW', { n: N(6), other: S('o') }],
    ['UPDATED_OLD', { n: N(5) }],
    ['UPDATED_NEW', { n: N(6) }],
  ] as [ReturnValue, Item | undefined][])
    rule(`answers an update with ${ReturnValues}`, async (subject) => {
      const { key } = own();
      await put(subject, subject.ledger, { ...key, n: N(5), other: S('o') });
      const rest = {
        UpdateExpression: 'SET n = n + :one',
        ExpressionAttributeValues: { ':one': N(1) },
        ReturnValues,
      };
      const { Attributes } = await update(subject, key, rest);
      expect(Attributes).toEqual(
        expected && ReturnValues.startsWith('ALL') ? { ...key, ...expected } : expected,
      );
    });

  rule('gives back what a put and a delete replaced', async (subject) => {
    const { client, ledger } = subject;
    const { key } = own();
    await put(subject, ledger, { ...key, v: N(1) });
    const replaced = await client.send(
      new PutItemCommand({ TableName: ledger, Item: key, ReturnValues: 'ALL_OLD' }),
    );
    const gone = await client.send(
      new DeleteItemCommand({ TableName: ledger, Key: key, ReturnValues: 'ALL_OLD' }),
    );
    expect([replaced.Attributes, gone.Attributes]).toEqual([{ ...key, v: N(1) }, key]);
  });

  rule('makes an item of nothing but its key by an update without an expression', async (subject) => {
    const { key } = own();
    await update(subject, key, {});
    await expect(stored(subject, subject.ledger, key)).resolves.toEqual(key);
  });
};

/** What is kept, and how it is read. */
export const items: Rules = (rule) => {
  rule('keeps a value of every type', async (subject) => {
    const { key } = own();
    await put(subject, subject.ledger, { ...key, ...SAMPLE });
    const { bytes, numbers, texts, ...rest } = (await stored(subject, subject.ledger, key)) as Item;
    expect(Buffer.from(bytes?.B as Uint8Array).toString()).toBe('abc');
    expect([numbers?.NS?.toSorted(), texts?.SS?.toSorted()]).toEqual([
      ['1', '2'],
      ['a', 'b'],
    ]);
    const { bytes: _1, numbers: _2, texts: _3, ...sample } = SAMPLE;
    expect(rest).toEqual({ ...key, ...sample, number: N('12.5') });
  });

  rule('gives the parts that a projection asks for', async (subject) => {
    const { key } = own();
    await put(subject, subject.ledger, { ...key, ...SAMPLE });
    const { Item } = await subject.client.send(
      new GetItemCommand({
        TableName: subject.ledger,
        Key: key,
        ProjectionExpression: 'yes, parts.uno, entries[1], absent',
      }),
    );
    expect(Item).toEqual({ yes: { BOOL: true }, parts: M({ uno: S('1') }), entries: L(S('two')) });
  });

  rule('refuses an item of more than 400 KB', async (subject) => {
    const call = put(subject, subject.ledger, { ...own().key, v: S('x'.repeat(410_000)) });
    await expect(refusalOf(call)).resolves.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/size/i),
    });
  });

  for (const [sentence, item] of [
    ['without its key', { pk: S('p') }],
    ['with a key of a wrong type', { pk: S('p'), sk: N(1) }],
    ['with an empty key', { pk: S('p'), sk: S('') }],
    ['with an empty set', { ...own().key, v: { SS: [] } }],
    ['with a set that holds one text twice', { ...own().key, v: { SS: ['a', 'a'] } }],
    ['with a number that is none', { ...own().key, v: N('one') }],
    ['with a number that is too large', { ...own().key, v: N('1e126') }],
    ['with an index key of a wrong type', { ...own().key, pendingShard: N(1) }],
  ] as [string, Item][])
    rule(`refuses an item ${sentence}`, async (subject) => {
      await expect(refusalOf(put(subject, subject.ledger, item))).resolves.toMatchObject({
        name: 'ValidationException',
      });
    });

  rule('refuses a table that is not there', async (subject) => {
    await expect(refusalOf(put(subject, 'no-such-table', own().key))).resolves.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  for (const [sentence, size, write, strong, weak] of [
    ['a small item', 10, 1, 1, 0.5],
    ['an item of 5 KB', 5_000, 5, 2, 1],
  ] as const)
    rule(`counts the capacity of ${sentence}`, async (subject) => {
      const { client, ledger: TableName } = subject;
      const { key } = own();
      const asked = { TableName, ReturnConsumedCapacity: 'TOTAL' } as const;
      const written = await client.send(
        new PutItemCommand({ ...asked, Item: { ...key, v: S('x'.repeat(size)) } }),
      );
      const read = (ConsistentRead: boolean) =>
        client.send(new GetItemCommand({ ...asked, Key: key, ConsistentRead }));
      const answers = [written, await read(true), await read(false)];
      expect(answers.map(({ ConsumedCapacity }) => ConsumedCapacity?.CapacityUnits)).toEqual([
        write,
        strong,
        weak,
      ]);
    });
};

/** Many items at once. */
export const batches: Rules = (rule) => {
  const write = ({ client }: Subject, RequestItems: Record<string, WriteRequest[]>) =>
    client.send(new BatchWriteItemCommand({ RequestItems }));
  const get = ({ client, ledger }: Subject, Keys: Item[], rest: object = {}) =>
    client.send(new BatchGetItemCommand({ RequestItems: { [ledger]: { Keys, ...rest } } }));
  const putOf = (Item: Item): WriteRequest => ({ PutRequest: { Item } });

  rule('writes and deletes in two tables', async (subject) => {
    const { ledger, accounts } = subject;
    const [added, gone, pk] = [own(), own(), unique()];
    await put(subject, ledger, gone.key);
    const { UnprocessedItems } = await write(subject, {
      [ledger]: [putOf(added.key), { DeleteRequest: { Key: gone.key } }],
      [accounts]: [putOf({ pk: S(pk) })],
    });
    expect(UnprocessedItems).toEqual({});
    await expect(stored(subject, ledger, added.key)).resolves.toEqual(added.key);
    await expect(stored(subject, ledger, gone.key)).resolves.toBeUndefined();
    await expect(stored(subject, accounts, { pk: S(pk) })).resolves.toEqual({ pk: S(pk) });
  });

  rule('refuses 26 writes, and one item twice', async (subject) => {
    const { ledger } = subject;
    const many = Array.from({ length: 26 }, () => putOf(own().key));
    const one = putOf(own().key);
    for (const requests of [many, [one, one]])
      await expect(refusalOf(write(subject, { [ledger]: requests }))).resolves.toMatchObject({
        name: 'ValidationException',
      });
  });

  rule('reads what is there', async (subject) => {
    const [first, second] = [own(), own()];
    for (const { key } of [first, second]) await put(subject, subject.ledger, { ...key, a: N(1), b: N(2) });
    const keys = [first.key, own().key, second.key];
    const { Responses, UnprocessedKeys } = await get(subject, keys, { ProjectionExpression: 'pk, a' });
    expect(UnprocessedKeys).toEqual({});
    const found = (Responses?.[subject.ledger] ?? []).toSorted((left, right) =>
      (left['pk']?.S ?? '') < (right['pk']?.S ?? '') ? -1 : 1,
    );
    expect(found).toEqual([first, second].map(({ pk }) => ({ pk: S(pk), a: N(1) })));
  });

  rule('refuses 101 reads, and one key twice', async (subject) => {
    const { key } = own();
    for (const keys of [Array.from({ length: 101 }, () => own().key), [key, key]])
      await expect(refusalOf(get(subject, keys))).resolves.toMatchObject({ name: 'ValidationException' });
  });

  rule('gives back the keys for which 16 MB leave no room', async (subject) => {
    const pk = unique();
    const keys = Array.from({ length: 45 }, (_, index) => ({ pk: S(pk), sk: S(String(index)) }));
    for (const key of keys) await put(subject, subject.ledger, { ...key, v: S('x'.repeat(390_000)) });
    let [asked, rounds, found] = [keys as Item[], 0, 0];
    while (asked.length > 0 && rounds < 5) {
      const { Responses, UnprocessedKeys } = await get(subject, asked);
      found += Responses?.[subject.ledger]?.length ?? 0;
      asked = UnprocessedKeys?.[subject.ledger]?.Keys ?? [];
      rounds += 1;
    }
    expect({ found, rounds }).toEqual({ found: 45, rounds: 2 });
  });
};
