import { readDateTime } from '../date-time.ts';
import { hasUniqueMembers, isJsonObject, type JsonObject } from '../json-members.ts';
import { CURRENCY, type Francs } from '../money.ts';
import { type Msisdn, type NumberingPlan, parseMsisdn } from '../msisdn.ts';
import type { LedgerError } from './ledger-error.ts';
import { CASH, parseAmount, type Party, type RequestedType, type TransactionRequest } from './transaction.ts';

/** Why a request is refused, and the member or header that is to blame. */
export interface InvalidField {
  readonly error: LedgerError;
  /** `amount`, `debitParty`, `debitParty[0].key`; `body` for the body as a whole. */
  readonly field: string;
}

/** 16 KB: many times what the standard's own members need. */
export const MAX_BODY_BYTES = 16 * 1_024;

const MAX_DESCRIPTION_CHARACTERS = 160;
const MAX_ORGANISATION_REFERENCE_CHARACTERS = 256;

/** What the body of a request says, in canonical form. */
export type TransactionBody = Pick<
  TransactionRequest,
  | 'amount'
  | 'currency'
  | 'debit'
  | 'credit'
  | 'descriptionText'
  | 'requestingOrganisationTransactionReference'
  | 'requestDate'
>;

/**
 * Reads the body of `POST /transactions/type/{transactionType}`. The first thing that is wrong is the one that is told, in
 * the order of this file. Members that the system does not know are allowed, and are not kept.
 *
 * @param body the text as it came; null where there was none.
 */
export function readTransactionBody(
  body: string | null | undefined,
  type: RequestedType,
  plan: NumberingPlan,
): TransactionBody | InvalidField {
  return attempt(() => {
    const members = parseBody(body ?? '');
    const amount = amountOf(members);
    const currency = currencyOf(members);
    const debit = partyOf(members, 'debitParty', plan) ?? cashFor(type, 'deposit', 'debitParty');
    const credit = partyOf(members, 'creditParty', plan) ?? cashFor(type, 'withdrawal', 'creditParty');
    if (debit === credit) throw new Invalid('same-parties', 'creditParty');
    return { amount, currency, debit, credit, ...keptMembersOf(members) };
  });
}

/** What the body of a reversal says; the rest of it follows from the original. */
export type ReversalBody = Omit<TransactionBody, 'amount' | 'currency' | 'debit' | 'credit'> & {
  /** Undefined for a reversal of all that is left. */
  readonly amount: Francs | undefined;
};

/** The standard calls a reversal by one of two types; this system's adjustments have a path of their own. */
const OTHER_REVERSAL_TYPE = 'adjustment';

/**
 * Reads the body of `POST /transactions/{transactionReference}/reversals`, as {@link readTransactionBody} does. A currency
 * is not needed; another than the account's is refused, lest its amount be read as francs.
 */
export function readReversalBody(body: string | null | undefined): ReversalBody | InvalidField {
  return attempt(() => {
    const members = parseBody(body ?? '');
    const type = textOf(required(members, 'type'), 'type');
    if (type === OTHER_REVERSAL_TYPE) throw new Invalid('transaction-type-not-offered', 'type');
    if (type !== 'reversal') throw new Invalid('format-error', 'type');
    const amount = members['amount'] === undefined ? undefined : amountOf(members);
    if (members['currency'] !== undefined) currencyOf(members);
    return { amount, ...keptMembersOf(members) };
  });
}

/** True where reading ended with a refusal. */
export function isInvalid(value: object): value is InvalidField {
  return 'error' in value;
}

/** Ends the reading of a body at the first thing that is wrong. */
class Invalid extends Error {
  readonly invalid: InvalidField;

  constructor(error: LedgerError, field: string) {
    super(`${field}: ${error}`);
    this.invalid = { error, field };
  }
}

function attempt<T>(read: () => T): T | InvalidField {
  try {
    return read();
  } catch (error) {
    if (error instanceof Invalid) return error.invalid;
    throw error;
  }
}

function parseBody(text: string): JsonObject {
  if (Buffer.byteLength(text) > MAX_BODY_BYTES) throw new Invalid('too-long', 'body');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Invalid('format-error', 'body');
  }
  // Of two members of one name, two readers may believe two different ones.
  if (!isJsonObject(value) || !hasUniqueMembers(text, value)) throw new Invalid('format-error', 'body');
  return value;
}

function amountOf(members: JsonObject): Francs {
  const amount = parseAmount(textOf(required(members, 'amount'), 'amount'));
  if (amount === 'negative') throw new Invalid('negative-value', 'amount');
  if (amount === 'malformed') throw new Invalid('format-error', 'amount');
  return amount;
}

function currencyOf(members: JsonObject): string {
  const currency = textOf(required(members, 'currency'), 'currency');
  if (currency !== CURRENCY) throw new Invalid('currency-not-supported', 'currency');
  return currency;
}

/** One party, named by exactly one identifier; undefined where the member is absent. */
function partyOf(members: JsonObject, name: string, plan: NumberingPlan): Msisdn | undefined {
  const identifiers = members[name];
  if (identifiers === undefined) return undefined;
  if (!Array.isArray(identifiers) || identifiers.length !== 1) throw new Invalid('format-error', name);
  const identifier: unknown = identifiers[0];
  const at = (member: string) => `${name}[0].${member}`;
  if (!isJsonObject(identifier)) throw new Invalid('format-error', `${name}[0]`);
  const key = textOf(required(identifier, 'key', at('key')), at('key'));
  if (key !== 'msisdn') throw new Invalid('format-error', at('key'));
  const value = textOf(required(identifier, 'value', at('value')), at('value'));
  const msisdn = parseMsisdn(value, plan);
  if (msisdn === undefined) throw new Invalid('not-a-subscriber-number', at('value'));
  return msisdn;
}

/** Only a deposit may leave out who is debited, and only a withdrawal who is credited: it is the cash account then. */
function cashFor(type: RequestedType, withCash: RequestedType, name: string): Party {
  if (type !== withCash) throw new Invalid('value-missing', name);
  return CASH;
}

function keptMembersOf(members: JsonObject) {
  const descriptionText = optionalText(members, 'descriptionText', MAX_DESCRIPTION_CHARACTERS);
  const organisationReference = 'requestingOrganisationTransactionReference';
  const reference = optionalText(members, organisationReference, MAX_ORGANISATION_REFERENCE_CHARACTERS);
  const requestDate = members['requestDate'];
  if (requestDate !== undefined && readDateTime(textOf(requestDate, 'requestDate')) === undefined)
    throw new Invalid('format-error', 'requestDate');
  return {
    ...(descriptionText === undefined ? {} : { descriptionText }),
    ...(reference === undefined ? {} : { [organisationReference]: reference }),
    ...(requestDate === undefined ? {} : { requestDate: requestDate as string }),
  };
}

function optionalText(members: JsonObject, name: string, maxCharacters: number): string | undefined {
  const value = members[name];
  if (value === undefined) return undefined;
  const text = textOf(value, name);
  if ([...text].length > maxCharacters) throw new Invalid('too-long', name);
  return text;
}

function required(members: JsonObject, name: string, field = name): unknown {
  if (members[name] === undefined) throw new Invalid('value-missing', field);
  return members[name];
}

/** A text that UTF-8 can carry: half of a surrogate pair would be another text once it is stored. */
function textOf(value: unknown, field: string): string {
  if (typeof value !== 'string' || !value.isWellFormed()) throw new Invalid('format-error', field);
  return value;
}
