import { findViolations } from '@fintech-solution/domain/ledger/invariants';
import type { LedgerError } from '@fintech-solution/domain/ledger/ledger-error';
import { expire } from '@fintech-solution/domain/ledger/posting';
import type { AcceptedTransaction, Transaction } from '@fintech-solution/domain/ledger/transaction';
import { type CapturedOutput, captureOutput } from '@fintech-solution/testing/captured-output';
import { type InMemoryLedger, ledgerDown } from '@fintech-solution/testing/in-memory-ledger';
import { ALICE, BOB, keyOf, NOW, NOW_TEXT, pendingOf } from '@fintech-solution/testing/ledger-samples';
import { postInto } from '@fintech-solution/testing/posted-transaction';
import {
  type Call,
  expectRefusal,
  LIMITS,
  PENDING_STATE,
  REFERENCE,
  setup as setupHandler,
  SHOP,
} from '../handler-setup.ts';

let output: CapturedOutput;
beforeEach(() => {
  output = captureOutput();
});
afterEach(() => output.release());

type Original = ReturnType<typeof pendingOf>;
const originalOf = (changes: Partial<AcceptedTransaction> = {}): Original =>
  pendingOf({ requestedBy: 'shop', ...changes });
const ORIGINAL = originalOf();
const scoped = (...names: string[]) => names.map((name) => `transactions:${name}`).join(' ');

/** The handler, and a ledger in which Alice has sent Bob 250 francs for the shop. */
async function setup(original: Original = ORIGINAL) {
  const parts = setupHandler();
  const { ledger } = parts;
  for (const msisdn of [ALICE, BOB]) ledger.open(msisdn);
  await postInto(ledger, original);
  const before = ledger.calls.length;
  const calls = () => ledger.calls.slice(before);
  return { ...parts, calls, reverse: reversing(parts, original.reference) };
}

/** Asks for a reversal; what a call leaves out is that of one which is accepted. */
function reversing({ post }: Pick<ReturnType<typeof setupHandler>, 'post'>, reference: string) {
  return ({ body = { type: 'reversal' }, event = {}, ...call }: Call = {}) =>
    post({
      ...call,
      body,
      event: {
        resource: '/transactions/{transactionReference}/reversals',
        pathParameters: { transactionReference: reference },
        ...event,
      },
    });
}

/** Posts what the handler accepted, as process-transaction does. */
async function postAccepted(ledger: InMemoryLedger) {
  const reversal = ledger.dump().transactions.find(({ reference }) => reference === REFERENCE);
  await postInto(ledger, reversal as Original);
}

const partial = (amount: string) => ({ body: { type: 'reversal', amount } });

