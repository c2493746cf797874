import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Action, updateFor } from '../../scripts/infra/account-changes.ts';
import type { RunningStack } from './running-stack.ts';

/** One HTTP answer, its body parsed. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly code: string;
    readonly message: string;
    readonly data?: { readonly msisdn: string; readonly balance: string; readonly currency: string };
    readonly [field: string]: unknown;
  };
}

/** What one queue holds, and what it gave up. */
export interface QueueState {
  readonly queue: { readonly visible: number; readonly inFlight: number; readonly delayed: number };
  readonly deadLetters: readonly {
    readonly messageId: string;
    readonly body: string;
    readonly attributes: Record<string, string>;
  }[];
}

/** What the stack holds; `queue` and `deadLetters` are those of account requests. */
export interface State extends QueueState {
  readonly accounts: readonly Record<string, unknown>[];
  /** Every queue, by its name in the manifest. */
  readonly queues: Readonly<Record<string, QueueState>>;
}

export interface Outbox {
  readonly sms: readonly {
    readonly to: readonly string[];
    readonly sender_name: string;
    readonly message: string;
  }[];
  readonly emails: readonly Record<'to' | 'from' | 'subject' | 'html' | 'text', string>[];
  readonly counts: Record<string, number>;
}

export interface Audit {
  readonly verdict: 'consistent' | 'under-way' | 'inconsistent';
  readonly accounts: number;
  readonly events: number;
  readonly findings: readonly { readonly kind: string; readonly account: string }[];
}

export type FaultSettings = Record<string, unknown>;

/** What a story does to a running stack: call it as a client, look at it as a developer, disturb it as fate would. */
export function createClient({ origin, health }: RunningStack) {
  const json = async <T>(path: string): Promise<T> => (await fetch(`${origin}${path}`)).json() as Promise<T>;
  const aws = {
    endpoint: health.awsEndpoint,
    region: health.region,
    credentials: { accessKeyId: 'STORY', secretAccessKey: 'story' },
  };
  const sqs = new SQSClient(aws);
  const dynamodb = new DynamoDBClient(aws);

  const client = {
    /** A fresh token; `parameters` as `/_local/token` takes them. */
    async token(parameters: Record<string, string> = {}): Promise<string> {
      return (await (await fetch(`${origin}/_local/token?${new URLSearchParams(parameters)}`)).text()).trim();
    },

    /** `GET /get-account-info/msisdn/{segment}`; the segment is sent as it is written. */
    async balance(segment: string, token?: string, headers: Record<string, string> = {}): Promise<Answer> {
      const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
      const response = await fetch(`${health.base}/get-account-info/msisdn/${segment}`, {
        headers: { ...authorization, ...headers },
      });
      return {
        status: response.status,
        headers: response.headers,
        body: (await response.json()) as Answer['body'],
      };
    },

    state: () => json<State>('/_local/state'),
    outbox: () => json<Outbox>('/_local/outbox'),
    audit: () => json<Audit>('/_local/audit'),
    injected: () => json<Record<string, number>>('/_local/faults/injected'),

    async faults(settings: FaultSettings): Promise<void> {
      const response = await fetch(`${origin}/_local/faults`, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(settings),
      });
      if (!response.ok) throw new Error(`The faults were refused: ${await response.text()}`);
    },

    async post(path: string, body?: object): Promise<Response> {
      const response = await fetch(`${origin}${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
      return response;
    },

    /** Puts messages on the account request queue, as any sender could; at most ten. */
    async send(...bodies: readonly string[]): Promise<void> {
      const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl: health.queueUrl, Entries }));
    },

    /** Another actor's movement: adds to the balance behind our functions' back. */
    async credit(msisdn: string, francs: number): Promise<void> {
      await dynamodb.send(
        new UpdateItemCommand({
          TableName: health.tableName,
          Key: { msisdn: { S: msisdn } },
          UpdateExpression: 'ADD balance :francs',
          ConditionExpression: 'attribute_exists(msisdn)',
          ExpressionAttributeValues: { ':francs': { N: String(francs) } },
        }),
      );
    },

    /** What `task account:dev` does to a deployed account, by the same write. */
    async operate(action: Action, msisdn: string): Promise<void> {
      const Key = { msisdn: { S: msisdn } };
      const { Item = {} } = await dynamodb.send(new GetItemCommand({ TableName: health.tableName, Key }));
      await dynamodb.send(new UpdateItemCommand(updateFor(action, health.tableName, Item)));
    },

    /**
     * Resolves once a check holds, looking again whenever the stack reports that something happened.
     * Never resolves otherwise: the test's own time limit then names what was awaited.
     */
    async until<T>(check: () => Promise<T | undefined | false>): Promise<T> {
      const listening = new AbortController();
      const events = await fetch(`${origin}/_local/events`, { signal: listening.signal });
      const reader = (events.body as ReadableStream<Uint8Array>).getReader();
      try {
        for (;;) {
          const result = await check();
          if (result !== undefined && result !== false) return result;
          const { done } = await reader.read();
          if (done) throw new Error('The stack ended while a story was waiting');
        }
      } finally {
        listening.abort();
      }
    },

    /** Waits until the account of a number is open and all its welcomes are settled. */
    async untilWelcomed(msisdn: string): Promise<Record<string, unknown>> {
      return client.until(async () =>
        (await client.state()).accounts.find(
          (account) => account['msisdn'] === msisdn && isWelcomed(account),
        ),
      );
    },

    /** Waits until the queue holds nothing: each message was settled or is a dead letter. */
    async untilDrained(): Promise<State> {
      return client.until(async () => {
        const state = await client.state();
        const { visible, inFlight, delayed } = state.queue;
        return visible + inFlight + delayed === 0 && state;
      });
    },
  };
  return client;
}

export type Client = ReturnType<typeof createClient>;

function isWelcomed(account: Record<string, unknown>): boolean {
  const welcome = (account['welcome'] ?? {}) as Record<string, { state: string }>;
  return Object.values(welcome).every(({ state }) => state === 'sent' || state === 'given-up');
}
