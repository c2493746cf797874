import { createHash } from 'node:crypto';
import { DynamoDbError } from '../../../local-stack/src/emulators/dynamodb/errors.ts';
import type { Tables } from './tables.ts';
import type { Units } from './tally.ts';

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
  /** What DynamoDB consumed; undefined for every other service. */
  readonly units?: Units;
}

/** What AWS and the token issuer remember. */
export interface DoubleState {
  readonly jwks: string;
  readonly tables: Tables;
}

/** What is answered to a call, with AWS's own wire formats. */
export function answerTo({ operation, input }: Call, state: DoubleState): Answer {
  switch (operation) {
    case 'SendMessage':
      return json({ MD5OfMessageBody: md5(String(input['MessageBody'])), MessageId: 'm' });
    case 'SendMessageBatch':
      return json({ Successful: entriesOf(input).map(sentEntry), Failed: [] });
    case 'GetParameter':
      return json({ Parameter: { Name: input['Name'], Type: 'SecureString', Value: SMS_CREDENTIALS } });
    case 'SendEmail':
      return { status: 200, contentType: 'text/xml', body: SENT_EMAIL };
    case 'JWKS':
      return { status: 200, contentType: 'application/json', body: state.jwks };
    case 'SMS':
      return { status: 201, contentType: 'application/json', body: '{"messageid":"1"}' };
    // DynamoDB refuses what it does not know either.
    default:
      return dynamoDb(operation, input, state.tables);
  }
}

const SMS_CREDENTIALS = JSON.stringify({ client_id: 'bench', client_secret: 'bench' });
const SENT_EMAIL =
  '<SendEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendEmailResult><MessageId>m</MessageId></SendEmailResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></SendEmailResponse>';

interface BatchEntry {
  readonly Id: string;
  readonly MessageBody: string;
}

function entriesOf(input: Call['input']): readonly BatchEntry[] {
  return input['Entries'] as readonly BatchEntry[];
}

function sentEntry({ Id, MessageBody }: BatchEntry): object {
  return { Id, MessageId: 'm', MD5OfMessageBody: md5(MessageBody) };
}

function dynamoDb(operation: string, input: Call['input'], tables: Tables): Answer {
  let units: Units = { read: 0, write: 0 };
  try {
    const output = tables.execute(operation, input, (consumed) => (units = consumed));
    return json(output, units);
  } catch (error) {
    if (!(error instanceof DynamoDbError)) throw error;
    return json(error.body, units, 400);
  }
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
