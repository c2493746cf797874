/**
 * How the deployed pieces are connected: what Terraform states for AWS, as one typed value.
 *
 * Gateway, function host, pollers and schedules are given this value and nothing else, so the same code runs the local
 * configuration ({@link ../stack/local-configuration.ts}) and what a deployment really contains
 * ({@link ./wiring-from-terraform.ts}). Tables, queues, functions, schedules and parameters stand under their names in
 * `deployment/manifest.json`. Durations are AWS's own, unscaled: `LOCAL_SPEED` divides them where they are used.
 */
export interface Wiring {
  readonly region: string;
  readonly api: ApiWiring;
  readonly functions: Readonly<Record<FunctionName, FunctionWiring>>;
  readonly tables: Readonly<Record<string, TableWiring>>;
  readonly queues: Readonly<Record<string, QueueWiring>>;
  readonly mappings: readonly EventSourceMappingWiring[];
  readonly schedules: readonly ScheduleWiring[];
  /** AWS names of the parameters in Systems Manager. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A function's name in the manifest, which is also the name of its folder. */
export type FunctionName = string;

/** Tables and queues that audit and console are about. */
export const ACCOUNTS = 'accounts';
export const LEDGER = 'ledger';
export const ACCOUNT_REQUESTS = 'account-requests';
export const TRANSACTIONS = 'transactions';
export const NOTIFICATIONS = 'notifications';

/** The REST API: its definition, its stage and its limits. */
export interface ApiWiring {
  /** Rendered OpenAPI 3 document (YAML or JSON text): the only place where a route is written. */
  readonly openApi: string;
  readonly stageName: string;
  /**
   * Resolves the `uri` of an `x-amazon-apigateway-integration` or of the authorizer (an invocation ARN)
   * to the function behind it; undefined where the API may not invoke it from there (no `aws_lambda_permission`).
   *
   * @param source what follows the API's identifier in the ARN of the caller: {@link sourceOfRoute} or
   *   {@link AUTHORIZER_SOURCE}.
   */
  readonly functionOf: (integrationUri: string, source: string) => FunctionName | undefined;
  /** Steady rate (requests per second) and burst of the stage's token bucket. */
  readonly throttle: { readonly ratePerSecond: number; readonly burst: number };
}

/** Where an authorizer is called from; AWS puts the authorizer's identifier there, which no definition knows. */
export const AUTHORIZER_SOURCE = 'authorizers/authorizer';

/**
 * Where a route's function is called from.
 *
 * @param resource the route's template, with its leading slash.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
 */
export const sourceOfRoute = (stageName: string, method: string, resource: string): string =>
  `${stageName}/${method}${resource}`;

/** Levels of Lambda's JSON log format, from the most to the least verbose. */
export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';

/** One function as it is deployed. */
export interface FunctionWiring {
  /** Path of the zip that `npm run build` wrote, or that was deployed. */
  readonly zipPath: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** What Lambda itself filters by; above INFO it drops metric lines, which carry no level. */
  readonly applicationLogLevel: LogLevel;
  /** Only what is declared; the host adds what Lambda itself adds (AWS_REGION, credentials, …). */
  readonly environment: Readonly<Record<string, string>>;
}

/** One table; every key attribute is a string. */
export interface TableWiring {
  readonly name: string;
  readonly hashKey: string;
  readonly rangeKey?: string;
  readonly ttlAttribute?: string;
  readonly indexes?: Readonly<Record<string, IndexWiring>>;
}

/** One sparse index; it projects its keys and the attributes of `include`. */
export interface IndexWiring {
  readonly hashKey: string;
  readonly rangeKey?: string;
  readonly include?: readonly string[];
}

/** When a queue's messages come again and when they go. */
export interface QueueTimes {
  readonly name: string;
  readonly visibilityTimeoutSeconds: number;
  readonly messageRetentionSeconds: number;
}

/** One queue and its dead-letter queue. */
export interface QueueWiring extends QueueTimes {
  /** Receives after which a message is moved to the dead letters. */
  readonly maxReceiveCount: number;
  readonly deadLetters: QueueTimes;
}

/** How a queue's messages reach a function: in which batches, and how many at once. */
export interface EventSourceMappingWiring {
  readonly queue: string;
  readonly functionName: FunctionName;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly maximumConcurrency: number;
  readonly reportBatchItemFailures: boolean;
}

/** A function that EventBridge Scheduler invokes at a fixed rate. */
export interface ScheduleWiring {
  readonly name: string;
  readonly functionName: FunctionName;
  readonly everySeconds: number;
}
