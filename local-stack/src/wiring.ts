/**
 * How the deployed pieces are connected: what Terraform states for AWS, as one typed value.
 *
 * The gateway front, the function host and the queue poller are given this value and nothing else,
 * so the same code can run the local configuration ({@link ./local-configuration.ts}) or what a
 * deployment really contains. Durations are AWS's own, unscaled: `LOCAL_SPEED` divides them where they are used.
 */
export interface Wiring {
  readonly region: string;
  readonly api: ApiWiring;
  readonly functions: Readonly<Record<FunctionName, FunctionWiring>>;
  readonly table: TableWiring;
  readonly queues: { readonly accountRequests: QueueWiring; readonly deadLetters: QueueWiring };
  readonly mapping: EventSourceMappingWiring;
  readonly smsCredentialsParameter: string;
}

/** The functions by the names of their folders. */
export type FunctionName = 'authorizer' | 'get-account-info' | 'init-user-account';

/** All of them, in the order in which a request meets them. */
export const FUNCTION_NAMES: readonly FunctionName[] = [
  'authorizer',
  'get-account-info',
  'init-user-account',
];

/** The REST API: its definition, its stage and its limits. */
export interface ApiWiring {
  /** Rendered OpenAPI 3 document (YAML text): the only place where a route is written. */
  readonly openApi: string;
  readonly stageName: string;
  /**
   * Resolves the `uri` of an `x-amazon-apigateway-integration` or of the authorizer (an invocation ARN)
   * to the function behind it; undefined where the API may not invoke it (no `aws_lambda_permission`).
   */
  readonly functionOf: (integrationUri: string) => FunctionName | undefined;
  /** Steady rate (requests per second) and burst of the stage's token bucket. */
  readonly throttle: { readonly ratePerSecond: number; readonly burst: number };
}

/** One function as it is deployed. */
export interface FunctionWiring {
  /** Path of the zip that `npm run build` wrote, or that was deployed. */
  readonly zipPath: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Only what is declared; the host adds what Lambda itself adds (AWS_REGION, credentials, …). */
  readonly environment: Readonly<Record<string, string>>;
}

/** The accounts' table. */
export interface TableWiring {
  readonly name: string;
  readonly hashKey: string;
  readonly ttlAttribute?: string;
}

/** One queue, with what decides when its messages come again and when they go. */
export interface QueueWiring {
  readonly name: string;
  readonly visibilityTimeoutSeconds: number;
  readonly messageRetentionSeconds: number;
  /** Absent on the dead-letter queue itself. */
  readonly maxReceiveCount?: number;
}

/** How the queue's messages reach the function: in which batches, and how many at once. */
export interface EventSourceMappingWiring {
  readonly functionName: FunctionName;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly maximumConcurrency: number;
  readonly reportBatchItemFailures: boolean;
}
