import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  accountUsage,
  type Build,
  costOf,
  type Invocation,
  type Parameters,
  readUsage,
  sweepingUsage,
  transferUsage,
} from '../../../src/cost/bill.ts';
import type { PriceFile } from '../../../src/cost/prices.ts';

const prices = JSON.parse(
  readFileSync(path.join(__dirname, '../../../prices/us-east-1.json'), 'utf8'),
) as PriceFile;

const invocation = (changes: Partial<Invocation> = {}): Invocation => ({
  durationMs: 10,
  initMs: 0,
  logBytes: 0,
  readUnits: 0,
  writeUnits: 0,
  sqsRequests: 0,
  sesMessages: 0,
  ...changes,
});
const build: Build = {
  authorize: invocation(),
  read: invocation({ readUnits: 1, logBytes: 200 }),
  firstVisit: invocation({ readUnits: 1, sqsRequests: 1 }),
  open: invocation({ durationMs: 150, writeUnits: 30, sesMessages: 10 }),
  requestTransfer: invocation({ writeUnits: 2, sqsRequests: 1 }),
  postTransfer: invocation({ writeUnits: 110, sqsRequests: 2 }),
  notifyParty: invocation({ writeUnits: 20 }),
  sweep: invocation({ readUnits: 4 }),
};
const parameters: Parameters = {
  memoryMb: 1_024,
  cacheHitRatio: 1,
  batchSize: 10,
  coldRatio: 0,
  accessLogBytes: 0,
  tracedRatio: 0,
  sesPlan: 'none',
  smsUsd: 0,
};

describe('a read', () => {
  it('is a gateway request, a function, a read unit and what was logged', () => {
    expect(readUsage(build, parameters)).toMatchObject({
      apiGatewayRequest: 1,
      lambdaRequest: 1,
      lambdaGigabyteSecondArm: 0.01,
      dynamodbReadUnit: 1,
      logGigabyte: 200 / 1e9,
    });
  });

  it('pays for the authorizer only where the gateway has no result of it', () => {
    expect(readUsage(build, { ...parameters, cacheHitRatio: 0.25 }).lambdaRequest).toBeCloseTo(1.75);
  });

  it('is billed by started milliseconds and by memory', () => {
    const slow = { ...build, read: invocation({ durationMs: 10.01 }) };

    expect(readUsage(slow, parameters).lambdaGigabyteSecondArm).toBeCloseTo(0.011);
    expect(readUsage(slow, { ...parameters, memoryMb: 512 }).lambdaGigabyteSecondArm).toBeCloseTo(0.0055);
  });

  it('pays for cold starts by their share', () => {
    const cold = { ...build, read: invocation({ initMs: 100 }) };

    expect(readUsage(cold, { ...parameters, coldRatio: 0.1 }).lambdaGigabyteSecondArm).toBeCloseTo(0.02);
  });
});

describe('an opened account', () => {
  it('is the request for it and a tenth of a batch', () => {
    expect(accountUsage(build, parameters)).toMatchObject({
      apiGatewayRequest: 1,
      lambdaRequest: 1.1,
      dynamodbReadUnit: 1,
      dynamodbWriteUnit: 3,
      sesMessage: 1,
    });
  });

  it('pays for its e-mail by the plan of the account', () => {
    const planned = accountUsage(build, { ...parameters, sesPlan: 'essentials' });

    expect(planned.sesEssentialsMessage).toBe(1);
    expect(planned.sesMessage).toBeUndefined();
    expect(costOf(planned, prices, parameters)['SES']).toBeCloseTo(0.00016);
  });

  it('pays for its message, and for its share of receiving and deleting a batch', () => {
    expect(accountUsage(build, parameters).sqsRequest).toBeCloseTo(1.2);
    expect(accountUsage(build, { ...parameters, batchSize: 1 }).sqsRequest).toBeCloseTo(3);
  });
});

describe('a transfer', () => {
  it('is its request, a tenth of a batch of postings, and two tenths of a batch of SMS', () => {
    const usage = transferUsage(build, parameters);

    expect(usage.apiGatewayRequest).toBe(1);
    expect(usage.lambdaRequest).toBeCloseTo(1.3);
    expect(usage.dynamodbWriteUnit).toBeCloseTo(2 + 11 + 2 * 2);
  });

  it('pays for sending, receiving and deleting its messages', () => {
    expect(transferUsage(build, parameters).sqsRequest).toBeCloseTo(1 + 0.2 + 3 * 0.2);
  });

  it('tells both customers at the price of an SMS, where there is one', () => {
    expect(transferUsage(build, { ...parameters, smsUsd: 0.02 }).sms).toBe(2);
    expect(transferUsage(build, parameters).sms).toBe(0);
  });

  it('is its request alone where that moves the money and no customer is told', () => {
    const { postTransfer: _posted, notifyParty: _told, ...synchronous } = build;

    expect(transferUsage(synchronous, { ...parameters, smsUsd: 0.02 })).toMatchObject({
      lambdaRequest: 1,
      dynamodbWriteUnit: 2,
      sms: 0,
    });
  });
});

describe('the sweeper', () => {
  it('runs and is scheduled every minute of a month', () => {
    expect(sweepingUsage(build, parameters)).toMatchObject({
      lambdaRequest: 43_200,
      schedulerInvocation: 43_200,
      dynamodbReadUnit: 4 * 43_200,
    });
  });
});

describe('a bill', () => {
  it('adds up amounts times prices, by service', () => {
    const usage = { lambdaRequest: 1_000_000, lambdaGigabyteSecondArm: 1, sesMessage: 1_000 };

    expect(costOf(usage, prices, parameters)).toEqual({
      Lambda: expect.closeTo(0.2000133334),
      SES: expect.closeTo(0.1),
    });
  });

  it('counts an SMS at what its provider takes', () => {
    const dear = { ...parameters, smsUsd: 0.02 };

    expect(costOf(accountUsage(build, dear), prices, dear)['SMS provider']).toBe(0.02);
  });
});

describe('the price file', () => {
  it('is dated, names its region and a page for every price', () => {
    expect(prices.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    for (const { usd, per, source } of Object.values(prices.prices)) {
      expect(usd).toBeGreaterThan(0);
      expect(per).toBeGreaterThan(0);
      expect(source).toMatch(/^https:\/\/(docs\.)?aws\.amazon\.com\//);
    }
  });
});
