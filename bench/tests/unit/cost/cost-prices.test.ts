import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startLoopbackServer } from '../../../../lambda-src/testing/src/loopback-server.ts';
import type { PriceFile } from '../../../src/cost/prices.ts';

const COMMAND = path.join(__dirname, '../../../src/cost-prices.ts');
const DEFAULT_FILE = path.join(__dirname, '../../../prices/us-east-1.json');

interface Listed {
  readonly usagetype: string;
  readonly queueType?: string;
  /** US dollars from the first unit on, or from each of some units on. */
  readonly usd: string | readonly (readonly [from: string, usd: string])[];
}
type Lists = Readonly<Record<string, readonly Listed[]>>;

/** Round figures of a made-up price list, each with another price than its neighbours'. */
const LISTS: Lists = {
  AmazonApiGateway: [
    {
      usagetype: 'CAN1-ApiGatewayRequest',
      usd: [
        ['333000000', '0.0000028'],
        ['0', '0.0000035'],
      ],
    },
    { usagetype: 'CAN1-ApiGatewayHttpRequest', usd: '0.000001' },
  ],
  AWSLambda: [
    { usagetype: 'CAN1-Request', usd: '0.9' },
    { usagetype: 'CAN1-Request-ARM', usd: '0.0000002' },
    { usagetype: 'CAN1-Lambda-GB-Second', usd: '0.8' },
    { usagetype: 'CAN1-Lambda-GB-Second-ARM', usd: '0.0000133' },
  ],
  AmazonDynamoDB: [
    { usagetype: 'CAN1-ReadRequestUnits', usd: '0.0000001' },
    { usagetype: 'CAN1-WriteRequestUnits', usd: '0.0000006' },
    { usagetype: 'CAN1-IA-WriteRequestUnits', usd: '0.7' },
    { usagetype: 'CAN1-ReplWriteRequestUnits', usd: '0.7' },
  ],
  AWSQueueService: [
    { usagetype: 'CAN1-Requests-Tier1', queueType: 'Standard', usd: '0.0000004' },
    { usagetype: 'CAN1-Requests-FIFO-Tier1', queueType: 'FIFO (first-in, first-out)', usd: '0.6' },
    { usagetype: 'CAN1-Requests-Tier1', queueType: 'Fair', usd: '0.6' },
  ],
  AmazonSES: [
    { usagetype: 'CAN1-Recipients', usd: '0.0001' },
    { usagetype: 'CAN1-Recipients-EC2', usd: '0.5' },
    {
      usagetype: 'CAN1-Essentials-Outbound-Email',
      usd: [
        ['0', '0.00016'],
        ['10000000', '0.00014'],
      ],
    },
  ],
  AmazonCloudWatch: [
    {
      usagetype: 'CAN1-DataProcessing-Bytes',
      usd: [
        ['0', '0'],
        ['5', '0.55'],
      ],
    },
    {
      usagetype: 'CAN1-CW:MetricMonitorUsage',
      usd: [
        ['0', '0.3'],
        ['10000', '0.1'],
      ],
    },
    { usagetype: 'CAN1-CW:AlarmMonitorUsage', usd: '0.1' },
    { usagetype: 'DashboardsUsageHour', usd: '3' },
  ],
  AWSXRay: [
    { usagetype: 'CAN1-XRay-TracesStored', usd: '0.000005' },
    { usagetype: 'Global-XRay-TracesStored', usd: '0.4' },
  ],
  awskms: [
    { usagetype: 'ca-central-1-KMS-Requests', usd: '0.000003' },
    { usagetype: 'ca-central-1-KMS-Requests-Asymmetric', usd: '0.3' },
    { usagetype: 'ca-central-1-KMS-Keys', usd: '1' },
  ],
};

/**
 * A list in the published form.
 *
 * @see https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
 */
function published(products: readonly Listed[]) {
  const sku = (index: number): string => `SKU${index}`;
  const each = <T>(value: (listed: Listed, index: number) => T): Record<string, T> =>
    Object.fromEntries(products.map((listed, index) => [sku(index), value(listed, index)]));
  return {
    formatVersion: 'v1.0',
    publicationDate: '2026-11-20T17:20:54Z',
    products: each(({ usd: _usd, ...attributes }, index) => ({ sku: sku(index), attributes })),
    terms: {
      OnDemand: each(({ usd }, index) => ({
        [`${sku(index)}.TERM`]: {
          priceDimensions: Object.fromEntries(
            (typeof usd === 'string' ? [['0', usd] as const] : usd).map(([beginRange, USD]) => [
              `${sku(index)}.TERM.${beginRange}`,
              { beginRange, pricePerUnit: { USD } },
            ]),
          ),
        },
      })),
    },
  };
}

