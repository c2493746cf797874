import type { Sms } from '@fintech-solution/domain/sms';
import { CorruptLedgerError } from '@fintech-solution/domain/ledger/ledger-store';
import { type Callback, callbackOf } from '@fintech-solution/domain/ledger/callback';
import type { Recipient } from '@fintech-solution/domain/ledger/notification';
import { encodeNotificationRequested } from '@fintech-solution/domain/ledger/transaction-events';
import { CASH } from '@fintech-solution/domain/ledger/transaction';
import { GUINEA_PLAN } from '@fintech-solution/domain/msisdn';
import { createLog } from '@fintech-solution/runtime/log';
import { createBatchMetrics } from '@fintech-solution/runtime/metrics';
import { type CapturedOutput, captureOutput } from '@fintech-solution/testing/captured-output';
import { createInMemoryLedger, ledgerDown } from '@fintech-solution/testing/in-memory-ledger';
import { createInMemoryNotifications } from '@fintech-solution/testing/in-memory-notifications';
import { createInMemoryDeadLetters, createInMemoryQueue } from '@fintech-solution/testing/in-memory-queues';
import { ALICE, BOB, keyOf, NOW, NOW_TEXT, pendingOf } from '@fintech-solution/testing/ledger-samples';
import { postInto } from '@fintech-solution/testing/posted-transaction';
import {
  createScriptedNotifier,
  FAILED,
  REFUSED,
  UNKNOWN,
} from '@fintech-solution/testing/scripted-notifier';
import { recordOf, redriven } from '@fintech-solution/testing/sqs-records';
import { createHandler } from '../../src/handler.ts';

const LEASE_MS = 60_000;
/** 250 francs from Alice, who asks for it herself, to Bob. */
const TRANSFER = pendingOf({ requestedByDebitParty: true });
const { reference: REFERENCE } = TRANSFER;
const place = (recipient: Recipient) => ({ reference: REFERENCE, recipient });

let output: CapturedOutput;
beforeEach(() => {
  output = captureOutput();
});
afterEach(() => output.release());

/** The handler on fakes, a clock that stands until it is moved, and messages of the queue. */
function setup({ isOn = true } = {}) {
  const time = { now: NOW };
  let leases = 0;
  const ledger = createInMemoryLedger();
  ledger.open(ALICE);
  ledger.open(BOB);
  const notifications = createInMemoryNotifications();
  const sms = createScriptedNotifier<Sms>();
  const callbacks = createScriptedNotifier<Callback>();
  const callbackHosts: string[] = [];
  const deadLetters = createInMemoryDeadLetters();
  const queue = createInMemoryQueue();
  const handler = createHandler({
    ledger,
    notifications,
    sms: isOn ? sms : undefined,
    callbacksTo: (host) => {
      callbackHosts.push(host);
      return callbacks;
    },
    deadLetters,
    queue,
    clock: () => time.now,
    newLease: (now) => now + LEASE_MS + (leases += 1) / 1_024,
    plan: GUINEA_PLAN,
    log: createLog(GUINEA_PLAN),
    metrics: createBatchMetrics(),
  });
  const message = (recipient: Recipient, reference = REFERENCE) =>
    recordOf(encodeNotificationRequested({ reference, recipient, correlationId: 'call-1' }, NOW_TEXT), {
      messageId: `${reference.slice(0, 8)}-${recipient}`,
    });
  /** The ids of the records that come again. */
  const deliver = async (...Records: ReturnType<typeof recordOf>[]) =>
    (await handler({ Records })).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  const complete = (changes: Partial<typeof TRANSFER> = {}) => postInto(ledger, { ...TRANSFER, ...changes });
  const outside = { sms, callbacks, callbackHosts, deadLetters, queue };
  return { time, ledger, notifications, ...outside, handler, message, deliver, complete };
}

/** What was counted, with the recipient or the reason. */
const counts = () =>
  output.metrics().flatMap((line) =>
    Object.entries(line)
      .filter(([, value]) => typeof value === 'number')
      .map(([name]) => `${name} ${String(line['Recipient'] ?? line['Reason'] ?? '')}`.trim()),
  );

