import batchGetItem from 'dynalite/validations/batchGetItem.js';
import batchWriteItem from 'dynalite/validations/batchWriteItem.js';
import createTable from 'dynalite/validations/createTable.js';
import deleteItem from 'dynalite/validations/deleteItem.js';
import deleteTable from 'dynalite/validations/deleteTable.js';
import describeTable from 'dynalite/validations/describeTable.js';
import describeTimeToLive from 'dynalite/validations/describeTimeToLive.js';
import getItem from 'dynalite/validations/getItem.js';
import validations from 'dynalite/validations/index.js';
import listTables from 'dynalite/validations/listTables.js';
import putItem from 'dynalite/validations/putItem.js';
import query from 'dynalite/validations/query.js';
import scan from 'dynalite/validations/scan.js';
import updateItem from 'dynalite/validations/updateItem.js';
import { DynamoDbError, invalid } from './errors.ts';

type Types = Readonly<Record<string, object | string>>;

/** From before expressions: what AWS keeps for old callers only. */
const LEGACY = [
  'AttributesToGet',
  'AttributeUpdates',
  'ConditionalOperator',
  'Expected',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
];

const ON_FAILED_CONDITION = {
  ReturnValuesOnConditionCheckFailure: { type: 'String', enum: ['ALL_OLD', 'NONE'] },
};
const CAPACITY = { ReturnConsumedCapacity: { type: 'String', enum: ['INDEXES', 'TOTAL', 'NONE'] } };

/** An action of a transaction: what the operation of that name takes, less what a transaction has once. */
const action = (types: Types): object => {
  const { ReturnConsumedCapacity: _1, ReturnValues: _2, ReturnItemCollectionMetrics: _3, ...rest } = types;
  return { type: 'FieldStruct<Action>', children: { ...rest, ...ON_FAILED_CONDITION } };
};

const items = (children: Types): object => ({
  type: 'List',
  notNull: true,
  lengthGreaterThanOrEqual: 1,
  lengthLessThanOrEqual: 100,
  children: { type: 'ValueStruct<TransactItem>', children },
});

const { TableName } = describeTable.types as { TableName: object };
const get = action(getItem.types) as { children: Types };
const required = { type: 'String', notNull: true };

/** The members of every operation's request, with their types and limits. */
const SHAPES: Readonly<Record<string, Types>> = {
  BatchGetItem: batchGetItem.types,
  BatchWriteItem: batchWriteItem.types,
  CreateTable: { ...createTable.types, StreamSpecification: { type: 'FieldStruct<Stream>', children: {} } },
  DeleteItem: { ...deleteItem.types, ...ON_FAILED_CONDITION },
  DeleteTable: deleteTable.types,
  DescribeTable: describeTable.types,
  DescribeTimeToLive: describeTimeToLive.types,
  GetItem: getItem.types,
  ListTables: listTables.types,
  PutItem: { ...putItem.types, ...ON_FAILED_CONDITION },
  Query: query.types,
  Scan: scan.types,
  TransactGetItems: { ...CAPACITY, TransactItems: items({ Get: { ...get, notNull: true } }) },
  TransactWriteItems: {
    ...CAPACITY,
    ClientRequestToken: { type: 'String', lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 36 },
    TransactItems: items({
      ConditionCheck: action({ ...deleteItem.types, ConditionExpression: required }),
      Put: action(putItem.types),
      Update: action({ ...updateItem.types, UpdateExpression: required }),
      Delete: action(deleteItem.types),
    }),
  },
  UpdateItem: { ...updateItem.types, ...ON_FAILED_CONDITION },
  UpdateTimeToLive: {
    TableName,
    TimeToLiveSpecification: {
      type: 'FieldStruct<TimeToLiveSpecification>',
      notNull: true,
      children: { AttributeName: required, Enabled: { type: 'Boolean', notNull: true } },
    },
  },
};

/**
 * Holds a request body to the form that its operation asks for: types, required members, lengths, enumerations.
 *
 * @returns the body with known members only.
 * @throws DynamoDbError `SerializationException`, `ValidationException`, `UnknownOperationException`.
 */
export function checkRequest(operation: string, body: object): Record<string, unknown> {
  const shape = SHAPES[operation];
  if (shape === undefined)
    throw new DynamoDbError('UnknownOperationException', `The local DynamoDB has no ${operation}`);
  const legacy = LEGACY.find((name) => JSON.stringify(body).includes(`"${name}":`) && name in body);
  if (legacy !== undefined) throw invalid(`The local DynamoDB has no ${legacy}: it takes expressions`);
  try {
    const data = validations.checkTypes(body, shape);
    validations.checkValidations(data, shape);
    if (operation === 'CreateTable') checkTable(data);
    return data;
  } catch (error) {
    throw ownForm(error);
  }
}

function checkTable(data: Record<string, unknown>): void {
  const fault = createTable.custom(data);
  if (fault !== undefined) throw invalid(fault);
}

/** dynalite's errors carry the body of an answer. */
function ownForm(error: unknown): unknown {
  const { body } = error as { body?: { __type: string; message?: string; Message?: string } };
  if (body === undefined || error instanceof DynamoDbError) return error;
  return new DynamoDbError(body.__type.split('#').pop() ?? '', body.message ?? body.Message ?? '');
}
