import { createHash } from 'node:crypto';
import { decodeAccountRequested } from '@fintech-solution/domain/account-requested';
import { type NumberingPlan } from '@fintech-solution/domain/msisdn';
import { type AwsAnswer, type AwsCall, parseJson, resourceOf } from '../aws-endpoint/aws-call.ts';
import { isFunctionCall } from '../aws-endpoint/function-fault-hooks.ts';
import { accountWrite } from './account-writes.ts';
import { type AccountRecord, createAccountRecords } from './account-records.ts';

/** What the stack itself saw happen, independent of what accounts and functions say about it. */
export interface Journal {
  /** Takes note of a call that its engine accepted, before any fault hides that from the caller. */
  applied(call: AwsCall, answer: AwsAnswer): void;
  /** Takes note of an SMS that the provider accepted. */
  smsAccepted(to: readonly string[]): void;
  facts(): JournalFacts;
}

/** The journal so far. */
export interface JournalFacts {
  /** By subscriber number. */
  readonly accounts: ReadonlyMap<string, AccountRecord>;
  /** Numbers by the id of the event that asked for their account. */
  readonly requests: ReadonlyMap<string, string>;
  /** Digests of the messages on the request queue that are no event of ours. */
  readonly foreign: ReadonlySet<string>;
  /** E-mails that were accepted from a function. */
  readonly emails: number;
  /** Somebody who is no part of the stack removed messages, so a missing one proves nothing. */
  readonly messagesRemoved: boolean;
  /** Grows with every entry. */
  readonly revision: number;
}

/** What the journal watches. */
export interface JournalPlace {
  readonly table: string;
  readonly queue: string;
  readonly deadLetters: string;
  readonly plan: NumberingPlan;
  /** Access key of the queue poller, whose deletions are settlements. */
  readonly pollerKey: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A journal in memory: one small record per number, one line per event. */
export function createJournal(place: JournalPlace): Journal {
  const records = createAccountRecords();
  const requests = new Map<string, string>();
  const foreign = new Set<string>();
  let emails = 0;
  let messagesRemoved = false;
  let revision = 0;

  const request = (body: string): void => {
    const decoded = decodeAccountRequested(body, place.plan);
    if (decoded.kind === 'not-ours') foreign.add(digestOf(body));
    else requests.set(decoded.event.id, decoded.event.msisdn);
  };
  const message = (call: AwsCall, answer: AwsAnswer): void => {
    const resource = resourceOf(call);
    if (resource === place.queue) acceptedBodies(call, answer).forEach(request);
    const removes = call.operation.startsWith('DeleteMessage') || call.operation === 'PurgeQueue';
    if (removes && (resource === place.queue || resource === place.deadLetters))
      messagesRemoved ||= call.accessKeyId !== place.pollerKey;
  };
  return {
    applied(call, answer) {
      if (answer.status !== 200) return;
      // A message that is received only changes hands; looking at the stack must not look like a change of it.
      if (WRITES.test(call.operation)) revision += 1;
      if (call.service === 'sqs') message(call, answer);
      if (call.service === 'ses' && call.operation === 'SendEmail' && isFunctionCall(call)) emails += 1;
      if (call.service !== 'dynamodb' || resourceOf(call) !== place.table) return;
      const write = accountWrite(call);
      if (write === undefined) return;
      if (isFunctionCall(call)) records.written(write, call.accessKeyId ?? '', place.now());
      else records.writtenFromOutside(write);
    },
    smsAccepted(to) {
      revision += 1;
      to.forEach(records.smsSent);
    },
    facts: () => ({ accounts: records.all(), requests, foreign, emails, messagesRemoved, revision }),
  };
}

const WRITES = /^(Put|Update|Delete|Batch|Transact|Send|Purge)/;

/** How a message that is no event of ours is recognised again: by its body alone, which parking keeps. */
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