describe('a completed transaction', () => {
  it('is told to both customers, each with the balance after that very movement', async () => {
    const { complete, deliver, message, sms, notifications, ledger } = setup();
    await complete();
    // A later movement: what is said stays the balance after this one.
    await postInto(ledger, pendingOf({ clientCorrelationId: keyOf(2), amount: 1n }));
    expect(await deliver(message('debit'), message('credit'))).toEqual([]);
    const short = REFERENCE.slice(0, 8);
    expect(sms.attempts).toEqual([
      {
        to: ALICE,
        text: `Vous avez envoyé 250 GNF à +${BOB}. Solde après cette opération : 750 GNF. Réf. ${short}`,
      },
      {
        to: BOB,
        text: `+${ALICE} vous a envoyé 250 GNF. Solde après cette opération : 1250 GNF. Réf. ${short}`,
      },
    ]);
    expect(notifications.stored(place('debit'))).toEqual({ state: 'sent', unknown: 0 });
    expect(counts()).toEqual(['NotificationSent debit', 'NotificationSent credit']);
  });

  it('is told once, however often the message is delivered', async () => {
    const { complete, deliver, message, sms } = setup();
    await complete();
    await deliver(message('debit'), message('debit'));
    expect(await deliver(message('debit'))).toEqual([]);
    expect(sms.attempts).toHaveLength(1);
  });

  it('is told to one customer although the other one cannot be told', async () => {
    const { complete, deliver, message, sms } = setup();
    await complete();
    sms.answer(async () => (sms.attempts.at(-1)?.to === ALICE ? FAILED : { kind: 'sent' }));
    const debit = message('debit');
    expect(await deliver(debit, message('credit'))).toEqual([debit.messageId]);
    expect(sms.attempts.map(({ to }) => to)).toEqual([ALICE, BOB]);
  });
});

describe('a failed transaction', () => {
  it('is told to the debited customer who asked for it, with the reason', async () => {
    const { ledger, deliver, message, sms } = setup();
    await postInto(ledger, { ...TRANSFER, amount: 1_001n });
    expect(await deliver(message('debit'))).toEqual([]);
    expect(sms.attempts).toEqual([
      {
        to: ALICE,
        text: `Votre opération de 1001 GNF vers +${BOB} a échoué : solde insuffisant. Réf. ${REFERENCE.slice(0, 8)}`,
      },
    ]);
  });

  it.each([
    ['the credited customer', 'credit', true],
    ['a customer who did not ask for it', 'debit', false],
  ] as const)('is not told to %s', async (_, recipient, requestedByDebitParty) => {
    const { ledger, deliver, message, sms, deadLetters } = setup();
    await postInto(ledger, { ...TRANSFER, amount: 1_001n, requestedByDebitParty });
    expect(await deliver(message(recipient))).toEqual([]);
    expect(sms.attempts).toEqual([]);
    expect(deadLetters.parked).toMatchObject([{ reason: 'recipient-not-told' }]);
  });
});

describe('a message that tells nothing', () => {
  it.each([
    ['of an unknown transaction', 'debit', 'transaction-unknown', undefined],
    ['of a pending transaction', 'debit', 'transaction-not-final', TRANSFER],
    ['of the callback of a pending transaction', 'client', 'transaction-not-final', TRANSFER],
  ] as const)('%s is parked', async (_, recipient, reason, stored) => {
    const { ledger, deliver, message, sms, deadLetters, notifications } = setup();
    if (stored !== undefined) ledger.put(stored);
    expect(await deliver(message(recipient))).toEqual([]);
    expect(deadLetters.parked).toMatchObject([{ messageId: message(recipient).messageId, reason }]);
    expect(sms.attempts).toEqual([]);
    expect(notifications.stored(place(recipient))).toBeUndefined();
    expect(counts()).toEqual(['EventParked']);
  });

  it('of the cash account is parked', async () => {
    const { ledger, deliver, message, deadLetters } = setup();
    await postInto(ledger, { ...TRANSFER, type: 'deposit', debit: CASH });
    await deliver(message('debit'));
    expect(deadLetters.parked).toMatchObject([{ reason: 'recipient-not-told' }]);
  });

  it('that is not ours is parked, and comes again where no copy can be kept', async () => {
    const { deliver, deadLetters, message } = setup();
    expect(await deliver(recordOf('not ours'))).toEqual([]);
    expect(deadLetters.parked).toMatchObject([{ reason: 'not-json' }]);
    deadLetters.refuse();
    const unknown = message('debit');
    expect(await deliver(unknown)).toEqual([unknown.messageId]);
    expect(counts()).toContain('RequestFailed not-parked');
  });

  it('is acknowledged while SMS is OFF, and nothing is recorded', async () => {
    const { complete, deliver, message, sms, notifications, ledger } = setup({ isOn: false });
    await complete();
    const before = ledger.calls.length;
    expect(await deliver(message('debit'))).toEqual([]);
    expect(sms.attempts).toEqual([]);
    expect(ledger.calls).toHaveLength(before);
    expect(notifications.stored(place('debit'))).toBeUndefined();
  });
});

