import { type AwsAnswer, type AwsCall, parseJson } from './aws-call.ts';

/**
 * Divides a duration by LOCAL_SPEED. SQS knows whole seconds only, and 0 means "at once", so a duration that was
 * not 0 never becomes it.
 */
export function scaledSeconds(seconds: number, speed: number): number {
  return seconds > 0 ? Math.max(1, Math.ceil(seconds / speed)) : seconds;
}

/** Divides the visibility timeouts that consumers ask for, as the queue's own was divided when it was made. */
export function scaleVisibility(call: AwsCall, speed: number): AwsCall {
  if (call.service !== 'sqs' || speed === 1 || !call.operation.startsWith('ChangeMessageVisibility'))
    return call;
  const input = parseJson(call.body);
  const entries = Array.isArray(input['Entries'])
    ? input['Entries'].map((entry) => scaled(entry, speed))
    : undefined;
  return {
    ...call,
    body: Buffer.from(JSON.stringify({ ...scaled(input, speed), ...(entries && { Entries: entries }) })),
  };
}

/**
 * Gives queue URLs the endpoint's own host. SDKs send to the host in the queue URL, and the emulators' own
 * (`sqs.<region>.localhost:<emulator's port>`) resolve nowhere and would bypass the hooks.
 */
export function rewriteQueueUrls(call: AwsCall, answer: AwsAnswer, endpoint: string): AwsAnswer {
  if (
    call.service !== 'sqs' ||
    answer.status !== 200 ||
    !['CreateQueue', 'GetQueueUrl', 'ListQueues', 'ListDeadLetterSourceQueues'].includes(call.operation)
  )
    return answer;
  const output = parseJson(answer.body);
  const rewritten = Object.fromEntries(
    Object.entries(output).map(([name, value]) => {
      if (name === 'QueueUrl' && typeof value === 'string') return [name, withHost(value, endpoint)];
      if (name.toLowerCase() === 'queueurls' && Array.isArray(value))
        return [name, value.map((url) => withHost(String(url), endpoint))];
      return [name, value];
    }),
  );
  return { ...answer, body: Buffer.from(JSON.stringify(rewritten)) };
}

/** The queue's address on the endpoint; the account is the one that local emulators use. */
export function queueUrlOf(queueName: string, endpoint: string): string {
  return `${endpoint}/000000000000/${queueName}`;
}

/** SDKs post to the queue's own path; the emulators answer on the root only and find the queue by the body. */
export function toEmulatorRoot(call: AwsCall): AwsCall {
  return call.service === 'sqs' ? { ...call, path: '/' } : call;
}

function withHost(queueUrl: string, endpoint: string): string {
  return `${endpoint}${new URL(queueUrl).pathname}`;
}

function scaled<T>(input: T, speed: number): T {
  const timeout = (input as { VisibilityTimeout?: unknown }).VisibilityTimeout;
  return typeof timeout === 'number' ? { ...input, VisibilityTimeout: scaledSeconds(timeout, speed) } : input;
}
