import { createHash } from 'node:crypto';
import { decodeAccountRequested } from '@fintech-solution/domain/account-requested';
import { type NumberingPlan } from '@fintech-solution/domain/msisdn';
import {
  type AwsAnswer,
  type AwsCall,
  isFunctionCall,
  parseJson,
  resourceOf,
} from '../aws-proxy/aws-call.ts';
import { type AccountRecord, createAccountRecords } from './account-records.ts';
import { itemWrites } from './item-writes.ts';
import { createLedgerRecords, type LedgerRecords } from './ledger-records.ts';

/** Records the calls that really took effect, independent of what accounts and functions say. */
export interface CallRecorder {
  /** Takes note of a call that its emulator accepted, before any fault hides that from the caller. */
  applied(call: AwsCall, answer: AwsAnswer): void;
  /** Takes note of an SMS that the provider accepted. */
  smsAccepted(sms: { readonly to: readonly string[]; readonly message: string }): void;
  facts(): RecordedFacts;
}

/** What was recorded so far. */
export interface RecordedFacts {
  /** By subscriber number. */
  readonly accounts: ReadonlyMap<string, AccountRecord>;
  readonly ledger: LedgerRecords;
  /** Numbers by the id of the event that asked for their account. */
  readonly requests: ReadonlyMap<string, string>;
  /** Digests of the messages on the request queue that are not our events. */
  readonly foreign: ReadonlySet<string>;
  /** Every SMS that was accepted, once for each receiver. */
  readonly sms: readonly { readonly to: string; readonly message: string }[];
  /** E-mails that were accepted from a function. */
  readonly emails: number;
  /** A client outside the stack removed messages, so a missing one proves nothing. */
  readonly messagesRemoved: boolean;
  /** Grows with every entry. */
  readonly revision: number;
}

/** What is recorded, and by which names. */
export interface RecorderSettings {
  /** The table of accounts. */
  readonly table: string;
  readonly ledgerTable: string;
  readonly queue: string;
  readonly deadLetters: string;
  readonly plan: NumberingPlan;
  /** Access key of the queue poller, which deletes what was handled. */
  readonly pollerKey: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Records in memory: one small record per number, one line per event and SMS. */
export function createCallRecorder(settings: RecorderSettings): CallRecorder {
  const records = createAccountRecords();
  const ledger = createLedgerRecords();
  const commits = new Set<string>();
  const requests = new Map<string, string>();
  const foreign = new Set<string>();
  const sms: { readonly to: string; readonly message: string }[] = [];
  let emails = 0;
  let messagesRemoved = false;
  let revision = 0;

  const request = (body: string): void => {
    const decoded = decodeAccountRequested(body, settings.plan);
    if (decoded.kind === 'not-ours') foreign.add(digestOf(body));
    else requests.set(decoded.event.id, decoded.event.msisdn);
  };
  const message = (call: AwsCall, answer: AwsAnswer): void => {
    const resource = resourceOf(call);
    if (resource === settings.queue) acceptedBodies(call, answer).forEach(request);
    const removes = call.operation.startsWith('DeleteMessage') || call.operation === 'PurgeQueue';
    if (removes && (resource === settings.queue || resource === settings.deadLetters))
      messagesRemoved ||= call.accessKeyId !== settings.pollerKey;
  };
  /** DynamoDB answers a commit that it is sent again, and does nothing: an SDK that lost the first answer does that. */
  const isRepetition = ({ operation, body }: AwsCall): boolean => {
    const token = operation === 'TransactWriteItems' ? parseJson(body)['ClientRequestToken'] : undefined;
    if (typeof token !== 'string') return false;
    const isKnown = commits.has(token);
    commits.add(token);
    return isKnown;
  };
  const tableWrites = (call: AwsCall): void => {
    for (const write of itemWrites(call)) {
      if (write.table === settings.ledgerTable && isFunctionCall(call)) ledger.written(write);
      if (write.table !== settings.table || write.key['msisdn'] === undefined) continue;
      if (isFunctionCall(call)) records.written(write, call.accessKeyId ?? '', settings.now());
      else records.writtenFromOutside(write);
    }
  };
  return {
    applied(call, answer) {
      if (answer.status !== 200) return;
      // A message that is received only changes hands; looking at the stack must not look like a change of it.
      if (WRITES.test(call.operation)) revision += 1;
      if (call.service === 'sqs') message(call, answer);
      if (call.service === 'ses' && call.operation === 'SendEmail' && isFunctionCall(call)) emails += 1;
      if (call.service === 'dynamodb' && !isRepetition(call)) tableWrites(call);
    },
    smsAccepted({ to, message }) {
      revision += 1;
      to.forEach(records.smsSent);
      sms.push(...to.map((receiver) => ({ to: receiver, message })));
    },
    facts: () => ({
      accounts: records.all(),
      ledger: ledger.all(),
      requests,
      foreign,
      sms,
      emails,
      messagesRemoved,
      revision,
    }),
  };
}

const WRITES = /^(Put|Update|Delete|Batch|Transact|Send|Purge)/;

/** How a message that is not our event is recognised again: by its body alone, which the copy in the dead letters keeps. */
export function digestOf(body: string): string {
  return createHash('sha256').update(body).digest('base64');
}

/** The bodies that one call really put on the queue: a batch may be accepted in part. */
function acceptedBodies(call: AwsCall, answer: AwsAnswer): string[] {
  const input = parseJson(call.body);
  if (call.operation === 'SendMessage') return [String(input['MessageBody'])];
  if (call.operation !== 'SendMessageBatch') return [];
  const { Successful } = parseJson(answer.body) as { Successful?: { Id?: unknown }[] };
  const accepted = new Set((Successful ?? []).map(({ Id }) => Id));
  const entries = Array.isArray(input['Entries']) ? (input['Entries'] as Record<string, unknown>[]) : [];
  return entries.filter(({ Id }) => accepted.has(Id)).map(({ MessageBody }) => String(MessageBody));
}