describe('an SMS', () => {
  it('that failed for now is sent by the next delivery', async () => {
    const { complete, deliver, message, sms, notifications, queue } = setup();
    await complete();
    sms.answer(FAILED);
    const debit = message('debit');
    expect(await deliver(debit)).toEqual([debit.messageId]);
    expect(queue.backedOff).toEqual([debit.messageId]);
    expect(notifications.stored(place('debit'))).toEqual({ state: 'pending', unknown: 0 });
    sms.answer({ kind: 'sent' });
    expect(await deliver(debit)).toEqual([]);
    expect(sms.attempts).toHaveLength(2);
    expect(counts()).toEqual([
      'NotificationFailed debit',
      'RequestFailed notification-failed',
      'NotificationSent debit',
    ]);
  });

  it('that is refused for good is given up visibly', async () => {
    const { complete, deliver, message, sms, notifications, deadLetters } = setup();
    await complete();
    sms.answer(REFUSED);
    expect(await deliver(message('debit'))).toEqual([]);
    expect(deadLetters.parked).toMatchObject([{ reason: 'sms-http-400' }]);
    expect(notifications.stored(place('debit'))?.state).toBe('given-up');
    expect(counts()).toEqual(expect.arrayContaining(['NotificationGivenUp debit', 'EventParked debit']));
    expect(output.logs()).toContainEqual(expect.objectContaining({ level: 'ERROR', message: 'Parked' }));
    await deliver(message('debit'));
    expect(sms.attempts).toHaveLength(1);
  });

  it('that is refused and cannot be parked comes again', async () => {
    const { complete, deliver, message, sms, deadLetters, notifications } = setup();
    await complete();
    sms.answer(REFUSED);
    deadLetters.refuse();
    expect(await deliver(message('debit'))).toHaveLength(1);
    expect(notifications.stored(place('debit'))?.state).toBe('pending');
    expect(counts()).toContain('RequestFailed not-parked');
  });

  it('with two unknown outcomes is given up, so that no customer gets ten', async () => {
    const { complete, deliver, message, sms, deadLetters } = setup();
    await complete();
    sms.answer(UNKNOWN);
    expect(await deliver(message('debit'))).toHaveLength(1);
    expect(await deliver(message('debit'))).toEqual([]);
    expect(await deliver(message('debit'))).toEqual([]);
    expect(sms.attempts).toHaveLength(2);
    expect(deadLetters.parked).toMatchObject([{ reason: 'sms-outcome-unknown' }]);
  });

  it('that was given up is tried once more by a redrive', async () => {
    const { complete, deliver, message, sms } = setup();
    await complete();
    sms.answer(REFUSED);
    await deliver(message('debit'));
    sms.answer({ kind: 'sent' });
    expect(await deliver(redriven(message('debit')))).toEqual([]);
    expect(sms.attempts).toHaveLength(2);
  });

  it('that another delivery holds is left to it until its lease ends', async () => {
    const { complete, deliver, message, sms, notifications, time } = setup();
    await complete();
    notifications.put(place('debit'), { state: 'sending', leaseUntil: NOW + LEASE_MS, unknown: 0 });
    expect(await deliver(message('debit'))).toHaveLength(1);
    expect(sms.attempts).toEqual([]);
    expect(counts()).toEqual(['RequestFailed notification-held-elsewhere']);
    time.now += LEASE_MS + 1;
    expect(await deliver(message('debit'))).toEqual([]);
    expect(sms.attempts).toHaveLength(1);
  });

  it('is not sent while the provider is left alone', async () => {
    const { complete, deliver, message, sms, notifications } = setup();
    await complete();
    notifications.put(place('debit'), { state: 'pending', unknown: 0 });
    sms.leaveAlone();
    expect(await deliver(message('debit'))).toHaveLength(1);
    expect(sms.attempts).toEqual([]);
  });

  it('whose mark is lost comes again, and is sent once more at most', async () => {
    const { complete, deliver, message, sms, notifications, time } = setup();
    await complete();
    const { recordSent } = notifications;
    notifications.recordSent = async () => {
      throw ledgerDown();
    };
    expect(await deliver(message('debit'))).toHaveLength(1);
    notifications.recordSent = recordSent;
    time.now += LEASE_MS + 1_000;
    expect(await deliver(message('debit'))).toEqual([]);
    expect(await deliver(message('debit'))).toEqual([]);
    expect(sms.attempts).toHaveLength(2);
  });
});

