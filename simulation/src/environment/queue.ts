import type { MessageAttributeValue, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { RedriveCheck } from '../invariants/redrives.ts';
import type { CallBudget } from '../../../lambda-src/adapters/src/aws-clients.ts';
import { call, type Caller, type Invocation } from './call.ts';
import type { Run } from './lambda.ts';
import { MAX_RECEIVES, VISIBILITY_MS } from '../run-settings.ts';
import type { Environment } from './environment.ts';
import { AWS_FAULTS, awsFailure } from './aws-faults.ts';

export const QUEUE_URL = 'https://sqs.ca-central-1.amazonaws.com/000000000000/account-requests';
export const DEAD_LETTER_QUEUE_URL =
  'https://sqs.ca-central-1.amazonaws.com/000000000000/account-requests-dlq';

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  visibleAt: number;
  receives: number;
  isDeleted: boolean;
}

/** The account request queue and its dead letters: at least once, in any order, ten receives. */
export interface Queue {
  clientFor(caller: Caller, budget: CallBudget): SQSClient;
  /** Puts a message on the queue as somebody else would. */
  put(name: string, body: string, attributes?: Message['attributes']): void;
  /** Takes up to `max` visible messages; what was received too often goes to the dead letters instead. */
  receive(max: number): SQSRecord[];
  /** The consumer is done with a record. */
  acknowledge(record: SQSRecord): void;
  /** An operator sends every dead letter back. */
  redrive(): void;
  /** Messages that are neither deleted nor dead. */
  readonly waiting: readonly Message[];
  readonly deadLetters: readonly Message[];
  /** Every copy that was ever parked with a reason: the id of the original and the body. */
  readonly parked: ReadonlySet<string>;
  readonly canPark: boolean;
  /** Every body that our functions put on the queue. */
  readonly sent: ReadonlySet<string>;
  /** When the next message becomes visible; undefined when there is none. */
  nextVisibleAt(): number | undefined;
  onArrival(wake: () => void): void;
}

interface Input {
  readonly QueueUrl?: string;
  readonly MessageBody?: string;
  readonly MessageAttributes?: Message['attributes'];
  readonly ReceiptHandle?: string;
  readonly VisibilityTimeout?: number;
}

