import { createHash } from 'node:crypto';
import { ALICE, BOB } from '@fintech-solution/testing/ledger-samples';
import { MESSAGES } from '../../../src/ledger/messages.fr.ts';
import type { Leg } from '../../../src/ledger/receipt.ts';
import type { Reference } from '../../../src/ledger/reference.ts';
import { openingMovement, statementEntryOf } from '../../../src/ledger/statement.ts';
import { CASH, REQUESTED_TYPES } from '../../../src/ledger/transaction.ts';

const LEG: Leg = {
  msisdn: ALICE,
  sequence: 12,
  reference: '3a52e4a8-0c5b-5cbb-9d5e-1f0e4a7b6c5d' as Reference,
  type: 'transfer',
  amount: -250n,
  balanceAfter: 750n,
  counterparty: BOB,
  at: '2026-11-01T09:00:00.000Z',
  nonce: '0123456789abcdef0123456789abcdef',
  head: 'f'.repeat(64),
  descriptionText: 'loyer',
};

describe('an entry of a statement', () => {
  it('is what the standard and the receipt need', () => {
    expect(statementEntryOf(LEG)).toEqual({
      transactionReference: LEG.reference,
      debitParty: [{ key: 'msisdn', value: `+${ALICE}` }],
      creditParty: [{ key: 'msisdn', value: `+${BOB}` }],
      transactionStatus: 'completed',
      amount: '250',
      currency: 'GNF',
      displayType: 'transfert envoyé',
      descriptionText: 'loyer',
      creationDate: '2026-11-01T09:00:00.000Z',
      transactionReceipt: `12.${'f'.repeat(64)}`,
      customData: [
        { key: 'balanceAfter', value: '750' },
        { key: 'sequence', value: '12' },
        { key: 'nonce', value: LEG.nonce },
        { key: 'type', value: 'transfer' },
      ],
    });
  });

  it('shows a credit from the other side', () => {
    expect(statementEntryOf({ ...LEG, amount: 250n, counterparty: CASH, type: 'deposit' })).toMatchObject({
      debitParty: [{ key: 'organisationid', value: 'cash' }],
      creditParty: [{ key: 'msisdn', value: `+${ALICE}` }],
      amount: '250',
      displayType: 'dépôt',
    });
  });

  it('keeps a text that is empty, and has no member where there is none', () => {
    const { descriptionText: _, ...bare } = LEG;
    expect(statementEntryOf({ ...LEG, descriptionText: '' })).toHaveProperty('descriptionText', '');
    expect(statementEntryOf(bare)).not.toHaveProperty('descriptionText');
  });

  it.each([
    ['withdrawal', -1n, 'retrait'],
    ['transfer', 1n, 'transfert reçu'],
    ['reversal', 1n, 'annulation créditée'],
  ] as const)('calls a %s of %d by its French name', (type, amount, displayType) => {
    expect(statementEntryOf({ ...LEG, type, amount })).toMatchObject({ displayType });
  });

  it('has a name for every type, on both sides, that is no longer than the standard allows', () => {
    for (const type of [...REQUESTED_TYPES, 'reversal', 'opening'] as const)
      for (const name of Object.values(MESSAGES.displayTypes[type])) expect(name).toMatch(/^.{1,256}$/);
  });
});

describe('the opening', () => {
  const opening = {
    msisdn: ALICE,
    openedBy: 'event/1=',
    openingBalance: 1_000n,
    createdAt: '2026-11-01T08:00:00.000Z',
  };

  it('is entry 1, from the promotion account, with a receipt that everybody can calculate', () => {
    const fields = `["v1","${ALICE}",1,"event/1=","opening","1000","1000","2026-11-01T08:00:00.000Z","SYS#PROMOTION","","",""]`;
    const head = createHash('sha256').update(fields).digest('hex');
    expect(statementEntryOf(openingMovement(opening))).toEqual({
      transactionReference: 'event/1=',
      debitParty: [{ key: 'organisationid', value: 'promotion' }],
      creditParty: [{ key: 'msisdn', value: `+${ALICE}` }],
      transactionStatus: 'completed',
      amount: '1000',
      currency: 'GNF',
      displayType: 'ouverture du compte',
      creationDate: '2026-11-01T08:00:00.000Z',
      transactionReceipt: `1.${head}`,
      customData: [
        { key: 'balanceAfter', value: '1000' },
        { key: 'sequence', value: '1' },
        { key: 'type', value: 'opening' },
      ],
    });
  });

  it('of nothing is a credit too', () => {
    expect(statementEntryOf(openingMovement({ ...opening, openingBalance: 0n }))).toMatchObject({
      amount: '0',
      creditParty: [{ key: 'msisdn' }],
    });
  });
});
