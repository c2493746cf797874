// What IAM is asked when a function makes a call: action, resources, and what conditions look at.
import { MANIFEST } from '../../../deployment/manifest.ts';

/** One request per resource that AWS checks, for a call `{ service, action, text }`; throws on a call that is not known. */
export function iamRequests(call, { region, accountId }) {
  const arn = (service, resource) => `arn:aws:${service}:${region}:${accountId}:${resource}`;
  const body =
    call.service === 'ses'
      ? Object.fromEntries(new URLSearchParams(call.text))
      : JSON.parse(call.text || '{}');
  switch (call.service) {
    case 'dynamodb':
      return tableRequests(call.action, body).map(({ action, table, keys, context }) => ({
        action: `dynamodb:${action}`,
        resource: arn('dynamodb', `table/${table}`),
        context: { 'dynamodb:LeadingKeys': keys, ...context },
      }));
    case 'sqs':
      // A batch needs the right of the single operation.
      return [
        {
          action: `sqs:${call.action.replace(/Batch$/, '')}`,
          resource: arn('sqs', body.QueueUrl.split('/').at(-1)),
        },
      ];
    case 'ssm':
      return [{ action: `ssm:${call.action}`, resource: arn('ssm', `parameter${body.Name}`) }];
    case 'ses':
      return emailRequests(call.action, body, arn);
    default:
      throw new Error(`no function is known to call ${call.service}:${call.action}`);
  }
}

/**
 * What DynamoDB asks IAM of an operation. A transaction's items are asked about by their own actions, those of one action
 * and one table together: a right that holds for all of them holds for each alone too.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 */
function tableRequests(action, body) {
  switch (action) {
    case 'GetItem':
    case 'UpdateItem':
      return [{ action, table: body.TableName, keys: [partitionOf(body.Key)] }];
    case 'PutItem':
      return [{ action, table: body.TableName, keys: [partitionOf(body.Item)] }];
    case 'Query':
      return [{ action, table: queried(body), keys: [queriedPartition(body)] }];
    case 'Scan':
      return [{ action, table: queried(body), keys: [] }];
    case 'BatchGetItem':
      return Object.entries(body.RequestItems).map(([table, { Keys }]) => ({
        action,
        table,
        keys: Keys.map(partitionOf),
      }));
    case 'TransactWriteItems':
      return transactionRequests(body.TransactItems);
    default:
      throw new Error(`no function is known to call dynamodb:${action}`);
  }
}

const ACTIONS_IN_TRANSACTION = { Put: 'PutItem', Update: 'UpdateItem', ConditionCheck: 'ConditionCheckItem' };

function transactionRequests(items) {
  const requests = new Map();
  for (const [kind, item] of items.flatMap(Object.entries)) {
    const action = ACTIONS_IN_TRANSACTION[kind];
    if (action === undefined) throw new Error(`no function is known to ${kind} in a transaction`);
    const table = item.TableName;
    const context = { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] };
    const request = requests.get(`${action} ${table}`) ?? { action, table, keys: [], context };
    request.keys.push(partitionOf(item.Key ?? item.Item));
    requests.set(`${action} ${table}`, request);
  }
  return [...requests.values()];
}

const PARTITION_KEYS = Object.values(MANIFEST.tables).map(({ hashKey }) => hashKey);

/** The value of an item's partition key. */
function partitionOf(item) {
  const name = PARTITION_KEYS.find((key) => key in item);
  if (name === undefined) throw new Error(`no table has the key ${Object.keys(item)}`);
  return item[name].S;
}

const queried = ({ TableName, IndexName }) =>
  IndexName === undefined ? TableName : `${TableName}/index/${IndexName}`;

function queriedPartition({ KeyConditionExpression, ExpressionAttributeValues }) {
  const [, placeholder] = /^#?\w+ = (:\w+)/.exec(KeyConditionExpression) ?? [];
  if (placeholder === undefined) throw new Error(`${KeyConditionExpression} begins with no partition key`);
  return ExpressionAttributeValues[placeholder].S;
}

/** The sender's identity and the configuration set; https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html */
function emailRequests(action, body, arn) {
  const from = body.Source;
  const context = { 'ses:FromAddress': from };
  const domain = from.split('@')[1];
  return [
    {
      action: `ses:${action}`,
      resource: [arn('ses', `identity/${from}`), arn('ses', `identity/${domain}`)],
      context,
    },
    ...(body.ConfigurationSetName
      ? [
          {
            action: `ses:${action}`,
            resource: [arn('ses', `configuration-set/${body.ConfigurationSetName}`)],
            context,
          },
        ]
      : []),
  ];
}

/** Rights that AWS itself uses on a function's behalf: no call of ours shows them. Each with why it is needed. */
export const ON_BEHALF = [
  {
    action: /^logs:(CreateLogStream|PutLogEvents)$/,
    because: 'Lambda writes the function’s log with its role',
  },
  {
    action: /^xray:Put(TraceSegments|TelemetryRecords)$/,
    because: 'Lambda sends the traces with the function’s role',
  },
  { action: /^kms:(Decrypt|GenerateDataKey)$/, because: 'DynamoDB, SQS and SSM use the key for the caller' },
  {
    action: /^sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes)$/,
    because: 'the event source mapping polls with the function’s role',
  },
  {
    action: /^ses:SendEmail$/,
    resource: /:identity\//,
    because: 'in an SES sandbox the recipient’s identity is checked too',
  },
];

/** Rights that only failing stories use; those are told on the laptop, because moto's queue times redeliveries its own way. */
export const WHEN_SOMETHING_FAILS = [
  { action: /^sqs:ChangeMessageVisibility$/, because: 'a failed record waits longer each time' },
  {
    action: /^sqs:SendMessage$/,
    resource: /-dlq$/,
    because: 'what is not ours, or was refused for good, is parked',
  },
  {
    name: 'sweep-transactions',
    action: /^(dynamodb:(BatchGetItem|UpdateItem)|sqs:SendMessage)$/,
    because: 'a message that was lost is queued again, and what expired is failed',
  },
  {
    name: 'verify-ledger',
    action: /^dynamodb:(BatchGetItem|Query|Scan)$/,
    because: 'it runs each hour, and no story takes so long',
  },
  {
    name: 'notify-parties',
    action: /^ssm:GetParameter$/,
    resource: /\/callback-signing-secret$/,
    because: 'a callback needs a client’s server, which the local stack has',
  },
  {
    name: 'process-transaction',
    action: /^dynamodb:ConditionCheckItem$/,
    resource: /-ledger$/,
    because: 'the cash of a day, or what is left to reverse, is spent by another transaction meanwhile',
  },
];
