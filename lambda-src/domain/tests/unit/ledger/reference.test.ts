import { fingerprintOf } from '../../../src/ledger/fingerprint.ts';
import {
  isUuid,
  parseReference,
  type Reference,
  referenceOf,
  uuidV5,
} from '../../../src/ledger/reference.ts';
import type { Msisdn } from '../../../src/msisdn.ts';

const KEY = '0b5f1c9e-52a4-4f3c-9d62-1f4f3a1c2d3e';

describe('a reference', () => {
  it('is a UUID of version 5 as the standard makes it (RFC 9562, appendix A.4)', () => {
    expect(uuidV5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
  });

  it('follows from the caller and its key', () => {
    expect(referenceOf('client-1', KEY)).toBe('9dd9c5a2-b62b-5ff9-9f4b-a09f3f1a9333');
  });

  it('is the same for a key in capitals, and another one for another caller or key', () => {
    expect(referenceOf('client-1', KEY.toUpperCase())).toBe(referenceOf('client-1', KEY));
    expect(referenceOf('client-2', KEY)).not.toBe(referenceOf('client-1', KEY));
    expect(referenceOf('client-1', KEY.replace('0b', '0c'))).not.toBe(referenceOf('client-1', KEY));
  });

  it('is read in any case, and from nothing but a UUID', () => {
    expect(parseReference(KEY.toUpperCase())).toBe(KEY);
    for (const value of [
      '',
      KEY.slice(1),
      `${KEY}0`,
      `0${KEY}`,
      [KEY],
      `{${KEY}}`,
      KEY.replaceAll('-', ''),
      7,
      null,
      undefined,
    ])
      expect(parseReference(value)).toBeUndefined();
    expect(isUuid('0b5f1c9e-52a4-4f3c-9d62-1f4f3a1c2d3g')).toBe(false);
  });
});

describe('a fingerprint', () => {
  const transfer = {
    type: 'transfer',
    amount: 5_000n,
    currency: 'GNF',
    debit: '224622000001' as Msisdn,
    credit: '224622000002' as Msisdn,
    descriptionText: 'loyer',
    requestDate: '2026-11-01T08:00:00Z',
  } as const;

  it('is the hash of what was asked for, in one spelling', () => {
    expect(fingerprintOf(transfer)).toBe(
      'f1:574a0c8659cacf86e5a34db759abd29e1b37b0ab8f769481215dc1a091c4d517',
    );
    const reversal = {
      type: 'reversal',
      amount: null,
      currency: 'GNF',
      debit: '224622000001' as Msisdn,
      credit: 'SYS#CASH',
      originalReference: '3a52e4a8-0c5b-5cbb-9d5e-1f0e4a7b6c5d' as Reference,
      requestingOrganisationTransactionReference: 'org-1',
      callbackUrl: 'https://hooks.example/a',
    } as const;
    expect(fingerprintOf(reversal)).toBe(
      'f1:1198428c38729e095502f0cccb0f68a7d811e9a7d1a0d2a5f20920c7ce8479c8',
    );
  });

  it.each([
    ['type', { type: 'merchantpay' }],
    ['amount', { amount: 5_001n }],
    ['debited party', { debit: '224622000003' as Msisdn }],
    ['credited party', { credit: 'SYS#CASH' }],
    ['description', { descriptionText: undefined }],
    ['reference of the organisation', { requestingOrganisationTransactionReference: 'org-1' }],
    ['callback URL', { callbackUrl: 'https://hooks.example/a' }],
  ] as const)('is another one for another %s', (_, change) => {
    expect(fingerprintOf({ ...transfer, ...change })).not.toBe(fingerprintOf(transfer));
  });

  it('does not depend on when the client asked', () => {
    expect(fingerprintOf({ ...transfer, requestDate: undefined })).toBe(fingerprintOf(transfer));
  });
});
