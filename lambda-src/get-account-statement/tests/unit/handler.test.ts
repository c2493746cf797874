import { CorruptLedgerError } from '@fintech-solution/domain/ledger/ledger-store';
import { HTTP_ERRORS, type LedgerError } from '@fintech-solution/domain/ledger/ledger-error';
import { legHead, openingHead } from '@fintech-solution/domain/ledger/receipt';
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
import { LAST_CALL_MS } from '../../src/budgets.ts';
import { createHandler } from '../../src/handler.ts';

const ENTRIES = '/accounts/{identifierType}/{identifier}/statemententries';
const TRANSACTIONS = '/accounts/{identifierType}/{identifier}/transactions';
const ENTRY = '/statemententries/{transactionReference}';
const OPENED_AT = '2026-11-01T08:00:00.000Z';
const CALLER = { sub: 'shop', exp: String(NOW / 1_000 + 60) };
const holderOf = (msisdn: string) => ({ ...CALLER, sub: `holder-${msisdn}`, msisdn });

/** The moment of the movement that the n-th transaction makes: a minute after the one before. */
const at = (number: number, plusMs = 0): string => new Date(NOW + number * 60_000 + plusMs).toISOString();
const referenceNumber = (number: number) => referenceOf('client-1', keyOf(number));

let output: CapturedOutput;
beforeEach(() => {
  output = captureOutput();
});
afterEach(() => output.release());

type Query = Readonly<Record<string, string>>;

/** Alice, Bob, and `moves` transfers of 1, 2, 3, … francs from Alice to Bob, from the tenth on of ten. */
async function setup({ moves = 0, rules = {} }: { moves?: number; rules?: Partial<AccessRules> } = {}) {
  const ledger = createInMemoryLedger();
  for (const msisdn of [ALICE, BOB]) ledger.open(msisdn);
  const move = (number: number, changes: Parameters<typeof pendingOf>[0] = {}) => {
    const expiresAt = NOW / 1_000 + 86_400;
    const amount = BigInt(Math.min(number, 10));
    const transaction = { clientCorrelationId: keyOf(number), amount, expiresAt, ...changes };
    return postInto(ledger, pendingOf(transaction), NOW + number * 60_000);
  };
  for (let number = 1; number <= moves; number += 1) await move(number);
  const time = { now: NOW };
  const handler = createHandler({
    ledger,
    rules: { requiredScopes: [], unboundScopes: [], plan: GUINEA_PLAN, ...rules },
    allowedOrigins: ['https://app.example'],
    log: createLog(GUINEA_PLAN),
    clock: () => time.now,
    newId: () => 'new-id',
  });
  const call = async (event: ProxyEvent, caller: object | null = CALLER) => {
    const authorizer = caller as Record<string, unknown> | null;
    const { statusCode, headers, body } = await handler({
      requestContext: { requestId: 'call-1', authorizer },
      headers: { Origin: 'https://app.example' },
      ...event,
    });
    return { status: statusCode, headers: headers ?? {}, body: JSON.parse(body) as unknown };
  };
  const list = async (query: Query = {}, { resource = ENTRIES, msisdn = ALICE as string } = {}) => {
    const pathParameters = { identifierType: 'msisdn', identifier: msisdn };
    const { status, headers, body } = await call({ resource, pathParameters, queryStringParameters: query });
    const counts = [headers['X-Records-Available-Count'], headers['X-Records-Returned-Count']];
    return { status, body: body as Record<string, unknown>[], counts };
  };
  const entry = (transactionReference: string, caller: object, query: Query | null = null) =>
    call({ resource: ENTRY, pathParameters: { transactionReference }, queryStringParameters: query }, caller);
  return { ledger, time, handler, move, call, list, entry };
}

/** The numbers of the movements of a list. */
function sequencesOf(body: readonly Record<string, unknown>[]): number[] {
  return body.map(({ transactionReceipt }) => Number.parseInt(String(transactionReceipt), 10));
}