describe('a reversal', () => {
  it('is accepted as pending, then queued, in three calls', async () => {
    const { calls, queue, reverse } = await setup();
    const answer = await reverse();
    expect(answer).toMatchObject({ status: 202, body: PENDING_STATE });
    expect(answer.headers).toMatchObject({ 'Retry-After': '1', 'X-Date': NOW_TEXT });
    expect(calls()).toEqual(['find', 'accept']);
    expect(queue.messages).toMatchObject([{ reference: REFERENCE }]);
    expect(output.metrics().at(-1)).toMatchObject({ TransactionAccepted: 1, Type: 'reversal' });
  });

  it('turns the parties round, and keeps what later decides about it', async () => {
    const { ledger, reverse } = await setup();
    const kept = {
      descriptionText: 'Erreur de saisie',
      requestingOrganisationTransactionReference: 'ticket-4',
      requestDate: '2026-11-01T08:59:59Z',
    };
    const body = { type: 'reversal', amount: '100.00', currency: 'GNF', ...kept, reason: 'ignored' };
    await reverse({ body, headers: { 'X-Callback-URL': 'https://hooks.example/a' } });
    const [, reversal] = ledger.dump().transactions;
    expect(reversal).toMatchObject({
      ...kept,
      type: 'reversal',
      status: 'pending',
      amount: 100n,
      currency: 'GNF',
      debit: BOB,
      credit: ALICE,
      originalReference: ORIGINAL.reference,
      requestedBy: 'shop',
      requestedByDebitParty: false,
      callbackUrl: 'https://hooks.example/a',
      expiresAt: NOW / 1_000 + 3_600,
    });
    expect(reversal).not.toHaveProperty('reason');
  });

  it('of everything has the amount that is left when it is accepted', async () => {
    const { ledger, reverse } = await setup();
    await reverse(partial('100'));
    await postAccepted(ledger);
    await reverse({ headers: { 'X-CorrelationID': keyOf(8) } });
    expect(ledger.dump().transactions.at(-1)).toMatchObject({ amount: 150n, status: 'pending' });
  });

  it('takes back the last franc, whatever amounts the settings allow', async () => {
    const { ledger, queue, reverse } = await setup();
    expect((await reverse(partial('249'))).status).toBe(202);
    await postAccepted(ledger);
    const tight = { ...LIMITS, minAmount: 2n, maxAmount: 2n };
    const again = reversing(setupHandler({ ledger, queue, limits: tight }), ORIGINAL.reference);
    expect((await again({ headers: { 'X-CorrelationID': keyOf(8) } })).status).toBe(202);
  });

  it('leaves nothing that contradicts the rules of the ledger once it is posted', async () => {
    const { ledger, reverse } = await setup();
    await reverse();
    await postAccepted(ledger);
    expect(ledger.dump().transactions[0]).toMatchObject({ reversible: 0n });
    expect(findViolations(ledger.dump(), { nowMs: NOW, clockSkewMs: 3_000 })).toEqual([]);
  });
});

