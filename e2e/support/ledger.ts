import { isDeepStrictEqual } from 'node:util';
import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { readTables } from '@fintech-solution/adapters/dynamodb/ledger-tables';
import { findViolations } from '@fintech-solution/domain/ledger/invariants';
import type { LedgerDump } from '@fintech-solution/domain/ledger/ledger-dump';
import { accountEvent } from './account-event.ts';
import type { Story } from './story.ts';

/** One HTTP answer of the ledger's API. */
export interface LedgerAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>> & {
    readonly objectReference: string;
    readonly status: string;
    readonly error?: Readonly<Record<string, unknown>>;
  };
}

/** What a call says beside its body; a key of its own and a token with every scope where it says nothing. */
export interface CallOptions {
  readonly key?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Queue = 'transactions' | 'notifications';

const SCOPES = ['deposit', 'withdrawal', 'transfer', 'merchantpay', 'disbursement', 'adjustment', 'reversal'];
/** Everything that a token may be allowed. */
export const EVERY_SCOPE = [...SCOPES, 'debit-any', 'cash', 'read']
  .map((name) => `transactions:${name}`)
  .join(' ');

/** A party as a request names it. */
export const party = (msisdn: string) => [{ key: 'msisdn', value: `+${msisdn}` }];

/** The body of a transfer; without one of the parties, of a deposit or of a withdrawal. */
export function movement(amount: number, debit?: string, credit?: string): object {
  return {
    amount: String(amount),
    currency: 'GNF',
    ...(debit === undefined ? {} : { debitParty: party(debit) }),
    ...(credit === undefined ? {} : { creditParty: party(credit) }),
  };
}

/** What a story about money does: it asks as a client, and reads the books as an auditor. */
export function createTeller({ stack, client }: Story) {
  const { health } = stack;
  const aws = {
    endpoint: health.awsEndpoint,
    region: health.region,
    credentials: { accessKeyId: 'STORY', secretAccessKey: 'story' },
  };
  const dynamodb = new DynamoDBClient(aws);
  const sqs = new SQSClient(aws);
  const ledgerTable = health.tables['ledger'] ?? '';

  async function call(
    method: string,
    path: string,
    body: unknown,
    options: CallOptions,
  ): Promise<LedgerAnswer> {
    const token = options.token ?? (await client.token({ sub: 'shop', scope: EVERY_SCOPE }));
    const response = await fetch(`${health.base}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body === undefined
          ? {}
          : { 'Content-Type': 'application/json', 'X-CorrelationID': options.key ?? randomUUID() }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as LedgerAnswer['body'],
    };
  }

  async function itemsOf(table: string): Promise<Record<string, AttributeValue>[]> {
    const items: Record<string, AttributeValue>[] = [];
    let start: Record<string, AttributeValue> | undefined;
    do {
      const command: ScanCommand = new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        ExclusiveStartKey: start,
      });
      const { Items = [], LastEvaluatedKey } = await dynamodb.send(command);
      items.push(...Items);
      start = LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  }

  /** Ends a lease that is still held; one that was settled meanwhile stays as it is. */
  async function endLease(Key: Record<string, AttributeValue>): Promise<void> {
    const command = new UpdateItemCommand({
      TableName: ledgerTable,
      Key,
      UpdateExpression: 'SET leaseUntil = :past',
      ConditionExpression: '#state = :sending',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':past': { N: '1' }, ':sending': { S: 'sending' } },
    });
    await dynamodb.send(command).catch((error: unknown) => {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    });
  }

  const readBoth = async () => readTables(await itemsOf(health.tableName), await itemsOf(ledgerTable));

  const teller = {
    request: (type: string, body: unknown, options: CallOptions = {}) =>
      call('POST', `/transactions/type/${type}`, body, options),
    reverse: (reference: string, body: object = {}, options: CallOptions = {}) =>
      call('POST', `/transactions/${reference}/reversals`, { type: 'reversal', ...body }, options),
    get: (path: string, options: CallOptions = {}) => call('GET', path, undefined, options),

    /** Opens accounts with the 1,000 francs that everybody gets. */
    async open(...numbers: readonly string[]): Promise<void> {
      await client.send(...numbers.map((number) => accountEvent(number)));
      for (const number of numbers) await client.untilWelcomed(number);
    },

    /** The final state of a transaction, once it has one. */
    final: (reference: string): Promise<LedgerAnswer['body']> =>
      client.until(async () => {
        const { status, body } = await teller.get(`/requeststates/${reference}`);
        return status === 200 && body.status !== 'pending' && body;
      }),

    /** Asks under one key until the request is accepted, as a careful client does. @returns the reference. */
    accept(type: string, body: object, options: CallOptions = {}): Promise<string> {
      const key = options.key ?? randomUUID();
      return client.until(async () => {
        const answer = await teller.request(type, body, { ...options, key });
        if (answer.status === 202) return answer.body.objectReference;
        // Anything else than a fault that may pass is the end of the story.
        if (answer.status < 500) throw new Error(`${type}: ${answer.status} ${JSON.stringify(answer.body)}`);
        return undefined;
      });
    },

    /** Asks, and waits for the final state. */
    async settle(type: string, body: object, options: CallOptions = {}): Promise<LedgerAnswer['body']> {
      return teller.final(await teller.accept(type, body, options));
    },

    balance: async (number: string): Promise<unknown> =>
      (await teller.get(`/accounts/msisdn/${number}/balance`)).body['currentBalance'],

    /** The SMS to one number that say one thing, once there is any. */
    sms: (number: string, part: string): Promise<string[]> =>
      client.until(async () => {
        const { sms } = await client.outbox();
        const found = sms.filter(({ to, message }) => to.includes(number) && message.includes(part));
        return found.length > 0 && found.map(({ message }) => message);
      }),

    /** Waits until no queue holds a message that is under way. */
    untilQuiet: () =>
      client.until(async () => {
        const { queues } = await client.state();
        return Object.values(queues).every(
          ({ queue }) => queue.visible + queue.inFlight + queue.delayed === 0,
        );
      }),

    /** Puts messages on a queue, as any sender could. */
    async forge(queue: Queue, ...bodies: readonly string[]): Promise<void> {
      const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl: health.queues[queue]?.queueUrl, Entries }));
    },

    /** Makes a pending transaction older than it is, as if time had passed. */
    async backdate(reference: string, { createdAt, expiresAt }: { createdAt: string; expiresAt: number }) {
      await dynamodb.send(
        new UpdateItemCommand({
          TableName: ledgerTable,
          Key: { pk: { S: `TX#${reference}` }, sk: { S: 'TX' } },
          UpdateExpression: 'SET createdAt = :createdAt, expiresAt = :expiresAt',
          ConditionExpression: 'attribute_exists(pendingShard)',
          ExpressionAttributeValues: {
            ':createdAt': { S: createdAt },
            ':expiresAt': { N: String(expiresAt) },
          },
        }),
      );
    },

    /** Waits until both parties are told, and lets every lease of a sender run out at once, as if its minute had passed. */
    untilTold: (reference: string) =>
      client.until(async () => {
        const pk = { S: `TX#${reference}` };
        const found = (await itemsOf(ledgerTable)).filter(
          (item) => item['pk']?.S === pk.S && item['sk']?.S?.startsWith('N#') === true,
        );
        for (const { sk = { S: '' }, state } of found) if (state?.S === 'sending') await endLease({ pk, sk });
        return found.length === 2 && found.every(({ state }) => state?.S === 'sent');
      }),

    /** Both tables at one moment: they are read one after the other, so two readings have to agree. */
    books: (): Promise<LedgerDump> =>
      client.until(async () => {
        const { dump, unreadable } = await readBoth();
        expect(unreadable).toEqual([]);
        return isDeepStrictEqual(dump, (await readBoth()).dump) && dump;
      }),

    /** Expects that the books agree with themselves, whatever happened. */
    async expectSoundBooks(): Promise<LedgerDump> {
      const dump = await teller.books();
      expect(findViolations(dump, { nowMs: Date.now(), clockSkewMs: 1_000 })).toEqual([]);
      return dump;
    },
  };
  return teller;
}

export type Teller = ReturnType<typeof createTeller>;
