import { HTTP_ERRORS, type LedgerError } from '@fintech-solution/domain/ledger/ledger-error';
import { referenceOf } from '@fintech-solution/domain/ledger/reference';
import { REQUESTED_TYPES } from '@fintech-solution/domain/ledger/transaction';
import type { ProxyEvent } from '@fintech-solution/runtime/http/request-context';
import { createLog } from '@fintech-solution/runtime/log';
import { createMetrics } from '@fintech-solution/runtime/metrics';
import { createInMemoryLedger } from '@fintech-solution/testing/in-memory-ledger';
import { createInMemoryTransactionQueue } from '@fintech-solution/testing/in-memory-ledger-queues';
import { keyOf, NOW, NOW_TEXT } from '@fintech-solution/testing/ledger-samples';
import { createHandler, type Dependencies } from '../src/handler.ts';

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhYmMifQ.c2ln';
export const KEY = keyOf(7);
export const REFERENCE = referenceOf('shop', KEY);

export const party = (value: string) => [{ key: 'msisdn', value }];
export const TRANSFER = {
  amount: '5000',
  currency: 'GNF',
  debitParty: party('+224622000001'),
  creditParty: party('+224622000002'),
};

const EVERY_SCOPE = [...REQUESTED_TYPES, 'reversal', 'debit-any', 'cash']
  .map((name) => `transactions:${name}`)
  .join(' ');
export const SHOP = { sub: 'shop', scope: EVERY_SCOPE, exp: String(NOW / 1_000 + 60) };

/** A request; what it leaves out is that of a transfer which is accepted. */
export interface Call {
  readonly type?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly caller?: object | null;
  readonly event?: Partial<ProxyEvent>;
}

function eventOf({
  type = 'transfer',
  body = TRANSFER,
  headers = {},
  caller = SHOP,
  event = {},
}: Call): ProxyEvent {
  return {
    pathParameters: { transactionType: type },
    headers: { Authorization: `Bearer ${TOKEN}`, 'X-CorrelationID': KEY, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    requestContext: {
      requestId: 'request-1',
      extendedRequestId: 'JKJaXmPLvHcESHA=',
      authorizer: caller as Record<string, unknown> | null,
    },
    ...event,
  };
}

export const LIMITS: Dependencies['limits'] = {
  minAmount: 100n,
  maxAmount: 10_000_000n,
  expirySeconds: 3_600,
  callbackHosts: { names: ['hooks.example'], isLoopbackAllowed: false },
};

/** The handler, and everything that it touches. */
export function setup(overrides: Partial<Dependencies> = {}) {
  const ledger = createInMemoryLedger();
  const queue = createInMemoryTransactionQueue();
  const plan = { countryCode: '224', nationalPattern: /^6[0-356]\d{7}$/ };
  let now = NOW;
  const handler = createHandler({
    ledger,
    queue,
    limits: LIMITS,
    plan,
    allowedOrigins: ['https://app.example'],
    log: createLog(plan),
    metrics: createMetrics(),
    clock: () => now,
    newId: () => 'new-id',
    ...overrides,
  });
  const post = async (call: Call = {}) => {
    const { statusCode, headers, body } = await handler(eventOf(call));
    return { status: statusCode, headers: headers ?? {}, body: JSON.parse(body) as Record<string, unknown> };
  };
  return { ledger, queue, handler, post, passTo: (moment: number) => void (now = moment) };
}

export const PENDING_STATE = {
  serverCorrelationId: REFERENCE,
  objectReference: REFERENCE,
  status: 'pending',
  notificationMethod: 'polling',
  expiryTime: '2026-11-01T10:00:00.000Z',
  pollLimit: 100,
};

/** Expects the one answer of this error. */
export function expectRefusal(
  answer: Awaited<ReturnType<ReturnType<typeof setup>['post']>>,
  error: LedgerError,
  field?: string,
) {
  const { status, code, message, errorCategory, errorCode } = HTTP_ERRORS[error];
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ type: 'about:blank', status, code, message, errorCategory, errorCode });
  expect(answer.body).toMatchObject({
    errorDescription: message,
    errorDateTime: NOW_TEXT,
    errorParameters: [
      ...(field === undefined ? [] : [{ key: 'field', value: field }]),
      { key: 'correlationId', value: 'request-1' },
    ],
  });
  expect(answer.headers).toMatchObject({ 'Content-Type': 'application/problem+json', 'X-Date': NOW_TEXT });
}
