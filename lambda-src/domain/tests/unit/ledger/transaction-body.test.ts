import { GUINEA, type NumberingPlan } from '../../../src/msisdn.ts';
import {
  isInvalid,
  MAX_BODY_BYTES,
  readReversalBody,
  readTransactionBody,
} from '../../../src/ledger/transaction-body.ts';
import { REQUESTED_TYPES, type RequestedType } from '../../../src/ledger/transaction.ts';

const plan: NumberingPlan = {
  countryCode: GUINEA.countryCode,
  nationalPattern: new RegExp(`^(?:${GUINEA.nationalPattern})$`),
};
const party = (value: unknown, key: unknown = 'msisdn') => [{ key, value }];
const TRANSFER = {
  amount: '5000',
  currency: 'GNF',
  debitParty: party('+224622000001'),
  creditParty: party('622 00 00 02'),
};

const read = (body: unknown, type: RequestedType = 'transfer') =>
  readTransactionBody(typeof body === 'string' || body === null ? body : JSON.stringify(body), type, plan);
const without = (name: keyof typeof TRANSFER) => ({ ...TRANSFER, [name]: undefined });

describe('the body of a request', () => {
  it('is read in canonical form', () => {
    expect(read(TRANSFER)).toEqual({
      amount: 5_000n,
      currency: 'GNF',
      debit: '224622000001',
      credit: '224622000002',
    });
  });

  it('keeps what the standard says of the request, and nothing else', () => {
    const kept = {
      descriptionText: 'x'.repeat(160),
      requestingOrganisationTransactionReference: 'y'.repeat(256),
      requestDate: '2026-11-01T08:00:00.000Z',
    };
    const body = { ...TRANSFER, ...kept, type: 'deposit', fees: [{ amount: '1' }], geoCode: '9.5,-13.7' };
    expect(read(body)).toEqual({ ...(read(TRANSFER) as object), ...kept });
  });

  it('counts characters, not the units that some of them take', () => {
    expect(isInvalid(read({ ...TRANSFER, descriptionText: '😀'.repeat(160) }))).toBe(false);
  });

  it('is against the cash account where a deposit or a withdrawal names one party', () => {
    expect(read(without('debitParty'), 'deposit')).toMatchObject({
      debit: 'SYS#CASH',
      credit: '224622000002',
    });
    expect(read(without('creditParty'), 'withdrawal')).toMatchObject({
      debit: '224622000001',
      credit: 'SYS#CASH',
    });
  });

  it('is between two accounts where a deposit or a withdrawal names both', () => {
    for (const type of ['deposit', 'withdrawal'] as const)
      expect(read(TRANSFER, type)).toMatchObject({ debit: '224622000001', credit: '224622000002' });
  });

  it.each(REQUESTED_TYPES.filter((type) => type !== 'deposit'))('needs a debited party for a %s', (type) => {
    expect(read(without('debitParty'), type)).toEqual({ error: 'value-missing', field: 'debitParty' });
  });

  it.each(REQUESTED_TYPES.filter((type) => type !== 'withdrawal'))(
    'needs a credited party for a %s',
    (type) => {
      expect(read(without('creditParty'), type)).toEqual({ error: 'value-missing', field: 'creditParty' });
    },
  );

  it('may be of 16 KB, and no byte more', () => {
    const empty = JSON.stringify({ ...TRANSFER, note: '' });
    const padding = MAX_BODY_BYTES - empty.length;
    expect(isInvalid(read({ ...TRANSFER, note: 'é'.repeat(padding / 2) }))).toBe(false);
    expect(read({ ...TRANSFER, note: 'é'.repeat(padding / 2 + 1) })).toEqual({
      error: 'too-long',
      field: 'body',
    });
  });

  it.each([
    ['nothing', null],
    ['an empty text', ''],
    ['a text that is not JSON', '{amount:1}'],
    ['an array', [TRANSFER]],
    ['null', 'null'],
    ['two members of one name', '{"amount":"1","amount":"2","currency":"GNF"}'],
    ['two members of one name, one of them escaped', String.raw`{"amount":"1","\u0061mount":"2"}`],
    ['two members of one name, further down', '{"a":[{"b":{"c":1,"c":1}}]}'],
  ])('is refused as a whole where it is %s', (_, body) => {
    expect(read(body)).toEqual({ error: 'format-error', field: 'body' });
  });

  it.each([
    ['no amount', without('amount'), 'value-missing', 'amount'],
    ['an amount that is a number', { ...TRANSFER, amount: 5_000 }, 'format-error', 'amount'],
    ['an amount that is null', { ...TRANSFER, amount: null }, 'format-error', 'amount'],
    ['an amount with a fraction', { ...TRANSFER, amount: '1.5' }, 'format-error', 'amount'],
    ['a negative amount', { ...TRANSFER, amount: '-5000' }, 'negative-value', 'amount'],
    ['no currency', without('currency'), 'value-missing', 'currency'],
    ['another currency', { ...TRANSFER, currency: 'XOF' }, 'currency-not-supported', 'currency'],
    ['a currency that is a number', { ...TRANSFER, currency: 324 }, 'format-error', 'currency'],
    [
      'a party that is an object',
      { ...TRANSFER, debitParty: TRANSFER.debitParty[0] },
      'format-error',
      'debitParty',
    ],
    ['a party without an identifier', { ...TRANSFER, debitParty: [] }, 'format-error', 'debitParty'],
    [
      'a party with two identifiers',
      { ...TRANSFER, creditParty: [...TRANSFER.creditParty, ...TRANSFER.creditParty] },
      'format-error',
      'creditParty',
    ],
    [
      'an identifier that is a text',
      { ...TRANSFER, debitParty: ['622000001'] },
      'format-error',
      'debitParty[0]',
    ],
    ['no key', { ...TRANSFER, debitParty: [{ value: '622000001' }] }, 'value-missing', 'debitParty[0].key'],
    ['no value', { ...TRANSFER, creditParty: [{ key: 'msisdn' }] }, 'value-missing', 'creditParty[0].value'],
    [
      'the cash account',
      { ...TRANSFER, debitParty: party('cash', 'organisationid') },
      'format-error',
      'debitParty[0].key',
    ],
    [
      'the cash account by its key',
      { ...TRANSFER, debitParty: party('SYS#CASH') },
      'not-a-subscriber-number',
      'debitParty[0].value',
    ],
    [
      'a value that is a number',
      { ...TRANSFER, debitParty: party(622000001) },
      'format-error',
      'debitParty[0].value',
    ],
    [
      'a foreign number',
      { ...TRANSFER, creditParty: party('+33612345678') },
      'not-a-subscriber-number',
      'creditParty[0].value',
    ],
    [
      'one subscriber in two spellings',
      { ...TRANSFER, creditParty: party('00224622000001') },
      'same-parties',
      'creditParty',
    ],
    ['a long description', { ...TRANSFER, descriptionText: 'x'.repeat(161) }, 'too-long', 'descriptionText'],
    ['a description that is null', { ...TRANSFER, descriptionText: null }, 'format-error', 'descriptionText'],
    [
      'half of a surrogate pair',
      { ...TRANSFER, descriptionText: '\ud83d' },
      'format-error',
      'descriptionText',
    ],
    [
      'a long reference',
      { ...TRANSFER, requestingOrganisationTransactionReference: 'x'.repeat(257) },
      'too-long',
      'requestingOrganisationTransactionReference',
    ],
    ['a date that is not one', { ...TRANSFER, requestDate: '1 November' }, 'format-error', 'requestDate'],
    [
      'a date that does not exist',
      { ...TRANSFER, requestDate: '2026-13-01T00:00:00Z' },
      'format-error',
      'requestDate',
    ],
    ['a date that is a number', { ...TRANSFER, requestDate: 0 }, 'format-error', 'requestDate'],
  ])('is refused for %s', (_, body, error, field) => {
    expect(read(body)).toEqual({ error, field });
  });
});

