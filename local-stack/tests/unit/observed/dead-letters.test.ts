import { type AwsJsonClient } from '../../../src/emulators/aws-json-client.ts';
import { redrive } from '../../../src/observed/dead-letters.ts';

interface Message {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  MessageAttributes?: object;
}

/** Two queues as redrive sees them: received messages stay hidden, as SQS keeps them for their visibility time-out. */
function setup(...ids: string[]) {
  const waiting: Message[] = ids.map((id) => ({
    MessageId: id,
    ReceiptHandle: `r-${id}`,
    Body: `body ${id}`,
    MessageAttributes: { 'failure-reason': { DataType: 'String', StringValue: id } },
  }));
  const sent: object[] = [];
  const log: string[] = [];
  let arriving: Message[] = [];
  const sqs: AwsJsonClient = async (target, input) => {
    const operation = target.split('.')[1]!;
    const given = input as Record<string, never>;
    log.push(
      operation === 'DeleteMessage' || operation === 'ChangeMessageVisibility'
        ? `${operation} ${given['ReceiptHandle']}`
        : operation,
    );
    if (operation === 'GetQueueAttributes')
      return { Attributes: { ApproximateNumberOfMessages: String(waiting.length) } };
    if (operation === 'ReceiveMessage') return { Messages: waiting.splice(0, given['MaxNumberOfMessages']) };
    if (operation === 'SendMessage') {
      sent.push(input);
      waiting.push(...arriving);
      arriving = [];
    }
    return {};
  };
  const comesBackAtOnce = (): void =>
    void (arriving = [{ MessageId: 'malformed', ReceiptHandle: 'r-malformed', Body: 'x' }]);
  return {
    sent,
    log,
    comesBackAtOnce,
    redrive: (messageId?: string) => redrive({ sqs, from: 'dlq', to: 'source' }, messageId),
  };
}

describe('redrive', () => {
  it('sends every dead letter back with body and attributes, then deletes it', async () => {
    const { redrive: go, sent, log } = setup('a', 'b');
    expect(await go()).toBe(2);
    expect(sent[0]).toEqual({
      QueueUrl: 'source',
      MessageBody: 'body a',
      MessageAttributes: { 'failure-reason': { DataType: 'String', StringValue: 'a' } },
    });
    expect(log.filter((entry) => !entry.startsWith('Get'))).toEqual([
      'ReceiveMessage',
      'SendMessage',
      'DeleteMessage r-a',
      'SendMessage',
      'DeleteMessage r-b',
    ]);
  });

  it('moves one message alone and shows the others again at once', async () => {
    const { redrive: go, sent, log } = setup('a', 'b', 'c');
    expect(await go('b')).toBe(1);
    expect(sent).toHaveLength(1);
    expect(log).toContain('DeleteMessage r-b');
    expect(log).toContain('ChangeMessageVisibility r-a');
    expect(log).toContain('ChangeMessageVisibility r-c');
  });

  it('ends although a malformed message comes back at once', async () => {
    const { redrive: go, comesBackAtOnce } = setup('malformed');
    comesBackAtOnce();
    expect(await go()).toBe(1);
  });

  it('moves more than one receive can hold', async () => {
    const { redrive: go } = setup(...Array.from({ length: 25 }, (_, i) => `m${i}`));
    expect(await go()).toBe(25);
  });
});
