import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { randomUUID } from 'node:crypto';
import { createDynamoDb } from '../../../src/emulators/dynamodb/dynamodb.ts';
import { startDynamoDb } from '../../../src/emulators/dynamodb/http.ts';
import { MOTO_DEVIATIONS, UNSTEADY_ON_MOTO } from './moto-deviations.ts';
import { describeRules } from './rules.ts';
import { clientOf, createSubject, type Subject } from './subject.ts';
import * as single from './item-rules.ts';
import * as search from './search-rules.ts';
import { tables } from './table-rules.ts';
import * as transactions from './transaction-rules.ts';

/** Where moto answers, to hold the rules against it; without it the local engine is held to them. */
const { DYNAMODB_ENDPOINT: endpoint } = process.env;

let client: DynamoDBClient;
let subject: Subject;
let stop = async (): Promise<void> => undefined;

beforeAll(async () => {
  const engine = endpoint === undefined ? await startLocal() : undefined;
  stop = engine?.stop ?? stop;
  client = clientOf(engine?.url ?? (endpoint as string));
  subject = await createSubject(client);
});

afterAll(async () => {
  client.destroy();
  await stop();
});

const startLocal = () =>
  startDynamoDb(createDynamoDb({ region: 'ca-central-1', now: Date.now, newId: randomUUID }));

const deviations = endpoint === undefined ? {} : MOTO_DEVIATIONS;
const unsteady = endpoint === undefined ? [] : UNSTEADY_ON_MOTO;

const GROUPS = {
  'a transaction': transactions.effects,
  'a cancelled transaction': transactions.reasons,
  "a transaction's request": transactions.requests,
  "a transaction's token": transactions.tokens,
  'a transactional read': transactions.reads,
  "a transaction's capacity": transactions.capacity,
  'transactions at once': transactions.concurrency,
  'a condition': single.conditions,
  'an update': single.updates,
  'an item': single.items,
  'a batch': single.batches,
  'a query': search.queries,
  'the sparse index': search.indexes,
  'a scan': search.scans,
  tables,
};

for (const [heading, rules] of Object.entries(GROUPS))
  if (!unsteady.includes(heading)) describeRules(heading, rules, () => subject, deviations);

it('has a rule for every deviation that is listed', () => {
  const titles = Object.entries(GROUPS).flatMap(([heading, rules]) => {
    const of: string[] = [];
    rules((sentence) => void of.push(`${heading} ${sentence}`));
    return of;
  });
  expect(titles).toEqual(expect.arrayContaining(Object.keys(MOTO_DEVIATIONS)));
  expect(new Set(titles).size).toBe(titles.length);
});
