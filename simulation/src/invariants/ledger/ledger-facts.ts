import { CASH, type Wish } from '../../environment/ledger/wishes.ts';
import type { Item } from '../../environment/item.ts';

/** Reads stored items apart from the product's own code. */

/** A stored transaction. */
export function transactionIn(item: Item) {
  const text = (name: string): string | undefined => item[name]?.S;
  const { status, finalAt, error, reversible: _, pendingShard: __, ...accepted } = item;
  const { debitSequence, creditSequence, debitNonce, creditNonce, ...facts } = accepted;
  const amount = BigInt(item['amount']?.N ?? 'no amount');
  const [debit = '', credit = ''] = [text('debit'), text('credit')];
  const type = text('type') as Wish['type'];
  const originalReference = text('originalReference');
  const descriptionText = text('descriptionText');
  const callbackUrl = text('callbackUrl');
  const errorCode = error?.M?.['errorCode']?.S;
  return {
    reference: (text('pk') ?? '').slice('TX#'.length),
    facts: canonical(facts),
    requester: text('requestedBy') ?? '',
    key: (text('clientCorrelationId') ?? '').toLowerCase(),
    correlationId: text('correlationId') ?? '',
    createdAt: text('createdAt') ?? '',
    type,
    amount,
    debit,
    credit,
    ...(originalReference !== undefined && { originalReference }),
    ...(descriptionText !== undefined && { descriptionText }),
    ...(callbackUrl !== undefined && { callbackUrl }),
    isByDebitParty: item['requestedByDebitParty']?.BOOL === true,
    expiresAt: Number(item['expiresAt']?.N),
    status: (status?.S ?? '') as 'pending' | 'completed' | 'failed',
    error: errorCode,
    /** All that is fixed when it becomes final. */
    finalFacts: canonical({
      status: status?.S,
      finalAt: finalAt?.S,
      errorCode,
      legs: [debitSequence?.N, creditSequence?.N, debitNonce?.S, creditNonce?.S],
    }),
  };
}

/** A movement of one account, or of the cash account. */
export interface EntryFacts {
  readonly msisdn: string;
  readonly reference: string;
  readonly amount: bigint;
  readonly at: string;
  readonly sequence: number;
  readonly balanceAfter: bigint;
  readonly head: string | undefined;
}

export function entryIn(item: Item): EntryFacts {
  const [pk = '', sk = ''] = [item['pk']?.S, item['sk']?.S];
  const isCash = pk.startsWith(`ACC#${CASH}#`);
  return {
    msisdn: isCash ? CASH : pk.slice('ACC#'.length),
    reference: isCash ? sk.slice('TX#'.length) : (item['reference']?.S ?? ''),
    amount: BigInt(item['amount']?.N ?? 'no amount'),
    at: item['at']?.S ?? '',
    sequence: isCash ? 0 : Number(sk.slice('E#'.length)),
    balanceAfter: BigInt(item['balanceAfter']?.N ?? 0),
    head: item['head']?.S,
  };
}

/** An account as it stands. */
export interface Standing {
  readonly msisdn: string;
  readonly balance: bigint;
  readonly status: string;
  readonly version: number;
  readonly head: string | undefined;
  readonly lastMovementAt: string;
}

export function accountIn(item: Item): Standing {
  return {
    msisdn: item['msisdn']?.S ?? '',
    balance: BigInt(item['balance']?.N ?? 'no balance'),
    status: item['status']?.S ?? '',
    version: Number(item['version']?.N),
    head: item['head']?.S,
    lastMovementAt: item['lastMovementAt']?.S ?? item['createdAt']?.S ?? '',
  };
}

/** The same text for the same members, in whatever order they are stored. */
function canonical(members: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1))));
}