describe('a reversal that comes again under its key', () => {
  it('is answered by its transaction, though nothing is left to reverse by now', async () => {
    const { ledger, queue, reverse } = await setup();
    await reverse();
    await postAccepted(ledger);
    const answer = await reverse();
    expect(answer).toMatchObject({ status: 202, body: { ...PENDING_STATE, status: 'completed' } });
    expect(answer.headers).toMatchObject({ 'Idempotency-Hit': 'true' });
    expect(ledger.dump().transactions).toHaveLength(2);
    expect(queue.messages).toHaveLength(1);
  });

  it('is not refused for what it did itself a moment ago', async () => {
    const { ledger, reverse } = await setup();
    // The other of two equal requests is accepted and posted after this one has read the original.
    let isFirst = true;
    ledger.intercept({
      after: async ({ method }) => {
        if (method !== 'find' || !isFirst) return;
        isFirst = false;
        await reverse();
        await postAccepted(ledger);
      },
    });
    const answer = await reverse();
    expect(answer).toMatchObject({ status: 202, body: { status: 'completed' } });
    expect(answer.headers).toMatchObject({ 'Idempotency-Hit': 'true' });
  });

  it('reads its key after the original, so that a refusal is told only of what is new', async () => {
    const { calls, reverse } = await setup();
    expectRefusal(await reverse(partial('251')), 'incorrect-state', 'amount');
    expect(calls()).toEqual(['find', 'find']);
  });

  it.each<[string, Call]>([
    ['amount', partial('250')],
    ['amount that nothing is left for', partial('251')],
    ['description', { body: { type: 'reversal', descriptionText: 'x' } }],
    ['callback', { headers: { 'X-Callback-URL': 'https://hooks.example/a' } }],
  ])('is refused for another %s, and changes nothing', async (_, call) => {
    const { ledger, reverse } = await setup();
    await reverse();
    const before = ledger.dump();
    expectRefusal(await reverse(call), 'duplicate-request', 'X-CorrelationID');
    expect(ledger.dump()).toEqual(before);
  });

  it('is refused for another original', async () => {
    const { ledger, reverse, post } = await setup();
    await reverse();
    const other = originalOf({ clientCorrelationId: keyOf(2) });
    await postInto(ledger, other);
    expectRefusal(await reversing({ post }, other.reference)(), 'duplicate-request', 'X-CorrelationID');
  });

  it('makes one transaction of two that come at once', async () => {
    const { ledger, reverse } = await setup();
    const answers = await Promise.all([reverse(), reverse()]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(ledger.dump().transactions).toHaveLength(2);
  });

  it('is judged by the token first: no permission, no replay', async () => {
    const { reverse } = await setup();
    const caller = { ...SHOP, sub: 'support', scope: `${SHOP.scope} ${scoped('read')}` };
    expect((await reverse({ caller })).status).toBe(202);
    expectRefusal(
      await reverse({ caller: { ...caller, scope: SHOP.scope } }),
      'not-found',
      'transactionReference',
    );
    expectRefusal(await reverse({ caller: { ...caller, scope: scoped('read') } }), 'forbidden');
  });
});

describe('an original that cannot be reversed', () => {
  const final = (changes: Partial<AcceptedTransaction>) => originalOf(changes);
  const failed = expire(ORIGINAL, NOW).transaction;
  const putInto = (transaction: Transaction) => {
    const parts = setupHandler();
    parts.ledger.put(transaction);
    return { ...parts, reverse: reversing(parts, transaction.reference) };
  };

  it.each<[string, Transaction]>([
    ['pending', ORIGINAL],
    ['failed', failed],
    [
      'a reversal',
      {
        ...final({ type: 'reversal', originalReference: failed.reference }),
        status: 'completed',
        finalAt: NOW_TEXT,
      },
    ],
    ['reversed already', { ...ORIGINAL, status: 'completed', finalAt: NOW_TEXT, reversible: 0n }],
  ])('is one that is %s', async (_, transaction) => {
    const { ledger, queue, reverse } = putInto(transaction);
    expectRefusal(await reverse(), 'incorrect-state', 'transactionReference');
    expectRefusal(await reverse(partial('1')), 'incorrect-state', 'transactionReference');
    expect(ledger.dump().transactions).toEqual([transaction]);
    expect(queue.messages).toEqual([]);
  });

  it('is one of which less is left than is asked for', async () => {
    const { reverse } = putInto({ ...ORIGINAL, status: 'completed', finalAt: NOW_TEXT, reversible: 100n });
    expectRefusal(await reverse(partial('101')), 'incorrect-state', 'amount');
    expect((await reverse(partial('100'))).status).toBe(202);
  });

  it('is refused for no amount before its state is told', async () => {
    const { reverse } = putInto(ORIGINAL);
    expectRefusal(await reverse(partial('0')), 'below-minimum', 'amount');
  });

  it('leaves the refusal of a callback to the settings', async () => {
    const { ledger, reverse } = await setup();
    const answer = await reverse({ headers: { 'X-Callback-URL': 'https://evil.example' } });
    expectRefusal(answer, 'format-error', 'X-Callback-URL');
    expect(ledger.dump().transactions).toHaveLength(1);
  });
});

describe('who may reverse', () => {
  const withScopes = (...names: string[]) => ({ ...SHOP, scope: scoped(...names) });
  const support = (...names: string[]) => ({ ...withScopes(...names), sub: 'support' });
  const missing = ['not-found', 'transactionReference'] as const;

  it.each<[string, object, readonly [LedgerError, string?] | 'accepted']>([
    ['who asked for the original', withScopes('reversal', 'debit-any'), 'accepted'],
    ['who may read everything', support('reversal', 'debit-any', 'read'), 'accepted'],
    ['another caller', support('reversal', 'debit-any'), missing],
    ['a token without the scope', withScopes('transfer', 'debit-any', 'read'), ['forbidden']],
    ['a token without the scope for customers’ money', withScopes('reversal'), ['forbidden']],
    ['the debited customer', { ...SHOP, msisdn: ALICE }, ['forbidden']],
    ['the credited customer', { ...SHOP, msisdn: BOB }, ['forbidden']],
    ['a token bound to no number', { ...SHOP, msisdn: 'alice' }, ['forbidden']],
    ['a token that expired since', { ...SHOP, exp: String(NOW / 1_000) }, ['unauthorized']],
  ])('%s', async (_, caller, expected) => {
    const { ledger, reverse } = await setup();
    const answer = await reverse({ caller });
    if (expected === 'accepted') return expect(answer.status).toBe(202);
    expectRefusal(answer, ...expected);
    return expect(ledger.dump().transactions).toHaveLength(1);
  });

  it('needs the scope for cash where cash comes back or is paid out again', async () => {
    const deposit = originalOf({ type: 'deposit', debit: 'SYS#CASH', credit: BOB });
    const { reverse } = await setup(deposit);
    expectRefusal(await reverse({ caller: withScopes('reversal', 'debit-any') }), 'forbidden');
    expect((await reverse({ caller: withScopes('reversal', 'debit-any', 'cash') })).status).toBe(202);
  });

  it('never learns from a refusal that a transaction of others exists', async () => {
    const { reverse, post } = await setup();
    const unknown = reversing({ post }, keyOf(99));
    const answers = [];
    for (const ask of [reverse, unknown]) answers.push((await ask({ caller: support('reversal') })).body);
    expect(answers[0]).toEqual(answers[1]);
  });
});

describe('the form of a reversal', () => {
  it.each<[string, Call, LedgerError, string]>([
    ['no key', { headers: { 'X-CorrelationID': '' } }, 'value-missing', 'X-CorrelationID'],
    ['no body', { event: { body: null } }, 'format-error', 'body'],
    [
      'a callback that is not https',
      { headers: { 'X-Callback-URL': 'ftp://a' } },
      'format-error',
      'X-Callback-URL',
    ],
    ['no type', { body: {} }, 'value-missing', 'type'],
    ['another type', { body: { type: 'transfer' } }, 'format-error', 'type'],
  ])('is refused for %s, before anything is read', async (_, call, error, field) => {
    const { calls, reverse } = await setup();
    expectRefusal(await reverse(call), error, field);
    expect(calls()).toEqual([]);
  });

  it.each(['5', keyOf(1).slice(1), ''])(
    'is that of an unknown transaction where the path says “%s”',
    async (reference) => {
      const { calls, post } = await setup();
      expectRefusal(await reversing({ post }, reference)(), 'not-found', 'transactionReference');
      expect(calls()).toEqual([]);
    },
  );

  it('takes a reference in capitals', async () => {
    const { post } = await setup();
    expect((await reversing({ post }, ORIGINAL.reference.toUpperCase())()).status).toBe(202);
  });
});

describe('when something fails', () => {
  it('a table that is down accepts nothing', async () => {
    const { ledger, queue, reverse } = await setup();
    ledger.intercept({ before: () => Promise.reject(ledgerDown()) });
    expectRefusal(await reverse(), 'unavailable');
    expect(queue.messages).toEqual([]);
  });

  it('a queue that is down leaves an accepted reversal, which the same request queues later', async () => {
    const { ledger, queue, reverse } = await setup();
    queue.behave('down');
    expectRefusal(await reverse(), 'unavailable');
    expect(ledger.dump().transactions).toHaveLength(2);
    queue.behave('well');
    expect(await reverse()).toMatchObject({ status: 202, headers: { 'Idempotency-Hit': 'true' } });
    expect(queue.messages).toHaveLength(1);
  });

  it('an answer that was lost leaves an accepted reversal, which the same request finds', async () => {
    const { ledger, reverse } = await setup();
    ledger.intercept({
      after: ({ method }) => (method === 'accept' ? Promise.reject(ledgerDown()) : undefined),
    });
    expectRefusal(await reverse(), 'unavailable');
    ledger.intercept({});
    expect(await reverse()).toMatchObject({ status: 202, headers: { 'Idempotency-Hit': 'true' } });
    expect(ledger.dump().transactions).toHaveLength(2);
  });
});
