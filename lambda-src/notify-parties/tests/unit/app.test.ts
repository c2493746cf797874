import { hangUp, json } from '@fintech-solution/testing/loopback-server';
import { wireFunction } from '@fintech-solution/testing/wired-function';
import { recordOf } from '@fintech-solution/testing/sqs-records';
import { AWS_CALL } from '../../src/budgets.ts';

describe('the wired function', () => {
  const wired = wireFunction({
    load: () => import('../../src/app.ts'),
    answer: json(200, { Parameter: { Value: JSON.stringify({ client_id: 'id', client_secret: 'x' }) } }),
    environment: (url) => ({
      LEDGER_TABLE_NAME: 'ledger',
      NOTIFICATION_QUEUE_URL: `${url}/1/notifications`,
      DEAD_LETTER_QUEUE_URL: `${url}/1/dead`,
      ENABLE_SMS_NOTIFICATIONS: 'ON',
      SMS_PROVIDER_API_CREDENTIALS_PARAMETER_NAME: '/sms',
      CALLBACK_SIGNING_SECRET_PARAMETER_NAME: '/callbacks',
    }),
  });
  const targets = () => wired.targets().toSorted();

  it('looks for a transaction that cannot exist, and reads the secret, while it starts', async () => {
    const { prewarm } = await wired.start();

    await prewarm();

    expect(targets()).toEqual(['AmazonSSM.GetParameter', 'DynamoDB_20120810.GetItem']);
    expect(wired.output.lines()).toEqual([]);
  });

  it('reads no secret while SMS is OFF', async () => {
    const { prewarm } = await wired.start({ ENABLE_SMS_NOTIFICATIONS: 'OFF' });

    await prewarm();

    expect(targets()).toEqual(['DynamoDB_20120810.GetItem']);
  });

  it('gives each client the time and the attempts that the budget of a record counts on', async () => {
    const { budgets } = await wired.start();

    // DynamoDB, SQS, Systems Manager.
    expect(budgets).toEqual([AWS_CALL, AWS_CALL, AWS_CALL]);
  });

  it('parks and puts off in the queues that the settings name', async () => {
    wired.answer = json(500, {});
    const { lambdaHandler } = await wired.start();

    await lambdaHandler({ Records: [recordOf('not ours')] });

    const urls = wired.server.requests.map(({ body }) => (JSON.parse(body) as { QueueUrl: string }).QueueUrl);
    expect(new Set(urls)).toEqual(
      new Set([`${wired.server.url}/1/dead`, `${wired.server.url}/1/notifications`]),
    );
  });

  it('starts although nothing answers', async () => {
    wired.answer = hangUp;
    const { prewarm } = await wired.start();

    await expect(prewarm()).resolves.toBeUndefined();
  });
});
