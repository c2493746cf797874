import { createHmac } from 'node:crypto';
import { NOW, NOW_TEXT, pendingOf } from '@fintech-solution/testing/ledger-samples';
import { Webhook } from 'standardwebhooks';
import {
  callbackHeaders,
  callbackOf,
  clientSecretOf,
  parseSigningMasters,
} from '../../../src/ledger/callback.ts';
import { errorObjectOf, transactionBodyOf } from '../../../src/ledger/gsma.ts';
import type { CompletedTransaction, FailedTransaction } from '../../../src/ledger/transaction.ts';

const MASTER = 'a master of thirty-two characters';
const OLD_MASTER = 'the master before of enough characters';
const URL = 'https://hooks.example/paid?token=t';
const COMPLETED: CompletedTransaction = {
  ...pendingOf({ callbackUrl: URL, descriptionText: 'thé à 2 €' }),
  status: 'completed',
  finalAt: '2026-11-01T09:00:01.000Z',
  debitLeg: { sequence: 2, nonce: 'n' },
};
const FAILED: FailedTransaction = {
  ...pendingOf({ callbackUrl: URL }),
  status: 'failed',
  finalAt: '2026-11-01T09:00:01.000Z',
  error: 'insufficientFunds',
};
const callback = (transaction: CompletedTransaction | FailedTransaction = COMPLETED) => {
  const found = callbackOf(transaction);
  if (found === undefined) throw new Error('The sample asks for a callback');
  return found;
};

describe('a callback', () => {
  it('is the transaction where it completed, without a receipt', () => {
    const { body, ...rest } = callback();
    expect(JSON.parse(body)).toEqual(transactionBodyOf(COMPLETED));
    expect(body).not.toContain('transactionReceipt');
    expect(rest).toEqual({
      url: URL,
      client: COMPLETED.requestedBy,
      reference: COMPLETED.reference,
      clientCorrelationId: COMPLETED.clientCorrelationId,
    });
  });

  it('is the error object where it failed', () => {
    expect(JSON.parse(callback(FAILED).body)).toEqual(errorObjectOf(FAILED));
  });

  it('is none where none was asked for', () => {
    expect(callbackOf({ ...COMPLETED, callbackUrl: undefined })).toBeUndefined();
  });
});

describe('the headers of a callback', () => {
  beforeEach(() => void jest.useFakeTimers({ now: NOW }));
  afterEach(() => void jest.useRealTimers());

  /** As a client does, with the library of the specification. */
  const verify = (secret: string, { body } = callback(), masters = { current: MASTER }) =>
    new Webhook(secret).verify(body, callbackHeaders({ ...callback(), body }, masters, NOW));

  it('name the transaction, the client’s request and the moment', () => {
    expect(callbackHeaders(callback(), { current: MASTER }, NOW + 999)).toEqual({
      'X-CorrelationID': COMPLETED.clientCorrelationId,
      'X-Date': '2026-11-01T09:00:00.999Z',
      'webhook-id': COMPLETED.reference,
      'webhook-timestamp': String(NOW / 1_000),
      'webhook-signature': expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/) as unknown,
    });
    expect(callbackHeaders(callback(), { current: MASTER }, NOW)).toHaveProperty('X-Date', NOW_TEXT);
  });

  it('are signed with the secret of the client, by the specification', () => {
    expect(verify(clientSecretOf(MASTER, COMPLETED.requestedBy))).toEqual(transactionBodyOf(COMPLETED));
  });

  it.each([
    ['another client', clientSecretOf(MASTER, 'client-2')],
    ['another master', clientSecretOf(OLD_MASTER, COMPLETED.requestedBy)],
  ])('are refused by the secret of %s', (_, secret) => {
    expect(() => verify(secret)).toThrow('No matching signature');
  });

  it('are refused over another body, id or moment', () => {
    const secret = new Webhook(clientSecretOf(MASTER, COMPLETED.requestedBy));
    const headers = { ...callbackHeaders(callback(), { current: MASTER }, NOW) };
    const { body } = callback();
    expect(() => secret.verify(`${body} `, headers)).toThrow('No matching signature');
    expect(() => secret.verify(body, { ...headers, 'webhook-id': FAILED.fingerprint })).toThrow();
    const moment = String(NOW / 1_000 + 1);
    expect(() => secret.verify(body, { ...headers, 'webhook-timestamp': moment })).toThrow();
  });

  it('carry two signatures while the master is rotated, and either secret finds one', () => {
    const masters = { current: MASTER, previous: OLD_MASTER };
    const signatures = callbackHeaders(callback(), masters, NOW)['webhook-signature'];
    expect(signatures?.split(' ')).toHaveLength(2);
    for (const master of [MASTER, OLD_MASTER])
      expect(verify(clientSecretOf(master, COMPLETED.requestedBy), callback(), masters)).toBeDefined();
  });
});

describe('the secret of a client', () => {
  it('is made of the master and its sub, as the contract says', () => {
    const expected = createHmac('sha256', Buffer.from(MASTER, 'utf8')).update('é-1').digest('base64');
    expect(clientSecretOf(MASTER, 'é-1')).toBe(`whsec_${expected}`);
  });
});

describe('the signing masters', () => {
  it('are one, or two during a rotation', () => {
    expect(parseSigningMasters(JSON.stringify({ current: MASTER }))).toEqual({ current: MASTER });
    for (const previous of ['', null])
      expect(parseSigningMasters(JSON.stringify({ current: MASTER, previous }))).toEqual({ current: MASTER });
    expect(parseSigningMasters(JSON.stringify({ current: MASTER, previous: OLD_MASTER }))).toEqual({
      current: MASTER,
      previous: OLD_MASTER,
    });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', MASTER],
    ['null', 'null'],
    ['a text', JSON.stringify(MASTER)],
    ['a list', JSON.stringify([MASTER])],
    ['no current', JSON.stringify({ previous: MASTER })],
    ['a current that is too short', JSON.stringify({ current: MASTER.slice(0, 31) })],
    ['a current that is no text', JSON.stringify({ current: { MASTER } })],
    ['a previous that is too short', JSON.stringify({ current: MASTER, previous: 'short' })],
    ['a previous that is no text', JSON.stringify({ current: MASTER, previous: 1 })],
  ])('are refused where the parameter is %s, without quoting it', (_, text) => {
    const parse = () => parseSigningMasters(text);
    expect(parse).toThrow('The callback signing secret');
    expect(parse).not.toThrow(/short|master of/);
  });
});
