import { createHash } from 'node:crypto';
import { type Manifest } from '../../../deployment/manifest.ts';
import { mapValues } from './map-values.ts';
import {
  type ApiWiring,
  type EventSourceMappingWiring,
  type FunctionName,
  type FunctionWiring,
  type IndexWiring,
  type LogLevel,
  type QueueTimes,
  type QueueWiring,
  type ScheduleWiring,
  type TableWiring,
  type Wiring,
} from './wiring.ts';

/** One resource as `terraform show -json` tells it: planned or deployed. */
export interface TerraformResource {
  readonly address: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What Terraform does not know about the machine that runs its deployment. */
export interface DeploymentSettings {
  readonly manifest: Manifest;
  readonly zipPathOf: (name: FunctionName) => string;
}

/**
 * The wiring of what Terraform planned or deployed, so that the local gateway, host and pollers run *that*. Resources
 * are found by their AWS names, which are `PROJECT-ENVIRONMENT-` and the name in the manifest.
 *
 * @throws Error naming the first resource that is missing: a deployment without its queue has no wiring.
 */
export function wiringFromTerraform(
  resources: readonly TerraformResource[],
  { manifest, zipPathOf }: DeploymentSettings,
): Wiring {
  const deployed = createDeployment(resources, manifest);
  const functions = mapValues(manifest.functions, (_entry, name) =>
    functionWiring(deployed.functionNamed(name), zipPathOf(name)),
  );
  const queues = mapValues(manifest.queues, (_entry, name) => queueWiring(name, deployed));
  const [firstFunction] = Object.keys(manifest.functions);
  return {
    region: text(deployed.functionNamed(firstFunction ?? ''), 'arn').split(':')[3] ?? '',
    api: api(resources, deployed),
    functions,
    tables: mapValues(manifest.tables, (_entry, name) => tableWiring(name, deployed)),
    queues,
    mappings: resources
      .filter(({ type }) => type === 'aws_lambda_event_source_mapping')
      .map(({ values }) => mapping(values, deployed)),
    schedules: resources
      .filter(({ type }) => type === 'aws_scheduler_schedule')
      .map(({ values }) => schedule(values, deployed)),
    parameters: deployed.namesOf('parameter'),
  };
}

type Values = Readonly<Record<string, unknown>>;

/** Lookups in what was deployed. */
interface Deployment {
  readonly functionNames: readonly FunctionName[];
  /** The resource of a type with this AWS name. */
  named(type: string, awsName: string): Values;
  functionNamed(name: FunctionName): Values;
  /** The function with this AWS name, ARN or invocation ARN. */
  functionOf(reference: string): FunctionName | undefined;
  /** The queue with this ARN, as the manifest names it. */
  queueOf(arn: string): string;
  /** AWS names of tables or parameters by their names in the manifest, as functions are told them. */
  namesOf(kind: 'table' | 'parameter'): Readonly<Record<string, string>>;
  readonly prefix: string;
}

function createDeployment(resources: readonly TerraformResource[], manifest: Manifest): Deployment {
  const functionNames = Object.keys(manifest.functions);
  const prefix = prefixOf(resources, functionNames);
  const find = (type: string, nameKey: string, awsName: string): Values => {
    const found = resources.find(
      (resource) => resource.type === type && resource.values[nameKey] === awsName,
    );
    if (found === undefined) throw new Error(`the deployment has no ${type} ${awsName}`);
    return found.values;
  };
  const functionNamed = (name: FunctionName): Values =>
    find('aws_lambda_function', 'function_name', `${prefix}-${name}`);
  return {
    functionNames,
    prefix,
    named: (type, awsName) => find(type, 'name', awsName),
    functionNamed,
    functionOf(reference) {
      const awsName = /:function:([^:/]+)/.exec(reference)?.[1] ?? reference;
      return functionNames.find((name) => awsName === `${prefix}-${name}`);
    },
    queueOf(arn) {
      const found = Object.keys(manifest.queues).find((name) => arn.endsWith(`:${prefix}-${name}`));
      if (found === undefined) throw new Error(`the manifest has no queue ${arn}`);
      return found;
    },
    namesOf: (kind) =>
      Object.fromEntries(
        functionNames.flatMap((name) => {
          const variables = environmentOf(functionNamed(name));
          return Object.entries(manifest.functions[name]!.environment).flatMap(([key, source]) =>
            kind in source && variables[key]
              ? [[(source as Record<string, unknown>)[kind], variables[key]] as const]
              : [],
          );
        }),
      ) as Record<string, string>,
  };
}

/** `PROJECT-ENVIRONMENT`: what stands before every function's name. */
function prefixOf(resources: readonly TerraformResource[], functionNames: readonly string[]): string {
  const deployed = resources
    .filter(({ type }) => type === 'aws_lambda_function')
    .map(({ values }) => text(values, 'function_name'));
  const [first = ''] = functionNames;
  const prefix = deployed
    .filter((awsName) => awsName.endsWith(`-${first}`))
    .map((awsName) => awsName.slice(0, -first.length - 1))
    .find((candidate) => functionNames.every((name) => deployed.includes(`${candidate}-${name}`)));
  if (prefix === undefined)
    throw new Error(`the deployment lacks one of the functions ${functionNames.join(', ')}`);
  return prefix;
}

function api(resources: readonly TerraformResource[], deployed: Deployment): ApiWiring {
  const read = (type: string): Values => {
    const found = resources.find((resource) => resource.type === type);
    if (found === undefined) throw new Error(`the deployment has no ${type}`);
    return found.values;
  };
  const rest = read('aws_api_gateway_rest_api');
  const [settings = {}] = read('aws_api_gateway_method_settings')['settings'] as Values[];
  const executionArn = text(rest, 'execution_arn');
  const permitted = permittedSources(resources, deployed);
  return {
    openApi: servedDefinition(text(rest, 'body'), read('aws_api_gateway_deployment')),
    stageName: text(read('aws_api_gateway_stage'), 'stage_name'),
    functionOf(uri, source) {
      const arn = /functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? '';
      const name = deployed.functionNames.find((one) => text(deployed.functionNamed(one), 'arn') === arn);
      const mayCall = permitted.some(
        ({ functionName, matches }) => functionName === name && matches(`${executionArn}/${source}`),
      );
      return mayCall ? name : undefined;
    },
    throttle: {
      ratePerSecond: number(settings, 'throttling_rate_limit'),
      burst: number(settings, 'throttling_burst_limit'),
    },
  };
}

/**
 * A stage serves the snapshot that its deployment took, not the definition as it is now.
 *
 * @throws Error where the definition changed after the snapshot: what AWS then serves stands in no resource.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
 */
function servedDefinition(body: string, deployment: Values): string {
  const { body: deployed } = (deployment['triggers'] ?? {}) as { body?: string };
  if (deployed !== createHash('sha256').update(body).digest('hex'))
    throw new Error(
      'no deployment followed the last change of the API’s definition: the stage serves an older one',
    );
  return body;
}

interface PermittedSource {
  readonly functionName: FunctionName | undefined;
  /** Whether the permission lets this ARN call; `*` and `?` in it stand for any text and any character. */
  readonly matches: (sourceArn: string) => boolean;
}

/**
 * What API Gateway may invoke, and from where: without its permission AWS answers 500. A permission for another API does not
 * count, not even for the API that this one is a copy of.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html
 */
function permittedSources(resources: readonly TerraformResource[], deployed: Deployment): PermittedSource[] {
  return resources
    .filter(
      ({ type, values }) =>
        type === 'aws_lambda_permission' && values['principal'] === 'apigateway.amazonaws.com',
    )
    .map(({ values }) => {
      const pattern = text(values, 'source_arn')
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.');
      return {
        functionName: deployed.functionOf(text(values, 'function_name')),
        matches: (sourceArn) => new RegExp(`^${pattern}$`).test(sourceArn),
      };
    });
}

function functionWiring(values: Values, zipPath: string): FunctionWiring {
  return {
    zipPath,
    handler: text(values, 'handler'),
    timeoutSeconds: number(values, 'timeout'),
    memoryMb: number(values, 'memory_size'),
    applicationLogLevel: logLevelOf(values),
    environment: environmentOf(values),
  };
}

/** Lambda's default is INFO. */
function logLevelOf(values: Values): LogLevel {
  const [logging] = (values['logging_config'] ?? []) as { application_log_level?: LogLevel }[];
  return logging?.application_log_level ?? 'INFO';
}

function environmentOf(values: Values): Record<string, string> {
  const [block] = (values['environment'] ?? []) as { variables?: Record<string, string> }[];
  return block?.variables ?? {};
}

function tableWiring(name: string, deployed: Deployment): TableWiring {
  // A table may keep the name that it had before this deployment; the functions are told which.
  const awsName = deployed.namesOf('table')[name];
  if (awsName === undefined) throw new Error(`no function is told the name of the table ${name}`);
  const values = deployed.named('aws_dynamodb_table', awsName);
  const [ttl] = (values['ttl'] ?? []) as Values[];
  const indexes = (values['global_secondary_index'] ?? []) as Values[];
  return {
    name: awsName,
    ...keySchema(values),
    ...(ttl?.['enabled'] === true ? { ttlAttribute: text(ttl, 'attribute_name') } : {}),
    ...(indexes.length > 0
      ? { indexes: Object.fromEntries(indexes.map((index) => [text(index, 'name'), indexWiring(index)])) }
      : {}),
  };
}

function keySchema(values: Values) {
  const rangeKey = values['range_key'];
  return { hashKey: text(values, 'hash_key'), ...(typeof rangeKey === 'string' ? { rangeKey } : {}) };
}

function indexWiring(index: Values): IndexWiring {
  const include = (index['non_key_attributes'] ?? []) as string[];
  return { ...keySchema(index), ...(include.length > 0 ? { include } : {}) };
}

function queueWiring(name: string, deployed: Deployment): QueueWiring {
  const values = deployed.named('aws_sqs_queue', `${deployed.prefix}-${name}`);
  const redrive = JSON.parse(text(values, 'redrive_policy')) as { maxReceiveCount: number };
  return {
    ...queueTimes(values),
    maxReceiveCount: redrive.maxReceiveCount,
    deadLetters: queueTimes(deployed.named('aws_sqs_queue', `${deployed.prefix}-${name}-dlq`)),
  };
}

/** SQS's own, where a queue does not set one. */
const DEFAULT_VISIBILITY_SECONDS = 30;

function queueTimes(values: Values): QueueTimes {
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

function mapping(values: Values, deployed: Deployment): EventSourceMappingWiring {
  const [scaling] = (values['scaling_config'] ?? []) as { maximum_concurrency?: number }[];
  return {
    queue: deployed.queueOf(text(values, 'event_source_arn')),
    batchSize: number(values, 'batch_size'),
    batchingWindowSeconds: optionalNumber(values, 'maximum_batching_window_in_seconds', 0),
    maximumConcurrency: scaling?.maximum_concurrency ?? Number.POSITIVE_INFINITY,
    functionName: known(deployed, text(values, 'function_name')),
    reportBatchItemFailures: ((values['function_response_types'] ?? []) as string[]).includes(
      'ReportBatchItemFailures',
    ),
  };
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { minute: 60, hour: 3_600, day: 86_400 };

function schedule(values: Values, deployed: Deployment): ScheduleWiring {
  const [target = {}] = (values['target'] ?? []) as Values[];
  const expression = text(values, 'schedule_expression');
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count === undefined) throw new Error(`${expression} is not a rate`);
  return {
    name: text(values, 'name'),
    functionName: known(deployed, text(target, 'arn')),
    everySeconds: Number(count) * UNIT_SECONDS[unit]!,
  };
}

function known(deployed: Deployment, reference: string): FunctionName {
  const name = deployed.functionOf(reference);
  if (name === undefined) throw new Error(`the manifest has no function ${reference}`);
  return name;
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
