import { encodeTransactionRequested } from '@fintech-solution/domain/ledger/transaction-events';
import { NOW_TEXT, pendingOf } from '@fintech-solution/testing/ledger-samples';
import { json } from '@fintech-solution/testing/loopback-server';
import { wireFunction } from '@fintech-solution/testing/wired-function';
import { recordOf } from '@fintech-solution/testing/sqs-records';
import { AWS_CALL, BUDGET_MS } from '../../src/budgets.ts';

/** The time-out that a deployment gives the function. */
const FUNCTION_TIMEOUT_MS = 30_000;

describe('the wired function', () => {
  const wired = wireFunction({
    load: () => import('../../src/app.ts'),
    answer: json(200, {}),
    environment: (url) => ({
      TABLE_NAME: 'accounts',
      LEDGER_TABLE_NAME: 'ledger',
      TRANSACTION_QUEUE_URL: `${url}/1/transactions`,
      NOTIFICATION_QUEUE_URL: `${url}/1/notifications`,
      DEAD_LETTER_QUEUE_URL: `${url}/1/transactions-dlq`,
    }),
  });

  it('looks for a transaction that never is while it starts, and writes nothing', async () => {
    const { prewarm } = await wired.start();
    await prewarm();
    expect(wired.targets()).toEqual(['DynamoDB_20120810.BatchGetItem']);
    expect(wired.output.lines()).toEqual([]);
  });

  it('uses its own dead-letter queue, and its own queue for what comes again', async () => {
    const { lambdaHandler } = await wired.start();
    const body = encodeTransactionRequested({ reference: pendingOf().reference }, NOW_TEXT);
    const record = recordOf(body);
    // The server's answer lacks the digest of the message, so the copy counts as not kept.
    await expect(lambdaHandler({ Records: [record] })).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: record.messageId }],
    });
    expect(wired.targets()).toEqual([
      'DynamoDB_20120810.BatchGetItem',
      'AmazonSQS.SendMessage',
      'AmazonSQS.ChangeMessageVisibility',
    ]);
    const [, parked, backedOff] = wired.server.requests.map(
      ({ body }) => JSON.parse(body) as Record<string, unknown>,
    );
    expect(parked).toMatchObject({ QueueUrl: `${wired.server.url}/1/transactions-dlq` });
    expect(backedOff).toMatchObject({ QueueUrl: `${wired.server.url}/1/transactions`, VisibilityTimeout: 2 });
  });

  it('leaves each record less time than the function has', async () => {
    const { budgets } = await wired.start();
    expect(budgets).toEqual([AWS_CALL, AWS_CALL]);
    expect(BUDGET_MS).toBeLessThan(FUNCTION_TIMEOUT_MS / 2);
  });
});
