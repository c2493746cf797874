import { json } from '@fintech-solution/testing/loopback-server';
import { wireFunction } from '@fintech-solution/testing/wired-function';

describe('the wired function', () => {
  const wired = wireFunction({
    load: () => import('../../src/app.ts'),
    answer: json(200, { Items: [] }),
    environment: () => ({ TABLE_NAME: 'accounts', LEDGER_TABLE_NAME: 'ledger' }),
  });

  it('scans both tables, strongly consistent, and writes nothing', async () => {
    const { prewarm, lambdaHandler } = await wired.start();

    await prewarm();
    await expect(lambdaHandler({})).resolves.toMatchObject({ faults: 0 });

    expect(wired.targets()).toEqual(['DynamoDB_20120810.Scan', 'DynamoDB_20120810.Scan']);
    expect(wired.server.requests.map(({ body }) => JSON.parse(body))).toMatchObject([
      { TableName: 'accounts', ConsistentRead: true, Segment: 0, TotalSegments: 1 },
      { TableName: 'ledger', ConsistentRead: true, Segment: 0, TotalSegments: 1 },
    ]);
  });
});
