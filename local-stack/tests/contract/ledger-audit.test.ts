import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type Audit } from '../../src/audit/audit.ts';
import { start, type StartedStack } from './started-stack.ts';

jest.setTimeout(60_000);

type Item = Record<string, AttributeValue>;

const [ALICE, BOB] = ['224622000001', '224622000002'];
const ROOT = path.resolve(__dirname, '../../..');

let stack: StartedStack;
let dynamodb: DynamoDBClient;
let token: string;
/** References by what they are. */
let made: Record<'deposit' | 'transfer' | 'reversal' | 'refused', string>;

const get = async <T>(url: string): Promise<T> => (await fetch(`${stack.origin}${url}`)).json() as Promise<T>;
const audit = () => get<Audit>('/_local/audit');

/** Looks again after each event of the stack until the check holds. */
async function until(check: () => Promise<boolean>): Promise<void> {
  const listening = new AbortController();
  const { body } = await fetch(`${stack.origin}/_local/events`, { signal: listening.signal });
  const events = body!.getReader();
  while (!(await check())) await events.read();
  listening.abort();
}

/** Asks for a transaction and waits until it is final. */
async function make(route: string, body: object): Promise<string> {
  const response = await fetch(`${stack.health['base']}/transactions/${route}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'x-correlationid': randomUUID(),
    },
    body: JSON.stringify(body),
  });
  const { objectReference } = (await response.json()) as { objectReference: string };
  expect(response.status).toBe(202);
  await until(async () => {
    const { transactions } = await get<{ transactions: Record<string, string>[] }>('/_local/state');
    return transactions.some((item) => item['reference'] === objectReference && item['status'] !== 'pending');
  });
  return objectReference;
}

const party = (value: string) => [{ key: 'msisdn', value }];
const money = (amount: string) => ({ amount, currency: 'GNF' });

beforeAll(async () => {
  stack = await start({ LOCAL_SPEED: '10', ENABLE_EMAIL_NOTIFICATIONS: 'OFF' });
  const { awsEndpoint: endpoint, region, base } = stack.health as Record<string, string> & { region: string };
  const credentials = { accessKeyId: 'PERSON', secretAccessKey: 'x' };
  dynamodb = new DynamoDBClient({ endpoint: endpoint!, region, credentials });
  token = await (await fetch(`${stack.origin}/_local/token`)).text();
  for (const number of [ALICE, BOB])
    await fetch(`${base}/get-account-info/msisdn/${number}`, {
      headers: { authorization: `Bearer ${token}` },
    });
  await until(async () => (await get<{ accounts: unknown[] }>('/_local/state')).accounts.length === 2);
  const transfer = { debitParty: party(ALICE!), creditParty: party(BOB!) };
  const deposited = await make('type/deposit', { ...money('5000'), creditParty: party(ALICE!) });
  const transferred = await make('type/transfer', { ...money('1500'), ...transfer });
  made = {
    deposit: deposited,
    transfer: transferred,
    reversal: await make(`${transferred}/reversals`, { type: 'reversal', amount: '500' }),
    refused: await make('type/transfer', { ...money('900000'), ...transfer }),
  };
  await until(async () => (await audit()).verdict === 'consistent');
});

afterAll(async () => {
  dynamodb?.destroy();
  await stack?.stop('SIGTERM');
});

const accounts = () => stack.health['tableName']!;
const ledger = () => stack.health['ledgerTableName']!;
const account = (msisdn: string): [string, Item] => [accounts(), { msisdn: { S: msisdn } }];
const inLedger = (pk: string, sk: string): [string, Item] => [ledger(), { pk: { S: pk }, sk: { S: sk } }];
const transaction = (name: keyof typeof made) => inLedger(`TX#${made[name]}`, 'TX');
const leg = (msisdn: string, sequence: number) =>
  inLedger(`ACC#${msisdn}`, `E#${String(sequence).padStart(12, '0')}`);
const cashLeg = () => inLedger(`ACC#SYS#CASH#${made.deposit[0]}`, `TX#${made.deposit}`);

/** Reads the audit while one item is other than the functions wrote it, and puts the item back. */
async function auditWith([TableName, Key]: [string, Item], change: (item: Item) => Item | undefined) {
  const { Item: found = {} } = await dynamodb.send(new GetItemCommand({ TableName, Key }));
  const changed = change(found);
  if (changed === undefined) await dynamodb.send(new DeleteItemCommand({ TableName, Key }));
  else await dynamodb.send(new PutItemCommand({ TableName, Item: changed }));
  const seen = await audit();
  await dynamodb.send(new PutItemCommand({ TableName, Item: found }));
  return seen;
}

const withNumber = (name: string, N: string) => (item: Item) => ({ ...item, [name]: { N } });
const withText = (name: string, S: string) => (item: Item) => ({ ...item, [name]: { S } });

/** Runs `npm run verify` on this stack. */
const verify = () =>
  new Promise<{ code: number | string; output: string }>((resolve) => {
    execFile(
      process.execPath,
      ['local-stack/src/verify.ts', '--local', `--base=${stack.origin}`],
      { cwd: ROOT },
      (error, output) => resolve({ code: error?.code ?? 0, output }),
    );
  });

describe('the audit of the ledger', () => {
  it('finds nothing where the functions moved the money', async () => {
    expect(await audit()).toMatchObject({
      verdict: 'consistent',
      transactions: { completed: 3, failed: 1, pending: 0 },
      movements: 6,
      findings: [],
    });
    const { code, output } = await verify();
    expect(code).toBe(0);
    expect(output).toContain('transactions   3 completed, 1 failed, 0 pending; 6 movement(s)');
  });

  it.each<
    [string, () => [string, Item], (item: Item) => Item | undefined, Partial<Audit['findings'][number]>]
  >([
    ['V1', () => cashLeg(), withNumber('amount', '-4000'), { account: '' }],
    ['V2', () => account(ALICE!), withNumber('balance', '-1'), { account: '224*******01', sequence: 4 }],
    ['V3', () => account(ALICE!), withNumber('balance', '5001'), { account: '224*******01', sequence: 4 }],
    ['V3', () => leg(ALICE!, 2), withText('head', '0'.repeat(64)), { account: '224*******01', sequence: 2 }],
    ['V3', () => leg(BOB!, 2), () => undefined, { account: '224*******02', sequence: 3 }],
    ['V4', () => leg(BOB!, 3), withNumber('amount', '-499'), { reference: 'reversal' }],
    ['V5', () => transaction('refused'), withText('status', 'pending'), { reference: 'refused' }],
    ['V5', () => transaction('transfer'), () => undefined, { account: '224*******01', sequence: 3 }],
    ['V5', () => transaction('deposit'), withNumber('amount', '4000'), { reference: 'deposit' }],
    ['V6', () => transaction('refused'), withText('requestedBy', 'another'), { reference: 'refused' }],
    ['V7', () => transaction('transfer'), withNumber('reversible', '1500'), { sequence: 3 }],
    ['V8', () => transaction('refused'), saysMaxBalance, { reference: 'refused' }],
    [
      'V10',
      () => leg(BOB!, 3),
      withNumber('balanceAfter', '2001'),
      { account: '224*******02', reference: 'reversal' },
    ],
    ['V11', () => transaction('transfer'), withNumber('amount', '1500.5'), { reference: 'transfer' }],
    ['V12', () => account(BOB!), withText('status', 'CLOSED'), { account: '224*******02', sequence: 3 }],
  ])('finds %s broken (case %#)', async (kind, item, change, place) => {
    const { verdict, findings } = await auditWith(item(), change);
    const named = Object.fromEntries(Object.entries(made).map(([name, reference]) => [reference, name]));
    expect(verdict).toBe('inconsistent');
    expect(
      findings.map((finding) => ({ ...finding, reference: named[finding.reference ?? ''] })),
    ).toContainEqual(expect.objectContaining({ kind, ...place }));
    expect(JSON.stringify(findings)).not.toMatch(/\b224\d{9}\b/);
  });

  it('finds a second transaction of one requester and key', async () => {
    const [TableName, Key] = transaction('refused');
    const { Item: found = {} } = await dynamodb.send(new GetItemCommand({ TableName, Key }));
    const Copy = { ...found, pk: { S: `TX#${randomUUID().replace(/^(.{14})4/, '$15')}` } };
    await dynamodb.send(new PutItemCommand({ TableName, Item: Copy }));
    const { findings } = await audit();
    await dynamodb.send(new DeleteItemCommand({ TableName, Key: { pk: Copy.pk, sk: { S: 'TX' } } }));
    expect(findings).toContainEqual(
      expect.objectContaining({
        kind: 'V6',
        sentence: expect.stringContaining('one requester and key, several transactions'),
      }),
    );
  });

  it('says in npm run verify where the first fault is', async () => {
    const [TableName, Key] = leg(ALICE!, 3);
    const { Item: found = {} } = await dynamodb.send(new GetItemCommand({ TableName, Key }));
    await dynamodb.send(
      new PutItemCommand({ TableName, Item: { ...found, descriptionText: { S: 'invented' } } }),
    );
    const { code, output } = await verify();
    await dynamodb.send(new PutItemCommand({ TableName, Item: found }));
    expect(code).toBe(1);
    expect(output).toContain('first fault    224*******01, movement 3');
    expect(output).toContain('V3\nThe audit finds CONTRADICTIONS.');
  });
});

/** The refusal says that the credited account would have been too full, which it was far from. */
function saysMaxBalance(item: Item): Item {
  const errorCode = { S: 'maxBalanceExceeded' };
  return { ...item, error: { M: { errorCategory: { S: 'businessRule' }, errorCode } } };
}
