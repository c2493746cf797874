import type { LedgerError } from '@fintech-solution/domain/ledger/ledger-error';
import { expire } from '@fintech-solution/domain/ledger/posting';
import { referenceOf } from '@fintech-solution/domain/ledger/reference';
import type { Transaction } from '@fintech-solution/domain/ledger/transaction';
import { type CapturedOutput, captureOutput } from '@fintech-solution/testing/captured-output';
import { ledgerDown } from '@fintech-solution/testing/in-memory-ledger';
import { NOW, NOW_TEXT } from '@fintech-solution/testing/ledger-samples';
import {
  type Call,
  expectRefusal,
  KEY,
  LIMITS,
  PENDING_STATE,
  party,
  REFERENCE,
  setup,
  SHOP,
  TRANSFER,
} from '../handler-setup.ts';

const LATER = NOW + 5_000;
const { debitParty: _, ...DEPOSIT } = TRANSFER;
const { creditParty: __, ...WITHDRAWAL } = TRANSFER;
const HOLDER = { ...SHOP, sub: 'alice', msisdn: '+224 622 00 00 01' };

let output: CapturedOutput;
beforeEach(() => {
  output = captureOutput();
});
afterEach(() => output.release());

describe('a request that is new', () => {
  it('is accepted as pending, then queued, in two calls', async () => {
    const { ledger, queue, post } = setup();
    const answer = await post({ headers: { 'X-Correlation-Id': 'call-1' } });
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual(PENDING_STATE);
    expect(answer.headers).toEqual({
      'Cache-Control': 'no-store',
      'Content-Type': 'application/json',
      'Retry-After': '1',
      'X-Correlation-Id': 'call-1',
      'X-Date': NOW_TEXT,
      Vary: 'Origin',
    });
    expect(ledger.calls).toEqual(['accept']);
    expect(queue.messages).toEqual([
      { reference: REFERENCE, correlationId: 'call-1', traceparent: undefined },
    ]);
  });

  it('is kept with everything that decides about it later', async () => {
    const { ledger, post } = setup();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const kept = {
      descriptionText: 'loyer',
      requestingOrganisationTransactionReference: 'org-1',
      requestDate: '2026-11-01T08:59:00Z',
    };
    await post({
      body: { ...TRANSFER, ...kept, metadata: [] },
      headers: { traceparent, 'x-callback-url': 'https://hooks.example/a' },
    });
    expect(ledger.dump().transactions).toEqual([
      {
        reference: REFERENCE,
        fingerprint: expect.stringMatching(/^f1:[0-9a-f]{64}$/) as unknown,
        type: 'transfer',
        status: 'pending',
        amount: 5_000n,
        currency: 'GNF',
        debit: '224622000001',
        credit: '224622000002',
        ...kept,
        callbackUrl: 'https://hooks.example/a',
        requestedBy: 'shop',
        requestedByDebitParty: false,
        clientCorrelationId: KEY,
        correlationId: 'request-1',
        traceparent,
        createdAt: NOW_TEXT,
        expiresAt: NOW / 1_000 + 3_600,
      },
    ]);
  });

  it('promises a callback where one was asked for', async () => {
    const { post } = setup();
    const answer = await post({ headers: { 'X-Callback-URL': 'https://hooks.example/a' } });
    expect(answer.body).toMatchObject({ notificationMethod: 'callback' });
  });

  it('is counted and logged, without a number or a token', async () => {
    const { post } = setup();
    await post();
    expect(output.metrics()).toMatchObject([{ TransactionAccepted: 1, Type: 'transfer' }]);
    expect(output.logs()).toMatchObject([
      { message: 'Answered', correlationId: 'request-1', outcome: 'accepted', reference: REFERENCE },
    ]);
    expect(output.timeless()).not.toMatch(/62200000|eyJ|5000/);
  });

  it('can be read by a script of an allowed origin, with the headers of this API', async () => {
    const { post } = setup();
    const { headers } = await post({ headers: { Origin: 'https://app.example' } });
    expect(headers['Access-Control-Expose-Headers']).toContain('X-Date, Idempotency-Hit');
  });

  it('may come in Base64', async () => {
    const { post } = setup();
    const body = Buffer.from(JSON.stringify(TRANSFER)).toString('base64');
    expect((await post({ event: { body, isBase64Encoded: true } })).status).toBe(202);
    const broken = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]).toString('base64');
    const answer = await post({ event: { body: broken, isBase64Encoded: true } });
    expectRefusal(answer, 'format-error', 'body');
  });
});

