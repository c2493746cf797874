import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  type Account,
  ACCOUNT_STATUSES,
  type AccountStatus,
  CorruptAccountError,
  type Opening,
} from '@fintech-solution/domain/account';
import { newlyHeld } from '@fintech-solution/domain/delivery';
import { CURRENCY, type Francs, parseFrancs } from '@fintech-solution/domain/money';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { CHANNELS, type Welcomes } from '@fintech-solution/domain/welcome';
import { recordFrom, recordItem } from './delivery-record.ts';

/** One stored account as DynamoDB hands it over. */
export type Item = Record<string, AttributeValue>;

/** The item of a new account, each of its channels leased to the opener. */
export function itemOf(opening: Opening, leaseUntil: number): Item {
  const amount = { N: String(opening.openingBalance) };
  const held = { M: recordItem(newlyHeld(leaseUntil)) };
  return {
    msisdn: { S: opening.msisdn },
    balance: amount,
    openingBalance: amount,
    currency: { S: CURRENCY },
    status: { S: 'ACTIVE' },
    createdAt: { S: opening.createdAt },
    openedBy: { S: opening.openedBy },
    version: { N: '1' },
    welcome: { M: Object.fromEntries(opening.channels.map((channel) => [channel, held])) },
  };
}

/** @throws CorruptAccountError when the status, the balance or the currency is not one that we write. */
export function accountOf(item: Item, msisdn: Msisdn): Account {
  const currency = item['currency']?.S;
  if (currency !== CURRENCY) throw new CorruptAccountError(`currency is not ${CURRENCY}`);
  const balance = amountAt(item, 'balance');
  if (balance === undefined) throw new CorruptAccountError('balance is not a whole number');
  return { msisdn, status: statusOf(item), balance, currency };
}

/** @throws CorruptAccountError when the status is unknown; accounts from before a status was kept are active. */
export function statusOf(item: Item): AccountStatus {
  if (item['status'] === undefined) return 'ACTIVE';
  const status = ACCOUNT_STATUSES.find((known) => known === item['status']?.S);
  if (status === undefined) throw new CorruptAccountError('status is unknown');
  return status;
}

/** The amount of the opening movement; undefined when the item does not tell it. */
export function openingBalanceOf(item: Item): Francs | undefined {
  return amountAt(item, 'openingBalance');
}

/** An amount that an account can hold: whole, and not negative. */
function amountAt(item: Item, name: string): Francs | undefined {
  const amount = parseFrancs(item[name]?.N ?? '');
  return amount === undefined || amount < 0n ? undefined : amount;
}

/** True when this very opening wrote the item: the answer to its write was lost. */
export function isOwn(item: Item, { openedBy, createdAt, channels }: Opening, leaseUntil: number): boolean {
  const welcomes = welcomesOf(item);
  return (
    item['openedBy']?.S === openedBy &&
    item['createdAt']?.S === createdAt &&
    channels.every((channel) => {
      const { state, leaseUntil: heldUntil } = welcomes[channel] ?? {};
      return state === 'sending' && heldUntil === leaseUntil;
    })
  );
}

/** Accounts from before welcomes were recorded have none, and count as welcomed. */
export function welcomesOf(item: Item): Welcomes {
  const stored = item['welcome']?.M ?? {};
  return Object.fromEntries(
    CHANNELS.flatMap((channel) => {
      const welcome = recordFrom(stored[channel]?.M ?? {});
      return welcome === undefined ? [] : [[channel, welcome]];
    }),
  );
}