function expectRefusal(
  { status, body, headers }: { status: number; body: unknown; headers: Record<string, unknown> },
  error: LedgerError,
  field?: string,
): void {
  const expected = HTTP_ERRORS[error];
  expect(body).toMatchObject({ ...expected, errorDescription: expected.message, errorDateTime: NOW_TEXT });
  expect((body as { errorParameters: unknown }).errorParameters).toEqual([
    ...(field === undefined ? [] : [{ key: 'field', value: field }]),
    { key: 'correlationId', value: 'call-1' },
  ]);
  expect(status).toBe(expected.status);
  expect(headers['X-Date']).toBe(NOW_TEXT);
}

describe('a statement', () => {
  it('of an account that has only been opened is its opening', async () => {
    const { list } = await setup();
    const opening = {
      msisdn: ALICE,
      openedBy: `opening-${ALICE}`,
      openingBalance: 1_000n,
      createdAt: OPENED_AT,
    };
    expect(await list()).toEqual({
      status: 200,
      counts: ['1', '1'],
      body: [
        expect.objectContaining({
          transactionReference: `opening-${ALICE}`,
          amount: '1000',
          creationDate: OPENED_AT,
          transactionReceipt: `1.${openingHead(opening)}`,
        }),
      ],
    });
  });

  it('is an answer that no store keeps, with the headers of the standard', async () => {
    const { call } = await setup();
    const pathParameters = { identifierType: 'msisdn', identifier: '%2B224%20622000001' };
    const { headers } = await call({ resource: ENTRIES, pathParameters });
    expect(headers).toMatchObject({
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      'X-Correlation-Id': 'call-1',
      'X-Date': NOW_TEXT,
      'X-Records-Available-Count': '1',
    });
    const exposed = headers['Access-Control-Expose-Headers'];
    for (const name of ['X-Date', 'X-Records-Available-Count', 'X-Records-Returned-Count'])
      expect(exposed).toContain(name);
  });

  it('shows every movement from the side of its account, the newest first', async () => {
    const { list, move } = await setup({ moves: 2 });
    await move(3, { type: 'deposit', debit: CASH, credit: ALICE, descriptionText: 'caisse' });
    const { body } = await list();
    expect(sequencesOf(body)).toEqual([4, 3, 2, 1]);
    expect(body[0]).toMatchObject({
      transactionReference: referenceNumber(3),
      debitParty: [{ key: 'organisationid', value: 'cash' }],
      displayType: 'dépôt',
      descriptionText: 'caisse',
      creationDate: at(3),
    });
    expect(body[1]).toMatchObject({
      amount: '2',
      debitParty: [{ value: `+${ALICE}` }],
      displayType: 'transfert envoyé',
      customData: expect.arrayContaining([{ key: 'balanceAfter', value: '997' }]) as unknown,
    });
    const { body: ofBob } = await list({}, { msisdn: BOB });
    expect(ofBob[0]).toMatchObject({ amount: '2', displayType: 'transfert reçu' });
  });

  it('has receipts that are chained', async () => {
    const { list, ledger } = await setup({ moves: 3 });
    const { body } = await list();
    const heads = body.map(({ transactionReceipt }) => String(transactionReceipt).split('.')[1] as string);
    const legs = ledger.dump().legs.filter(({ msisdn }) => msisdn === ALICE);
    expect(legs.map((leg, index) => legHead(leg, heads.at(-1 - index) as string))).toEqual(
      heads.slice(0, -1).toReversed(),
    );
  });

  it.each(['BLOCKED', 'CLOSED'] as const)('is shown of an account that is %s', async (status) => {
    const { list, ledger } = await setup({ moves: 1 });
    ledger.edit(ALICE, { status });
    expect(await list()).toMatchObject({ status: 200, counts: ['2', '2'] });
  });
});

