import { readFileSync } from 'node:fs';
import Ajv from 'ajv-draft-04';
import { errorObjectOf, requestStateOf, transactionBodyOf } from '@fintech-solution/domain/ledger/gsma';
import { HTTP_ERRORS, type LedgerError, REFUSALS } from '@fintech-solution/domain/ledger/ledger-error';
import { expire } from '@fintech-solution/domain/ledger/posting';
import type { CompletedTransaction, FailedTransaction } from '@fintech-solution/domain/ledger/transaction';
import { ledgerProblem } from '@fintech-solution/runtime/http/ledger-problem';
import { NOW, NOW_TEXT, pendingOf } from '@fintech-solution/testing/ledger-samples';
import { parse } from 'yaml';

// The definition of the GSMA Mobile Money API 1.2.0 is theirs to publish, and no part of this repository.
const FILE = process.env['GSMA_DEFINITION'] ?? '';
if (FILE === '') throw new Error('GSMA_DEFINITION must name the file of the standard’s definition');

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** Our answers, and the schema of the standard's definition that describes each. */
const kept = {
  descriptionText: 'Loyer',
  requestDate: NOW_TEXT,
  requestingOrganisationTransactionReference: 'facture 12',
};
const pending = pendingOf(kept);
const completed: CompletedTransaction = { ...pending, status: 'completed', finalAt: NOW_TEXT };
const { transaction: failed } = expire(pending, NOW);
const deposit: CompletedTransaction = { ...completed, type: 'deposit', debit: 'SYS#CASH' };
const reversal: CompletedTransaction = {
  ...completed,
  type: 'reversal',
  originalReference: pending.reference,
};
const RECEIPT = `2.${'a'.repeat(64)}`;

const ANSWERS: readonly (readonly [string, string, object])[] = [
  ['a pending state', 'requestStateObject', requestStateOf(pending)],
  [
    'a state with a callback',
    'requestStateObject',
    requestStateOf({ ...pending, callbackUrl: 'https://a.example' }),
  ],
  ['a failed state', 'requestStateObject', requestStateOf(failed)],
  ['a pending transaction', 'responseTransaction', transactionBodyOf(pending)],
  ['a completed transaction', 'responseTransaction', transactionBodyOf(completed, RECEIPT)],
  ['a deposit by the cash desk', 'responseTransaction', transactionBodyOf(deposit, RECEIPT)],
  ['a reversal', 'responseReversal', transactionBodyOf(reversal, RECEIPT)],
  ['a link', 'responseResponse', { link: `/transactions/${pending.reference}` }],
  ['the service’s state', 'responseHeartbeat', { serviceStatus: 'degraded' }],
  ['an account’s status', 'responseAccountStatus', { accountStatus: 'unavailable' }],
  [
    'a balance',
    'responseAccountBalance',
    {
      accountStatus: 'available',
      currentBalance: '1000',
      availableBalance: '1000',
      reservedBalance: '0',
      currency: 'GNF',
    },
  ],
];

describe('the standard’s definition', () => {
  const setup = () => {
    // Of an OpenAPI 3.0 document; its schemas are those of JSON Schema draft 4, with a few words more.
    const ajv = new Ajv({
      strict: false,
      allErrors: true,
      unicodeRegExp: false,
      formats: { 'date-time': RFC_3339 },
      logger: false,
    });
    ajv.addSchema({ id: 'gsma', ...(parse(readFileSync(FILE, 'utf8')) as object) });
    return (schema: string, answer: object): unknown => {
      const fits = ajv.validate({ $ref: `gsma#/components/schemas/${schema}` }, answer);
      return fits ? [] : ajv.errors;
    };
  };
  let faultsOf: ReturnType<typeof setup>;
  beforeAll(() => {
    faultsOf = setup();
  });

  it.each(ANSWERS)('describes %s (%s)', (_, schema, answer) => {
    expect(faultsOf(schema, answer)).toEqual([]);
  });

  it.each(Object.keys(HTTP_ERRORS) as LedgerError[])('describes the refusal %s', (error) => {
    const { body } = ledgerProblem({ error, field: 'amount' }, 'call-1', { 'X-Date': NOW_TEXT });
    expect(faultsOf('errorObject', JSON.parse(body) as object)).toEqual([]);
  });

  it.each(Object.keys(REFUSALS) as FailedTransaction['error'][])('describes the failure %s', (error) => {
    expect(faultsOf('errorObject', errorObjectOf({ ...failed, error }))).toEqual([]);
  });

  it('is not so wide that it describes anything', () => {
    expect(faultsOf('requestStateObject', { status: 'done' })).not.toEqual([]);
    expect(faultsOf('errorObject', { errorCategory: 'x', errorCode: 'y' })).not.toEqual([]);
    expect(faultsOf('responseTransaction', { ...transactionBodyOf(completed), amount: 5 })).not.toEqual([]);
  });
});
