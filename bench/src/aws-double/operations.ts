import { createHash } from 'node:crypto';

/** One request, as far as an answer depends on it. */
export interface Call {
  /** AWS's own names (`GetItem`, `SendMessage`, …), or `JWKS`, `SMS`. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** DynamoDB's read or write units, as its documentation counts them. */
  readonly units?: Units;
}

export interface Units {
  readonly read: number;
  readonly write: number;
}

/** What AWS, the token issuer and the SMS provider remember; every number that ends in an even digit has an account. */
export interface DoubleState {
  readonly jwks: string;
  readonly items: Map<string, Item>;
}

export type Item = Readonly<Record<string, unknown>>;

/** What is answered to a call, with AWS's own wire formats. */
export function answerTo({ operation, input }: Call, state: DoubleState): Answer {
  switch (operation) {
    case 'GetItem':
      return getItem(input, state);
    case 'PutItem':
      return putItem(input, state);
    case 'UpdateItem':
      return json({}, { read: 0, write: 1 });
    case 'SendMessage':
      return json({ MD5OfMessageBody: md5(String(input['MessageBody'])), MessageId: 'm' });
    case 'GetParameter':
      return json({ Parameter: { Name: input['Name'], Type: 'SecureString', Value: SMS_CREDENTIALS } });
    case 'SendEmail':
      return { status: 200, contentType: 'text/xml', body: SENT_EMAIL };
    case 'JWKS':
      return { status: 200, contentType: 'application/json', body: state.jwks };
    case 'SMS':
      return { status: 201, contentType: 'application/json', body: '{"messageid":"1"}' };
    default:
      return json({ __type: 'UnknownOperationException', message: operation }, undefined, 400);
  }
}

const SMS_CREDENTIALS = JSON.stringify({ client_id: 'bench', client_secret: 'bench' });
const SENT_EMAIL =
  '<SendEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendEmailResult><MessageId>m</MessageId></SendEmailResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></SendEmailResponse>';

function getItem(input: Call['input'], { items }: DoubleState): Answer {
  const key = keyOf(input['Key']);
  const item = items.get(key) ?? (/[02468]$/.test(key) ? openAccount(key) : undefined);
  // A read that is not strongly consistent costs half; every item of ours is far below 4 KB.
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
  const units = { read: input['ConsistentRead'] === true ? 1 : 0.5, write: 0 };
  return json(item === undefined ? {} : { Item: item }, units);
}

function putItem(input: Call['input'], { items }: DoubleState): Answer {
  const item = input['Item'] as Item;
  const key = keyOf(item);
  const isRefused = input['ConditionExpression'] !== undefined && items.has(key);
  const units = { read: 0, write: 1 };
  if (!isRefused) {
    items.set(key, item);
    return json({}, units);
  }
  const type = 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException';
  return json({ __type: type, message: 'The conditional request failed', Item: items.get(key) }, units, 400);
}

function openAccount(msisdn: string): Item {
  return {
    msisdn: { S: msisdn },
    balance: { N: '1000' },
    openingBalance: { N: '1000' },
    currency: { S: 'GNF' },
    status: { S: 'ACTIVE' },
    createdAt: { S: '2026-01-01T00:00:00.000Z' },
    openedBy: { S: 'bench' },
    version: { N: '1' },
  };
}

function keyOf(key: unknown): string {
  const value = (key as { msisdn?: { S?: string } } | undefined)?.msisdn?.S;
  return value ?? '';
}

function json(body: object, units?: Units, status = 200): Answer {
  return {
    status,
    contentType: 'application/x-amz-json-1.0',
    body: JSON.stringify(body),
    ...(units && { units }),
  };
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
