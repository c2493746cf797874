import { type DateTime, readDateTime } from '@fintech-solution/domain/date-time';
import { MAX_LISTED_LEGS } from '@fintech-solution/domain/ledger/ledger-store';
import { decodeMsisdn, type Msisdn, type NumberingPlan, parseMsisdn } from '@fintech-solution/domain/msisdn';
import type { Caller } from '@fintech-solution/runtime/http/authorize-caller';
import type { LedgerRefusal } from '@fintech-solution/runtime/http/ledger-problem';
import type { ProxyEvent } from '@fintech-solution/runtime/http/request-context';

/** Which page of which part of an account's history. */
export interface ListRequest {
  readonly msisdn: Msisdn;
  readonly limit: number;
  /** Counted from the newest movement of the part. */
  readonly offset: number;
  /** Both inclusive, in epoch milliseconds; undefined where the part has no such bound. */
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  /** False where another status than `completed` is asked for: a statement knows no other. */
  readonly wantsCompleted: boolean;
}

const DEFAULT_LIMIT = 50;
const WHOLE_NUMBER = /^(0|[1-9]\d*)$/;

/** Reads path and query of a list. The first thing that is wrong is the one that is told, in the order of this function. */
export function readListRequest(event: ProxyEvent, plan: NumberingPlan): ListRequest | LedgerRefusal {
  const { identifierType, identifier = '' } = event.pathParameters ?? {};
  if (identifierType !== 'msisdn') return formatError('identifierType');
  const msisdn = decodeMsisdn(identifier, plan);
  if (msisdn === undefined) return { error: 'not-a-subscriber-number', field: 'identifier' };
  const repeated = PARAMETERS.find((name) => valuesOf(event, name).length > 1);
  if (repeated !== undefined) return formatError(repeated);

  const [limit = String(DEFAULT_LIMIT)] = valuesOf(event, 'limit');
  if (!WHOLE_NUMBER.test(limit) || Number(limit) < 1 || Number(limit) > MAX_LISTED_LEGS)
    return formatError('limit');
  const [offset = '0'] = valuesOf(event, 'offset');
  if (!WHOLE_NUMBER.test(offset)) return formatError('offset');
  const [from, to] = [momentOf(event, 'fromDateTime'), momentOf(event, 'toDateTime')];
  if (from === 'malformed') return formatError('fromDateTime');
  if (to === 'malformed') return formatError('toDateTime');
  const [status = 'completed'] = valuesOf(event, 'transactionStatus');
  if (valuesOf(event, 'transactionType').length > 0) return formatError('transactionType');
  return {
    msisdn,
    limit: Number(limit),
    offset: Number(offset),
    // Movements have whole milliseconds, so one at the cut-off moment is before a `from` that is finer.
    fromMs: from && from.ms + (from.isFiner ? 1 : 0),
    toMs: to?.ms,
    wantsCompleted: status === 'completed',
  };
}

const PARAMETERS = ['limit', 'offset', 'fromDateTime', 'toDateTime', 'transactionStatus', 'transactionType'];

/** The account whose entry is asked for: the one that the query names, else that of the token's own number. */
export function readEntryAccount(
  event: ProxyEvent,
  caller: Caller,
  plan: NumberingPlan,
): Msisdn | LedgerRefusal {
  const [spelling, another] = valuesOf(event, 'msisdn');
  if (another !== undefined) return formatError('msisdn');
  if (spelling !== undefined)
    return parseMsisdn(spelling, plan) ?? { error: 'not-a-subscriber-number', field: 'msisdn' };
  if (!caller.isBound) return { error: 'value-missing', field: 'msisdn' };
  return caller.msisdn ?? { error: 'forbidden' };
}

/** A parameter that is repeated has several values: two readers may believe two different ones. */
function valuesOf(
  { queryStringParameters, multiValueQueryStringParameters }: ProxyEvent,
  name: string,
): readonly string[] {
  const single = queryStringParameters?.[name];
  return multiValueQueryStringParameters?.[name] ?? (single === undefined ? [] : [single]);
}

function momentOf(event: ProxyEvent, name: string): DateTime | 'malformed' | undefined {
  const [text] = valuesOf(event, name);
  return text === undefined ? undefined : (readDateTime(text) ?? 'malformed');
}

function formatError(field: string): LedgerRefusal {
  return { error: 'format-error', field };
}
