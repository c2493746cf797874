import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PROBLEM_MESSAGES } from '../../src/api.ts';
import { ApiProblem, createLedgerClient, type LedgerClientOptions } from '../../src/ledger-client.ts';

const REFERENCE = '5f6f3f0a-6a0e-5d27-9d3b-0c9f2a9f1c11';
const KEY = '7a1c2f9e-4b5d-4c8e-9f10-3d2b1a0c9e8f';
const stateOf = (status: string, more = {}) => ({
  serverCorrelationId: REFERENCE,
  objectReference: REFERENCE,
  status,
  notificationMethod: 'polling',
  expiryTime: '2026-11-29T10:00:00.000Z',
  pollLimit: 100,
  ...more,
});
const TRANSFER = { amount: '5000', debit: '622 00 00 01', credit: '+224 655 00 00 02' };

interface Asked {
  readonly path: string;
  readonly key: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}
type Answering = (response: ServerResponse) => void;

const answering =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answering =>
  (response) =>
    void response
      .writeHead(status, { 'Content-Type': 'application/json', ...headers })
      .end(JSON.stringify(body));
const hangingUp: Answering = (response) => void response.destroy();
const DOWN = answering(503, { code: 'UNAVAILABLE', errorCode: 'genericError' }, { 'Retry-After': '2' });