describe('a callback', () => {
  const CALLBACK = { callbackUrl: 'https://hooks.example/paid?token=top-secret' };
  const HTTP_503 = { kind: 'failed', reason: 'callback-http-503' } as const;
  const TIME_OUT = { kind: 'unknown', reason: 'callback-TimeoutError', timedOut: true } as const;

  it.each([
    ['completed', 250n],
    ['failed', 1_001n],
  ])('tells the client that the transaction it asked for is %s', async (status, amount) => {
    const { complete, deliver, message, callbacks, callbackHosts, sms, notifications } = setup();
    const transaction = await complete({ ...CALLBACK, amount });
    expect(transaction.status).toBe(status);
    expect(await deliver(message('client'))).toEqual([]);
    expect(callbacks.attempts).toEqual([callbackOf(transaction)]);
    expect(callbackHosts).toEqual(['hooks.example']);
    expect(sms.attempts).toEqual([]);
    expect(notifications.stored(place('client'))).toEqual({ state: 'sent', unknown: 0 });
    expect(counts()).toEqual(['NotificationSent client']);
  });

  it('is sent while SMS is OFF', async () => {
    const { complete, deliver, message, callbacks } = setup({ isOn: false });
    await complete(CALLBACK);
    expect(await deliver(message('client'), message('debit'))).toEqual([]);
    expect(callbacks.attempts).toHaveLength(1);
  });

  it('is not sent where none was asked for: its message is parked', async () => {
    const { complete, deliver, message, callbacks, deadLetters } = setup();
    await complete();
    expect(await deliver(message('client'))).toEqual([]);
    expect(callbacks.attempts).toEqual([]);
    expect(deadLetters.parked).toMatchObject([{ reason: 'recipient-not-told' }]);
  });

  it('is sent once, however often the message is delivered', async () => {
    const { complete, deliver, message, callbacks } = setup();
    await complete(CALLBACK);
    await deliver(message('client'), message('client'));
    expect(await deliver(message('client'))).toEqual([]);
    expect(callbacks.attempts).toHaveLength(1);
  });

  it('that fails delays no SMS, and comes again later', async () => {
    const { complete, deliver, message, callbacks, sms, queue, notifications } = setup();
    await complete(CALLBACK);
    callbacks.answer(HTTP_503);
    const client = message('client');
    expect(await deliver(client, message('debit'), message('credit'))).toEqual([client.messageId]);
    expect(sms.attempts).toHaveLength(2);
    expect(queue.backedOff).toEqual([client.messageId]);
    expect(notifications.stored(place('client'))).toEqual({ state: 'pending', unknown: 0 });
    expect(counts()).toContain('NotificationFailed client');
    callbacks.answer({ kind: 'sent' });
    expect(await deliver(client)).toEqual([]);
    expect(callbacks.attempts).toHaveLength(2);
  });

  it('without an answer is repeated as often as the message comes: its id tells that it is the same', async () => {
    const { complete, deliver, message, callbacks, deadLetters } = setup();
    await complete(CALLBACK);
    callbacks.answer(TIME_OUT);
    for (let time = 0; time < 4; time += 1) expect(await deliver(message('client'))).toHaveLength(1);
    expect(deadLetters.parked).toEqual([]);
    callbacks.answer({ kind: 'sent' });
    expect(await deliver(message('client'))).toEqual([]);
    expect(new Set(callbacks.attempts.map(({ reference }) => reference))).toEqual(new Set([REFERENCE]));
    expect(callbacks.attempts).toHaveLength(5);
  });

  it('whose sender died is sent again, however often that happens', async () => {
    const { complete, deliver, message, callbacks, notifications } = setup();
    await complete(CALLBACK);
    notifications.put(place('client'), { state: 'sending', leaseUntil: NOW - 1, unknown: 3 });
    expect(await deliver(message('client'))).toEqual([]);
    expect(callbacks.attempts).toHaveLength(1);
  });

  it('that another delivery holds is left to it until its lease ends', async () => {
    const { complete, deliver, message, callbacks, notifications, time } = setup();
    await complete(CALLBACK);
    notifications.put(place('client'), { state: 'sending', leaseUntil: NOW + LEASE_MS, unknown: 0 });
    expect(await deliver(message('client'))).toHaveLength(1);
    expect(callbacks.attempts).toEqual([]);
    time.now += LEASE_MS + 1;
    expect(await deliver(message('client'))).toEqual([]);
    expect(callbacks.attempts).toHaveLength(1);
  });

  it('that is refused for good is parked and given up, and a redrive tries it once more', async () => {
    const { complete, deliver, message, callbacks, deadLetters, notifications } = setup();
    await complete(CALLBACK);
    callbacks.answer({ kind: 'refused', reason: 'callback-url-not-allowed' });
    expect(await deliver(message('client'))).toEqual([]);
    expect(deadLetters.parked).toMatchObject([{ reason: 'callback-url-not-allowed' }]);
    expect(notifications.stored(place('client'))).toEqual({ state: 'given-up', unknown: 0 });
    expect(counts()).toContain('NotificationGivenUp client');
    expect(await deliver(message('client'))).toEqual([]);
    expect(callbacks.attempts).toHaveLength(1);
    callbacks.answer({ kind: 'sent' });
    expect(await deliver(redriven(message('client')))).toEqual([]);
    expect(callbacks.attempts).toHaveLength(2);
  });

  it('whose mark is lost comes again', async () => {
    const { complete, deliver, message, callbacks, notifications, time } = setup();
    await complete(CALLBACK);
    const { recordSent } = notifications;
    notifications.recordSent = async () => {
      throw ledgerDown();
    };
    expect(await deliver(message('client'))).toHaveLength(1);
    notifications.recordSent = recordSent;
    time.now += LEASE_MS + 1_000;
    expect(await deliver(message('client'))).toEqual([]);
    expect(callbacks.attempts).toHaveLength(2);
  });

  it('to a URL that is none is told as a corrupt item', async () => {
    const { ledger, complete, deliver, message, callbacks } = setup();
    ledger.put({ ...(await complete(CALLBACK)), callbackUrl: 'nowhere' });
    expect(await deliver(message('client'))).toHaveLength(1);
    expect(callbacks.attempts).toEqual([]);
    expect(counts()).toEqual(['RequestFailed item-corrupt']);
  });

  it('is logged with its host, never with its URL', async () => {
    const { complete, deliver, message, callbacks } = setup();
    await complete(CALLBACK);
    for (const answer of [HTTP_503, new Error(`no way to ${CALLBACK.callbackUrl}`)]) {
      callbacks.answer(answer);
      await deliver(message('client'));
    }
    const lines = output.lines().join();
    expect(lines).toContain('"host":"hooks.example"');
    expect(lines).not.toMatch(/top-secret|\/paid/);
  });
});

