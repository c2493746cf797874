import { CorruptAccountError } from '@fintech-solution/domain/account';
import {
  accountOf,
  type Item,
  itemOf,
  openingBalanceOf,
  welcomesOf,
} from '../../../src/dynamodb/account-item.ts';
import type { Msisdn } from '@fintech-solution/domain/msisdn';

const MSISDN = '224622000001' as Msisdn;
const OPENING = {
  msisdn: MSISDN,
  openingBalance: 1_000n,
  openedBy: 'event-1',
  createdAt: '2025-11-25T02:52:00.000Z',
  channels: ['sms', 'email'] as const,
};

const stored = (changes: Item): Item => ({ ...itemOf(OPENING, 60_000), ...changes });

describe('a new item', () => {
  it('holds the opening movement and the lease of each channel that is ON', () => {
    expect(itemOf(OPENING, 60_000)).toEqual({
      msisdn: { S: '224622000001' },
      balance: { N: '1000' },
      openingBalance: { N: '1000' },
      currency: { S: 'GNF' },
      status: { S: 'ACTIVE' },
      createdAt: { S: '2025-11-25T02:52:00.000Z' },
      openedBy: { S: 'event-1' },
      version: { N: '1' },
      welcome: {
        M: {
          sms: { M: { state: { S: 'sending' }, leaseUntil: { N: '60000' } } },
          email: { M: { state: { S: 'sending' }, leaseUntil: { N: '60000' } } },
        },
      },
    });
  });

  it('does not know a channel that is OFF', () => {
    expect(itemOf({ ...OPENING, channels: ['email'] }, 1)['welcome']?.M).not.toHaveProperty('sms');
    expect(itemOf({ ...OPENING, channels: [] }, 1)['welcome']).toEqual({ M: {} });
  });
});

describe('a stored item', () => {
  it.each(['pending', 'sending', 'sent', 'given-up'])('tells that a welcome is %s', (state) => {
    const sms = { M: { state: { S: state } } };
    expect(welcomesOf(stored({ welcome: { M: { sms } } }))).toEqual({ sms: { state, unknown: 0 } });
  });

  it('tells balance and currency, exactly, also past what a float can hold', () => {
    expect(accountOf(stored({ balance: { N: '9007199254740993' } }), MSISDN)).toEqual({
      msisdn: MSISDN,
      status: 'ACTIVE',
      balance: 9_007_199_254_740_993n,
      currency: 'GNF',
    });
  });

  it.each<[string, Item]>([
    ['a fraction', { balance: { N: '1000.5' } }],
    ['an exponent', { balance: { N: '1e3' } }],
    ['text', { balance: { N: 'a thousand' } }],
    ['a string attribute', { balance: { S: '1000' } }],
    ['a null attribute', { balance: { NULL: true } }],
    ['an empty balance', { balance: { N: '' } }],
    ['a negative balance', { balance: { N: '-1' } }],
    ['another currency', { currency: { S: 'EUR' } }],
    ['an unknown status', { status: { S: 'DORMANT' } }],
    ['an empty status', { status: { S: '' } }],
    ['a status that is a number', { status: { N: '1' } }],
    ['no currency', { currency: { NULL: true } }],
    ['an empty currency', { currency: { S: '' } }],
    ['a currency that is a number', { currency: { N: '324' } }],
  ])('is corrupt with %s', (_, changes) => {
    expect(() => accountOf(stored(changes), MSISDN)).toThrow(CorruptAccountError);
  });

  it('is corrupt without a balance', () => {
    const { balance: _, ...rest } = stored({});
    expect(() => accountOf(rest, MSISDN)).toThrow('balance is not a whole number');
  });

  it('is active where it is from before a status was kept', () => {
    const { status: _, ...rest } = stored({});
    expect(accountOf(rest, MSISDN).status).toBe('ACTIVE');
  });

  it('tells lease, count and redrive of a welcome', () => {
    const sms = {
      M: {
        state: { S: 'sending' },
        leaseUntil: { N: '60000.5' },
        unknown: { N: '1' },
        redrivenBy: { S: 'message-1' },
      },
    };
    expect(welcomesOf(stored({ welcome: { M: { sms } } }))).toEqual({
      sms: { state: 'sending', leaseUntil: 60_000.5, unknown: 1, redrivenBy: 'message-1' },
    });
  });

  it('quotes nothing of itself in the error', () => {
    expect(() => accountOf(stored({ balance: { N: '1234.5' } }), MSISDN)).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/1234|622000001/) as string }) as Error,
    );
  });

  it('does not tell an opening balance that is none', () => {
    expect(openingBalanceOf(stored({}))).toBe(1_000n);
    expect(openingBalanceOf(stored({ openingBalance: { N: '1.5' } }))).toBeUndefined();
    expect(openingBalanceOf(stored({ openingBalance: { S: '1000' } }))).toBeUndefined();
  });

  it('tells the state of each channel and ignores what is none', () => {
    const state = (value: string) => ({ M: { state: { S: value } } });
    expect(
      welcomesOf(stored({ welcome: { M: { sms: state('pending'), email: state('given-up') } } })),
    ).toEqual({
      sms: { state: 'pending', unknown: 0 },
      email: { state: 'given-up', unknown: 0 },
    });
    expect(welcomesOf(stored({ welcome: { M: { sms: state('odd'), fax: state('pending') } } }))).toEqual({});
  });

  it('counts as welcomed where no welcome is kept', () => {
    const { welcome: _, ...rest } = stored({});
    expect(welcomesOf(rest)).toEqual({});
  });
});
