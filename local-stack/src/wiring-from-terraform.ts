import {
  type ApiWiring,
  FUNCTION_NAMES,
  type FunctionName,
  type FunctionWiring,
  type Wiring,
} from './wiring.ts';

/** One resource as `terraform show -json` tells it: planned or deployed. */
export interface TerraformResource {
  readonly address: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What Terraform does not know about the machine that runs its deployment. */
export interface DeploymentPlace {
  readonly zipPathOf: (name: FunctionName) => string;
}

const MODULE_OF: Readonly<Record<FunctionName, string>> = {
  authorizer: 'module.authorizer',
  'get-account-info': 'module.get_account_info',
  'init-user-account': 'module.init_user_account',
};

/**
 * The wiring of what Terraform planned or deployed, so that the local gateway, host and poller run *that*.
 *
 * @throws Error naming the first resource that is missing: a deployment without its queue has no wiring.
 */
export function wiringFromTerraform(resources: readonly TerraformResource[], place: DeploymentPlace): Wiring {
  const read = createReader(resources);
  const source = read('aws_sqs_queue.account_request');
  const deadLetters = read('aws_sqs_queue.account_request_dlq');
  const table = read('aws_dynamodb_table.account');
  const redrive = JSON.parse(text(source, 'redrive_policy')) as { maxReceiveCount: number };
  const consumer = read(`${MODULE_OF['init-user-account']}.aws_lambda_function.this`);
  return {
    region: regionOf(text(source, 'arn')),
    api: api(resources, read),
    functions: Object.fromEntries(
      FUNCTION_NAMES.map((name) => [
        name,
        functionWiring(read(`${MODULE_OF[name]}.aws_lambda_function.this`), place.zipPathOf(name)),
      ]),
    ) as Record<FunctionName, FunctionWiring>,
    table: { name: text(table, 'name'), hashKey: text(table, 'hash_key') },
    queues: {
      accountRequests: { ...queue(source), maxReceiveCount: redrive.maxReceiveCount },
      deadLetters: queue(deadLetters),
    },
    mapping: mapping(read('aws_lambda_event_source_mapping.account_request')),
    smsCredentialsParameter: environmentOf(consumer)['SMS_PROVIDER_API_CREDENTIALS_PARAMETER_NAME'] ?? '',
  };
}

type Values = Readonly<Record<string, unknown>>;
type Reader = (address: string) => Values;

/** Finds by the end of the address: the module may be the root or a module of an environment. */
function createReader(resources: readonly TerraformResource[]): Reader {
  return (address) => {
    const found = resources.find(
      (resource) => resource.address === address || resource.address.endsWith(`.${address}`),
    );
    if (found === undefined) throw new Error(`the deployment has no ${address}`);
    return found.values;
  };
}

function api(resources: readonly TerraformResource[], read: Reader): ApiWiring {
  const rest = read('aws_api_gateway_rest_api.this');
  const [settings] = read('aws_api_gateway_method_settings.all')['settings'] as Values[];
  const permitted = permittedFunctions(resources, text(rest, 'execution_arn'));
  return {
    openApi: text(rest, 'body'),
    stageName: text(read('aws_api_gateway_stage.this'), 'stage_name'),
    functionOf(uri) {
      const arn = /functions\/(.+)\/invocations$/.exec(uri)?.[1];
      const name = FUNCTION_NAMES.find(
        (candidate) => text(read(`${MODULE_OF[candidate]}.aws_lambda_function.this`), 'arn') === arn,
      );
      return name !== undefined && permitted.has(name) ? name : undefined;
    },
    throttle: {
      ratePerSecond: number(settings ?? {}, 'throttling_rate_limit'),
      burst: number(settings ?? {}, 'throttling_burst_limit'),
    },
  };
}

/** Functions that this API, and API Gateway alone, may invoke: without its permission AWS answers 500. */
function permittedFunctions(
  resources: readonly TerraformResource[],
  executionArn: string,
): ReadonlySet<FunctionName> {
  const granted = resources
    .filter(({ type }) => type === 'aws_lambda_permission')
    .map(({ values }) => values)
    .filter(
      (values) =>
        values['principal'] === 'apigateway.amazonaws.com' &&
        text(values, 'source_arn').startsWith(`${executionArn}/`),
    )
    .map((values) => text(values, 'function_name'));
  return new Set(FUNCTION_NAMES.filter((name) => granted.some((granted) => granted.endsWith(`-${name}`))));
}

function functionWiring(values: Values, zipPath: string): FunctionWiring {
  return {
    zipPath,
    handler: text(values, 'handler'),
    timeoutSeconds: number(values, 'timeout'),
    memoryMb: number(values, 'memory_size'),
    environment: environmentOf(values),
  };
}

function environmentOf(values: Values): Record<string, string> {
  const [block] = (values['environment'] ?? []) as { variables?: Record<string, string> }[];
  return block?.variables ?? {};
}

function queue(values: Values) {
  return {
    name: text(values, 'name'),
    visibilityTimeoutSeconds: optionalNumber(
      values,
      'visibility_timeout_seconds',
      DEFAULT_VISIBILITY_SECONDS,
    ),
    messageRetentionSeconds: number(values, 'message_retention_seconds'),
  };
}

function mapping(values: Values) {
  const [scaling] = (values['scaling_config'] ?? []) as { maximum_concurrency?: number }[];
  return {
    functionName: 'init-user-account' as const,
    batchSize: number(values, 'batch_size'),
    batchingWindowSeconds: optionalNumber(values, 'maximum_batching_window_in_seconds', 0),
    maximumConcurrency: scaling?.maximum_concurrency ?? Number.POSITIVE_INFINITY,
    reportBatchItemFailures: ((values['function_response_types'] ?? []) as string[]).includes(
      'ReportBatchItemFailures',
    ),
  };
}

/** SQS's own, where a queue does not set one. */
const DEFAULT_VISIBILITY_SECONDS = 30;

function regionOf(arn: string): string {
  return arn.split(':')[3] ?? '';
}

function text(values: Values, name: string): string {
  const value = values[name];
  if (typeof value !== 'string') throw new Error(`${name} is not known`);
  return value;
}

function number(values: Values, name: string): number {
  const value = values[name];
  if (typeof value !== 'number') throw new Error(`${name} is not known`);
  return value;
}

function optionalNumber(values: Values, name: string, otherwise: number): number {
  return typeof values[name] === 'number' ? (values[name] as number) : otherwise;
}