describe('a page', () => {
  it.each<[string, Query, number[]]>([
    ['the first', { limit: '3' }, [8, 7, 6]],
    ['the second', { limit: '3', offset: '3' }, [5, 4, 3]],
    ['the last, which is short', { limit: '3', offset: '6' }, [2, 1]],
    ['one of one', { limit: '1', offset: '7' }, [1]],
    ['up to the opening', { limit: '2', offset: '5' }, [3, 2]],
    ['all', { limit: '100' }, [8, 7, 6, 5, 4, 3, 2, 1]],
    ['after the end', { offset: '8' }, []],
  ])('is counted from the newest: %s', async (_, query, sequences) => {
    const { list } = await setup({ moves: 7 });
    const { status, body, counts } = await list(query);
    expect(status).toBe(200);
    expect(sequencesOf(body)).toEqual(sequences);
    expect(counts).toEqual(['8', String(sequences.length)]);
  });

  it('has fifty movements where nothing is said', async () => {
    const { list } = await setup({ moves: 60 });
    const { body, counts } = await list();
    expect(sequencesOf(body)).toEqual(Array.from({ length: 50 }, (_, index) => 61 - index));
    expect(counts).toEqual(['61', '50']);
  });

  it.each(['9', '1000000', '99999999999999999999'])('beyond the end does not exist: %s', async (offset) => {
    const { call } = await setup({ moves: 7 });
    const pathParameters = { identifierType: 'msisdn', identifier: ALICE };
    for (const queryStringParameters of [{ offset }, { offset, toDateTime: at(7) }])
      expectRefusal(
        await call({ resource: ENTRIES, pathParameters, queryStringParameters }),
        'invalid-offset',
        'offset',
      );
  });

  it('stays what it is while movements arrive, where a date ends the part', async () => {
    const { list, move } = await setup({ moves: 5 });
    const query = { limit: '2', offset: '2', toDateTime: at(5) };
    const before = await list(query);
    await move(6);
    expect(await list(query)).toEqual(before);
  });

  it('that is asked for after a movement arrived repeats what was shown, and leaves out nothing', async () => {
    const { list, move } = await setup({ moves: 5 });
    const { body: first } = await list({ limit: '3' });
    await move(6);
    const { body: second } = await list({ limit: '3', offset: '3' });
    expect([sequencesOf(first), sequencesOf(second)]).toEqual([
      [6, 5, 4],
      [4, 3, 2],
    ]);
  });
});

describe('a period', () => {
  const everything = [4, 3, 2, 1];
  it.each<[string, Query, number[]]>([
    ['from the opening', { fromDateTime: OPENED_AT }, everything],
    ['from a moment after the opening', { fromDateTime: '2026-11-01T08:00:00.001Z' }, [4, 3, 2]],
    ['from a movement on', { fromDateTime: at(2) }, [4, 3]],
    ['from just after a movement', { fromDateTime: at(2, 1) }, [4]],
    ['from a part of a millisecond after a movement', { fromDateTime: at(2).replace('Z', '0001Z') }, [4]],
    ['from the newest', { fromDateTime: at(3) }, [4]],
    ['after the newest', { fromDateTime: at(3, 1) }, []],
    ['until the newest', { toDateTime: at(3) }, everything],
    ['until just before a movement', { toDateTime: at(2, -1) }, [2, 1]],
    ['until a movement, in another time zone', { toDateTime: '2026-11-01T14:32:00+05:30' }, [3, 2, 1]],
    ['until a part of a millisecond after', { toDateTime: at(2).replace('Z', '9Z') }, [3, 2, 1]],
    ['until the opening', { toDateTime: OPENED_AT }, [1]],
    ['before the opening', { toDateTime: '2026-11-01T07:59:59.999Z' }, []],
    ['a moment', { fromDateTime: at(2), toDateTime: at(2) }, [3]],
    ['between two movements', { fromDateTime: at(1, 1), toDateTime: at(2, -1) }, []],
    ['that ends before it begins', { fromDateTime: at(3), toDateTime: at(1) }, []],
    ['a page of it', { fromDateTime: at(1), limit: '1', offset: '1' }, [3]],
  ])('has the movements within, both ends included: %s', async (_, query, sequences) => {
    const { list } = await setup({ moves: 3 });
    const { status, body, counts } = await list(query);
    expect(status).toBe(200);
    expect(sequencesOf(body)).toEqual(sequences);
    expect(counts[1]).toBe(String(sequences.length));
  });

  it('has all movements of one moment', async () => {
    const { list, ledger } = await setup();
    for (let number = 1; number <= 4; number += 1)
      await postInto(ledger, pendingOf({ clientCorrelationId: keyOf(number) }), NOW + 1_000);
    const { body } = await list({ fromDateTime: at(0, 1_000), toDateTime: at(0, 1_000) });
    expect(sequencesOf(body)).toEqual([5, 4, 3, 2]);
  });

  it('that nobody limits is read without looking for its ends', async () => {
    const { list, ledger } = await setup({ moves: 3 });
    const before = ledger.calls.length;
    await list();
    expect(ledger.calls.slice(before)).toEqual(['findAccount', 'listLegs']);
  });

  it('is found with few reads', async () => {
    const { list, ledger } = await setup({ moves: 31 });
    const before = ledger.calls.length;
    await list({ fromDateTime: at(9), toDateTime: at(20) });
    const calls = ledger.calls.slice(before);
    expect(calls.filter((method) => method !== 'findLeg')).toEqual(['findAccount', 'listLegs']);
    expect(calls.length - 2).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(33)));
  });
});