describe('a fault before anything is sent', () => {
  it.each([
    ['find', ledgerDown(), 'store-unavailable'],
    ['findLeg', ledgerDown(), 'store-unavailable'],
    ['find', new CorruptLedgerError('amount'), 'item-corrupt'],
    ['findLeg', new CorruptLedgerError('amount'), 'item-corrupt'],
    ['find', new Error('AccessDenied'), 'unexpected'],
  ])('of %s lets the record come again: %s', async (method, error, reason) => {
    const { complete, deliver, message, sms, ledger, notifications } = setup();
    await complete();
    ledger.intercept({
      before: (call) => {
        if (call.method === method) throw error;
      },
    });
    expect(await deliver(message('debit'))).toHaveLength(1);
    expect(sms.attempts).toEqual([]);
    expect(notifications.stored(place('debit'))).toBeUndefined();
    expect(counts()).toEqual([`RequestFailed ${reason}`]);
  });

  it('of the record of the notification lets it come again', async () => {
    const { complete, deliver, message, sms, notifications } = setup();
    await complete();
    notifications.begin = async () => {
      throw ledgerDown();
    };
    expect(await deliver(message('debit'))).toHaveLength(1);
    expect(sms.attempts).toEqual([]);
  });

  it('in a leg that is not there is told, and nothing is guessed', async () => {
    const { complete, deliver, message, sms, ledger } = setup();
    const completed = await complete();
    ledger.put({ ...completed, debitLeg: undefined } as typeof completed);
    expect(await deliver(message('debit'))).toHaveLength(1);
    expect(sms.attempts).toEqual([]);
    expect(counts()).toEqual(['RequestFailed item-corrupt']);
  });
});

describe('what is logged', () => {
  it('names the transaction and the recipient, and no number, balance or text', async () => {
    const { complete, deliver, message } = setup();
    await complete();
    await deliver(message('debit'), message('credit'));
    const lines = output.lines().join();
    expect(lines).toContain(REFERENCE);
    for (const secret of [ALICE, BOB, '750', '1250', 'Solde']) expect(lines).not.toContain(secret);
  });
});
