import { NOW_TEXT, pendingOf } from '@fintech-solution/testing/ledger-samples';
import { requestStateOf, transactionBodyOf } from '../../../src/ledger/gsma.ts';
import { HTTP_ERRORS, REFUSALS } from '../../../src/ledger/ledger-error.ts';
import type { Reference } from '../../../src/ledger/reference.ts';
import type { Transaction } from '../../../src/ledger/transaction.ts';

const pending = pendingOf();
const failed: Transaction = {
  ...pending,
  status: 'failed',
  finalAt: '2026-11-01T09:00:01.000Z',
  error: 'insufficientFunds',
};

describe('a request state', () => {
  it('names the transaction from the first answer on', () => {
    expect(requestStateOf(pending)).toEqual({
      serverCorrelationId: pending.reference,
      objectReference: pending.reference,
      status: 'pending',
      notificationMethod: 'polling',
      expiryTime: '2026-11-01T10:00:00.000Z',
      pollLimit: 100,
    });
  });

  it('promises a callback where one was asked for', () => {
    expect(requestStateOf(pendingOf({ callbackUrl: 'https://hooks.example' }))).toMatchObject({
      notificationMethod: 'callback',
    });
  });

  it('tells why a transaction failed', () => {
    expect(requestStateOf(failed)).toMatchObject({
      status: 'failed',
      error: {
        errorCategory: 'businessRule',
        errorCode: 'insufficientFunds',
        errorDescription: REFUSALS.insufficientFunds.message,
        errorDateTime: '2026-11-01T09:00:01.000Z',
        errorParameters: [{ key: 'correlationId', value: 'call-1' }],
      },
    });
  });
});

describe('a transaction', () => {
  it('is shown with numbers as people dial them, and with amounts as texts', () => {
    expect(transactionBodyOf(pending)).toEqual({
      transactionReference: pending.reference,
      transactionStatus: 'pending',
      type: 'transfer',
      amount: '250',
      currency: 'GNF',
      debitParty: [{ key: 'msisdn', value: '+224622000001' }],
      creditParty: [{ key: 'msisdn', value: '+224622000002' }],
      creationDate: NOW_TEXT,
      modificationDate: NOW_TEXT,
    });
  });

  it('shows the kept members, the original, the final moment and the receipt', () => {
    const kept = {
      descriptionText: 'loyer',
      requestingOrganisationTransactionReference: 'org-1',
      requestDate: '2026-11-01T08:00:00Z',
    };
    const originalReference = '3a52e4a8-0c5b-5cbb-9d5e-1f0e4a7b6c5d' as Reference;
    const completed: Transaction = {
      ...pendingOf({ ...kept, originalReference, debit: 'SYS#CASH' }),
      status: 'completed',
      finalAt: '2026-11-01T09:00:01.000Z',
    };
    expect(transactionBodyOf(completed, '2.abc')).toMatchObject({
      ...kept,
      transactionStatus: 'completed',
      originalTransactionReference: originalReference,
      modificationDate: '2026-11-01T09:00:01.000Z',
      transactionReceipt: '2.abc',
      debitParty: [{ key: 'organisationid', value: 'cash' }],
    });
  });
});

describe('every error', () => {
  it('has a stable code, and a sentence with a typographic apostrophe', () => {
    const { 'format-error': format, 'duplicate-request': duplicate, 'not-found': notFound } = HTTP_ERRORS;
    expect([format.code, duplicate.code, notFound.code]).toEqual([
      'FORMAT_ERROR',
      'DUPLICATE_REQUEST',
      'NOT_FOUND',
    ]);
    const messages = [...Object.values(HTTP_ERRORS), ...Object.values(REFUSALS)].map(
      ({ message }) => message,
    );
    for (const message of messages) expect(message).toMatch(/^[A-ZL][^']{10,254}\.$/);
  });

  it('is a refusal of the request, or a fault of ours', () => {
    for (const { status, errorCategory } of Object.values(HTTP_ERRORS))
      expect(['internal', 'serviceUnavailable'].includes(errorCategory)).toBe(status >= 500);
  });
});
