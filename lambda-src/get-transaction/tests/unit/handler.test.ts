import { CorruptLedgerError } from '@fintech-solution/domain/ledger/ledger-store';
import { referenceOf } from '@fintech-solution/domain/ledger/reference';
import { CASH } from '@fintech-solution/domain/ledger/transaction';
import { GUINEA_PLAN, type Msisdn } from '@fintech-solution/domain/msisdn';
import type { AccessRules } from '@fintech-solution/runtime/http/authorize-caller';
import type { ProxyEvent } from '@fintech-solution/runtime/http/request-context';
import { createLog } from '@fintech-solution/runtime/log';
import { type CapturedOutput, captureOutput } from '@fintech-solution/testing/captured-output';
import { createInMemoryLedger, ledgerDown } from '@fintech-solution/testing/in-memory-ledger';
import { ALICE, BOB, CAROL, keyOf, NOW, NOW_TEXT, pendingOf } from '@fintech-solution/testing/ledger-samples';
import { postInto } from '@fintech-solution/testing/posted-transaction';
import { createHandler } from '../../src/handler.ts';

const TRANSACTION = '/transactions/{transactionReference}';
const STATE = '/requeststates/{serverCorrelationId}';
const RESPONSE = '/responses/{clientCorrelationId}';
const HEARTBEAT = '/heartbeat';
const PARAMETERS: Readonly<Record<string, string>> = {
  [TRANSACTION]: 'transactionReference',
  [STATE]: 'serverCorrelationId',
  [RESPONSE]: 'clientCorrelationId',
};

/** 250 francs from Alice to Bob. */
const PENDING = pendingOf();
const { reference: REFERENCE } = PENDING;
const FINAL_AT = '2026-11-01T09:00:02.000Z';

/** The client that asked for the sample transaction. */
const REQUESTER = { sub: 'client-1', exp: String(NOW / 1_000 + 60) };
const STRANGER = { ...REQUESTER, sub: 'client-2' };
const holderOf = (msisdn: string) => ({ ...STRANGER, sub: `holder-${msisdn}`, msisdn });

let output: CapturedOutput;
beforeEach(() => {
  output = captureOutput();
});
afterEach(() => output.release());

/** The handler, what it reads, and a way to ask one of its routes as some caller. */
function setup(rules: Partial<AccessRules> = {}) {
  const ledger = createInMemoryLedger();
  ledger.open(ALICE);
  ledger.open(BOB);
  ledger.put(PENDING);
  const time = { now: NOW };
  const handler = createHandler({
    ledger,
    rules: { requiredScopes: [], unboundScopes: [], plan: GUINEA_PLAN, ...rules },
    allowedOrigins: ['https://app.example'],
    log: createLog(GUINEA_PLAN),
    clock: () => time.now,
    newId: () => 'new-id',
  });
  const ask = async (
    resource: string,
    value: string = REFERENCE,
    authorizer: Readonly<Record<string, unknown>> = REQUESTER,
    changes: ProxyEvent = {},
  ) => {
    const parameter = PARAMETERS[resource];
    const { statusCode, headers, body } = await handler({
      resource,
      pathParameters: parameter === undefined ? null : { [parameter]: value },
      requestContext: { requestId: 'call-1', authorizer },
      ...changes,
    });
    return { statusCode, headers, body: JSON.parse(body) as Record<string, unknown> };
  };
  const complete = () => postInto(ledger, PENDING);
  /** The same transaction, of more than Alice has. */
  const fail = () => postInto(ledger, { ...PENDING, amount: 1_001n });
  const receiptOf = (msisdn: Msisdn): string =>
    ledger
      .dump()
      .legs.filter((leg) => leg.msisdn === msisdn)
      .map(({ sequence, head }) => `${sequence}.${head}`)
      .join();
  const breakWith = (error: Error, method?: string) =>
    ledger.intercept({
      before: (call) => {
        if (method === undefined || call.method === method) throw error;
      },
    });
  return { ledger, time, handler, ask, complete, fail, receiptOf, breakWith };
}

