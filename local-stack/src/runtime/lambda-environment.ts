import type { FunctionName, FunctionWiring } from '../setup/wiring.ts';

/** The facts of one execution environment that its variables speak of. */
export interface EnvironmentFacts {
  readonly functionName: FunctionName;
  readonly settings: FunctionWiring;
  readonly region: string;
  /** Counts a function's environments from 1. */
  readonly sequence: number;
  readonly logStreamName: string;
  readonly taskRoot: string;
  /** Host, port and path of the runtime API, without a scheme. */
  readonly runtimeApi: string;
  readonly awsEndpointUrl: string;
}

/**
 * The whole process environment of an execution environment: what is declared, and what Lambda itself
 * defines. Nothing is inherited from this process, so a function that reads an undeclared variable fails here too.
 * Lambda's reserved names win over declared ones, as on AWS.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function lambdaEnvironment(facts: EnvironmentFacts): Record<string, string> {
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    ...facts.settings.environment,
    _HANDLER: facts.settings.handler,
    AWS_REGION: facts.region,
    AWS_DEFAULT_REGION: facts.region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    AWS_LAMBDA_FUNCTION_NAME: facts.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(facts.settings.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    AWS_LAMBDA_LOG_LEVEL: facts.settings.applicationLogLevel,
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupName(facts.functionName),
    AWS_LAMBDA_LOG_STREAM_NAME: facts.logStreamName,
    AWS_LAMBDA_RUNTIME_API: facts.runtimeApi,
    LAMBDA_TASK_ROOT: facts.taskRoot,
    AWS_ACCESS_KEY_ID: accessKeyId(facts.functionName, facts.sequence),
    AWS_SECRET_ACCESS_KEY: 'local-stack',
    AWS_SESSION_TOKEN: 'local-stack',
    AWS_ENDPOINT_URL: facts.awsEndpointUrl,
  };
}

/** The log group that Lambda gives a function by default. */
export function logGroupName(functionName: FunctionName): string {
  return `/aws/lambda/${functionName}`;
}

/**
 * The key id of one execution environment. Temporary keys begin with `ASIA`
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes);
 * the rest names function and environment, so that the AWS endpoint knows who made a signed call.
 */
export function accessKeyId(functionName: FunctionName, sequence: number): string {
  return `ASIALOCAL${functionName.replaceAll('-', '').toUpperCase()}${sequence}`;
}

/** The function's address in context, headers and policies; the account number is a placeholder. */
export function functionArn(region: string, functionName: FunctionName): string {
  return `arn:aws:lambda:${region}:000000000000:function:${functionName}`;
}

/**
 * Node's arguments as Lambda's runtime gives them: V8 is held to the function's memory (nine tenths for the
 * old generation, a fortieth per semi-space), and the module features that Lambda switches off stay off.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html#nodejs-experimental-features
 */
export function nodeArguments(memoryMb: number): string[] {
  return [
    '--expose-gc',
    `--max-old-space-size=${Math.floor(memoryMb * 0.9)}`,
    `--max-semi-space-size=${Math.max(1, Math.round(memoryMb / 40))}`,
    '--no-experimental-require-module',
    '--no-experimental-detect-module',
  ];
}
