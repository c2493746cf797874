import type { Item, PriceFile } from './prices.ts';

/** What one invocation of a function uses, as it was counted. */
export interface Invocation {
  /** Billed: from the first line of the handler to its answer, at the function's memory. */
  readonly durationMs: number;
  /** A cold start's own part, billed too. */
  readonly initMs: number;
  /** Application log and metrics, per invocation. */
  readonly logBytes: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly sqsRequests: number;
  readonly sesMessages: number;
}

/** The functions' invocations of one build: ours, or the reference build. */
export interface Build {
  readonly authorize: Invocation;
  readonly read: Invocation;
  readonly firstVisit: Invocation;
  /** A whole batch. */
  readonly open: Invocation;
  readonly requestTransfer: Invocation;
  /** Whole batches; undefined where the request itself moves the money, or where no customer is told. */
  readonly postTransfer?: Invocation;
  readonly notifyParty?: Invocation;
  /** A run that finds nothing stuck. */
  readonly sweep?: Invocation;
}

/** What an operator sets, and what traffic does by itself. */
export interface Parameters {
  readonly memoryMb: number;
  /** Share of requests whose authorizer result the gateway still has. */
  readonly cacheHitRatio: number;
  readonly batchSize: number;
  /** Share of invocations that begin with a cold start. */
  readonly coldRatio: number;
  /** Bytes of one line of the gateway's access log. */
  readonly accessLogBytes: number;
  /** Share of invocations that X-Ray records. */
  readonly tracedRatio: number;
  /**
   * How SES is paid for: each feature by itself, or the plan that an AWS account which is new to SES gets by default.
   *
   * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountPricingAttributes.html
   */
  readonly sesPlan: 'none' | 'essentials';
  /** What the SMS provider takes for one message, in US dollars; it is no AWS price. */
  readonly smsUsd: number;
}

/** Amounts of each item that something uses. */
export type Usage = Partial<Record<Item | 'sms', number>>;

const BYTES_PER_GIGABYTE = 1e9;

/** What a read of an open account uses: the gateway, its authorizer where the cache has nothing, the function. */
export function readUsage({ authorize, read }: Build, parameters: Parameters): Usage {
  return sum(requestUsage(authorize, parameters), invocationUsage(read, parameters, 1));
}

/**
 * What an opened account uses: the request that asked for it, its message, its share of a batch. A message is sent,
 * received with its batch and deleted with its batch.
 */
export function accountUsage({ authorize, firstVisit, open }: Build, parameters: Parameters): Usage {
  const share = 1 / parameters.batchSize;
  return sum(
    requestUsage(authorize, parameters),
    invocationUsage(firstVisit, parameters, 1),
    invocationUsage(open, parameters, share),
    { sqsRequest: 2 * share },
    { sms: parameters.smsUsd > 0 ? 1 : 0 },
  );
}

/** Both customers of a transfer are told. */
const TOLD = 2;

/**
 * What a completed transfer between two customers uses: its request, its shares of a batch of postings and of two batches
 * of SMS, and of receiving and deleting those batches.
 */
export function transferUsage(build: Build, parameters: Parameters): Usage {
  const { authorize, requestTransfer, postTransfer, notifyParty } = build;
  const share = 1 / parameters.batchSize;
  const batchUsage = (batch: Invocation | undefined, times: number): Usage =>
    batch === undefined
      ? {}
      : sum(invocationUsage(batch, parameters, times * share), { sqsRequest: 2 * times * share });
  return sum(
    requestUsage(authorize, parameters),
    invocationUsage(requestTransfer, parameters, 1),
    batchUsage(postTransfer, 1),
    batchUsage(notifyParty, TOLD),
    { sms: notifyParty !== undefined && parameters.smsUsd > 0 ? TOLD : 0 },
  );
}

const SWEEPS_PER_MONTH = (30 * 24 * 3_600) / 60;

/** What the sweeper uses in a month in which nothing is stuck. */
export function sweepingUsage({ sweep }: Build, parameters: Parameters): Usage {
  return sweep === undefined
    ? {}
    : sum(invocationUsage(sweep, parameters, SWEEPS_PER_MONTH), { schedulerInvocation: SWEEPS_PER_MONTH });
}

/** Amounts times prices, by service. */
export function costOf(usage: Usage, { prices }: PriceFile, { smsUsd }: Parameters): Record<string, number> {
  const byService: Record<string, number> = {};
  for (const [item, amount] of Object.entries(usage) as [Item | 'sms', number][]) {
    const each = item === 'sms' ? smsUsd : prices[item].usd / prices[item].per;
    const service = SERVICE_OF[item];
    byService[service] = (byService[service] ?? 0) + amount * each;
  }
  return byService;
}

/** Which line of the bill an item is on. */
const SERVICE_OF: Readonly<Record<Item | 'sms', string>> = {
  apiGatewayRequest: 'API Gateway',
  lambdaRequest: 'Lambda',
  lambdaGigabyteSecondArm: 'Lambda',
  dynamodbReadUnit: 'DynamoDB',
  dynamodbWriteUnit: 'DynamoDB',
  sqsRequest: 'SQS',
  sesMessage: 'SES',
  sesEssentialsMessage: 'SES',
  logGigabyte: 'CloudWatch Logs',
  xrayTrace: 'X-Ray',
  schedulerInvocation: 'EventBridge',
  kmsRequest: 'KMS',
  kmsKeyMonth: 'KMS',
  metricMonth: 'CloudWatch',
  alarmMonth: 'CloudWatch',
  dashboardMonth: 'CloudWatch',
  sms: 'SMS provider',
};

const SES_ITEM_OF = { none: 'sesMessage', essentials: 'sesEssentialsMessage' } as const;

function requestUsage(authorize: Invocation, parameters: Parameters): Usage {
  return sum(
    { apiGatewayRequest: 1, logGigabyte: parameters.accessLogBytes / BYTES_PER_GIGABYTE },
    invocationUsage(authorize, parameters, 1 - parameters.cacheHitRatio),
  );
}

function invocationUsage(invocation: Invocation, parameters: Parameters, times: number): Usage {
  // Rounded up to a whole millisecond, as Lambda bills.
  const billedMs = Math.ceil(invocation.durationMs) + parameters.coldRatio * Math.ceil(invocation.initMs);
  return {
    lambdaRequest: times,
    lambdaGigabyteSecondArm: times * (billedMs / 1_000) * (parameters.memoryMb / 1_024),
    dynamodbReadUnit: times * invocation.readUnits,
    dynamodbWriteUnit: times * invocation.writeUnits,
    sqsRequest: times * invocation.sqsRequests,
    [SES_ITEM_OF[parameters.sesPlan]]: times * invocation.sesMessages,
    logGigabyte: (times * invocation.logBytes) / BYTES_PER_GIGABYTE,
    xrayTrace: times * parameters.tracedRatio,
  };
}

/** Amounts of several usages together. */
export function sum(...usages: readonly Usage[]): Usage {
  const total: Usage = {};
  for (const usage of usages) {
    for (const [item, amount] of Object.entries(usage) as [Item | 'sms', number][]) {
      total[item] = (total[item] ?? 0) + amount;
    }
  }
  return total;
}
