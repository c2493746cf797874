import { type Item } from '@fintech-solution/adapters/dynamodb/ledger-items';
import { readTables } from '@fintech-solution/adapters/dynamodb/ledger-tables';
import { GUINEA } from '@fintech-solution/domain/msisdn';
import { classify } from '../../../src/aws-proxy/aws-call.ts';
import { auditStack } from '../../../src/audit/audit.ts';
import { createCallRecorder } from '../../../src/audit/call-recorder.ts';
import { type StackState } from '../../../src/observed/stack-state.ts';

export const NUMBER = '224622000001';
const PLAN = { countryCode: GUINEA.countryCode, nationalPattern: new RegExp(`^${GUINEA.nationalPattern}$`) };
const FUNCTION = 'ASIALOCALINITUSERACCOUNT1';
const TARGETS = { dynamodb: 'DynamoDB_20120810', sqs: 'AmazonSQS' } as const;

/** The event that asks for an account. */
export const event = (msisdn = NUMBER, id = `event-${msisdn}`): string =>
  JSON.stringify({
    specversion: '1.0',
    type: 'gn.fintech-solution.account.requested.v1',
    source: '/fintech-solution/get-account-info',
    id,
    data: { msisdn },
  });

/** An account as the stack shows it, well opened and welcomed. */
export const account = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  msisdn: NUMBER,
  balance: '1000',
  openingBalance: '1000',
  currency: 'GNF',
  openedBy: `event-${NUMBER}`,
  createdAt: '2026-01-01T00:00:00.000Z',
  status: 'ACTIVE',
  version: 1,
  welcome: { sms: { state: 'sent' }, email: { state: 'sent' } },
  ...overrides,
});

export const state = (overrides: Partial<StackState> = {}): StackState => ({
  accounts: [account()],
  transactions: [],
  movements: [],
  notifications: [],
  queue: { visible: 0, inFlight: 0, delayed: 0 },
  deadLetters: [],
  queues: {},
  callbacks: [],
  callbackAttempts: [],
  ...overrides,
});

const NUMBERS = ['balance', 'openingBalance', 'version'];

/** The tables that hold these accounts and nothing else. */
export const tablesOf = ({ accounts }: Pick<StackState, 'accounts'>) =>
  readTables(
    accounts.map((plain) =>
      Object.fromEntries(
        Object.entries(plain).flatMap(([name, value]): [string, Item[string]][] => {
          if (value === undefined || typeof value === 'object') return [];
          return [[name, NUMBERS.includes(name) ? { N: String(value) } : { S: String(value) }]];
        }),
      ),
    ),
    [],
  );

export const LIMITS = { maxBalance: 50_000_000n, dailyDebit: 0n, dailyCash: 100_000_000n };

/** A call recorder, what can be recorded, and the audit at the end. */
export function recordedStack() {
  const time = { now: 1_000 };
  const recorder = createCallRecorder({
    ...{ table: 'accounts', ledgerTable: 'ledger', queue: 'requests', deadLetters: 'dead' },
    ...{ plan: PLAN, pollerKey: 'POLLER', now: () => time.now },
  });
  const call = (
    service: 'dynamodb' | 'sqs',
    operation: string,
    input: object,
    { by = FUNCTION, status = 200, output = {} } = {},
  ): void =>
    recorder.applied(
      classify({
        method: 'POST',
        path: '/',
        headers: {
          'x-amz-target': `${TARGETS[service]}.${operation}`,
          authorization: `AWS4-HMAC-SHA256 Credential=${by}/20260101/ca-central-1/${service}/aws4_request`,
        },
        body: Buffer.from(JSON.stringify(input)),
      }),
      { status, headers: {}, body: Buffer.from(JSON.stringify(output)) },
    );
  const lease = (leaseUntil: number) => ({
    M: { state: { S: 'sending' }, leaseUntil: { N: String(leaseUntil) } },
  });
  const happening = {
    time,
    recorder,
    call,
    asked: (body = event()) =>
      call('sqs', 'SendMessage', { QueueUrl: 'http://x/0/requests', MessageBody: body }),
    opened: (how = {}, msisdn = NUMBER) =>
      call(
        'dynamodb',
        'PutItem',
        {
          TableName: 'accounts',
          Item: {
            msisdn: { S: msisdn },
            welcome: { M: { sms: lease(time.now + 60), email: lease(time.now + 60) } },
          },
        },
        how,
      ),
    set: (channel: 'sms' | 'email', to: string, how: { by?: string; leaseUntil?: number } = {}) =>
      call(
        'dynamodb',
        'UpdateItem',
        {
          TableName: 'accounts',
          Key: { msisdn: { S: NUMBER } },
          UpdateExpression: `SET welcome.${channel}.#state = :state, welcome.${channel}.leaseUntil = :until`,
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: {
            ':state': { S: to },
            ':until': { N: String(how.leaseUntil ?? time.now + 60) },
          },
        },
        how,
      ),
    smsSent: (msisdn = NUMBER, message = 'Bienvenue') => recorder.smsAccepted({ to: [msisdn], message }),
    emailSent(by = FUNCTION) {
      recorder.applied(
        classify({
          method: 'POST',
          path: '/',
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            authorization: `AWS4-HMAC-SHA256 Credential=${by}/20260101/ca-central-1/ses/aws4_request`,
          },
          body: Buffer.from('Action=SendEmail&Version=2010-12-01'),
        }),
        { status: 200, headers: {}, body: Buffer.alloc(0) },
      );
    },
    /** An account from the request to the sent welcome. */
    welcomed(msisdn = NUMBER) {
      happening.asked(event(msisdn));
      happening.opened({}, msisdn);
      happening.smsSent(msisdn);
      happening.emailSent();
    },
    audit: (now: Partial<StackState> = {}) =>
      auditStack({
        state: state(now),
        recorded: recorder.facts(),
        ledger: { tables: tablesOf(state(now)), limits: LIMITS, nowMs: time.now },
        openingBalance: '1000',
        plan: PLAN,
      }),
    kinds: (now: Partial<StackState> = {}) => happening.audit(now).findings.map(({ kind }) => kind),
  };
  return happening;
}