describe('a transaction', () => {
  it('is answered as the standard writes it', async () => {
    const { ask } = setup();
    expect(await ask(TRANSACTION)).toEqual({
      statusCode: 200,
      headers: {
        'Content-Type': 'application/json',
        'Cache-Control': 'no-store',
        'X-Correlation-Id': 'call-1',
        'X-Date': NOW_TEXT,
        Vary: 'Origin',
      },
      body: {
        transactionReference: REFERENCE,
        transactionStatus: 'pending',
        type: 'transfer',
        amount: '250',
        currency: 'GNF',
        debitParty: [{ key: 'msisdn', value: `+${ALICE}` }],
        creditParty: [{ key: 'msisdn', value: `+${BOB}` }],
        creationDate: NOW_TEXT,
        modificationDate: NOW_TEXT,
      },
    });
  });

  it('is found by its reference in capitals too', async () => {
    const { ask } = setup();
    expect(await ask(TRANSACTION, REFERENCE.toUpperCase())).toMatchObject({ statusCode: 200 });
  });

  it('carries the receipt of the account that the caller may read', async () => {
    const { ask, complete, receiptOf } = setup();
    await complete();
    const receiptFor = async (caller: Readonly<Record<string, unknown>>) =>
      (await ask(TRANSACTION, REFERENCE, caller)).body['transactionReceipt'];
    expect(receiptOf(ALICE)).toMatch(/^2\.[0-9a-f]{64}$/);
    expect(receiptOf(ALICE)).not.toBe(receiptOf(BOB));
    expect(await receiptFor(holderOf(ALICE))).toBe(receiptOf(ALICE));
    expect(await receiptFor(holderOf(BOB))).toBe(receiptOf(BOB));
    expect(await receiptFor(REQUESTER)).toBe(receiptOf(ALICE));
  });

  it('carries the receipt of the customer where the other party is cash', async () => {
    const { ask, ledger, receiptOf } = setup();
    await postInto(ledger, { ...PENDING, type: 'deposit', debit: CASH });
    expect((await ask(TRANSACTION)).body).toMatchObject({
      debitParty: [{ key: 'organisationid', value: 'cash' }],
      transactionReceipt: receiptOf(BOB),
    });
  });

  it('has no receipt where it failed', async () => {
    const { ask, fail } = setup();
    await fail();
    const { body } = await ask(TRANSACTION);
    expect(body).toMatchObject({ transactionStatus: 'failed', modificationDate: FINAL_AT });
    expect(body).not.toHaveProperty('transactionReceipt');
  });
});

describe('a request state', () => {
  it('says that it is pending, and when to ask again', async () => {
    const { ask } = setup();
    const answer = await ask(STATE);
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'Retry-After': '1', 'X-Date': NOW_TEXT } });
    expect(answer.body).toEqual({
      serverCorrelationId: REFERENCE,
      objectReference: REFERENCE,
      status: 'pending',
      notificationMethod: 'polling',
      expiryTime: '2026-11-01T10:00:00.000Z',
      pollLimit: 100,
    });
  });

  it('that is completed is not asked for again', async () => {
    const { ask, complete } = setup();
    await complete();
    const { headers, body } = await ask(STATE);
    expect(headers).not.toHaveProperty('Retry-After');
    expect(body['status']).toBe('completed');
    expect(body).not.toHaveProperty('error');
  });

  it('tells why the transaction failed', async () => {
    const { ask, fail } = setup();
    await fail();
    const { headers, body } = await ask(STATE);
    expect(headers).not.toHaveProperty('Retry-After');
    expect(body).toMatchObject({
      status: 'failed',
      error: { errorCategory: 'businessRule', errorCode: 'insufficientFunds', errorDateTime: FINAL_AT },
    });
  });
});

