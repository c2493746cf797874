import { DynamoDbError, invalid } from './errors.ts';
import type { Table, TableDescription, Tables } from './tables.ts';
import { sizeOf } from './values.ts';

/** What a table's description says beside what was asked for. */
export interface TableFacts {
  readonly region: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
}

interface Input {
  readonly TableName?: string;
  readonly ExclusiveStartTableName?: string;
  readonly Limit?: number;
  readonly TimeToLiveSpecification?: { readonly Enabled: boolean; readonly AttributeName: string };
}

type Operation = (input: Input) => object;

/**
 * The operations on tables. A table is ready at once, and gone at once.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 */
export function tableOperations(tables: Tables, facts: TableFacts): Readonly<Record<string, Operation>> {
  const created = new WeakMap<Table, { readonly TableId: string; readonly CreationDateTime: number }>();
  const describe = (table: Table): object => ({
    ...shown(table, facts.region),
    ...created.get(table),
  });
  const byName = ({ TableName }: Input): Table => {
    try {
      return tables.get(TableName ?? '');
    } catch {
      throw new DynamoDbError(
        'ResourceNotFoundException',
        `Requested resource not found: Table: ${TableName} not found`,
      );
    }
  };
  return {
    CreateTable(input) {
      checkUnsupported(input);
      const table = tables.add(input as unknown as TableDescription);
      created.set(table, { TableId: facts.newId(), CreationDateTime: facts.now() / 1_000 });
      return { TableDescription: describe(table) };
    },
    DescribeTable: (input) => ({ Table: describe(byName(input)) }),
    DeleteTable(input) {
      const table = byName(input);
      const description = { ...describe(table), TableStatus: 'DELETING' };
      tables.remove(table.description.TableName);
      return { TableDescription: description };
    },
    ListTables({ ExclusiveStartTableName = '', Limit = 100 }) {
      const after = tables.names.filter((name) => name > ExclusiveStartTableName);
      const TableNames = after.slice(0, Limit);
      return { TableNames, ...(after.length > Limit && { LastEvaluatedTableName: TableNames.at(-1) }) };
    },
    DescribeTimeToLive(input) {
      const { timeToLive } = byName(input);
      return {
        TimeToLiveDescription:
          timeToLive === undefined
            ? { TimeToLiveStatus: 'DISABLED' }
            : { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive },
      };
    },
    UpdateTimeToLive(input) {
      const table = byName(input);
      const { TimeToLiveSpecification: specification } = input;
      if (specification === undefined) throw invalid('TimeToLiveSpecification is required');
      const isOn = table.timeToLive !== undefined;
      if (specification.Enabled === isOn)
        throw invalid(`TimeToLive is already ${isOn ? 'enabled' : 'disabled'}`);
      table.timeToLive = specification.Enabled ? specification.AttributeName : undefined;
      return { TimeToLiveSpecification: specification };
    },
  };
}

/** A table that would behave otherwise here than on AWS is not made. */
function checkUnsupported(input: object): void {
  for (const name of ['LocalSecondaryIndexes', 'StreamSpecification'])
    if (name in input) throw invalid(`The local DynamoDB has no ${name}`);
}

function shown({ description, items, indexes }: Table, region: string): object {
  const arn = `arn:aws:dynamodb:${region}:000000000000:table/${description.TableName}`;
  const { BillingMode, ...described } = description as TableDescription & { readonly BillingMode?: string };
  const sum = (entries: typeof items): number =>
    [...entries.all()].reduce((total, { item }) => total + sizeOf(item), 0);
  const globalIndexes = indexes.map((index) => ({
    ...index.description,
    IndexArn: `${arn}/index/${index.description.IndexName}`,
    IndexStatus: 'ACTIVE',
    ItemCount: index.entries.size,
    IndexSizeBytes: sum(index.entries),
  }));
  return {
    ...described,
    ...(globalIndexes.length > 0 && { GlobalSecondaryIndexes: globalIndexes }),
    ...(BillingMode === 'PAY_PER_REQUEST' && { BillingModeSummary: { BillingMode } }),
    TableArn: arn,
    TableStatus: 'ACTIVE',
    ItemCount: items.size,
    TableSizeBytes: sum(items),
  };
}