describe('the body of a reversal', () => {
  const readReversal = (body: unknown) =>
    readReversalBody(typeof body === 'string' ? body : JSON.stringify(body));

  it('may name an amount, and what is kept of it', () => {
    expect(readReversal({ type: 'reversal' })).toEqual({ amount: undefined });
    const kept = {
      descriptionText: 'Erreur de saisie',
      requestingOrganisationTransactionReference: 'ticket-4',
      requestDate: '2026-11-01T09:00:00Z',
    };
    const others = { currency: 'GNF', reason: 'x', debitParty: party('+224622000009') };
    expect(readReversal({ type: 'reversal', amount: '2000.00', ...kept, ...others })).toEqual({
      amount: 2_000n,
      ...kept,
    });
  });

  it.each([
    ['no type', {}, 'value-missing', 'type'],
    ['a type that is null', { type: null }, 'format-error', 'type'],
    ['another type', { type: 'Reversal' }, 'format-error', 'type'],
    ['the standard’s other type', { type: 'adjustment' }, 'transaction-type-not-offered', 'type'],
    ['an amount that is a number', { type: 'reversal', amount: 1 }, 'format-error', 'amount'],
    ['an amount that is null', { type: 'reversal', amount: null }, 'format-error', 'amount'],
    ['a negative amount', { type: 'reversal', amount: '-1' }, 'negative-value', 'amount'],
    ['another currency', { type: 'reversal', currency: 'USD' }, 'currency-not-supported', 'currency'],
    [
      'a long description',
      { type: 'reversal', descriptionText: 'x'.repeat(161) },
      'too-long',
      'descriptionText',
    ],
    ['two members of one name', '{"type":"reversal","amount":"1","amount":"2"}', 'format-error', 'body'],
    ['16 KB and a byte', { type: 'reversal', note: 'x'.repeat(MAX_BODY_BYTES) }, 'too-long', 'body'],
    ['a text that is not JSON', 'reversal', 'format-error', 'body'],
  ])('is refused for %s', (_, body, error, field) => {
    expect(readReversal(body)).toEqual({ error, field });
  });

  it('is refused where it is missing', () => {
    expect(readReversalBody(null)).toEqual({ error: 'format-error', field: 'body' });
  });
});
