import { type AwsAnswer, type AwsCall } from '../../../src/aws-proxy/aws-call.ts';
import { faultsWithEvents, outboxWithEvents, eventOfCall } from '../../../src/observed/with-events.ts';
import { type StackEvent } from '../../../src/observed/events.ts';
import { createOutbox } from '../../../src/observed/outbox.ts';
import { NO_FAULTS } from '../../../src/faults/fault-settings.ts';
import { createFaults } from '../../../src/faults/faults.ts';

const WATCHED = {
  accounts: 'accounts',
  ledger: 'ledger',
  queues: ['requests'],
  deadLetters: ['requests-dlq'],
};

function setup() {
  const told: StackEvent[] = [];
  const events = { emit: (event: StackEvent) => void told.push(event), stream: () => undefined };
  return { told, events };
}

function call(service: string, operation: string, input: object): AwsCall {
  return {
    service,
    operation,
    protocol: 'json',
    accessKeyId: undefined,
    method: 'POST',
    path: '/',
    headers: {},
    body: Buffer.from(JSON.stringify(input)),
  };
}

function answer(status: number, output: object = {}): AwsAnswer {
  return { status, headers: {}, body: Buffer.from(JSON.stringify(output)) };
}

const queueUrl = (name: string) => ({ QueueUrl: `http://127.0.0.1:4566/000000000000/${name}` });

describe('what the page is told of AWS calls', () => {
  it.each(['PutItem', 'UpdateItem', 'DeleteItem'])('a %s on the table is a written account', (operation) => {
    expect(eventOfCall(call('dynamodb', operation, { TableName: 'accounts' }), answer(200), WATCHED)).toEqual(
      {
        type: 'state',
        what: 'account',
        change: operation,
      },
    );
  });

  it.each([
    ['a read', call('dynamodb', 'GetItem', { TableName: 'accounts' }), answer(200)],
    ['another table', call('dynamodb', 'PutItem', { TableName: 'others' }), answer(200)],
    ['a refused write', call('dynamodb', 'PutItem', { TableName: 'accounts' }), answer(400)],
    ['an empty receive', call('sqs', 'ReceiveMessage', queueUrl('requests')), answer(200, {})],
    ['another queue', call('sqs', 'SendMessage', queueUrl('others')), answer(200)],
    ['a look at attributes', call('sqs', 'GetQueueAttributes', queueUrl('requests')), answer(200)],
    ['another service', call('ssm', 'GetParameter', { Name: 'requests' }), answer(200)],
  ])('%s is no news', (_what, made, got) => {
    expect(eventOfCall(made, got, WATCHED)).toBeUndefined();
  });

  it.each([
    ['SendMessage', 'sent'],
    ['SendMessageBatch', 'sent'],
    ['DeleteMessage', 'deleted'],
    ['DeleteMessageBatch', 'deleted'],
    ['ChangeMessageVisibility', 'postponed'],
    ['PurgeQueue', 'purged'],
  ])('%s changes the queue: %s', (operation, change) => {
    expect(eventOfCall(call('sqs', operation, queueUrl('requests')), answer(200), WATCHED)).toEqual({
      type: 'state',
      what: 'queue',
      change,
      queue: 'requests',
    });
  });

  it.each([
    ['PutItem', { TableName: 'accounts' }, 'account'],
    ['PutItem', { TableName: 'ledger' }, 'ledger'],
    ['TransactWriteItems', { TransactItems: [] }, 'ledger'],
    ['BatchWriteItem', { RequestItems: {} }, 'account'],
  ])('%s %j writes the %s', (operation, input, what) => {
    expect(eventOfCall(call('dynamodb', operation, input), answer(200), WATCHED)).toEqual({
      type: 'state',
      what,
      change: operation,
    });
  });

  it('a receive that got something took it out of sight', () => {
    const received = answer(200, { Messages: [{}] });
    expect(eventOfCall(call('sqs', 'ReceiveMessage', queueUrl('requests')), received, WATCHED)).toMatchObject(
      {
        change: 'received',
      },
    );
  });

  it('a message for the dead-letter queue is a dead letter', () => {
    const made = call('sqs', 'SendMessage', queueUrl('requests-dlq'));
    expect(eventOfCall(made, answer(200), WATCHED)).toMatchObject({ what: 'dead-letter', change: 'sent' });
  });

  it('a write whose answer was dropped may have taken effect, and is told', () => {
    expect(
      eventOfCall(call('dynamodb', 'PutItem', { TableName: 'accounts' }), undefined, WATCHED),
    ).toMatchObject({ what: 'account' });
  });
});

describe('an outbox that tells', () => {
  it('counts what it captured and keeps it', () => {
    const { told, events } = setup();
    const outbox = outboxWithEvents(
      createOutbox(() => 0),
      events,
    );
    outbox.addSms({ to: ['224622000001'], sender_name: 'SMS 9080', message: 'Bienvenue' });
    outbox.addEmail({
      to: ['a@example.org'],
      from: 'b@example.org',
      subject: 's',
      html: undefined,
      text: 't',
      configurationSet: undefined,
    });
    outbox.clear();
    expect(told).toEqual([
      { type: 'outbox', what: 'sms', counts: { sms: 1, emails: 0 } },
      { type: 'outbox', what: 'email', counts: { sms: 1, emails: 1 } },
      { type: 'outbox', what: 'cleared', counts: { sms: 0, emails: 0 } },
    ]);
    expect(JSON.stringify(told)).not.toContain('224622000001');
  });
});

describe('faults that tell', () => {
  it('tell of new settings and of everything injected', () => {
    const { told, events } = setup();
    const faults = faultsWithEvents(createFaults(), events);
    faults.replace({ ...NO_FAULTS, crash: 1 });
    expect(faults.shouldInject('crash', 'dynamodb.PutItem')).toBe(true);
    expect(faults.shouldInject('reorder', 'requests')).toBe(false);
    faults.noteInjected('fail:sms.Send');
    faults.clear();
    expect(told).toEqual([
      { type: 'faults', what: 'settings' },
      { type: 'faults', what: 'injected', site: 'crash:dynamodb.PutItem' },
      { type: 'faults', what: 'injected', site: 'fail:sms.Send' },
      { type: 'faults', what: 'settings' },
    ]);
    expect(faults.injected()).toEqual({ 'crash:dynamodb.PutItem': 1, 'fail:sms.Send': 1 });
  });
});
