import { randomUUID } from 'node:crypto';
import { createTeller, movement, type Teller } from '../support/ledger.ts';
import { tellStory } from '../support/story.ts';

const story = tellStory();
let teller: Teller;
let number = 0;
beforeAll(() => {
  teller = createTeller(story);
});

/** Two accounts of 1,000 francs that no other test touches. */
async function twoAccounts(): Promise<readonly [string, string]> {
  number += 2;
  const pair = [number - 2, number - 1].map((index) => `2246220041${String(index).padStart(2, '0')}`);
  await teller.open(...pair);
  return pair as [string, string];
}

/** Expects that 100 francs moved, once, and that both phones were told at least once. */
async function expectOneTransfer(reference: string, [alice, bob]: readonly [string, string]): Promise<void> {
  expect(await teller.final(reference)).toMatchObject({ status: 'completed' });
  await teller.sms(alice, reference.slice(0, 8));
  await teller.sms(bob, reference.slice(0, 8));
  await teller.untilQuiet();
  expect([await teller.balance(alice), await teller.balance(bob)]).toEqual(['900', '1100']);
  await teller.expectSoundBooks();
}

const askUntilAccepted = (pair: readonly [string, string]): Promise<string> =>
  teller.accept('transfer', movement(100, ...pair));

test.each([
  'dynamodb.PutItem',
  'sqs.SendMessageBatch',
  'dynamodb.BatchGetItem',
  'dynamodb.TransactWriteItems',
  'sms.Send',
])('a function that dies after its call %s moves the money once', async (site) => {
  const pair = await twoAccounts();
  await story.client.faults({ next: [{ site, action: 'crash' }] });
  const reference = await askUntilAccepted(pair);
  await teller.untilTold(reference);
  await expectOneTransfer(reference, pair);
});

test.each(['dynamodb.PutItem', 'sqs.SendMessageBatch', 'dynamodb.TransactWriteItems'])(
  'a call %s that took effect and was reported failed moves the money once',
  async (site) => {
    const pair = await twoAccounts();
    await story.client.faults({ next: [{ site, action: 'applied-then-fail' }] });
    await expectOneTransfer(await askUntilAccepted(pair), pair);
  },
);

test('messages that come twice and out of order move the money once', async () => {
  await story.client.faults({ seed: 5, duplicate: 1, reorder: 1 });
  const pairs = [];
  for (let count = 0; count < 5; count += 1) pairs.push(await twoAccounts());
  const references = await Promise.all(pairs.map((pair) => askUntilAccepted(pair)));
  for (const [index, pair] of pairs.entries()) await expectOneTransfer(references[index] ?? '', pair);
  const { sms } = await story.client.outbox();
  for (const reference of references)
    expect(sms.filter(({ message }) => message.includes(reference.slice(0, 8)))).toHaveLength(2);
});

test('while the queue is down nothing is promised, and the same key is safe', async () => {
  const pair = await twoAccounts();
  const key = randomUUID();
  const ask = () => teller.request('transfer', movement(100, ...pair), { key });
  await story.client.faults({ sqs: 'fail' });
  expect(await ask()).toMatchObject({ status: 503, body: { errorCategory: 'serviceUnavailable' } });
  expect(await ask()).toMatchObject({ status: 503 });
  await story.client.faults({});

  const answer = await ask();
  expect(answer.status).toBe(202);
  expect(answer.headers.get('idempotency-hit')).toBe('true');
  await expectOneTransfer(answer.body.objectReference, pair);
});

/** Accepts a transfer whose message is lost. */
async function acceptWithoutMessage(pair: readonly [string, string]): Promise<string> {
  const key = randomUUID();
  await story.client.faults({ sqs: 'fail' });
  const { status } = await teller.request('transfer', movement(100, ...pair), { key });
  expect(status).toBe(503);
  const { body } = await teller.get(`/responses/${key}`);
  return String(body['link']).split('/').at(-1) ?? '';
}

test('a message that was lost is made up for by the sweeper', async () => {
  const pair = await twoAccounts();
  const reference = await acceptWithoutMessage(pair);
  const expiresAt = Math.floor(Date.now() / 1_000) + 3_600;
  await teller.backdate(reference, { createdAt: new Date(Date.now() - 61_000).toISOString(), expiresAt });
  await story.client.faults({});
  await expectOneTransfer(reference, pair);
});

test('what was not posted in time fails, and moves nothing', async () => {
  const pair = await twoAccounts();
  const reference = await acceptWithoutMessage(pair);
  const expiresAt = Math.floor(Date.now() / 1_000) - 31;
  await teller.backdate(reference, { createdAt: new Date(Date.now() - 3_700_000).toISOString(), expiresAt });
  await story.client.faults({});
  expect(await teller.final(reference)).toMatchObject({
    status: 'failed',
    error: { errorCategory: 'serviceUnavailable', errorCode: 'genericError' },
  });
  await teller.untilQuiet();
  expect([await teller.balance(pair[0]), await teller.balance(pair[1])]).toEqual(['1000', '1000']);
  await teller.expectSoundBooks();
});

const REQUESTED = {
  type: 'gn.fintech-solution.transaction.requested.v1',
  source: '/fintech-solution/request-transaction',
};
const NOTIFICATION = {
  type: 'gn.fintech-solution.transaction.notification.v1',
  source: '/fintech-solution/process-transaction',
};

/** An event, as a sender who knows the format could make it. */
function forged(kind: { type: string; source: string }, data: object, changes: object = {}): string {
  return JSON.stringify({
    specversion: '1.0',
    ...kind,
    id: randomUUID(),
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data,
    ...changes,
  });
}

test('forged messages move nothing, and send nothing', async () => {
  const pair = await twoAccounts();
  const done = await teller.settle('transfer', movement(100, ...pair));
  await expectOneTransfer(done.objectReference, pair);
  const before = await teller.books();
  const sent = (await story.client.outbox()).sms.length;
  const unknown = { transactionReference: randomUUID() };
  const known = { transactionReference: done.objectReference };

  await teller.forge(
    'transactions',
    forged(REQUESTED, unknown),
    forged(NOTIFICATION, known),
    forged(REQUESTED, { transactionReference: 'TX#1' }),
    forged({ ...REQUESTED, source: '/elsewhere' }, known),
    forged(REQUESTED, { ...known, amount: '1000000', creditParty: pair[1] }, { amount: 5, balance: '9' }),
    'not JSON',
  );
  await teller.forge(
    'notifications',
    forged(NOTIFICATION, { ...unknown, recipient: 'debit' }),
    forged(NOTIFICATION, { ...known, recipient: 'everybody' }),
    forged(NOTIFICATION, { ...known, recipient: 'debit', message: 'Vous avez gagné', to: pair[1] }),
    forged(REQUESTED, known),
    'not JSON',
  );
  await teller.untilQuiet();

  expect(await teller.books()).toEqual(before);
  expect((await story.client.outbox()).sms).toHaveLength(sent);
  const { queues } = await story.client.state();
  const reasons = (queue: string) =>
    queues[queue]?.deadLetters.map(({ attributes }) => attributes['failure-reason']).sort();
  expect(reasons('transactions')).toHaveLength(5);
  expect(reasons('notifications')).toHaveLength(4);
});
