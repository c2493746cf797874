import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  type Account,
  type Channel,
  CorruptAccountError,
  type Opening,
  type Welcome,
  type WelcomeState,
} from '@fintech-solution/domain/account';
import { CURRENCY, type Francs, parseFrancs } from '@fintech-solution/domain/money';
import type { Msisdn } from '@fintech-solution/domain/msisdn';

/** One stored account as DynamoDB hands it over. */
export type Item = Record<string, AttributeValue>;

/** The item of a new account, each of its channels leased to the opener. */
export function itemOf(opening: Opening, leaseUntil: number): Item {
  const amount = { N: String(opening.openingBalance) };
  const lease = { M: { state: { S: 'sending' }, leaseUntil: { N: String(leaseUntil) } } };
  return {
    msisdn: { S: opening.msisdn },
    balance: amount,
    openingBalance: amount,
    currency: { S: CURRENCY },
    status: { S: 'ACTIVE' },
    createdAt: { S: opening.createdAt },
    openedBy: { S: opening.openedBy },
    version: { N: '1' },
    welcome: { M: Object.fromEntries(opening.channels.map((channel) => [channel, lease])) },
  };
}

/** @throws CorruptAccountError when the balance or the currency cannot be told. */
export function accountOf(item: Item, msisdn: Msisdn): Account {
  const currency = item['currency']?.S;
  if (currency === undefined || currency === '') throw new CorruptAccountError('currency is missing');
  const balance = parseFrancs(item['balance']?.N ?? '');
  if (balance === undefined) throw new CorruptAccountError('balance is not a whole number');
  return { msisdn, balance, currency };
}

/** The amount of the opening movement; undefined when the item does not tell it. */
export function openingBalanceOf(item: Item): Francs | undefined {
  return parseFrancs(item['openingBalance']?.N ?? '');
}

/** Accounts from before welcomes were recorded have none, and count as welcomed. */
export function welcomeOf(item: Item): Welcome {
  const stored = item['welcome']?.M ?? {};
  const states = CHANNELS.map((channel) => [channel, stored[channel]?.M?.['state']?.S] as const);
  return Object.fromEntries(states.filter(([, state]) => state !== undefined && isState(state)));
}

const CHANNELS: readonly Channel[] = ['sms', 'email'];
const STATES: readonly string[] = ['pending', 'sending', 'sent', 'given-up'] satisfies WelcomeState[];

function isState(state: string): state is WelcomeState {
  return STATES.includes(state);
}