describe('the price file of a region', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'prices-'));
  const out = path.join(folder, 'ca-central-1.json');
  afterEach(() => rmSync(out, { force: true }));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function setup(lists: Readonly<Record<string, readonly Listed[] | string>>, ...words: string[]) {
    const server = await startLoopbackServer((response, { path: asked }) => {
      const service = /^\/offers\/v1\.0\/aws\/(\w+)\/current\/ca-central-1\/index\.json$/.exec(asked)?.[1];
      const list = lists[service ?? ''];
      if (list === undefined) response.writeHead(403).end();
      else response.end(typeof list === 'string' ? list : JSON.stringify(published(list)));
    });
    const command = spawn(process.execPath, [COMMAND, '--out', out, '--from', server.url, ...words]);
    let output = '';
    for (const stream of [command.stdout, command.stderr]) stream.on('data', (text) => (output += text));
    const status = await new Promise((resolve) => command.on('close', resolve));
    await server.stop();
    const written = existsSync(out) ? (JSON.parse(readFileSync(out, 'utf8')) as PriceFile) : undefined;
    return { status, output, written, from: server.url };
  }

  const REGION = ['--region', 'ca-central-1'];
  const without = (service: string, usagetype: string): Lists => ({
    ...LISTS,
    [service]: (LISTS[service] ?? []).filter((listed) => listed.usagetype !== usagetype),
  });

  it('has what the region’s lists say, and names the list of each price', async () => {
    const { status, written, from } = await setup(LISTS, ...REGION);

    expect(status).toBe(0);
    expect(written).toMatchObject({
      region: 'ca-central-1',
      note: expect.stringContaining('published from 2026-11-20 to 2026-11-20'),
    });
    const usd = Object.fromEntries(
      Object.entries(written?.prices ?? {}).map(([item, price]) => [item, price.usd]),
    );
    expect(usd).toEqual({
      apiGatewayRequest: 0.0000035,
      lambdaRequest: 0.0000002,
      lambdaGigabyteSecondArm: 0.0000133,
      dynamodbReadUnit: 0.0000001,
      dynamodbWriteUnit: 0.0000006,
      sqsRequest: 0.0000004,
      sesMessage: 0.0001,
      sesEssentialsMessage: 0.00016,
      logGigabyte: 0.55,
      xrayTrace: 0.000005,
      kmsRequest: 0.000003,
      kmsKeyMonth: 1,
      metricMonth: 0.3,
      alarmMonth: 0.1,
      dashboardMonth: 3,
    });
    expect(written?.prices.kmsKeyMonth.source).toBe(
      `${from}/offers/v1.0/aws/awskms/current/ca-central-1/index.json`,
    );
  });

  it('is not written where a list has no price of an item', async () => {
    const { status, output, written } = await setup(
      without('AmazonCloudWatch', 'DashboardsUsageHour'),
      ...REGION,
    );

    expect(status).toBe(1);
    expect(output).toContain(
      'AmazonCloudWatch/current/ca-central-1/index.json has no price of "DashboardsUsageHour"',
    );
    expect(output).toContain('nothing is written: no price for dashboardMonth');
    expect(written).toBeUndefined();
  });

  it('takes such a price from another file when told to, and says so', async () => {
    const { status, written } = await setup(
      without('AmazonCloudWatch', 'DashboardsUsageHour'),
      ...REGION,
      '--fill',
      DEFAULT_FILE,
    );

    expect(status).toBe(0);
    expect(written?.prices.dashboardMonth).toEqual({
      usd: 3,
      per: 1,
      source: 'https://aws.amazon.com/cloudwatch/pricing/',
    });
    expect(written?.prices.logGigabyte.usd).toBe(0.55);
    expect(written?.note).toMatch(/of us-east-1, because the lists lack them: dashboardMonth$/);
  });

  it('is not written where a list has two prices of an item, whatever else there is', async () => {
    const twice = { usagetype: 'CAN1-KMS-Keys', usd: '2' };
    const { status, output, written } = await setup(
      { ...LISTS, awskms: [...(LISTS['awskms'] ?? []), twice] },
      ...REGION,
      '--fill',
      DEFAULT_FILE,
    );

    expect(status).toBe(1);
    expect(output).toContain('has several prices of "KMS-Keys": 1, 2');
    expect(output).toContain('nothing is written: a list has several prices of an item');
    expect(written).toBeUndefined();
  });

  it.each([
    ['is refused', undefined, 'answered 403'],
    ['is another document', '{"message":"moved"}', 'is no price list'],
    ['is cut off', '{"products":', 'JSON'],
  ])('is not written where a list %s, whatever else there is', async (_, answer, why) => {
    const { AWSXRay: _list, ...others } = LISTS;
    const lists = answer === undefined ? others : { ...others, AWSXRay: answer };
    const { status, output, written } = await setup(lists, ...REGION, '--fill', DEFAULT_FILE);

    expect(status).toBe(1);
    expect(output).toMatch(new RegExp(`AWSXRay/current/ca-central-1/index.json: .*${why}`));
    expect(output).toContain('nothing is written: a list could not be read');
    expect(written).toBeUndefined();
  });

  it('is filled from a file that is there and whole', async () => {
    const { status, output } = await setup(LISTS, ...REGION, '--fill', path.join(folder, 'none.json'));
    expect(status).toBe(2);
    expect(output).toContain('there is no price file');
    expect(output).toContain('npm run cost:prices -- --region NAME makes one');

    const empty = path.join(folder, 'empty.json');
    writeFileSync(empty, '{"prices":{"kmsKeyMonth":{"usd":1,"per":1}}}');
    expect((await setup(LISTS, ...REGION, '--fill', empty)).output).toMatch(
      /has no price for apiGatewayRequest, .*kmsRequest, metricMonth/,
    );
  });

  it('is not written where nobody answers, and says what came between', async () => {
    const nobody = await startLoopbackServer(() => undefined);
    await nobody.stop();
    const { status, output, written } = await setup(LISTS, ...REGION, '--from', nobody.url);

    expect(status).toBe(1);
    expect(output).toMatch(/awskms\/current\/ca-central-1\/index.json: .*ECONNREFUSED/);
    expect(written).toBeUndefined();
  });

  it.each([
    [[], '--region is missing'],
    [['--region', '../other'], '--region must be a region’s name, not "../other"'],
  ])('is of one region: %j', async (words, complaint) => {
    const { status, output, written } = await setup(LISTS, ...words);

    expect(status).toBe(2);
    expect(output).toContain(complaint);
    expect(written).toBeUndefined();
  });
});
