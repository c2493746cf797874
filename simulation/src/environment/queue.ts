import type { MessageAttributeValue, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { CallBudget } from '../../../lambda-src/adapters/src/aws-clients.ts';
import { call, type Caller, type Invocation } from './call.ts';
import { mappingOf, MAX_RECEIVES } from '../profiles/run-settings.ts';
import type { Environment } from './environment.ts';
import { AWS_FAULTS, awsFailure } from './aws-faults.ts';

/** The address of a queue, and of its dead letters. */
export const queueUrl = (name: string): string =>
  `https://sqs.ca-central-1.amazonaws.com/000000000000/${name}`;
export const deadLetterUrl = (name: string): string => `${queueUrl(name)}-dlq`;

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  visibleAt: number;
  receives: number;
  isDeleted: boolean;
}

/** What tells one queue from the others. */
export interface QueueOptions {
  /** As in the manifest. */
  readonly name: string;
  /** What a body is about: its calls are told apart by it. */
  readonly subjectOf: (body: string) => string | undefined;
  /** Told of every copy that our functions keep; the original is undefined where the queue never had it. */
  readonly onCopied: (
    copy: Pick<Message, 'body' | 'attributes'>,
    original: Message | undefined,
    by: Invocation,
  ) => void;
}

/** One queue and its dead letters: at least once, in any order, ten receives. */
export interface Queue {
  readonly name: string;
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
  /** Performs one operation of a client. */
  perform(operation: string, input: Input, by: Invocation): object;
  subjectOf(body: string): string | undefined;
}

interface Entry {
  readonly Id?: string;
  readonly MessageBody?: string;
  readonly MessageAttributes?: Message['attributes'];
}

export interface Input {
  readonly QueueUrl?: string;
  readonly MessageBody?: string;
  readonly MessageAttributes?: Message['attributes'];
  readonly ReceiptHandle?: string;
  readonly VisibilityTimeout?: number;
  readonly Entries?: readonly Entry[];
}

export function createQueue(environment: Environment, options: QueueOptions): Queue {
  const { scheduler, faults, history, random } = environment;
  const { visibilityMs } = mappingOf(options.name);
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

  function send({ MessageBody: body = '', MessageAttributes: attributes = {} }: Entry): void {
    sent.add(body);
    put(attributes['ce-id']?.StringValue ?? 'message', body, attributes);
  }

  function park({ MessageBody: body = '', MessageAttributes: attributes = {} }: Entry, by: Invocation): void {
    const original = attributes['original-message-id']?.StringValue;
    const name = `copy-of-${original}`;
    if (attributes['failure-reason']?.StringValue) parked.add(`${original} ${body}`);
    options.onCopied({ body, attributes }, byId.get(original ?? ''), by);
    const id = `${name}-${environment.count(name)}`;
    moveToDeadLetters({ id, body, attributes, visibleAt: 0, receives: 0, isDeleted: false }, false);
  }

  /** Each entry of a batch has an outcome of its own. */
  function sendBatch(entries: readonly Entry[], by: Invocation): object {
    const isTaken = ({ MessageBody: body = '' }: Entry): boolean => {
      const subject = options.subjectOf(body) ?? '';
      return !faults.strikes('entry-refused', `${subject} #${environment.count(`entry ${subject}`)}`);
    };
    const [taken, refused]: [Entry[], Entry[]] = [[], []];
    for (const entry of entries) (isTaken(entry) ? taken : refused).push(entry);
    for (const { MessageBody = '' } of refused) by.disturbed.add(options.subjectOf(MessageBody) ?? '');
    taken.forEach(send);
    return { Successful: taken.map(({ Id }) => ({ Id })), Failed: refused.map(({ Id }) => ({ Id })) };
  }

  function perform(operation: string, input: Input, by: Invocation): object {
    if (operation === 'SendMessageBatchCommand') return sendBatch(input.Entries ?? [], by);
    if (operation === 'SendMessageCommand') {
      if (input.QueueUrl === queueUrl(options.name)) send(input);
      else park(input, by);
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
    name: options.name,
    subjectOf: options.subjectOf,
    perform,
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
        message.visibleAt = scheduler.now() + (isRepeated ? 1 : visibilityMs);
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
  };
}

/** A client that reaches some queues, each by its address. */
export function sqsClientFor(
  environment: Environment,
  queues: readonly Queue[],
  caller: Caller,
  budget: CallBudget,
): SQSClient {
  const queueAt = ({ QueueUrl }: Input): Queue => {
    const found = queues.find(({ name }) => [queueUrl(name), deadLetterUrl(name)].includes(QueueUrl ?? ''));
    if (found === undefined) throw new Error(`There is no simulated queue ${QueueUrl}`);
    return found;
  };
  const send = (command: { readonly input: Input; readonly constructor: { readonly name: string } }) => {
    const operation = command.constructor.name;
    const queue = queueAt(command.input);
    const subject = subjectOf(command.input, queue);
    const by = caller.current as Invocation;
    by?.effects.push(`${operation} ${subject}`);
    return call(environment, caller, {
      site: `sqs ${operation}`,
      subject,
      budget,
      faults: AWS_FAULTS,
      effect: () => queue.perform(operation, command.input, by),
      failure: awsFailure,
    });
  };
  return { send } as unknown as SQSClient;
}

/** What a call to a queue concerns: the message that is postponed or copied, or what the event is about. */
function subjectOf(
  { MessageBody, MessageAttributes, ReceiptHandle, Entries }: Input,
  { subjectOf: aboutOf }: Queue,
): string {
  const original = MessageAttributes?.['original-message-id']?.StringValue;
  if (original !== undefined) return `copy of ${original}`;
  return ReceiptHandle ?? aboutOf(MessageBody ?? Entries?.[0]?.MessageBody ?? '') ?? '';
}