describe('the transactions of an account', () => {
  it('are whole transactions, with the receipt of this account alone', async () => {
    const { list, ledger } = await setup({ moves: 2 });
    const read = jest.spyOn(ledger, 'read');
    const [ofAlice, ofBob] = [
      await list({}, { resource: TRANSACTIONS }),
      await list({}, { resource: TRANSACTIONS, msisdn: BOB }),
    ];
    expect(ofAlice.counts).toEqual(['2', '2']);
    expect(read.mock.calls[0]).toEqual([[referenceNumber(2), referenceNumber(1)], []]);
    expect(ofAlice.body[0]).toEqual({
      transactionReference: referenceNumber(2),
      transactionStatus: 'completed',
      type: 'transfer',
      amount: '2',
      currency: 'GNF',
      debitParty: [{ key: 'msisdn', value: `+${ALICE}` }],
      creditParty: [{ key: 'msisdn', value: `+${BOB}` }],
      creationDate: NOW_TEXT,
      modificationDate: at(2),
      transactionReceipt: expect.stringMatching(/^3\.[0-9a-f]{64}$/) as unknown,
    });
    const { body: entries } = await list({}, { msisdn: BOB });
    expect(ofBob.body.map(({ transactionReceipt }) => transactionReceipt)).toEqual(
      entries.slice(0, -1).map(({ transactionReceipt }) => transactionReceipt),
    );
    expect(ofBob.body[0]?.['transactionReceipt']).not.toBe(ofAlice.body[0]?.['transactionReceipt']);
  });

  it('do not have the opening', async () => {
    const { list } = await setup();
    expect(await list({}, { resource: TRANSACTIONS })).toEqual({ status: 200, counts: ['0', '0'], body: [] });
    expect(await list({ toDateTime: OPENED_AT }, { resource: TRANSACTIONS })).toMatchObject({ body: [] });
  });

  it('do not have what is pending or failed', async () => {
    const { list, ledger, move } = await setup({ moves: 1 });
    ledger.put(pendingOf({ clientCorrelationId: keyOf(7) }));
    await move(2, { amount: 5_000n });
    expect(await list({}, { resource: TRANSACTIONS })).toMatchObject({ counts: ['1', '1'] });
  });

  it('have pages and periods as a statement has', async () => {
    const { list } = await setup({ moves: 6 });
    const query = { limit: '2', offset: '1', fromDateTime: at(2), toDateTime: at(5) };
    const { body, counts } = await list(query, { resource: TRANSACTIONS });
    expect([sequencesOf(body), counts]).toEqual([
      [5, 4],
      ['4', '2'],
    ]);
  });
});