describe('a response', () => {
  it('links to the transaction that this caller asked for under the key, in any spelling of it', async () => {
    const { ask } = setup();
    const link = { link: `/transactions/${REFERENCE}` };
    expect(await ask(RESPONSE, keyOf(1))).toMatchObject({ statusCode: 200, body: link });
    expect(await ask(RESPONSE, keyOf(1).toUpperCase())).toMatchObject({ statusCode: 200, body: link });
  });

  it('is not that of another caller with the same key, whatever it may read', async () => {
    const { ask } = setup();
    const reader = { ...STRANGER, scope: 'transactions:read' };
    expect(await ask(RESPONSE, keyOf(1), reader)).toMatchObject({ statusCode: 404 });
  });

  it('of a bound token is a transaction of its number', async () => {
    const { ask, ledger } = setup();
    ledger.put(pendingOf({ requestedBy: 'holder-1' }));
    const caller = { ...REQUESTER, sub: 'holder-1' };
    expect(await ask(RESPONSE, keyOf(1), { ...caller, msisdn: ALICE })).toMatchObject({ statusCode: 200 });
    expect(await ask(RESPONSE, keyOf(1), { ...caller, msisdn: CAROL })).toMatchObject({ statusCode: 404 });
  });
});

describe('who may see a transaction', () => {
  const may: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['the client that asked for it', REQUESTER],
    ['a client that may see all of them', { ...STRANGER, scope: 'a transactions:read b' }],
    ['the holder of the debited number', holderOf(ALICE)],
    ['the holder of the credited number', holderOf(BOB)],
  ];
  const mayNot: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['another client', STRANGER],
    ['the holder of another number', holderOf(CAROL)],
    ['the holder of another number who asked for it', { ...REQUESTER, msisdn: CAROL }],
    ['the holder of another number with the scope', { ...holderOf(CAROL), scope: 'transactions:read' }],
    ['a token whose number is not valid', { ...REQUESTER, msisdn: 'none' }],
    ['a token whose number is the cash account', { ...REQUESTER, msisdn: CASH }],
    ['a client with a scope that only begins like it', { ...STRANGER, scope: 'transactions:readers' }],
  ];
  for (const resource of [TRANSACTION, STATE]) {
    it.each(may)(`${resource}: %s`, async (_, caller) => {
      const { ask, complete } = setup();
      await complete();
      expect(await ask(resource, REFERENCE, caller)).toMatchObject({ statusCode: 200 });
    });

    it.each(mayNot)(`${resource}: not %s, for whom it does not exist`, async (_, caller) => {
      const { ask, ledger, complete } = setup();
      await complete();
      const hidden = await ask(resource, REFERENCE, caller);
      const unknown = await ask(resource, referenceOf('client-9', keyOf(9)), caller);
      expect(hidden).toEqual(unknown);
      expect(hidden).toMatchObject({
        statusCode: 404,
        headers: { 'X-Date': NOW_TEXT },
        body: { code: 'NOT_FOUND', errorCategory: 'identification', errorCode: 'identifierError' },
      });
      expect(ledger.calls).not.toContain('findLeg');
    });
  }

  it.each(['', 'TX', '../balance', '224622000001', `${REFERENCE} `, REFERENCE.slice(1)])(
    'a value that is not a UUID names no transaction: %j',
    async (value) => {
      const { ask, ledger } = setup();
      for (const resource of [TRANSACTION, STATE, RESPONSE]) {
        expect(await ask(resource, value)).toMatchObject({
          statusCode: 404,
          body: {
            errorCode: 'identifierError',
            errorParameters: [
              { key: 'field', value: PARAMETERS[resource] },
              { key: 'correlationId', value: 'call-1' },
            ],
          },
        });
      }
      expect(ledger.calls).toEqual([]);
    },
  );
});

describe('a caller who may not read at all', () => {
  it.each([TRANSACTION, STATE, RESPONSE, HEARTBEAT])(
    'is refused before anything is read: %s',
    async (resource) => {
      const { ask, ledger } = setup({ requiredScopes: ['read'], unboundScopes: ['read-any'] });
      const value = resource === RESPONSE ? keyOf(1) : REFERENCE;
      const status = async (caller: Readonly<Record<string, unknown>>) =>
        (await ask(resource, value, { ...REQUESTER, ...caller })).statusCode;
      expect(await status({ exp: String(NOW / 1_000) })).toBe(401);
      expect(await status({ sub: '' })).toBe(401);
      expect(await status({})).toBe(403);
      expect(await status({ scope: 'read' })).toBe(403);
      expect(await status({ scope: 'read-any', msisdn: ALICE })).toBe(403);
      expect(ledger.calls).toEqual([]);
      expect(await status({ scope: 'read read-any' })).toBe(200);
      expect(await status({ scope: 'read', msisdn: ALICE })).toBe(200);
    },
  );
});

