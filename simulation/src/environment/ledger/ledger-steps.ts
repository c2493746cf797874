import { acceptedItem } from '../../../../lambda-src/adapters/src/dynamodb/ledger-items.ts';
import { fingerprintOf } from '../../../../lambda-src/domain/src/ledger/fingerprint.ts';
import { referenceOf } from '../../../../lambda-src/domain/src/ledger/reference.ts';
import type { Reference } from '../../../../lambda-src/domain/src/ledger/reference.ts';
import type { Party } from '../../../../lambda-src/domain/src/ledger/transaction.ts';
import type { LedgerStep } from '../../profiles/ledger-plan.ts';
import type { BookedTransaction } from '../../invariants/ledger/ledger-books.ts';
import { SUBSCRIBERS } from '../subscribers.ts';
import type { LedgerAssembly } from './ledger-assembly.ts';
import { TABLES } from './ledger-tables.ts';
import { eventOf, keyOf, requestContextOf, type Requester, REQUESTERS, type Wish, wishOf } from './wishes.ts';

/** Performs one step of a plan. */
export function performLedgerStep(assembly: LedgerAssembly, step: LedgerStep): void {
  const { environment, providers, lambda, deployed, transactions, notifications } = assembly;
  const { at: _at, name, ...what } = step;
  environment.history.note(() => `${name}: ${JSON.stringify(what)}`);
  switch (step.kind) {
    case 'ask':
      for (let copy = 1; copy <= step.copies; copy += 1) ask(assembly, step, copy);
      return;
    case 'read':
      return read(assembly, step);
    case 'reverse':
      return reverse(assembly, step);
    case 'duplicate':
      return duplicate(assembly, step);
    case 'forge':
      return transactions.put(name, forged(name, step.shape));
    case 'set-status':
      return setStatus(assembly, step);
    case 'open':
      return openAccount(assembly, step.subscriber, 700n);
    case 'clock':
      return environment.clock.set(step.byMs);
    case 'outage':
      providers.setOutage('sms', true);
      environment.scheduler.after(step.forMs, () => providers.setOutage('sms', false));
      return;
    case 'refusal':
      providers.setRefusal('sms', true);
      environment.scheduler.after(step.forMs, () => providers.setRefusal('sms', false));
      return;
    case 'deploy':
      deployed.maxAmount = step.maxAmount;
      deployed.smallestMaxAmount = Math.min(deployed.smallestMaxAmount, step.maxAmount);
      return lambda.recycle();
    case 'redrive':
      transactions.redrive();
      notifications.redrive();
  }
}

/** A token that outlives every run. */
const TOKEN_MS = 30 * 86_400_000;

function ask(
  { environment, settings, books, lambda, answers, deployed }: LedgerAssembly,
  step: LedgerStep & { kind: 'ask' },
  copy: number,
): void {
  const wish = wishOf(environment.random, settings, step);
  const id = `${step.name}-${copy}`;
  books.asked(wish);
  const expiresAtMs = environment.clock.now() + TOKEN_MS;
  const event = eventOf(wish, id, { isKeyInCapitals: step.isKeyInCapitals, expiresAtMs });
  lambda.invoke('request-transaction', event, id, (outcome, run) =>
    answers.requested(wish, outcome, run, BigInt(deployed.smallestMaxAmount)),
  );
}

function read(
  { environment, lambda, answers }: LedgerAssembly,
  { name, requester: number, key: keyNumber }: LedgerStep & { kind: 'read' },
): void {
  const requester = REQUESTERS[number] as Requester;
  const key = keyOf(keyNumber);
  const event = {
    resource: '/requeststates/{serverCorrelationId}',
    pathParameters: { serverCorrelationId: referenceOf(requester, key) },
    headers: {},
    requestContext: requestContextOf(requester, name, environment.clock.now() + TOKEN_MS),
  };
  lambda.invoke('get-transaction', event, name, (outcome, run) => answers.read(requester, key, outcome, run));
}

/** Keys of reversals; requests of other types do not use them. */
const REVERSAL_KEYS_FROM = 50;

/** A reversal as it is accepted: of a completed transaction that has as much left. */
function reverse(
  assembly: LedgerAssembly,
  { name, which, part, copies }: LedgerStep & { kind: 'reverse' },
): void {
  const originals = [...assembly.books.transactions.values()].filter(
    ({ status, type }) => status === 'completed' && type !== 'reversal',
  );
  const original = originals[which % originals.length];
  if (original === undefined) return;
  const left = original.amount - original.reversed;
  const amount = left / BigInt(part + 1);
  if (amount < 1n) return;
  for (let copy = 1; copy <= copies; copy += 1) acceptReversal(assembly, `${name}-${copy}`, original, amount);
}