describe('the typed client of the ledger', () => {
  let answers: Answering[] = [];
  let asked: Asked[] = [];
  let paused: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const { url = '', headers } = request;
      asked.push({
        path: `${request.method} ${decodeURIComponent(url)}`,
        key: headers['x-correlationid'] as string | undefined,
        headers,
        body: text === '' ? undefined : JSON.parse(text),
      });
      // The last answer is given for ever.
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      answer?.(response);
    });
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => {
    asked = [];
    paused = [];
  });

  const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/dev`;
  const ledger = (options: LedgerClientOptions = {}, token = async () => 'token') =>
    createLedgerClient(base(), token, {
      pause: async (ms) => void paused.push(ms),
      ...options,
    });
  const failure = async (call: Promise<unknown>): Promise<ApiProblem> => {
    const thrown: unknown = await call.then(
      () => 'nothing was thrown',
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(ApiProblem);
    return thrown as ApiProblem;
  };

  it('asks for a movement of money under a key of its own', async () => {
    answers = [answering(202, stateOf('pending'))];
    const wish = { ...TRANSFER, debit: '\u202a622\u00a000 00 01\u202c', descriptionText: 'Loyer' };
    const { key, state } = await ledger().requestTransaction('transfer', wish, {
      callbackUrl: 'https://a.example',
    });
    expect(state).toEqual(stateOf('pending'));
    expect(asked).toMatchObject([
      {
        path: 'POST /dev/transactions/type/transfer',
        key,
        headers: { authorization: 'Bearer token', 'x-callback-url': 'https://a.example' },
        body: {
          amount: '5000',
          currency: 'GNF',
          debitParty: [{ key: 'msisdn', value: '62200 00 01' }],
          creditParty: [{ key: 'msisdn', value: '+224 655 00 00 02' }],
          descriptionText: 'Loyer',
        },
      },
    ]);
    expect(key).toMatch(/^[0-9a-f-]{36}$/);
    expect((await ledger().requestTransaction('transfer', TRANSFER)).key).not.toBe(key);
  });

  it('leaves out the party that is the cash desk', async () => {
    answers = [answering(202, stateOf('pending'))];
    await ledger().requestTransaction('deposit', { amount: '1', credit: '622000001' }, { key: KEY });
    expect(asked[0]?.body).toEqual({
      amount: '1',
      currency: 'GNF',
      creditParty: [{ key: 'msisdn', value: '622000001' }],
    });
    expect(asked[0]?.key).toBe(KEY);
  });

  it('asks for a reversal', async () => {
    answers = [answering(202, stateOf('pending'))];
    await ledger().reverse(REFERENCE, { amount: '2000' }, { key: KEY });
    expect(asked).toMatchObject([
      {
        path: `POST /dev/transactions/${REFERENCE}/reversals`,
        key: KEY,
        body: { type: 'reversal', amount: '2000' },
      },
    ]);
  });

  it.each<[string, Answering, number]>([
    ['a server that is down', DOWN, 2_000],
    ['a server’s fault', answering(500, { code: 'INTERNAL_ERROR' }), 1_000],
    ['a proxy’s fault', answering(502, 'Bad gateway'), 1_000],
    ['too many requests', answering(429, { code: 'TOO_MANY_REQUESTS' }, { 'Retry-After': '1' }), 1_000],
    ['a wait that no timer takes', answering(503, {}, { 'Retry-After': '99999999999' }), 2 ** 31 - 1],
    ['a connection that ends', hangingUp, 1_000],
  ])('tries again after %s, under the same key', async (_, fault, pauseMs) => {
    answers = [fault, fault, answering(202, stateOf('pending'))];
    const { key } = await ledger().requestTransaction('transfer', TRANSFER);
    expect(asked.map((request) => request.key)).toEqual([key, key, key]);
    expect(paused).toEqual([pauseMs, pauseMs]);
  });

  it('gives up after some attempts, and tells the key under which to go on', async () => {
    answers = [DOWN];
    const problem = await failure(ledger({ attempts: 3 }).requestTransaction('transfer', TRANSFER));
    expect(problem).toMatchObject({ status: 503, code: 'UNAVAILABLE', retryAfterSeconds: 2 });
    expect(asked.map(({ key }) => key)).toEqual([problem.key, problem.key, problem.key]);
  });

  it.each([400, 401, 403, 404, 409])('never repeats what is refused with %d', async (status) => {
    answers = [answering(status, { code: 'FORMAT_ERROR' })];
    expect(await failure(ledger().requestTransaction('transfer', TRANSFER))).toMatchObject({ status });
    expect(asked).toHaveLength(1);
  });

  it('tells the members of a refusal', async () => {
    const errorParameters = [{ key: 'field', value: 'amount' }];
    answers = [
      answering(400, {
        code: 'INCORRECT_STATE',
        errorCategory: 'businessRule',
        errorCode: 'incorrectState',
        errorDescription: 'L’opération ne peut pas être annulée.',
        errorParameters: [...errorParameters, { key: 'x' }, null],
      }),
    ];
    expect(await failure(ledger().reverse(REFERENCE))).toMatchObject({
      code: 'INCORRECT_STATE',
      message: 'L’opération ne peut pas être annulée.',
      errorCategory: 'businessRule',
      errorCode: 'incorrectState',
      errorParameters,
    });
  });

  it('believes no words of an answer that is not the API’s', async () => {
    answers = [answering(403, { code: 'PAY_HERE', errorDescription: 'Payez ici', errorCode: 'x' })];
    const problem = await failure(ledger().transaction(REFERENCE));
    expect(problem).toMatchObject({ code: 'FORBIDDEN', message: PROBLEM_MESSAGES.FORBIDDEN });
    expect(problem.errorCode).toBeUndefined();
  });

  it('takes a success with a foreign body for no answer', async () => {
    answers = [answering(200, { welcome: 'to the hotel' })];
    const calls = ledger({ attempts: 1 });
    const asking = [
      calls.transaction(REFERENCE),
      calls.requestState(REFERENCE),
      calls.response(KEY),
      calls.balance('622000001'),
      calls.accountStatus('622000001'),
      calls.heartbeat(),
      calls.statementEntry(REFERENCE),
      calls.requestTransaction('transfer', TRANSFER),
    ];
    for (const call of asking)
      expect(await failure(call)).toMatchObject({ status: 200, code: 'UNAVAILABLE' });
  });

  it('does not ask at all without a token', async () => {
    const calls = ledger({}, () => Promise.reject(new Error('no network')));
    expect(await failure(calls.balance('622000001'))).toMatchObject({
      code: 'UNAUTHORIZED',
      status: undefined,
    });
    expect(asked).toEqual([]);
  });

  const TRANSACTION = {
    transactionReference: REFERENCE,
    transactionStatus: 'completed',
    type: 'transfer',
    amount: '5000',
    currency: 'GNF',
  };
  const BALANCE = {
    accountStatus: 'available',
    currentBalance: '1000',
    availableBalance: '1000',
    reservedBalance: '0',
    currency: 'GNF',
  };
  type Calls = ReturnType<typeof ledger>;
  it.each<[string, (calls: Calls) => Promise<unknown>, object, unknown]>([
    [`transactions/${REFERENCE}`, (calls) => calls.transaction(REFERENCE), TRANSACTION, TRANSACTION],
    [
      `requeststates/${REFERENCE}`,
      (calls) => calls.requestState(REFERENCE),
      stateOf('failed'),
      stateOf('failed'),
    ],
    [`responses/${KEY}`, (calls) => calls.response(KEY), { link: `/transactions/${REFERENCE}` }, REFERENCE],
    ['accounts/msisdn/622000001/balance', (calls) => calls.balance('622\u00a0000001'), BALANCE, BALANCE],
    [
      'accounts/msisdn/622000001/status',
      (calls) => calls.accountStatus('622000001'),
      { accountStatus: 'unavailable' },
      'unavailable',
    ],
    ['heartbeat', (calls) => calls.heartbeat(), { serviceStatus: 'degraded' }, 'degraded'],
  ])('reads %s', async (path, ask, body, result) => {
    answers = [DOWN, answering(200, body)];
    await expect(ask(ledger())).resolves.toEqual(result);
    expect(asked.map((request) => request.path)).toEqual([`GET /dev/${path}`, `GET /dev/${path}`]);
  });

  const ENTRY = {
    ...TRANSACTION,
    creationDate: '2026-11-29T10:00:00.000Z',
    transactionReceipt: '3.aa',
    customData: [{ key: 'sequence', value: '3' }],
  };
  /** A list with as many elements in all as its count says. */
  const listing = (items: readonly (object | null)[], count: number | string): Answering =>
    answering(200, items, { 'X-Records-Available-Count': String(count) });
  const movement = (sequence: number) => ({ ...ENTRY, transactionReceipt: `${sequence}.aa` });

  it.each<[string, (calls: Calls) => Promise<unknown>]>([
    ['statemententries', (calls) => calls.statementEntries('622\u00a0000001', { limit: 1, offset: 2 })],
    ['transactions', (calls) => calls.accountTransactions('622000001', { limit: 1, offset: 2 })],
  ])('reads a page of %s, after a fault that passes', async (list, ask) => {
    answers = [DOWN, listing([ENTRY], 7)];
    await expect(ask(ledger())).resolves.toEqual({ items: [ENTRY], availableCount: 7 });
    const path = `GET /dev/accounts/msisdn/622000001/${list}?limit=1&offset=2`;
    expect(asked.map((request) => request.path)).toEqual([path, path]);
  });

  it('reads one entry, of the token’s own account or of one that is named', async () => {
    answers = [answering(200, ENTRY)];
    await expect(ledger().statementEntry(REFERENCE)).resolves.toEqual(ENTRY);
    await expect(ledger().statementEntry('JKJa/mPL=', { msisdn: '622\u00a0000001' })).resolves.toEqual(ENTRY);
    expect(asked.map((request) => request.path)).toEqual([
      `GET /dev/statemententries/${REFERENCE}`,
      'GET /dev/statemententries/JKJa/mPL=?msisdn=622000001',
    ]);
  });

  it.each<[string, Answering]>([
    ['without a count', answering(200, [ENTRY])],
    ['with a count that is none', listing([ENTRY], 'many')],
    ['with an element that is none', listing([ENTRY, null], 2)],
    ['with an entry without a receipt', listing([{ ...ENTRY, transactionReceipt: 7 }], 1)],
    ['that is an object', answering(200, { entries: [ENTRY] }, { 'X-Records-Available-Count': '1' })],
  ])('takes a list %s for no answer', async (_, answer) => {
    answers = [answer];
    const calls = ledger({ attempts: 1 });
    for (const call of [calls.statementEntries('622000001'), calls.accountTransactions('622000001')])
      expect(await failure(call)).toMatchObject({ status: 200, code: 'UNAVAILABLE' });
  });

  const numbersOf = async (movements: AsyncIterable<{ readonly transactionReceipt: string }>) => {
    const numbers: number[] = [];
    for await (const { transactionReceipt } of movements)
      numbers.push(Number.parseInt(transactionReceipt, 10));
    return numbers;
  };

  it('reads all pages, and each movement once though new ones arrive meanwhile', async () => {
    answers = [
      listing([5, 4, 3].map(movement), 5),
      listing([4, 3, 2].map(movement), 7),
      listing([movement(1)], 7),
    ];
    const window = { toDateTime: '2026-11-30T00:00:00Z' };
    expect(await numbersOf(ledger().everyStatementEntry('622000001', window))).toEqual([5, 4, 3, 2, 1]);
    const list =
      'GET /dev/accounts/msisdn/622000001/statemententries?toDateTime=2026-11-30T00:00:00Z&limit=100';
    expect(asked.map((request) => request.path)).toEqual(
      [0, 3, 6].map((offset) => `${list}&offset=${offset}`),
    );
  });

  it('ends at an empty page, whatever its count says', async () => {
    answers = [listing([movement(2)], 9), listing([], 9)];
    expect(await numbersOf(ledger().everyAccountTransaction('622000001'))).toEqual([2]);
    expect(asked).toHaveLength(2);
  });

  it('throws what a later page is refused with', async () => {
    answers = [listing([movement(2)], 9), answering(403, { code: 'FORBIDDEN' })];
    expect(await failure(numbersOf(ledger().everyStatementEntry('622000001')))).toMatchObject({
      status: 403,
    });
  });

  it('waits for a final state, as long as the API asks to, and through every fault that passes', async () => {
    const pending = answering(200, stateOf('pending'), { 'Retry-After': '3' });
    const failed = stateOf('failed', {
      error: { errorCategory: 'businessRule', errorCode: 'insufficientFunds' },
    });
    answers = [pending, DOWN, hangingUp, answering(200, stateOf('pending')), answering(200, failed)];
    await expect(ledger({ attempts: 1 }).waitUntilFinal(REFERENCE)).resolves.toEqual(failed);
    expect(paused).toEqual([3_000, 2_000, 1_000, 1_000]);
  });

  it('waits no longer where the answer is a refusal', async () => {
    answers = [answering(200, stateOf('pending')), answering(404, { code: 'NOT_FOUND' })];
    expect(await failure(ledger().waitUntilFinal(REFERENCE))).toMatchObject({ status: 404 });
  });

  it('ends with the signal’s reason: before a call, during one, and in a pause', async () => {
    const reason = new Error('the customer left');
    const before = AbortSignal.abort(reason);
    await expect(ledger().waitUntilFinal(REFERENCE, { signal: before })).rejects.toBe(reason);
    await expect(ledger().balance('622000001', { signal: before })).rejects.toBe(reason);
    expect(asked).toEqual([]);

    const during = new AbortController();
    answers = [() => during.abort(reason)];
    await expect(ledger().waitUntilFinal(REFERENCE, during)).rejects.toBe(reason);

    const inPause = new AbortController();
    answers = [
      (response) => {
        answering(200, stateOf('pending'), { 'Retry-After': '3600' })(response);
        response.once('close', () => setImmediate(() => inPause.abort(reason)));
      },
    ];
    const client = createLedgerClient(base(), async () => 'token');
    await expect(client.waitUntilFinal(REFERENCE, inPause)).rejects.toBe(reason);
  });
});
