import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { Rules } from './rules.ts';
import { own, put, refusalOf, type Subject, unique } from './subject.ts';

const create = ({ client }: Subject, TableName: string) =>
  client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );

/** Tables themselves. */
export const tables: Rules = (rule) => {
  rule('are described with their keys and indexes', async ({ client, ledger }) => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: ledger }));
    expect(Table).toMatchObject({
      TableName: ledger,
      TableStatus: 'ACTIVE',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      GlobalSecondaryIndexes: [{ IndexName: 'pending', IndexStatus: 'ACTIVE' }],
      TableArn: expect.stringMatching(`^arn:aws:dynamodb:[a-z0-9-]+:\\d{12}:table/${ledger}$`),
      CreationDateTime: expect.any(Date),
    });
  });

  rule('are made once, listed, and gone with their items', async (subject) => {
    const { client } = subject;
    const TableName = unique();
    await create(subject, TableName);
    await expect(refusalOf(create(subject, TableName))).resolves.toMatchObject({
      name: 'ResourceInUseException',
    });
    await put(subject, TableName, { pk: own().key.pk });
    const { TableNames } = await client.send(new ListTablesCommand({}));
    expect(TableNames).toContain(TableName);
    await client.send(new DeleteTableCommand({ TableName }));
    await expect(refusalOf(client.send(new DescribeTableCommand({ TableName })))).resolves.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  rule('are listed by pages', async (subject) => {
    const names = [unique(), unique()];
    for (const name of names) await create(subject, name);
    const listed: string[] = [];
    let ExclusiveStartTableName: string | undefined;
    do {
      const page = await subject.client.send(
        new ListTablesCommand({ Limit: 1, ...(ExclusiveStartTableName && { ExclusiveStartTableName }) }),
      );
      listed.push(...(page.TableNames ?? []));
      ExclusiveStartTableName = page.LastEvaluatedTableName;
    } while (ExclusiveStartTableName !== undefined);
    expect(listed).toEqual(expect.arrayContaining(names));
    expect(new Set(listed).size).toBe(listed.length);
  });

  rule('remember the attribute whose time ends an item', async (subject) => {
    const { client } = subject;
    const TableName = unique();
    await create(subject, TableName);
    const described = async () =>
      (await client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;
    await expect(described()).resolves.toMatchObject({ TimeToLiveStatus: 'DISABLED' });
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'ttl' };
    await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    await expect(described()).resolves.toMatchObject({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' });
  });

  rule('need a definition of every key attribute', async ({ client }) => {
    const refusal = await refusalOf(
      client.send(
        new CreateTableCommand({
          TableName: unique(),
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'other', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        }),
      ),
    );
    expect(refusal).toMatchObject({ name: 'ValidationException' });
  });
};