function acceptReversal(
  { environment, settings, books, tables, transactions }: LedgerAssembly,
  name: string,
  original: BookedTransaction,
  amount: bigint,
): void {
  const requester = REQUESTERS[0];
  const reversalKey = keyOf(REVERSAL_KEYS_FROM + environment.count('reversal'));
  const wish: Wish = {
    requester,
    key: reversalKey,
    type: 'reversal',
    amount,
    debit: original.credit,
    credit: original.debit,
    originalReference: original.reference,
  };
  books.asked(wish);
  const request = {
    type: 'reversal' as const,
    amount,
    currency: 'GNF',
    debit: original.credit as Party,
    credit: original.debit as Party,
    originalReference: original.reference as Reference,
  };
  const now = environment.clock.now();
  const reference = referenceOf(requester, reversalKey);
  const accepted = {
    ...request,
    reference,
    fingerprint: fingerprintOf(request),
    requestedBy: requester,
    requestedByDebitParty: false,
    clientCorrelationId: reversalKey,
    correlationId: name,
    createdAt: new Date(now).toISOString(),
    expiresAt: Math.floor(now / 1_000) + settings.expirySeconds,
  };
  tables.write('PutItem', { TableName: TABLES.ledger, Item: acceptedItem(accepted) });
  transactions.put(name, requestedEvent(reference));
}

/** The queue delivers a request again, as often as it likes. */
function duplicate(
  { books, transactions }: LedgerAssembly,
  { name, requester, key, copies }: LedgerStep & { kind: 'duplicate' },
): void {
  const known = books.find(REQUESTERS[requester] as Requester, keyOf(key));
  if (known === undefined) return;
  for (let copy = 1; copy <= copies; copy += 1)
    transactions.put(`${name}-${copy}`, requestedEvent(known.reference));
}

function requestedEvent(reference: string, changes: object = {}): string {
  return JSON.stringify({
    specversion: '1.0',
    type: 'gn.fintech-solution.transaction.requested.v1',
    source: '/fintech-solution/request-transaction',
    id: reference,
    time: '2026-11-01T08:00:00Z',
    subject: reference,
    data: { transactionReference: reference },
    ...changes,
  });
}

/** Messages that are no request of ours: they may move nothing. */
function forged(name: string, shape: number): string {
  const reference = referenceOf('somebody', keyOf(shape));
  const shapes = [
    () => requestedEvent(reference, { note: name }),
    () => requestedEvent(reference, { type: 'gn.fintech-solution.transaction.requested.v2', note: name }),
    () => requestedEvent(reference, { data: { transactionReference: 7 }, note: name }),
    () => requestedEvent(reference, { source: '/somebody/else', note: name }),
    () => `not json ${name}`,
  ];
  return (shapes[shape % shapes.length] as () => string)();
}

/** An operator blocks, frees or closes an account; closing is refused unless the balance is zero. */
function setStatus(
  { tables }: LedgerAssembly,
  { subscriber, to }: LedgerStep & { kind: 'set-status' },
): void {
  tables.write('UpdateItem', {
    TableName: TABLES.accounts,
    Key: { msisdn: { S: SUBSCRIBERS[subscriber] } },
    UpdateExpression: 'SET #status = :to',
    ConditionExpression: `attribute_exists(msisdn) AND #status <> :closed${to === 'CLOSED' ? ' AND balance = :zero' : ''}`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':to': { S: to },
      ':closed': { S: 'CLOSED' },
      ...(to === 'CLOSED' && { ':zero': { N: '0' } }),
    },
  });
}

/** Opens an account as the opening function does; one that is there stays as it is. */
export function openAccount(
  { environment, tables }: LedgerAssembly,
  subscriber: number,
  amount: bigint,
): void {
  const msisdn = SUBSCRIBERS[subscriber] as string;
  tables.write('PutItem', {
    TableName: TABLES.accounts,
    ConditionExpression: 'attribute_not_exists(msisdn)',
    Item: {
      msisdn: { S: msisdn },
      balance: { N: String(amount) },
      openingBalance: { N: String(amount) },
      currency: { S: 'GNF' },
      status: { S: 'ACTIVE' },
      createdAt: { S: new Date(environment.clock.now()).toISOString() },
      openedBy: { S: `opening-of-${msisdn}` },
      version: { N: '1' },
    },
  });
}
