import { readFileSync } from 'node:fs';
import path from 'node:path';
import { queueUrlOf, scaledSeconds } from './aws-proxy/sqs-patches.ts';
import { renderTemplate } from './openapi-template.ts';
import { MSISDN_CLAIM, type IssuerSettings } from './providers/token-requests.ts';
import {
  type ApiWiring,
  FUNCTION_NAMES,
  type FunctionName,
  type FunctionWiring,
  type Wiring,
} from './wiring.ts';

/** Addresses and choices that only the running stack knows. */
export interface LocalEnvironment {
  /** Folder of the repository, where the API's template is found. */
  readonly root: string;
  /** Where each function's folder with its `dist/<function>.zip` is; `lambda-src` where absent. */
  readonly functionsFolder?: string;
  /** `http://127.0.0.1:PORT`, no trailing slash. */
  readonly origin: string;
  readonly awsEndpointUrl: string;
  /** Divides the welcome lease here; everything else is divided where it is used. */
  readonly speed: number;
}

/** The region of the local stack. */
export const LOCAL_REGION = 'ca-central-1';

const STAGE = 'dev';
const PREFIX = 'fintech-solution-local';
const ACCOUNTS_TABLE = `${PREFIX}-accounts`;
const ACCOUNT_REQUESTS_QUEUE = `${PREFIX}-account-requests`;
const DEAD_LETTERS_QUEUE = `${PREFIX}-account-requests-dlq`;
const SMS_CREDENTIALS_PARAMETER = '/fintech-solution/local/sms-provider-credentials';

// Function time-out < lease < visibility: a delivery that comes back finds its predecessor dead and its lease over.
const INIT_ACCOUNT_TIMEOUT_SECONDS = 30;
const WELCOME_LEASE_SECONDS = 60;
const BATCHING_WINDOW_SECONDS = 1;
const DAY_SECONDS = 86_400;

// Far above a deployment's own, which is a matter of its budget: a local test suite must not meet it.
const THROTTLE = { ratePerSecond: 1_000, burst: 2_000 };

/** The identifier of the API that local tokens are for. */
export const LOCAL_AUDIENCE = 'https://api.fintech-solution.local';

/** Where the SMS provider's double answers, below the origin. */
export const NIMBA_PATH = '/_local/nimba/v1/messages';

/** Who issues local tokens, and for which API. */
export function localIssuerSettings(origin: string): IssuerSettings {
  return { issuer: `${origin}/`, audience: LOCAL_AUDIENCE };
}

/** The wiring of `npm start`: what Terraform states for an environment, with local addresses. */
export function createLocalConfiguration(local: LocalEnvironment): Wiring {
  return {
    region: LOCAL_REGION,
    api: api(local),
    functions: functions(local),
    table: { name: ACCOUNTS_TABLE, hashKey: 'msisdn' },
    queues: {
      accountRequests: {
        name: ACCOUNT_REQUESTS_QUEUE,
        // AWS advises six times the function's time-out, plus the batching window.
        // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
        visibilityTimeoutSeconds: 6 * INIT_ACCOUNT_TIMEOUT_SECONDS + BATCHING_WINDOW_SECONDS,
        messageRetentionSeconds: 4 * DAY_SECONDS,
        maxReceiveCount: 10,
      },
      deadLetters: {
        name: DEAD_LETTERS_QUEUE,
        visibilityTimeoutSeconds: 30,
        messageRetentionSeconds: 14 * DAY_SECONDS,
      },
    },
    mapping: {
      functionName: 'init-user-account',
      batchSize: 10,
      batchingWindowSeconds: BATCHING_WINDOW_SECONDS,
      maximumConcurrency: 5,
      reportBatchItemFailures: true,
    },
    smsCredentialsParameter: SMS_CREDENTIALS_PARAMETER,
  };
}

function api({ root, origin }: LocalEnvironment): ApiWiring {
  const template = readFileSync(
    path.join(root, 'infra-as-code/modules/common/templates/endpoints.oas.yaml'),
    'utf8',
  );
  const openApi = renderTemplate(template, {
    api_base_url: `${origin}/${STAGE}`,
    invocation_uri: Object.fromEntries(FUNCTION_NAMES.map((name) => [name, invocationUri(name)])),
    authorizer_cache_ttl_seconds: 250,
    integration_timeout_ms: 29_000,
  });
  const functionOf = (uri: string): FunctionName | undefined =>
    FUNCTION_NAMES.find((name) => invocationUri(name) === uri);
  return { openApi, stageName: STAGE, functionOf, throttle: THROTTLE };
}

function invocationUri(name: FunctionName): string {
  const functionArn = `arn:aws:lambda:${LOCAL_REGION}:000000000000:function:${PREFIX}-${name}`;
  return `arn:aws:apigateway:${LOCAL_REGION}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}

function functions(local: LocalEnvironment): Record<FunctionName, FunctionWiring> {
  const queueUrl = queueUrlOf(ACCOUNT_REQUESTS_QUEUE, local.awsEndpointUrl);
  return {
    authorizer: declare(local, 'authorizer', 10, {
      ISSUER_URI: localIssuerSettings(local.origin).issuer,
      JWKS_URI: `${local.origin}/.well-known/jwks.json`,
      AUDIENCE: LOCAL_AUDIENCE,
      MSISDN_CLAIM,
    }),
    'get-account-info': declare(local, 'get-account-info', 10, {
      TABLE_NAME: ACCOUNTS_TABLE,
      INIT_ACCOUNT_QUEUE_URL: queueUrl,
    }),
    'init-user-account': declare(local, 'init-user-account', INIT_ACCOUNT_TIMEOUT_SECONDS, {
      TABLE_NAME: ACCOUNTS_TABLE,
      OPENING_BALANCE: '1000',
      ENABLE_SMS_NOTIFICATIONS: 'ON',
      ENABLE_EMAIL_NOTIFICATIONS: 'ON',
      SMS_PROVIDER_API_CREDENTIALS_PARAMETER_NAME: SMS_CREDENTIALS_PARAMETER,
      SMS_PROVIDER_API_URL: `${local.origin}${NIMBA_PATH}`,
      SMS_SENDER_NAME: 'SMS 9080',
      DESTINATION_EMAIL: 'back-office@example.org',
      APPLY_CUSTOM_DOMAIN: 'false',
      SES_CONFIGURATION_SET: PREFIX,
      WELCOME_LEASE_SECONDS: String(scaledSeconds(WELCOME_LEASE_SECONDS, local.speed)),
      INIT_ACCOUNT_QUEUE_URL: queueUrl,
      DEAD_LETTER_QUEUE_URL: queueUrlOf(DEAD_LETTERS_QUEUE, local.awsEndpointUrl),
    }),
  };
}

function declare(
  { root, functionsFolder = path.join(root, 'lambda-src') }: LocalEnvironment,
  name: FunctionName,
  timeoutSeconds: number,
  environment: Record<string, string>,
): FunctionWiring {
  return {
    zipPath: path.join(functionsFolder, name, 'dist', `${name}.zip`),
    handler: 'app.lambdaHandler',
    timeoutSeconds,
    memoryMb: 512,
    environment: {
      POWERTOOLS_LOG_LEVEL: 'INFO',
      POWERTOOLS_SERVICE_NAME: `${PREFIX}-${name}`,
      ...environment,
    },
  };
}