/** @param onParked told of every copy that our functions keep. */
export function createQueue(
  environment: Environment,
  redrives: RedriveCheck,
  onParked: (body: string) => void,
): Queue {
  const { scheduler, faults, history, random } = environment;
  let waiting: Message[] = [];
  let deadLetters: Message[] = [];
  const byReceipt = new Map<string, Message>();
  const byId = new Map<string, Message>();
  const parked = new Set<string>();
  const sent = new Set<string>();
  let wake = (): void => undefined;

  function put(name: string, body: string, attributes: Message['attributes'] = {}): void {
    const id = `${name}-${environment.count(`message ${name}`)}`;
    const delay = faults.strikes('delivered-late', id) ? Math.floor(random(`late ${id}`) * 900_000) : 0;
    const message = {
      id,
      body,
      attributes,
      visibleAt: scheduler.now() + delay,
      receives: 0,
      isDeleted: false,
    };
    byId.set(id, message);
    waiting.push(message);
    history.note(() => `queued ${id}${delay > 0 ? ', to be delivered late' : ''}`);
    wake();
  }

  function moveToDeadLetters(message: Message, isMoved: boolean): void {
    history.note(() => `${message.id} is ${isMoved ? 'moved to' : 'copied to'} the dead letters`);
    if (isMoved) message.isDeleted = true;
    deadLetters.push({ ...message, isDeleted: false });
  }

  /** The record that a consumer sees, with a receipt that is good for this receive only. */
  function toRecord(message: Message): SQSRecord {
    const receiptHandle = `${message.id} receive ${message.receives}`;
    byReceipt.set(receiptHandle, message);
    const messageAttributes = Object.entries(message.attributes).map(([name, { StringValue, DataType }]) => [
      name,
      { stringValue: StringValue, dataType: DataType },
    ]);
    return {
      messageId: message.id,
      receiptHandle,
      body: message.body,
      attributes: { ApproximateReceiveCount: String(message.receives) },
      messageAttributes: Object.fromEntries(messageAttributes),
    } as unknown as SQSRecord;
  }

  function perform(operation: string, input: Input, by: Invocation): object {
    if (operation === 'SendMessageCommand') {
      const attributes = input.MessageAttributes ?? {};
      const body = input.MessageBody ?? '';
      if (input.QueueUrl === QUEUE_URL) {
        sent.add(body);
        put(attributes['ce-id']?.StringValue ?? 'message', body, attributes);
      } else {
        const original = attributes['original-message-id']?.StringValue;
        const name = `copy-of-${original}`;
        if (attributes['failure-reason']?.StringValue) parked.add(`${original} ${body}`);
        const source = byId.get(original ?? '');
        if (source !== undefined)
          redrives.copied(source, attributes, /"msisdn":"(\d+)"/.exec(body)?.[1] ?? '', by as Run);
        onParked(body);
        const id = `${name}-${environment.count(name)}`;
        moveToDeadLetters({ id, body, attributes, visibleAt: 0, receives: 0, isDeleted: false }, false);
      }
      return { MessageId: 'm' };
    }
    if (operation !== 'ChangeMessageVisibilityCommand')
      throw new Error(`The simulated queue does not know ${operation}`);
    const message = byReceipt.get(input.ReceiptHandle ?? '');
    if (message !== undefined) {
      message.visibleAt = scheduler.now() + 1_000 * (input.VisibilityTimeout ?? 0);
      wake();
    }
    return {};
  }

  return {
    put,
    parked,
    sent,
    canPark: environment.settings.canPark,
    get waiting() {
      return waiting;
    },
    get deadLetters() {
      return deadLetters;
    },
    onArrival(then) {
      wake = then;
    },
    nextVisibleAt() {
      return waiting.length === 0 ? undefined : Math.min(...waiting.map(({ visibleAt }) => visibleAt));
    },
    receive(max) {
      const visible = waiting.filter(({ visibleAt }) => visibleAt <= scheduler.now());
      // A standard queue promises no order.
      visible.sort(
        (left, right) =>
          random(`order ${left.id} ${left.receives}`) - random(`order ${right.id} ${right.receives}`),
      );
      const taken: SQSRecord[] = [];
      for (const message of visible) {
        if (taken.length === max) break;
        if (message.receives >= MAX_RECEIVES) {
          moveToDeadLetters(message, true);
          continue;
        }
        message.receives += 1;
        const isRepeated = faults.strikes('delivered-twice', `${message.id} receive ${message.receives}`);
        message.visibleAt = scheduler.now() + (isRepeated ? 1 : VISIBILITY_MS);
        taken.push(toRecord(message));
      }
      waiting = waiting.filter(({ isDeleted }) => !isDeleted);
      return taken;
    },
    acknowledge(record) {
      const message = byReceipt.get(record.receiptHandle);
      if (message === undefined || faults.strikes('delete-lost', record.receiptHandle)) return;
      message.isDeleted = true;
      waiting = waiting.filter(({ isDeleted }) => !isDeleted);
    },
    redrive() {
      const sent = deadLetters;
      deadLetters = [];
      for (const { id, body, attributes } of sent) put(`redriven-${id}`, body, attributes);
    },
    clientFor(caller, budget) {
      const send = (command: { readonly input: Input; readonly constructor: { readonly name: string } }) => {
        const operation = command.constructor.name;
        const subject = subjectOf(command.input);
        const by = caller.current as Invocation;
        by?.effects.push(`${operation} ${subject}`);
        return call(environment, caller, {
          site: `sqs ${operation}`,
          subject,
          budget,
          faults: AWS_FAULTS,
          effect: () => perform(operation, command.input, by),
          failure: awsFailure,
        });
      };
      return { send } as unknown as SQSClient;
    },
  };
}

/** What a call to the queue concerns: the message that is postponed or copied, or the number in the event. */
function subjectOf({ MessageBody = '', MessageAttributes, ReceiptHandle }: Input): string {
  const original = MessageAttributes?.['original-message-id']?.StringValue;
  if (original !== undefined) return `copy of ${original}`;
  return ReceiptHandle ?? /"msisdn":"(\d+)"/.exec(MessageBody)?.[1] ?? '';
}
