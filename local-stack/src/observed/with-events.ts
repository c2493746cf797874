import { type AwsAnswer, type AwsCall, parseJson, resourceOf } from '../aws-proxy/aws-call.ts';
import { type Faults } from '../faults/faults.ts';
import { type Events, type StackEvent } from './events.ts';
import { type Outbox } from './outbox.ts';

/** The names that tell which call is about what. */
export interface WatchedResources {
  /** The table of accounts. */
  readonly accounts: string;
  /** The ledger's table. */
  readonly ledger: string;
  readonly queues: readonly string[];
  readonly deadLetters: readonly string[];
}

/** An outbox that tells of every message it captures. */
export function outboxWithEvents(outbox: Outbox, { emit }: Events): Outbox {
  const tell = (what: 'sms' | 'email' | 'cleared'): void =>
    emit({ type: 'outbox', what, counts: outbox.contents().counts });
  return {
    ...outbox,
    addSms(sms) {
      outbox.addSms(sms);
      tell('sms');
    },
    addEmail(email) {
      outbox.addEmail(email);
      tell('email');
    },
    clear() {
      outbox.clear();
      tell('cleared');
    },
  };
}

/** Faults that tell when their settings change and when one is injected. */
export function faultsWithEvents(faults: Faults, { emit }: Events): Faults {
  const tellInjected = (site: string): void => emit({ type: 'faults', what: 'injected', site });
  return {
    ...faults,
    replace(settings) {
      faults.replace(settings);
      emit({ type: 'faults', what: 'settings' });
    },
    clear() {
      faults.clear();
      emit({ type: 'faults', what: 'settings' });
    },
    shouldInject(kind, site) {
      const hit = faults.shouldInject(kind, site);
      if (hit) tellInjected(`${kind}:${site}`);
      return hit;
    },
    noteInjected(what) {
      faults.noteInjected(what);
      tellInjected(what);
    },
  };
}

/**
 * What a call to an AWS API changed, as an event; undefined where it changed nothing that is watched.
 *
 * @param answer what the emulator answered, or undefined where the connection was dropped: then the call may have
 * taken effect, so it is told all the same.
 */
export function eventOfCall(
  call: AwsCall,
  answer: AwsAnswer | undefined,
  watched: WatchedResources,
): StackEvent | undefined {
  if (answer !== undefined && answer.status >= 300) return undefined;
  const resource = resourceOf(call);
  if (call.service === 'dynamodb' && WRITES_ITEM.test(call.operation)) {
    const what = writtenBy(call, resource, watched);
    return what === undefined ? undefined : { type: 'state', what, change: call.operation };
  }
  const change = call.service === 'sqs' ? changeOf(call, answer) : undefined;
  if (change === undefined) return undefined;
  if (resource === undefined) return undefined;
  if (watched.queues.includes(resource)) return { type: 'state', what: 'queue', change, queue: resource };
  if (watched.deadLetters.includes(resource))
    return { type: 'state', what: 'dead-letter', change, queue: resource };
  return undefined;
}

/** A batch and a transaction name tables in their parts only; transactions are the ledger's way to write. */
function writtenBy(
  { operation }: AwsCall,
  table: string | undefined,
  { accounts, ledger }: WatchedResources,
): 'account' | 'ledger' | undefined {
  if (table === ledger || operation === 'TransactWriteItems') return 'ledger';
  return table === accounts || table === undefined ? 'account' : undefined;
}

const WRITES_ITEM = /^(PutItem|UpdateItem|DeleteItem|BatchWriteItem|TransactWriteItems)$/;

function changeOf({ operation }: AwsCall, answer: AwsAnswer | undefined): string | undefined {
  if (operation.startsWith('SendMessage')) return 'sent';
  if (operation.startsWith('DeleteMessage')) return 'deleted';
  if (operation.startsWith('ChangeMessageVisibility')) return 'postponed';
  if (operation === 'PurgeQueue') return 'purged';
  if (operation !== 'ReceiveMessage' || answer === undefined) return undefined;
  const messages = parseJson(answer.body)['Messages'];
  return Array.isArray(messages) && messages.length > 0 ? 'received' : undefined;
}
