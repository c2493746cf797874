import { callbackOf } from '@fintech-solution/domain/ledger/callback';
import { completedSms, failedSms } from '@fintech-solution/domain/ledger/notification';
import type { CompletedTransaction, FailedTransaction } from '@fintech-solution/domain/ledger/transaction';
import { createInMemoryLedger } from '@fintech-solution/testing/in-memory-ledger';
import { ALICE, BOB, keyOf, pendingOf } from '@fintech-solution/testing/ledger-samples';
import { postInto } from '@fintech-solution/testing/posted-transaction';
import type { AuditFacts } from '../../../src/audit/audit-facts.ts';
import { untrueMessages } from '../../../src/audit/message-truth.ts';

const callbackUrl = 'https://hooks.example/';

let facts: AuditFacts;
let sent: CompletedTransaction;
let refused: FailedTransaction;

beforeAll(async () => {
  const ledger = createInMemoryLedger();
  for (const msisdn of [ALICE, BOB]) ledger.open(msisdn, { balance: 1_000n });
  sent = (await postInto(ledger, pendingOf({ amount: 250n, callbackUrl }))) as CompletedTransaction;
  const tooMuch = pendingOf({ amount: 751n, clientCorrelationId: keyOf(2), callbackUrl });
  refused = (await postInto(ledger, tooMuch)) as FailedTransaction;
  facts = { ledger: { tables: { dump: ledger.dump() } } } as unknown as AuditFacts;
});

const told = (to: string, message: string) =>
  untrueMessages({ ...facts, state: { callbacks: [] }, recorded: { sms: [{ to, message }] } } as never);
const called = (reference: string, body: string, verified = true) => {
  const callbacks = [{ headers: { 'webhook-id': reference }, body, verified }];
  return untrueMessages({ ...facts, state: { callbacks }, recorded: { sms: [] } } as never);
};

it('true messages, and those about no transaction, are no finding', () => {
  expect(told(ALICE, completedSms(sent, 'debit', 750n))).toEqual([]);
  expect(told(BOB, completedSms(sent, 'credit', 1_250n))).toEqual([]);
  expect(told(ALICE, failedSms(refused))).toEqual([]);
  expect(told(ALICE, 'Bienvenue')).toEqual([]);
  expect(called(sent.reference, callbackOf(sent)?.body ?? '')).toEqual([]);
  expect(called(refused.reference, callbackOf(refused)?.body ?? '')).toEqual([]);
});

it.each<[string, string, () => string]>([
  ['another balance', ALICE, () => completedSms(sent, 'debit', 751n)],
  ['another amount', ALICE, () => completedSms({ ...sent, amount: 251n }, 'debit', 750n)],
  ['what the other customer is told', BOB, () => completedSms(sent, 'debit', 750n)],
  ['another reason', ALICE, () => failedSms({ ...refused, error: 'requestDeclined' })],
  ['a failure of the other customer', BOB, () => failedSms(refused)],
  ['that what was sent has failed', ALICE, () => failedSms({ ...refused, ...sent } as never)],
])('an SMS that tells %s is found', (_, to, message) => {
  expect(told(to, message())).toMatchObject([{ kind: 'V10', account: to }]);
});

it('a callback that tells something else is found, and one that we did not sign is not ours', () => {
  const body = (callbackOf(sent)?.body ?? '').replace('"250"', '"251"');
  expect(called(sent.reference, body)).toMatchObject([{ kind: 'V10', reference: sent.reference }]);
  expect(called(refused.reference, body)).toMatchObject([{ kind: 'V10' }]);
  expect(called('unknown', body)).toMatchObject([{ kind: 'V10' }]);
  expect(called(sent.reference, body, false)).toEqual([]);
});