describe('a request that comes again under its key', () => {
  it('is answered by its transaction, and queued again while it is pending', async () => {
    const { ledger, queue, post, passTo } = setup();
    await post();
    passTo(LATER);
    const answer = await post({
      body: {
        ...TRANSFER,
        amount: '5000.00',
        debitParty: party('622000001'),
        requestDate: '2026-11-01T09:00:05Z',
      },
      headers: { 'X-CorrelationID': KEY.toUpperCase() },
    });
    expect(answer).toMatchObject({ status: 202, body: PENDING_STATE });
    expect(answer.headers).toMatchObject({ 'Idempotency-Hit': 'true', 'Retry-After': '1' });
    expect(ledger.dump().transactions).toHaveLength(1);
    expect(queue.messages).toHaveLength(2);
    expect(output.metrics().at(-1)).toMatchObject({ TransactionReplayed: 1, Type: 'transfer' });
  });

  it('is answered by its final state, and not queued any more', async () => {
    const { ledger, queue, post } = setup();
    await post();
    const [pending] = ledger.dump().transactions;
    ledger.put(expire(pending as Extract<Transaction, { status: 'pending' }>, LATER).transaction);
    const answer = await post();
    expect(answer.body).toMatchObject({ status: 'failed', error: { errorCode: 'genericError' } });
    expect(answer.headers).toMatchObject({ 'Idempotency-Hit': 'true' });
    expect(answer.headers).not.toHaveProperty('Retry-After');
    expect(queue.messages).toHaveLength(1);
  });

  it.each([
    ['a smaller maximum', { maxAmount: 4_999n }],
    ['a larger minimum', { minAmount: 5_001n }],
    ['no host for callbacks', { callbackHosts: { names: [], isLoopbackAllowed: false } }],
  ])('is answered by its transaction, though the settings have %s by now', async (_, changed) => {
    const { ledger, queue, post } = setup();
    const call = { headers: { 'X-Callback-URL': 'https://hooks.example/a' } };
    await post(call);
    const { post: postLater } = setup({ ledger, queue, limits: { ...LIMITS, ...changed } });
    const state = { ...PENDING_STATE, notificationMethod: 'callback' };
    expect(await postLater(call)).toMatchObject({ status: 202, body: state });
    expect(queue.messages).toHaveLength(2);
  });

  it.each([
    ['amount', { body: { ...TRANSFER, amount: '5001' } }],
    ['amount that no setting allows', { body: { ...TRANSFER, amount: '99999999999' } }],
    ['party', { body: { ...TRANSFER, creditParty: party('622000003') } }],
    ['description', { body: { ...TRANSFER, descriptionText: 'loyer' } }],
    ['type', { type: 'merchantpay' }],
    ['callback', { headers: { 'X-Callback-URL': 'https://hooks.example/a' } }],
  ])('is refused for another %s, and changes nothing', async (_, call) => {
    const { ledger, queue, post } = setup();
    await post();
    const before = ledger.dump();
    expectRefusal(await post(call), 'duplicate-request', 'X-CorrelationID');
    expect(ledger.dump()).toEqual(before);
    expect(queue.messages).toHaveLength(1);
    expect(output.metrics().at(-1)).toMatchObject({ TransactionConflict: 1 });
  });

  it('is another request from another caller', async () => {
    const { ledger, post } = setup();
    await post();
    const answer = await post({ caller: { ...SHOP, sub: 'market' } });
    expect(answer.headers).not.toHaveProperty('Idempotency-Hit');
    expect(ledger.dump().transactions.map(({ reference }) => reference)).toEqual([
      REFERENCE,
      referenceOf('market', KEY),
    ]);
  });

  it('is judged by the token first: no permission, no replay', async () => {
    const { post } = setup();
    await post();
    expectRefusal(await post({ caller: { ...SHOP, scope: 'transactions:transfer' } }), 'forbidden');
    expectRefusal(await post({ caller: { ...SHOP, msisdn: '622000002' } }), 'forbidden');
    expectRefusal(await post({ caller: null }), 'unauthorized');
  });

  it('makes one transaction of two that come at once', async () => {
    const { ledger, post } = setup();
    const answers = await Promise.all([post(), post()]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(answers.filter(({ headers }) => 'Idempotency-Hit' in headers)).toHaveLength(1);
    expect(ledger.dump().transactions).toHaveLength(1);
  });
});

describe('an amount that the settings do not allow', () => {
  it.each([
    ['0', 'below-minimum'],
    ['99', 'below-minimum'],
    ['10000001', 'above-maximum'],
  ] as const)('of %s is refused, once nothing is found under the key', async (amount, error) => {
    const { ledger, queue, post } = setup();
    expectRefusal(await post({ body: { ...TRANSFER, amount } }), error, 'amount');
    expect(ledger.calls).toEqual(['find']);
    expect(ledger.dump().transactions).toEqual([]);
    expect(queue.messages).toEqual([]);
  });

  it.each(['100', '10000000'])('ends at the bounds: %s is allowed', async (amount) => {
    expect((await setup().post({ body: { ...TRANSFER, amount } })).status).toBe(202);
  });

  it('of nothing is refused whatever the settings say', async () => {
    const { post } = setup({ limits: { ...LIMITS, minAmount: 0n } });
    expectRefusal(await post({ body: { ...TRANSFER, amount: '0' } }), 'below-minimum', 'amount');
  });
});

describe('a callback to a host that the settings do not allow', () => {
  it('is refused, and nothing is accepted', async () => {
    const { ledger, post } = setup();
    const answer = await post({ headers: { 'X-Callback-URL': 'https://evil.example' } });
    expectRefusal(answer, 'format-error', 'X-Callback-URL');
    expect(ledger.dump().transactions).toEqual([]);
  });
});

describe('what a token may ask for', () => {
  const accepted = 'accepted';
  const withScopes = (...names: string[]) => ({
    ...SHOP,
    scope: names.map((name) => `transactions:${name}`).join(' '),
  });
  const holderWith = (changes: object) => ({ ...HOLDER, ...changes });

  it.each<[string, Call, string]>([
    ['a transfer for any customer', { caller: withScopes('transfer', 'debit-any') }, accepted],
    ['a transfer without its scope', { caller: withScopes('deposit', 'debit-any') }, 'forbidden'],
    ['a transfer with half of its scope', { caller: withScopes('transfers', 'debit-any') }, 'forbidden'],
    ['a customer’s money without that scope', { caller: withScopes('transfer') }, 'forbidden'],
    [
      'a deposit in cash',
      { type: 'deposit', body: DEPOSIT, caller: withScopes('deposit', 'cash') },
      accepted,
    ],
    [
      'a deposit without the scope for cash',
      { type: 'deposit', body: DEPOSIT, caller: withScopes('deposit', 'debit-any') },
      'forbidden',
    ],
    ['a deposit between accounts', { type: 'deposit', caller: withScopes('deposit', 'debit-any') }, accepted],
    [
      'a withdrawal in cash',
      { type: 'withdrawal', body: WITHDRAWAL, caller: withScopes('withdrawal', 'cash', 'debit-any') },
      accepted,
    ],
    [
      'a withdrawal in cash without debit-any',
      { type: 'withdrawal', body: WITHDRAWAL, caller: withScopes('withdrawal', 'cash') },
      'forbidden',
    ],
    ['a disbursement', { type: 'disbursement', caller: withScopes('disbursement', 'debit-any') }, accepted],
    ['the holder’s own money', { caller: holderWith({ scope: 'transactions:transfer' }) }, accepted],
    ['the holder’s payment', { type: 'merchantpay', caller: HOLDER }, accepted],
    ['the holder’s withdrawal at an agent', { type: 'withdrawal', caller: HOLDER }, accepted],
    [
      'the holder’s withdrawal in cash',
      { type: 'withdrawal', body: WITHDRAWAL, caller: HOLDER },
      'forbidden',
    ],
    [
      'a deposit for the holder in cash',
      { type: 'deposit', body: DEPOSIT, caller: holderWith({ msisdn: '622000002' }) },
      'forbidden',
    ],
    ['money of somebody else', { caller: holderWith({ msisdn: '622000002' }) }, 'forbidden'],
    ['a claim that is not a number', { caller: holderWith({ msisdn: 'alice' }) }, 'forbidden'],
    ['an empty claim', { caller: holderWith({ msisdn: '' }) }, 'forbidden'],
    ['the holder’s disbursement', { type: 'disbursement', caller: HOLDER }, 'forbidden'],
    ['the holder’s adjustment', { type: 'adjustment', caller: HOLDER }, 'forbidden'],
    ['a token that expired since', { caller: { ...SHOP, exp: String(NOW / 1_000) } }, 'unauthorized'],
    ['a token without a caller', { caller: { ...SHOP, sub: '' } }, 'unauthorized'],
  ])('%s', async (_, call, expected) => {
    const { ledger, post } = setup();
    const answer = await post(call);
    if (expected === accepted) return expect(answer.status).toBe(202);
    expectRefusal(answer, expected as LedgerError);
    return expect(ledger.calls).toEqual([]);
  });

  it('is told of a failure where it is the holder’s own', async () => {
    const { ledger, post } = setup();
    await post({ caller: HOLDER });
    expect(ledger.dump().transactions).toMatchObject([{ requestedBy: 'alice', requestedByDebitParty: true }]);
  });
});

describe('the form of a request', () => {
  const KEY_HEADER = 'X-CorrelationID';
  it.each<[string, Call, LedgerError, string]>([
    ['another type of the standard', { type: 'billpay' }, 'transaction-type-not-offered', 'transactionType'],
    ['a reversal on the wrong path', { type: 'reversal' }, 'transaction-type-not-offered', 'transactionType'],
    ['a type in capitals', { type: 'Transfer' }, 'format-error', 'transactionType'],
    ['no type', { event: { pathParameters: null } }, 'format-error', 'transactionType'],
    ['an empty key', { headers: { [KEY_HEADER]: '' } }, 'value-missing', KEY_HEADER],
    ['no key', { event: { headers: {} } }, 'value-missing', KEY_HEADER],
    ['a key that is not a UUID', { headers: { [KEY_HEADER]: 'call-1' } }, 'format-error', KEY_HEADER],
    [
      'a callback that is not https',
      { headers: { 'X-Callback-URL': 'http://hooks.example' } },
      'format-error',
      'X-Callback-URL',
    ],
    ['a body that is not JSON', { body: '{' }, 'format-error', 'body'],
    ['no body', { event: { body: null } }, 'format-error', 'body'],
    ['a fault in the body', { body: { ...TRANSFER, currency: 'USD' } }, 'currency-not-supported', 'currency'],
  ])('%s', async (_, call, error, field) => {
    const { ledger, post } = setup();
    expectRefusal(await post(call), error, field);
    expect(ledger.calls).toEqual([]);
  });

  it.each<[string, Call, LedgerError, string | undefined]>([
    ['the token before the type', { caller: null, type: 'x' }, 'unauthorized', undefined],
    [
      'the type before the scope',
      { caller: { ...SHOP, scope: '' }, type: 'x' },
      'format-error',
      'transactionType',
    ],
    ['the scope before the form', { caller: { ...SHOP, scope: '' }, body: '{' }, 'forbidden', undefined],
    [
      'the form before the money',
      { caller: { ...HOLDER, msisdn: '622000009' }, body: '{' },
      'format-error',
      'body',
    ],
    ['the key before the body', { headers: { [KEY_HEADER]: '' }, body: '{' }, 'value-missing', KEY_HEADER],
  ])('is judged in order: %s', async (_, call, error, field) => {
    expectRefusal(await setup().post(call), error, field);
  });

  it('never has its values repeated in the answer', async () => {
    const { post } = setup();
    const answer = await post({ body: { ...TRANSFER, debitParty: party('+33612345678') } });
    expect(JSON.stringify(answer.body)).not.toContain('33612345678');
    expectRefusal(answer, 'not-a-subscriber-number', 'debitParty[0].value');
  });
});

describe('when something fails', () => {
  it('a table that is down accepts nothing', async () => {
    const { ledger, queue, post } = setup();
    ledger.intercept({ before: () => Promise.reject(ledgerDown()) });
    const answer = await post();
    expectRefusal(answer, 'unavailable');
    expect(answer.headers['Retry-After']).toBe('2');
    expect(queue.messages).toEqual([]);
    expect(output.logs()).toContainEqual(expect.objectContaining({ level: 'ERROR', message: 'Failed' }));
  });

  it.each([
    ['down', 'down'],
    ['full', { refuses: [0] }],
  ] as const)(
    'a queue that is %s leaves an accepted transaction, which the same request queues later',
    async (_, behaviour) => {
      const { ledger, queue, post } = setup();
      queue.behave(behaviour);
      expectRefusal(await post(), 'unavailable');
      expectRefusal(await post(), 'unavailable');
      expect(ledger.dump().transactions).toHaveLength(1);
      queue.behave('well');
      expect(await post()).toMatchObject({ status: 202, headers: { 'Idempotency-Hit': 'true' } });
      expect(queue.messages).toHaveLength(1);
    },
  );

  it('an answer that was lost leaves an accepted transaction, which the same request finds', async () => {
    const { ledger, queue, post } = setup();
    ledger.intercept({ after: () => Promise.reject(ledgerDown()) });
    expectRefusal(await post(), 'unavailable');
    ledger.intercept({});
    expect(await post()).toMatchObject({ status: 202, headers: { 'Idempotency-Hit': 'true' } });
    expect(queue.messages).toHaveLength(1);
  });

  it.each([
    ['is its own', {}, true],
    ['is of another moment', { createdAt: '2026-11-01T08:59:59.000Z' }, false],
    ['is of another call', { correlationId: 'request-2' }, false],
  ])('a repeated write that finds a transaction, which %s', async (_, changes, isOwn) => {
    const { ledger, queue } = setup();
    const { accept } = ledger;
    const acceptAgain: typeof accept = async (transaction) => {
      ledger.put({ ...transaction, ...changes, status: 'pending' });
      const outcome = await accept(transaction);
      return outcome.kind === 'exists' ? { ...outcome, isRepetition: true } : outcome;
    };
    const answer = await setup({ ledger: { ...ledger, accept: acceptAgain }, queue }).post();
    expect('Idempotency-Hit' in answer.headers).toBe(!isOwn);
    expect(queue.messages).toHaveLength(1);
  });

  it('a repeated write that finds another wish under its key does not take it for its own', async () => {
    const { ledger, queue } = setup();
    const { accept } = ledger;
    const acceptAgain: typeof accept = async (transaction) => {
      ledger.put({ ...transaction, fingerprint: 'f1:another', status: 'pending' });
      const outcome = await accept(transaction);
      return outcome.kind === 'exists' ? { ...outcome, isRepetition: true } : outcome;
    };
    const answer = await setup({ ledger: { ...ledger, accept: acceptAgain }, queue }).post();
    expectRefusal(answer, 'duplicate-request', 'X-CorrelationID');
    expect(queue.messages).toEqual([]);
  });

  it('a fault of ours is told as one, and nothing of it leaves', async () => {
    const { ledger, post } = setup();
    ledger.intercept({ before: () => Promise.reject(new Error('224622000001 is missing')) });
    const answer = await post();
    expectRefusal(answer, 'internal-error');
    expect(JSON.stringify(answer)).not.toContain('missing');
    expect(output.lines().join()).not.toContain('224622000001');
  });

  it.each([null, {}])('an event without anything is answered: %j', async (event) => {
    const { handler } = setup();
    expect(await handler(event)).toMatchObject({ statusCode: 401 });
  });
});
