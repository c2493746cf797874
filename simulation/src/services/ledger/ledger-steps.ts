import { referenceOf } from '../../../../lambda-src/domain/src/ledger/reference.ts';
import { leftOf } from '../../invariants/ledger/booked-transaction.ts';
import type { LedgerStep, ReversalPart } from '../../profiles/ledger-plan.ts';
import { SUBSCRIBERS } from '../../environment/subscribers.ts';
import type { LedgerAssembly } from './ledger-assembly.ts';
import { TABLES } from '../../environment/ledger/ledger-tables.ts';
import {
  type Asking,
  CALLBACK_HOST_PATTERNS,
  callbackOf,
  eventOf,
  keyOf,
  requestContextOf,
  type Requester,
  REQUESTERS,
  type Wish,
  wishOf,
} from '../../environment/ledger/wishes.ts';

/** Performs one step of a plan. */
export function performLedgerStep(assembly: LedgerAssembly, step: LedgerStep): void {
  const { environment, lambda, deployed, transactions, notifications, callbacks } = assembly;
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
      return forge(assembly, step);
    case 'set-status':
      return setStatus(assembly, step);
    case 'open':
      return openAccount(assembly, step.subscriber, 700n);
    case 'clock':
      return environment.clock.set(step.byMs);
    case 'outage':
      return outage(assembly, step);
    case 'refusal':
      return refusal(assembly, step.forMs);
    case 'deploy':
      deployed.maxAmount = step.maxAmount;
      deployed.smallestMaxAmount = Math.min(deployed.smallestMaxAmount, step.maxAmount);
      return lambda.recycle();
    case 'allow-callbacks':
      return allowCallbacks(assembly, step.isAllowed);
    case 'rotate-master':
      return callbacks.rotateMaster();
    case 'redrive':
      transactions.redrive();
      notifications.redrive();
  }
}

/** A provider, or the servers of clients, are down for a while. */
function outage(
  { environment, providers, callbacks }: LedgerAssembly,
  { of, forMs }: LedgerStep & { kind: 'outage' },
): void {
  const set = (isDown: boolean): void =>
    of === 'sms' ? providers.setOutage('sms', isDown) : callbacks.setOutage(isDown);
  set(true);
  environment.scheduler.after(forMs, () => set(false));
}

function refusal({ environment, providers }: LedgerAssembly, forMs: number): void {
  providers.setRefusal('sms', true);
  environment.scheduler.after(forMs, () => providers.setRefusal('sms', false));
}

/** A new deployment allows the clients' hosts, or no host. */
export function allowCallbacks({ environment, deployed, lambda }: LedgerAssembly, isAllowed: boolean): void {
  deployed.callbackHosts = isAllowed ? CALLBACK_HOST_PATTERNS : [];
  deployed.wereCallbacksRefused ||= !isAllowed;
  deployed.noCallbacksSince = isAllowed ? undefined : environment.scheduler.now();
  lambda.recycle();
}

/** A token that outlives every run. */
const TOKEN_MS = 30 * 86_400_000;

function ask(assembly: LedgerAssembly, step: LedgerStep & { kind: 'ask' }, copy: number): void {
  const { environment, settings } = assembly;
  const wish = wishOf(environment.random, settings, step);
  request(assembly, wish, `${step.name}-${copy}`, { isKeyInCapitals: step.isKeyInCapitals });
}

/** Sends one request and judges its answer. */
function request(
  { environment, books, lambda, answers }: LedgerAssembly,
  wish: Wish,
  id: string,
  asking: Omit<Asking, 'expiresAtMs'>,
): void {
  books.asked(wish, `request-transaction ${id}`);
  const event = eventOf(wish, id, { ...asking, expiresAtMs: environment.clock.now() + TOKEN_MS });
  lambda.invoke('request-transaction', event, id, (outcome, run) =>
    answers.requested(wish, asking.lacks, outcome, run),
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
    requestContext: requestContextOf(requester, name, { expiresAtMs: environment.clock.now() + TOKEN_MS }),
  };
  lambda.invoke('get-transaction', event, name, (outcome, run) => answers.read(requester, key, outcome, run));
}

/** Keys of reversals; requests of other types do not use them. */
const REVERSAL_KEYS_FROM = 50;

/** Somebody asks for a reversal, whole or in part, once or several times at one instant. */
function reverse(assembly: LedgerAssembly, step: LedgerStep & { kind: 'reverse' }): void {
  const { environment, reversals } = assembly;
  const wish = step.repeats ? reversals[step.which % reversals.length] : reversalOf(assembly, step);
  if (wish === undefined) return;
  reversals.push(wish);
  for (let copy = 1; copy <= step.copies; copy += 1) {
    const isOwnKey = copy > 1 && !step.sharesKey;
    const asked = isOwnKey ? { ...wish, key: newReversalKey(environment) } : wish;
    request(assembly, asked, `${step.name}-${copy}`, { lacks: step.lacks });
  }
}

function newReversalKey({ count }: LedgerAssembly['environment']): string {
  return keyOf(REVERSAL_KEYS_FROM + count('reversal'));
}

/** What is asked for, judged by what is there when the step comes; undefined while there is no transaction. */
function reversalOf(
  { environment, settings, books }: LedgerAssembly,
  { name, requester: number, which, of, part, usesFirstKey }: LedgerStep & { kind: 'reverse' },
): Wish | undefined {
  const originals = [...books.transactions.values()].filter(
    ({ status, type }) => of === 'any' || (status === 'completed' && type !== 'reversal'),
  );
  const original = originals[which % originals.length];
  if (original === undefined) return undefined;
  const amount = PARTS[part](leftOf(original));
  return {
    requester: REQUESTERS[number] ?? (original.requester as Requester),
    key: usesFirstKey ? keyOf(REVERSAL_KEYS_FROM) : newReversalKey(environment),
    type: 'reversal',
    amount: amount === 0n ? 1n : amount,
    debit: original.credit,
    credit: original.debit,
    originalReference: original.reference,
    ...callbackOf(environment.random, name, settings.callbackShare),
  };
}

/** How much of what is left is asked for. */
const PARTS: Readonly<Record<ReversalPart, (left: bigint) => bigint | undefined>> = {
  rest: () => undefined,
  whole: (left) => left,
  half: (left) => left / 2n,
  third: (left) => left / 3n,
  more: (left) => left + 1n,
};

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

/** A foreign sender writes to a queue: its messages move no money, and cause no notification. */
function forge(
  { books, transactions, notifications }: LedgerAssembly,
  { name, shape }: LedgerStep & { kind: 'forge' },
): void {
  const known = [...books.transactions.keys()];
  const reference = known[shape % (known.length + 1)] ?? referenceOf('somebody', keyOf(shape));
  const recipient = (['debit', 'credit', 'client'] as const)[shape % 3] ?? 'debit';
  if (shape % 2 === 0) transactions.put(name, forged(name, shape));
  else notifications.put(name, notificationEvent(reference, recipient));
}

function notificationEvent(reference: string, recipient: string): string {
  return requestedEvent(reference, {
    type: 'gn.fintech-solution.transaction.notification.v1',
    source: '/fintech-solution/process-transaction',
    data: { transactionReference: reference, recipient },
  });
}

/** Messages that are not requests of ours: they must move no money. */
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