describe.each([ENTRIES, TRANSACTIONS])('%s', (resource) => {
  const pathParameters = { identifierType: 'msisdn', identifier: ALICE as string };

  it.each(['pending', 'failed', 'reversed', ''])(
    'has nothing of the status %j, and says no more',
    async (status) => {
      const { list } = await setup({ moves: 3 });
      expect(await list({ transactionStatus: status }, { resource })).toEqual({
        status: 200,
        body: [],
        counts: ['0', '0'],
      });
    },
  );

  it('has what is completed', async () => {
    const { list } = await setup({ moves: 3 });
    expect(await list({ transactionStatus: 'completed' }, { resource })).toEqual(
      await list({}, { resource }),
    );
  });

  it.each<[string, string]>([
    ...['0', '101', '-1', '1.5', '1e1', '+1', ' 1', '01', '', 'x', '1000000000000000000000'].map(
      (value) => ['limit', value] as [string, string],
    ),
    ...['-1', '0.0', '1e1', '+1', ' 1', '01', '', 'x'].map((value) => ['offset', value] as [string, string]),
    ...['fromDateTime', 'toDateTime'].flatMap((name) =>
      ['', 'yesterday', '2026-11-01', '2026-11-01T09:00:00', '2026-02-30T00:00:00Z'].map(
        (value) => [name, value] as [string, string],
      ),
    ),
    ['transactionType', 'transfer'],
    ['transactionType', ''],
  ])('refuses %s=%j before anything is read', async (name, value) => {
    const { call, ledger } = await setup();
    expectRefusal(
      await call({ resource, pathParameters, queryStringParameters: { [name]: value } }),
      'format-error',
      name,
    );
    expect(ledger.calls).toEqual([]);
  });

  it.each(['limit', 'offset', 'fromDateTime', 'toDateTime', 'transactionStatus', 'transactionType'])(
    'refuses a %s that is given twice',
    async (name) => {
      const { call } = await setup();
      const query = {
        queryStringParameters: { [name]: '1' },
        multiValueQueryStringParameters: { [name]: ['2', '1'] },
      };
      expectRefusal(await call({ resource, pathParameters, ...query }), 'format-error', name);
    },
  );

  it('reads parameters as the gateway hands them over, and lets others be', async () => {
    const { call } = await setup({ moves: 3 });
    const query = { limit: '1', displayType: 'x', offset: '1' };
    const multi = { limit: ['1'], displayType: ['x', 'y'], offset: ['1'] };
    const { body } = await call({
      resource,
      pathParameters,
      queryStringParameters: query,
      multiValueQueryStringParameters: multi,
    });
    expect(sequencesOf(body as Record<string, unknown>[])).toEqual([3]);
  });

  it.each<[string, object | null, string, string, LedgerError, string | undefined]>([
    ['no token', null, ALICE, 'msisdn', 'unauthorized', undefined],
    ['an expired token, before anything else', { ...CALLER, exp: '1' }, 'x', 'x', 'unauthorized', undefined],
    ['another kind of identifier', CALLER, ALICE, 'accountid', 'format-error', 'identifierType'],
    ['a foreign number', CALLER, '33612345678', 'msisdn', 'not-a-subscriber-number', 'identifier'],
    ['a number of the holder’s not', holderOf(BOB), ALICE, 'msisdn', 'forbidden', undefined],
    ['a token whose number is none', holderOf('none'), ALICE, 'msisdn', 'forbidden', undefined],
    ['another number before a bad form only', holderOf(BOB), 'x', 'x', 'format-error', 'identifierType'],
  ])('refuses %s, and reads nothing', async (_, caller, identifier, identifierType, error, field) => {
    const { call, ledger } = await setup();
    expectRefusal(
      await call({ resource, pathParameters: { identifierType, identifier } }, caller),
      error,
      field,
    );
    expect(ledger.calls).toEqual([]);
  });

  it('needs the scopes that reading needs, before the form is judged', async () => {
    const { call } = await setup({ rules: { requiredScopes: ['read'], unboundScopes: ['read-any'] } });
    const status = async (caller: object, query: Query = {}) =>
      (await call({ resource, pathParameters, queryStringParameters: query }, { ...CALLER, ...caller }))
        .status;
    expect(await status({})).toBe(403);
    expect(await status({ scope: 'read' }, { limit: 'x' })).toBe(403);
    expect(await status({ scope: 'read-any', msisdn: ALICE })).toBe(403);
    expect(await status({ scope: 'read read-any' })).toBe(200);
    expect(await status({ scope: 'read', msisdn: ALICE })).toBe(200);
  });

  it('finds nothing of a number without an account, whatever is asked', async () => {
    const { call, ledger } = await setup();
    const path = { identifierType: 'msisdn', identifier: CAROL };
    for (const query of [{}, { offset: '9' }, { transactionStatus: 'failed' }, { toDateTime: NOW_TEXT }])
      expectRefusal(
        await call({ resource, pathParameters: path, queryStringParameters: query }),
        'not-found',
        'identifier',
      );
    expect(new Set(ledger.calls)).toEqual(new Set(['findAccount']));
  });
});