describe('the heartbeat', () => {
  it.each([
    [0, 'available'],
    [1_000, 'available'],
    [1_001, 'degraded'],
  ])('after an answer that took %d ms says %s', async (tookMs, serviceStatus) => {
    const { ask, ledger, time } = setup();
    ledger.intercept({ before: () => void (time.now += tookMs) });
    const answer = await ask(HEARTBEAT);
    expect(answer).toMatchObject({ statusCode: 200, body: { serviceStatus } });
    expect(ledger.calls).toEqual(['find']);
  });

  it('says unavailable where the ledger gives no answer, and is an answer itself', async () => {
    const { ask, breakWith } = setup();
    breakWith(ledgerDown());
    expect(await ask(HEARTBEAT)).toMatchObject({ statusCode: 200, body: { serviceStatus: 'unavailable' } });
  });

  it('hides no fault of ours', async () => {
    const { ask, breakWith } = setup();
    breakWith(new Error('AccessDenied'));
    expect(await ask(HEARTBEAT)).toMatchObject({ statusCode: 500, body: { errorCategory: 'internal' } });
  });
});

describe('what goes wrong', () => {
  it.each([
    ['find', TRANSACTION],
    ['find', STATE],
    ['find', RESPONSE],
    ['findLeg', TRANSACTION],
  ])('while %s of the ledger gives no answer on %s, asking again is worth it', async (method, resource) => {
    const { ask, complete, breakWith } = setup();
    await complete();
    breakWith(ledgerDown(), method);
    expect(await ask(resource, resource === RESPONSE ? keyOf(1) : REFERENCE)).toMatchObject({
      statusCode: 503,
      headers: { 'Retry-After': '2', 'X-Date': NOW_TEXT },
      body: { code: 'UNAVAILABLE', errorCategory: 'serviceUnavailable', errorCode: 'genericError' },
    });
  });

  it.each(['find', 'findLeg'])('what %s cannot tell truthfully is our fault', async (method) => {
    const { ask, complete, breakWith } = setup();
    await complete();
    breakWith(new CorruptLedgerError('amount'), method);
    expect(await ask(TRANSACTION)).toMatchObject({ statusCode: 500, body: { code: 'INTERNAL_ERROR' } });
    expect(output.lines().join()).toContain('corrupt');
  });

  it.each([
    ['position of its leg', { debitLeg: undefined }],
    ['leg', { debitLeg: { sequence: 99, nonce: 'other' } }],
  ])('a completed transaction without the %s is our fault', async (_, changes) => {
    const { ask, ledger, complete } = setup();
    const completed = await complete();
    ledger.put({ ...completed, ...changes } as typeof completed);
    expect(await ask(TRANSACTION)).toMatchObject({ statusCode: 500 });
    expect(await ask(STATE)).toMatchObject({ statusCode: 200 });
  });

  it.each([null, {}, { resource: '/elsewhere' }, { pathParameters: null }])(
    'an event without a caller is refused: %j',
    async (event) => {
      const { handler } = setup();
      expect(await handler(event as ProxyEvent)).toMatchObject({ statusCode: 401 });
    },
  );

  it.each([undefined, '/elsewhere', 'constructor'])('an unknown route is not found: %s', async (resource) => {
    const { ask } = setup();
    expect(await ask(resource as string)).toMatchObject({ statusCode: 404, body: { code: 'NOT_FOUND' } });
  });
});

describe('what is logged', () => {
  it('names the transaction, and no number, balance or receipt', async () => {
    const { ask, complete, receiptOf } = setup();
    await complete();
    await ask(TRANSACTION);
    const lines = output.lines().join();
    expect(lines).toContain(REFERENCE);
    for (const secret of [ALICE, BOB, receiptOf(ALICE), '750']) expect(lines).not.toContain(secret);
  });
});

describe('a browser of an allowed origin', () => {
  it('may read the headers of the ledger', async () => {
    const { ask } = setup();
    const { headers } = await ask(STATE, REFERENCE, REQUESTER, {
      headers: { origin: 'https://app.example' },
    });
    expect(headers?.['Access-Control-Expose-Headers']).toContain('X-Date');
  });
});
