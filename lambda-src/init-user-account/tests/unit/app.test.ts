import { createHash } from 'node:crypto';
import { hangUp, json } from '@fintech-solution/testing/loopback-server';
import { wireFunction } from '@fintech-solution/testing/wired-function';
import { SMS_CALL_MS } from '@fintech-solution/adapters/sms/nimba-sms';
import { AWS_CALL, EMAIL_CALL } from '../../src/budgets.ts';
import { recordOf } from '@fintech-solution/testing/sqs-records';
import { msisdnOf, requestFor } from '../requests.ts';

describe('the wired function', () => {
  const secret = JSON.stringify({ client_id: 'id', client_secret: 'secret' });
  const wired = wireFunction({
    load: () => import('../../src/app.ts'),
    answer: json(200, { Parameter: { Value: secret } }),
    environment: () => ({
      TABLE_NAME: 'accounts',
      ENABLE_SMS_NOTIFICATIONS: 'ON',
      ENABLE_EMAIL_NOTIFICATIONS: 'OFF',
      APPLY_CUSTOM_DOMAIN: 'false',
      SMS_PROVIDER_API_CREDENTIALS_PARAMETER_NAME: '/sms',
    }),
  });
  const targets = () => wired.targets().toSorted();

  it('reads an account that there is not, and the secret, while it starts', async () => {
    const { prewarm } = await wired.start();

    await prewarm();

    expect(targets()).toEqual(['AmazonSSM.GetParameter', 'DynamoDB_20120810.GetItem']);
    expect(wired.output.lines()).toEqual([]);
  });

  it('reads no secret while the SMS channel is OFF', async () => {
    const { prewarm } = await wired.start({ ENABLE_SMS_NOTIFICATIONS: 'OFF' });

    await prewarm();

    expect(targets()).toEqual(['DynamoDB_20120810.GetItem']);
  });

  it('sends an e-mail once, though its provider answers that something went wrong', async () => {
    wired.answer = (response, request) => {
      const isEmail = request.body.includes('Action=SendEmail');
      json(isEmail ? 500 : 200, {})(response, request);
    };
    const { lambdaHandler } = await wired.start({
      ENABLE_SMS_NOTIFICATIONS: 'OFF',
      ENABLE_EMAIL_NOTIFICATIONS: 'ON',
      DESTINATION_EMAIL: 'office@example.com',
    });
    const record = recordOf(requestFor(msisdnOf(1)));

    const { batchItemFailures } = await lambdaHandler({ Records: [record] });

    expect(batchItemFailures).toEqual([{ itemIdentifier: record.messageId }]);
    expect(wired.server.requests.filter(({ body }) => body.includes('Action=SendEmail'))).toHaveLength(1);
  });

  it('waits for the SMS provider no longer than the budget of a record says', async () => {
    const timers = jest.spyOn(global, 'setTimeout');
    const { lambdaHandler } = await wired.start({ SMS_PROVIDER_API_URL: `${wired.server.url}/messages` });

    await lambdaHandler({ Records: [recordOf(requestFor(msisdnOf(1)))] });

    expect(wired.server.requests.filter(({ path }) => path === '/messages')).toHaveLength(1);
    // No call of AWS has a timer of this length while e-mail is OFF.
    expect(timers.mock.calls.filter(([, delayMs]) => delayMs === SMS_CALL_MS)).toHaveLength(1);
    timers.mockRestore();
  });

  it('gives each client the time and the attempts that the budget of a record counts on', async () => {
    const { budgets } = await wired.start({
      ENABLE_EMAIL_NOTIFICATIONS: 'ON',
      DESTINATION_EMAIL: 'office@example.com',
    });

    // DynamoDB, Systems Manager, SES, SQS.
    expect(budgets).toEqual([AWS_CALL, AWS_CALL, EMAIL_CALL, AWS_CALL]);
  });

  it('parks what is not ours in the dead-letter queue that the settings name', async () => {
    wired.answer = json(200, { MD5OfMessageBody: createHash('md5').update('not ours').digest('hex') });
    const { lambdaHandler } = await wired.start({ DEAD_LETTER_QUEUE_URL: `${wired.server.url}/1/dead` });

    await expect(lambdaHandler({ Records: [recordOf('not ours')] })).resolves.toEqual({
      batchItemFailures: [],
    });

    const [parked] = wired.server.requests;
    expect(JSON.parse(parked?.body ?? '')).toMatchObject({
      QueueUrl: `${wired.server.url}/1/dead`,
      MessageBody: 'not ours',
    });
  });

  it('puts off what failed in the queue that the settings name', async () => {
    const { lambdaHandler } = await wired.start({ INIT_ACCOUNT_QUEUE_URL: `${wired.server.url}/1/requests` });

    await lambdaHandler({ Records: [recordOf('not ours')] });

    expect(targets()).toEqual(['AmazonSQS.ChangeMessageVisibility']);
    expect(JSON.parse(wired.server.requests[0]?.body ?? '')).toMatchObject({
      QueueUrl: `${wired.server.url}/1/requests`,
    });
  });

  it('starts although nothing answers', async () => {
    wired.answer = hangUp;
    const { prewarm } = await wired.start();

    await expect(prewarm()).resolves.toBeUndefined();
  });
});