describe('one entry', () => {
  it('is that of the token’s own number', async () => {
    const { entry, list } = await setup({ moves: 3 });
    for (const msisdn of [ALICE, BOB]) {
      const { body: entries } = await list({}, { msisdn });
      const { status, body } = await entry(referenceNumber(2), holderOf(msisdn));
      expect([status, body]).toEqual([200, entries[1]]);
    }
  });

  it('is that of the number which the query names, in any spelling', async () => {
    const { entry, list } = await setup({ moves: 1 });
    const { body: entries } = await list({}, { msisdn: BOB });
    for (const msisdn of [BOB, '+224 622 00 00 02', '622000002'])
      expect((await entry(referenceNumber(1), CALLER, { msisdn })).body).toEqual(entries[0]);
    expect((await entry(referenceNumber(1).toUpperCase(), CALLER, { msisdn: BOB })).status).toBe(200);
  });

  it('may be named with the own number too', async () => {
    const { entry } = await setup({ moves: 1 });
    expect((await entry(referenceNumber(1), holderOf(ALICE), { msisdn: '622000001' })).status).toBe(200);
  });

  it.each([
    ['event-1', 'event-1'],
    ['JKJa/mPLv+cESHA=', 'JKJa%2FmPLv%2BcESHA%3D'],
    ['0B5F1C9E-52a4-4f3c-9d62-000000000001', '0B5F1C9E-52a4-4f3c-9d62-000000000001'],
  ])('is the opening under the event that opened the account: %s', async (openedBy, segment) => {
    const { entry, ledger } = await setup();
    ledger.open(CAROL, { openedBy });
    expect((await entry(segment, holderOf(CAROL))).body).toMatchObject({
      transactionReference: openedBy,
      displayType: 'ouverture du compte',
    });
    expectRefusal(await entry(segment, holderOf(ALICE)), 'not-found', 'transactionReference');
  });

  it('needs to know whose', async () => {
    const { entry, ledger } = await setup();
    expectRefusal(await entry(referenceNumber(1), CALLER), 'value-missing', 'msisdn');
    expectRefusal(await entry(referenceNumber(1), CALLER, { limit: '1' }), 'value-missing', 'msisdn');
    expect(ledger.calls).toEqual([]);
  });

  it.each<[string, object, string, LedgerError, string | undefined]>([
    ['a number that is none', CALLER, '33612345678', 'not-a-subscriber-number', 'msisdn'],
    ['no number', CALLER, '', 'not-a-subscriber-number', 'msisdn'],
    ['another number than the token’s', holderOf(ALICE), BOB, 'forbidden', undefined],
    ['the cash account', CALLER, CASH, 'not-a-subscriber-number', 'msisdn'],
  ])('is refused for %s', async (_, caller, msisdn, error, field) => {
    const { entry, ledger } = await setup({ moves: 1 });
    const before = ledger.calls.length;
    expectRefusal(await entry(referenceNumber(1), caller, { msisdn }), error, field);
    expect(ledger.calls).toHaveLength(before);
  });

  it('is refused to a token whose number is none, and where two numbers are named', async () => {
    const { entry, call } = await setup({ moves: 1 });
    expectRefusal(await entry(referenceNumber(1), holderOf('none')), 'forbidden');
    const twice = await call({
      resource: ENTRY,
      pathParameters: { transactionReference: referenceNumber(1) },
      queryStringParameters: { msisdn: BOB },
      multiValueQueryStringParameters: { msisdn: [ALICE, BOB] },
    });
    expectRefusal(twice, 'format-error', 'msisdn');
  });

  it('needs the scopes that reading needs', async () => {
    const { entry } = await setup({ moves: 1, rules: { unboundScopes: ['read-any'] } });
    expectRefusal(await entry(referenceNumber(1), CALLER, { msisdn: ALICE }), 'forbidden');
    expect((await entry(referenceNumber(1), holderOf(ALICE))).status).toBe(200);
  });

  it.each([
    ['an unknown transaction', referenceNumber(9)],
    ['what is no reference', 'TX'],
    ['an empty one', ''],
    ['a bad escape', '%zz'],
    ['another account’s opening', `opening-${BOB}`],
  ])('does not exist for %s', async (_, reference) => {
    const { entry } = await setup({ moves: 1 });
    expectRefusal(await entry(reference, holderOf(ALICE)), 'not-found', 'transactionReference');
  });

  it('does not exist for an account that took no part, nor for one that does not exist', async () => {
    const { entry, ledger } = await setup({ moves: 1 });
    const unknown = await entry(referenceNumber(1), holderOf(CAROL));
    expect(await entry('opening-1', holderOf(CAROL))).toEqual(unknown);
    ledger.open(CAROL);
    expect(await entry(referenceNumber(1), holderOf(CAROL))).toEqual(unknown);
    expectRefusal(unknown, 'not-found', 'transactionReference');
  });

  it('does not exist where no money moved', async () => {
    const { entry, ledger, move } = await setup();
    ledger.put(pendingOf({ clientCorrelationId: keyOf(1) }));
    await move(2, { amount: 5_000n });
    for (const number of [1, 2])
      expectRefusal(
        await entry(referenceNumber(number), holderOf(ALICE)),
        'not-found',
        'transactionReference',
      );
  });
});

