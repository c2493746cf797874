import { randomUUID } from 'node:crypto';
import { createTeller, EVERY_SCOPE, movement, type Teller } from '../support/ledger.ts';
import { tellStory } from '../support/story.ts';

const story = tellStory();
let teller: Teller;
beforeAll(() => {
  teller = createTeller(story);
});
afterEach(async () => {
  await teller.expectSoundBooks();
});

test('a deposit, a transfer, and both phones tell of it', async () => {
  const [alice, bob] = ['224622003001', '224622003002'] as const;
  await teller.open(alice, bob);

  const deposit = await teller.request('deposit', movement(10_000, undefined, alice));
  expect(deposit).toMatchObject({ status: 202, body: { status: 'pending', notificationMethod: 'polling' } });
  expect(deposit.headers.get('retry-after')).toBe('1');
  await expect(teller.final(deposit.body.objectReference)).resolves.toMatchObject({ status: 'completed' });

  const body = { ...movement(5_000, alice, bob), descriptionText: 'Loyer' };
  const { objectReference } = await teller.settle('transfer', body);
  expect(await teller.sms(alice, 'Vous avez envoyé 5000 GNF')).toEqual([expect.stringContaining('6000 GNF')]);
  expect(await teller.sms(bob, 'vous a envoyé 5000 GNF')).toEqual([expect.stringContaining('6000 GNF')]);
  expect([await teller.balance(alice), await teller.balance(bob)]).toEqual(['6000', '6000']);
  expect((await teller.get(`/transactions/${objectReference}`)).body).toMatchObject({
    transactionStatus: 'completed',
    type: 'transfer',
    amount: '5000',
    debitParty: [{ key: 'msisdn', value: `+${alice}` }],
    descriptionText: 'Loyer',
    transactionReceipt: expect.stringMatching(/^3\.[0-9a-f]{64}$/),
  });
});

test('a request that comes again moves nothing, and another one under its key is refused', async () => {
  const [alice, bob] = ['224622003011', '224622003012'] as const;
  await teller.open(alice, bob);
  const key = randomUUID();
  const ask = (amount: number) => teller.request('transfer', movement(amount, alice, bob), { key });

  const answers = await Promise.all([ask(100), ask(100)]);
  expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  const [reference, other] = answers.map(({ body }) => body.objectReference);
  expect(other).toBe(reference);
  await teller.final(reference ?? '');

  const again = await ask(100);
  expect(again).toMatchObject({ status: 202, body: { status: 'completed' } });
  expect(again.headers.get('idempotency-hit')).toBe('true');
  expect(await ask(101)).toMatchObject({ status: 409, body: { errorCode: 'duplicateRequest' } });
  expect((await teller.get(`/responses/${key}`)).body).toEqual({ link: `/transactions/${reference}` });
  expect([await teller.balance(alice), await teller.balance(bob)]).toEqual(['900', '1100']);
});

test('a holder with too little is told so, on the phone and in the state', async () => {
  const [alice, bob] = ['224622003021', '224622003022'] as const;
  await teller.open(alice, bob);
  const token = await story.client.token({ sub: 'alice', msisdn: alice, scope: EVERY_SCOPE });

  const state = await teller.settle('transfer', movement(1_001, alice, bob), { token });

  expect(state).toMatchObject({ status: 'failed', error: { errorCode: 'insufficientFunds' } });
  expect(await teller.sms(alice, 'solde insuffisant')).toHaveLength(1);
  await teller.settle('transfer', movement(1_001, alice, bob));
  await teller.untilQuiet();
  const { sms } = await story.client.outbox();
  expect(sms.filter(({ message }) => message.includes('solde insuffisant'))).toHaveLength(1);
  expect(await teller.balance(alice)).toBe('1000');
});

test('a holder’s token debits its own number, and nothing else', async () => {
  const [alice, bob] = ['224622003031', '224622003032'] as const;
  await teller.open(alice, bob);
  const token = await story.client.token({ sub: 'alice', msisdn: alice, scope: EVERY_SCOPE });
  const ask = async (type: string, body: object) => (await teller.request(type, body, { token })).status;

  expect(await ask('transfer', movement(10, bob, alice))).toBe(403);
  expect(await ask('disbursement', movement(10, alice, bob))).toBe(403);
  expect(await ask('withdrawal', movement(10, alice))).toBe(403);
  expect(await ask('deposit', movement(10, undefined, alice))).toBe(403);
  expect(await teller.settle('transfer', movement(10, alice, bob), { token })).toMatchObject({
    status: 'completed',
  });
  expect([await teller.balance(alice), await teller.balance(bob)]).toEqual(['990', '1010']);
});

test('fifty transfers that race for one balance spend it once', async () => {
  const [alice, bob] = ['224622003041', '224622003042'] as const;
  await teller.open(alice, bob);
  const token = await story.client.token({ sub: 'shop', scope: EVERY_SCOPE });

  const asked = Array.from({ length: 50 }, () =>
    teller.accept('transfer', movement(100, alice, bob), { token }),
  );
  const references = await Promise.all(asked);
  const states = [];
  for (const reference of references) states.push(await teller.final(reference));

  expect(states.filter(({ status }) => status === 'completed')).toHaveLength(10);
  const refused = states.filter(({ status }) => status === 'failed');
  expect(refused).toHaveLength(40);
  for (const { error } of refused) expect(error).toMatchObject({ errorCode: 'insufficientFunds' });
  expect([await teller.balance(alice), await teller.balance(bob)]).toEqual(['0', '2000']);
}, 120_000);

