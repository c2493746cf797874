// The message move tasks of SQS, which moto lacks: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
// As on AWS the source must be somebody's dead-letter queue, attributes travel along, and a message that was sent to it
// directly, as a parked copy is, goes nowhere unless the destination is named.

const JSON_1_0 = { 'content-type': 'application/x-amz-json-1.0' };
const SCOPE = 'test/20260101/ca-central-1/sqs/aws4_request';

export const messageMoveTasks = {
  id: 'sqs-message-move-tasks',
  lacks: 'has no StartMessageMoveTask and no ListMessageMoveTasks',
  matches: ({ service, action }) => service === 'sqs' && /^(Start|List)MessageMoveTasks?$/.test(action),
  async answer({ action, text }, memory, motoUrl) {
    const { SourceArn, DestinationArn } = JSON.parse(text);
    const key = `move tasks ${SourceArn}`;
    const tasks = memory.get(key) ?? [];
    if (action === 'ListMessageMoveTasks') return reply(200, { Results: tasks });
    const sqs = client(motoUrl);
    const sources = await queuesWithDeadLettersIn(sqs, SourceArn);
    if (sources.length === 0)
      return reply(400, {
        __type: 'com.amazonaws.sqs#InvalidParameterValue',
        message: 'Source queue must be configured as a Dead Letter Queue.',
      });
    const task = await move(sqs, { SourceArn, DestinationArn });
    memory.set(key, [task, ...tasks]);
    return reply(200, { TaskHandle: Buffer.from(SourceArn).toString('base64') });
  },
};

function reply(status, document) {
  return { status, headers: JSON_1_0, body: JSON.stringify(document) };
}

/** Moves all of them at once; AWS does it after its answer. */
async function move(sqs, { SourceArn, DestinationArn }) {
  const QueueUrl = await urlOf(sqs, SourceArn);
  const moved = { SourceArn, DestinationArn, Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 0 };
  for (;;) {
    const { Messages = [] } = await sqs('ReceiveMessage', {
      QueueUrl,
      MaxNumberOfMessages: 10,
      AttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    if (Messages.length === 0) return moved;
    if (!DestinationArn)
      return { ...moved, Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' };
    const destination = await urlOf(sqs, DestinationArn);
    for (const { Body, MessageAttributes, ReceiptHandle } of Messages) {
      await sqs('SendMessage', { QueueUrl: destination, MessageBody: Body, MessageAttributes });
      await sqs('DeleteMessage', { QueueUrl, ReceiptHandle });
      moved.ApproximateNumberOfMessagesMoved += 1;
    }
  }
}

async function queuesWithDeadLettersIn(sqs, arn) {
  const { QueueUrls = [] } = await sqs('ListQueues', {});
  const all = await Promise.all(
    QueueUrls.map((QueueUrl) => sqs('GetQueueAttributes', { QueueUrl, AttributeNames: ['RedrivePolicy'] })),
  );
  return all.filter(({ Attributes }) => Attributes?.RedrivePolicy?.includes(arn));
}

async function urlOf(sqs, arn) {
  return (await sqs('GetQueueUrl', { QueueName: arn.split(':').at(-1) })).QueueUrl;
}

function client(motoUrl) {
  return async (action, input) => {
    const response = await fetch(motoUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${action}`,
        authorization: `AWS4-HMAC-SHA256 Credential=${SCOPE}, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(input),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`moto, ${action}: ${text}`);
    return text === '' ? {} : JSON.parse(text);
  };
}