describe('what goes wrong', () => {
  /** One request of each route that touches each method of the store. */
  const REQUESTS: readonly (readonly [string, ProxyEvent])[] = [
    ['findAccount', { resource: ENTRIES }],
    ['listLegs', { resource: ENTRIES }],
    ['findLeg', { resource: ENTRIES, queryStringParameters: { toDateTime: NOW_TEXT } }],
    ['read', { resource: TRANSACTIONS }],
    ['find', { resource: ENTRY, queryStringParameters: { msisdn: ALICE } }],
    ['findLeg', { resource: ENTRY, queryStringParameters: { msisdn: ALICE } }],
  ];
  const pathParameters = {
    identifierType: 'msisdn',
    identifier: ALICE as string,
    transactionReference: referenceNumber(1) as string,
  };

  it.each(REQUESTS)('while %s gives no answer, asking again is worth it: %j', async (method, event) => {
    const { call, ledger } = await setup({ moves: 3 });
    ledger.intercept({
      before: (made) => {
        if (made.method === method) throw ledgerDown();
      },
    });
    const answer = await call({ ...event, pathParameters });
    expectRefusal(answer, 'unavailable');
    expect(answer.headers['Retry-After']).toBe('2');
  });

  it.each(REQUESTS)('what %s cannot tell truthfully is our fault: %j', async (method, event) => {
    const { call, ledger } = await setup({ moves: 3 });
    ledger.intercept({
      before: (made) => {
        if (made.method === method) throw new CorruptLedgerError(`amount of ${ALICE}`);
      },
    });
    expectRefusal(await call({ ...event, pathParameters }), 'internal-error');
    expect(output.lines().join()).toContain('corrupt');
    expect(output.lines().join()).not.toContain(ALICE);
  });

  it('is an answer in time where the store is slow: no call begins too late', async () => {
    const { call, ledger, time } = await setup({ moves: 60 });
    ledger.intercept({ before: () => void (time.now += 1_000) });
    const before = ledger.calls.length;
    const queryStringParameters = { toDateTime: at(20) };
    const answer = await call({ resource: ENTRIES, pathParameters, queryStringParameters });
    expect(answer).toMatchObject({ status: 503, body: { errorCode: 'genericError' } });
    expect(output.lines().join()).toContain('no time left for another call');
    expect(ledger.calls.length - before).toBe(Math.ceil(LAST_CALL_MS / 1_000));
  });

  it('is our fault where the transaction of a leg is pending', async () => {
    const { call, ledger } = await setup({ moves: 2 });
    ledger.put(pendingOf({ clientCorrelationId: keyOf(1) }));
    expectRefusal(await call({ resource: TRANSACTIONS, pathParameters }), 'internal-error');
    expect(output.lines().join()).toContain('the transaction of a leg is not completed');
  });

  it('is our fault where the transaction of a leg is unreadable', async () => {
    const { call, ledger } = await setup({ moves: 2 });
    ledger.corrupt(referenceNumber(1), new CorruptLedgerError('the amount is no number'));
    expectRefusal(await call({ resource: TRANSACTIONS, pathParameters }), 'internal-error');
    expect(output.lines().join()).toContain('the amount is no number');
  });

  it('is our fault where the transaction of a leg is not there', async () => {
    const { call, ledger } = await setup({ moves: 1 });
    const leg = await ledger.findLeg(ALICE, 2);
    if (leg === undefined) throw new Error('no leg');
    await ledger.commit([{ write: 'add-leg', leg: { ...leg, sequence: 3, reference: referenceNumber(9) } }]);
    ledger.edit(ALICE, { version: 3 });
    expectRefusal(await call({ resource: TRANSACTIONS, pathParameters }), 'internal-error');
    expect(output.lines().join()).toContain('the transaction of a leg is not completed');
  });

  it.each([
    ['position of its leg', { debitLeg: undefined }],
    ['leg', { debitLeg: { sequence: 99, nonce: 'other' } }],
  ])('is our fault where a completed transaction has no %s', async (_, changes) => {
    const { entry, ledger, move } = await setup();
    const completed = await move(1);
    ledger.put({ ...completed, ...changes } as typeof completed);
    expectRefusal(await entry(referenceNumber(1), holderOf(ALICE)), 'internal-error');
    expect(output.lines().join()).toContain('the leg of a completed transaction is missing');
  });

  it.each([
    ['its moment', { createdAt: 'yesterday' }],
    ['its leg', { version: 9 }],
  ])('is our fault where a movement has lost %s', async (_, changes) => {
    const { list, ledger } = await setup({ moves: 1 });
    ledger.edit(ALICE, changes);
    expect((await list({ fromDateTime: NOW_TEXT })).status).toBe(500);
    expect(output.lines().join()).toContain('a leg of an account has no moment');
  });

  it.each([undefined, '/elsewhere', 'constructor'])('an unknown route is not found: %s', async (resource) => {
    const { call } = await setup();
    expectRefusal(
      await call({ ...(resource === undefined ? {} : { resource }), pathParameters }),
      'not-found',
    );
  });

  it.each([null, {}, { resource: ENTRIES }])('an event without a caller is refused: %j', async (event) => {
    const { handler } = await setup();
    expect(await handler(event)).toMatchObject({ statusCode: 401 });
  });

  it.each([ENTRIES, TRANSACTIONS, ENTRY])('an event without a path names nothing: %s', async (resource) => {
    const { call } = await setup();
    const { status } = await call({ resource, pathParameters: null }, holderOf(ALICE));
    expect(status).toBe(resource === ENTRY ? 404 : 400);
  });
});

describe('what is logged', () => {
  it('has no number, balance, amount or receipt', async () => {
    const { list, entry, ledger } = await setup({ moves: 3 });
    await list();
    await list({}, { resource: TRANSACTIONS });
    await entry(referenceNumber(1), holderOf(ALICE));
    const lines = output.lines().join();
    expect(lines).toContain('"returned":4');
    const heads = ledger.dump().legs.map(({ head }) => head);
    const secrets: readonly (Msisdn | string)[] = [ALICE, BOB, '622000001', '999', '994', ...heads];
    for (const secret of secrets) expect(lines).not.toContain(secret);
  });
});