test('a transfer is taken back in part, then whole, and never more than it moved', async () => {
  const [alice, bob] = ['224622003051', '224622003052'] as const;
  await teller.open(alice, bob);
  const { objectReference } = await teller.settle('transfer', movement(1_000, alice, bob));

  const part = await teller.reverse(objectReference, { amount: '400' });
  expect(await teller.final(part.body.objectReference)).toMatchObject({ status: 'completed' });
  expect(await teller.reverse(objectReference, { amount: '601' })).toMatchObject({
    status: 400,
    body: { errorCode: 'incorrectState' },
  });

  const key = randomUUID();
  const rest = await teller.reverse(objectReference, {}, { key });
  expect(await teller.final(rest.body.objectReference)).toMatchObject({ status: 'completed' });
  const again = await teller.reverse(objectReference, {}, { key });
  expect(again).toMatchObject({ status: 202, body: { objectReference: rest.body.objectReference } });
  expect(await teller.reverse(objectReference)).toMatchObject({ status: 400 });
  expect(await teller.reverse(rest.body.objectReference)).toMatchObject({
    status: 400,
    body: { errorCode: 'incorrectState' },
  });
  expect([await teller.balance(alice), await teller.balance(bob)]).toEqual(['1000', '1000']);
  expect((await teller.get(`/transactions/${rest.body.objectReference}`)).body).toMatchObject({
    type: 'reversal',
    amount: '600',
    originalTransactionReference: objectReference,
  });
});

test('reversals that compete take back no more than was moved', async () => {
  const [alice, bob] = ['224622003061', '224622003062'] as const;
  await teller.open(alice, bob);
  const { objectReference } = await teller.settle('transfer', movement(900, alice, bob));

  const answers = await Promise.all(
    Array.from({ length: 6 }, () => teller.reverse(objectReference, { amount: '400' })),
  );
  const accepted = answers.filter(({ status }) => status === 202);
  const states = [];
  for (const { body } of accepted) states.push(await teller.final(body.objectReference));

  expect(states.filter(({ status }) => status === 'completed')).toHaveLength(2);
  for (const { status, error } of states)
    if (status === 'failed') expect(error).toMatchObject({ errorCode: 'incorrectState' });
  expect([await teller.balance(alice), await teller.balance(bob)]).toEqual(['900', '1100']);
});

test('a reversal is for an organisation that may see the original', async () => {
  const [alice, bob] = ['224622003071', '224622003072'] as const;
  await teller.open(alice, bob);
  const { objectReference } = await teller.settle('transfer', movement(100, alice, bob));
  const scope = 'transactions:reversal transactions:debit-any';
  const statusFor = async (parameters: Record<string, string>) =>
    (await teller.reverse(objectReference, {}, { token: await story.client.token(parameters) })).status;

  expect(await statusFor({ sub: 'alice', msisdn: alice, scope: EVERY_SCOPE })).toBe(403);
  expect(await statusFor({ sub: 'other-shop', scope })).toBe(404);
  expect(await statusFor({ sub: 'shop', scope: 'transactions:debit-any' })).toBe(403);
  expect(await statusFor({ sub: 'support', scope: `${scope} transactions:read` })).toBe(202);
});

test('a request as the standard spells it is taken', async () => {
  const [alice, bob] = ['224622003081', '224622003082'] as const;
  await teller.open(alice, bob);
  const body = {
    amount: '200.00',
    currency: 'GNF',
    type: 'transfer',
    subType: 'p2p',
    debitParty: [{ key: 'msisdn', value: `+${alice}` }],
    creditParty: [{ key: 'msisdn', value: `+${bob}` }],
    senderKyc: { nationality: 'GN', subjectName: { firstName: 'A', lastName: 'B' } },
    fees: [{ feeType: 'string', feeAmount: '0.00', feeCurrency: 'GNF' }],
    geoCode: '9.5091,-13.7122',
    requestingOrganisationTransactionReference: 'facture 12',
    requestDate: '2026-11-29T09:00:00.000Z',
    customData: [{ key: 'agence', value: '7' }],
    metadata: [{ key: 'a', value: 'b' }],
  };
  const headers = {
    'X-Date': new Date().toISOString(),
    'X-Client-Id': '1',
    'X-API-Key': 'k',
    'X-Channel': 'web',
  };
  const answer = await teller.request('transfer', body, { headers });
  expect(answer.status).toBe(202);
  await teller.final(answer.body.objectReference);
  const transaction = (await teller.get(`/transactions/${answer.body.objectReference}`)).body;
  expect(transaction).toMatchObject({
    amount: '200',
    requestingOrganisationTransactionReference: 'facture 12',
  });
  expect(transaction).not.toHaveProperty('senderKyc');
  expect((await teller.get('/heartbeat')).body).toEqual({ serviceStatus: 'available' });
  expect((await teller.get(`/accounts/msisdn/${alice}/status`)).body).toEqual({ accountStatus: 'available' });
});
