import { classify, type AwsAnswer, type AwsCall } from '../../../src/aws-proxy/aws-call.ts';
import { functionFaultHooks } from '../../../src/stack/hooks.ts';
import { NO_FAULTS } from '../../../src/faults/fault-settings.ts';
import { createFaults } from '../../../src/faults/faults.ts';
import { HANG_MS, SLOW_MS } from '../../../src/faults/service-faults.ts';

const FUNCTION_KEY = 'ASIALOCALINITUSERACCOUNT3';
const OK: AwsAnswer = { status: 200, headers: {}, body: Buffer.from('{}') };

function callOf(target: string, accessKeyId = FUNCTION_KEY): AwsCall {
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/ca-central-1/x/aws4_request, Signature=0`;
  return classify({
    method: 'POST',
    path: '/',
    headers: { 'x-amz-target': target, authorization },
    body: Buffer.from('{}'),
  });
}

function setup(settings: object) {
  const slept: number[] = [];
  const crashed: string[] = [];
  const faults = createFaults({ ...NO_FAULTS, ...settings });
  const hooks = functionFaultHooks({
    faults,
    crashByAccessKey: (key) => crashed.push(key) > 0,
    sleep: async (ms) => void slept.push(ms),
  });
  const pass = async (call: AwsCall, answer = OK) => {
    const before = await hooks.before(call, new AbortController().signal);
    return before ?? hooks.after(call, answer);
  };
  return { pass, slept, crashed };
}

describe('functionFaultHooks', () => {
  it('answers for a failing service instead of calling it', async () => {
    const { pass } = setup({ dynamodb: 'fail' });
    expect(await pass(callOf('DynamoDB_20120810.GetItem'))).toMatchObject({ status: 500 });
    expect(await pass(callOf('AmazonSQS.SendMessage'))).toBe(OK);
  });

  it('holds a call of a service that times out, then drops it', async () => {
    const { pass, slept } = setup({ ssm: 'timeout' });
    expect(await pass(callOf('AmazonSSM.GetParameter'))).toBe('drop');
    expect(slept).toEqual([HANG_MS]);
  });

  it('delays a call of a slow service and lets it through', async () => {
    const { pass, slept } = setup({ sqs: 'slow' });
    expect(await pass(callOf('AmazonSQS.SendMessage'))).toBe(OK);
    expect(slept).toEqual([SLOW_MS]);
  });

  it('kills the environment that made a write, before it sees the answer', async () => {
    const { pass, crashed } = setup({ crash: 1 });
    expect(await pass(callOf('DynamoDB_20120810.UpdateItem'))).toBe('drop');
    expect(crashed).toEqual([FUNCTION_KEY]);
  });

  it('kills no function after a read', async () => {
    const { pass, crashed } = setup({ crash: 1 });
    expect(await pass(callOf('DynamoDB_20120810.GetItem'))).toBe(OK);
    expect(crashed).toEqual([]);
  });

  it('kills no function after a refused write', async () => {
    const { pass, crashed } = setup({ crash: 1 });
    const refused = { ...OK, status: 400 };
    expect(await pass(callOf('DynamoDB_20120810.PutItem'), refused)).toBe(refused);
    expect(crashed).toEqual([]);
  });

  it('can tell the caller of a failure although the write took effect', async () => {
    const { pass, crashed } = setup({ next: [{ site: 'email.SendEmail', action: 'applied-then-fail' }] });
    const call = { ...callOf('x.SendEmail'), service: 'ses', protocol: 'query' as const };
    expect(await pass(call)).toMatchObject({ status: 503 });
    expect(crashed).toEqual([]);
  });

  it.each(['AKIAPERSON', 'ASIALOCALQUEUEPOLLER', 'LOCALSTACK', 'ASIALOCALINITUSERACCOUNT'])(
    'leaves calls of %s alone',
    async (key) => {
      const { pass, crashed } = setup({
        dynamodb: 'fail',
        sqs: 'timeout',
        crash: 1,
        next: [{ site: 'dynamodb.PutItem', action: 'crash' }],
      });
      expect(await pass(callOf('DynamoDB_20120810.PutItem', key))).toBe(OK);
      expect(await pass(callOf('AmazonSQS.DeleteMessageBatch', key))).toBe(OK);
      expect(crashed).toEqual([]);
    },
  );
});
