import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { type EnvironmentSource, type FunctionEntry, type Manifest } from '../../../deployment/manifest.ts';
import { queueUrlOf, scaledSeconds } from '../aws-proxy/sqs-patches.ts';
import { renderTemplate } from '../setup/openapi-template.ts';
import { UserError } from '../setup/preflight.ts';
import { type IssuerSettings, MSISDN_CLAIM } from '../providers/token-requests.ts';
import { mapValues } from '../setup/map-values.ts';
import { type ApiWiring, type FunctionWiring, type QueueWiring, type Wiring } from '../setup/wiring.ts';

/** Addresses and choices that only the running stack knows. */
export interface LocalEnvironment {
  /** Folder of the repository, where the API's template is found. */
  readonly root: string;
  readonly manifest: Manifest;
  /** Where each function's folder with its `dist/<function>.zip` is; `lambda-src` where absent. */
  readonly functionsFolder?: string;
  /** `http://127.0.0.1:PORT`, no trailing slash. */
  readonly origin: string;
  readonly awsEndpointUrl: string;
  /** Divides the welcome lease here; everything else is divided where it is used. */
  readonly speed: number;
  /** The environment of `npm start`: a setting that stands there under its key's own name wins. */
  readonly given?: Given;
  /** Where the request guard's store is; undefined where the stack runs without a guard. */
  readonly guard?: GuardAddress | undefined;
}

/** A host and a port of this machine, or of a store elsewhere that the environment names. */
export interface GuardAddress {
  readonly host: string;
  readonly port: number;
}

/** Environment variables; an empty one counts as absent. */
export type Given = Readonly<Record<string, string | undefined>>;

/** The region of the local stack. */
export const LOCAL_REGION = 'ca-central-1';

const STAGE = 'dev';
const PREFIX = 'fintech-solution-local';

/** The queue's visibility where no function reads it, and that of dead letters: SQS's own default. */
const UNREAD_VISIBILITY_SECONDS = 30;

// Far above a deployment's own, which is a matter of its budget: a local test suite must not meet it.
const THROTTLE = { ratePerSecond: 1_000, burst: 2_000 };

/** The identifier of the API that local tokens are for. */
export const LOCAL_AUDIENCE = 'https://api.fintech-solution.local';

/** Where the SMS provider's double answers, below the origin. */
export const NIMBA_PATH = '/_local/nimba/v1/messages';

/** Settings that name the local identity provider; the environment does not change them. */
const LOCAL_ISSUER: Readonly<Record<string, (origin: string) => string>> = {
  issuer_uri: (origin) => localIssuerSettings(origin).issuer,
  jwks_uri: (origin) => `${origin}/.well-known/jwks.json`,
  audience: () => LOCAL_AUDIENCE,
};

/** Local values of settings; one that stands nowhere leaves the function its own default. */
const LOCAL_SETTINGS: Readonly<Record<string, (origin: string) => string>> = {
  msisdn_claim: () => MSISDN_CLAIM,
  opening_balance: () => '1000',
  enable_sms_notifications: () => 'ON',
  sms_provider_api_url: (origin) => `${origin}${NIMBA_PATH}`,
  sms_sender_name: () => 'SMS 9080',
  enable_email_notifications: () => 'ON',
  test_email: () => 'back-office@example.org',
  apply_custom_domain: () => 'false',
  ses_configuration_set: () => PREFIX,
  welcome_lease_seconds: () => '60',
};

/** Who issues local tokens, and for which API. */
export function localIssuerSettings(origin: string): IssuerSettings {
  return { issuer: `${origin}/`, audience: LOCAL_AUDIENCE };
}

/**
 * The wiring of `npm start`: what the manifest states, with local names and addresses.
 *
 * @throws UserError where a required setting has no local value.
 */
export function createLocalConfiguration(local: LocalEnvironment): Wiring {
  const { manifest } = local;
  const functions = Object.entries(manifest.functions);
  return {
    region: LOCAL_REGION,
    api: api(local),
    functions: mapValues(manifest.functions, (entry, name) => declare(name, entry, local)),
    tables: mapValues(manifest.tables, (table, name) => ({ ...table, name: nameOf(name) })),
    queues: mapValues(manifest.queues, (_queue, name) => queue(name, manifest)),
    mappings: functions.flatMap(([functionName, { trigger }]) => {
      if (trigger.kind !== 'queue') return [];
      const { kind: _kind, ...mapping } = trigger;
      return [{ ...mapping, functionName, reportBatchItemFailures: true }];
    }),
    schedules: functions.flatMap(([functionName, { trigger }]) => {
      if (trigger.kind !== 'schedule') return [];
      const { everySeconds } = entryOf(manifest.schedules, trigger.schedule);
      return [{ name: nameOf(trigger.schedule), functionName, everySeconds }];
    }),
    parameters: Object.fromEntries(
      functions
        .flatMap(([, { environment }]) => Object.values(environment))
        .flatMap((source) =>
          'parameter' in source ? [[source.parameter, parameterOf(source.parameter)]] : [],
        ),
    ) as Record<string, string>,
  };
}

/** The functions that take a setting from the environment of `npm start`, whose values nothing has judged yet. */
export function functionsWithGivenSettings(
  { functions }: Manifest,
  given: Given,
  hasGuard = false,
): string[] {
  return Object.keys(functions).filter((name) =>
    Object.entries(environmentOf(functions[name]!, hasGuard)).some(
      ([key, source]) => 'setting' in source && isGiven(key, source.setting, given),
    ),
  );
}

/** The keys that a function reads; more where it is guarded. */
function environmentOf(
  { environment, guarded }: FunctionEntry,
  hasGuard: boolean,
): FunctionEntry['environment'] {
  return hasGuard ? { ...environment, ...guarded?.environment } : environment;
}

const nameOf = (name: string): string => `${PREFIX}-${name}`;
const parameterOf = (name: string): string => `/fintech-solution/local/${name}`;

function api({ root, origin, manifest, given = {} }: LocalEnvironment): ApiWiring {
  const names = Object.keys(manifest.functions);
  const template = readFileSync(
    path.join(root, 'infra-as-code/modules/common/templates/endpoints.oas.yaml'),
    'utf8',
  );
  const invocationUris = Object.fromEntries(names.map((name) => [name, invocationUri(name)]));
  const openApi = renderTemplate(template, {
    api_base_url: `${origin}/${STAGE}`,
    authorizer_cache_ttl_seconds: 250,
    integration_timeout_ms: 29_000,
    invocation_uri: invocationUris,
  });
  return {
    openApi: given['ALLOWED_ORIGINS'] ? withCors(openApi) : openApi,
    stageName: STAGE,
    functionOf: (uri) => names.find((name) => invocationUris[name] === uri),
    throttle: THROTTLE,
  };
}

/** What Terraform adds to the document where origins are allowed: a preflight for each route, headers on each refusal. */
function withCors(openApi: string): string {
  const document = parse(openApi) as {
    paths: Record<string, Record<string, unknown>>;
    'x-cors'?: { gatewayResponseParameters?: object; preflight?: object };
    'x-amazon-apigateway-gateway-responses'?: Record<string, { responseParameters?: object }>;
  };
  const { gatewayResponseParameters, preflight } = document['x-cors'] ?? {};
  if (preflight !== undefined) for (const path of Object.values(document.paths)) path['options'] = preflight;
  for (const response of Object.values(document['x-amazon-apigateway-gateway-responses'] ?? {}))
    response.responseParameters = { ...response.responseParameters, ...gatewayResponseParameters };
  return JSON.stringify(document);
}

function invocationUri(name: string): string {
  const functionArn = `arn:aws:lambda:${LOCAL_REGION}:000000000000:function:${nameOf(name)}`;
  return `arn:aws:apigateway:${LOCAL_REGION}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}

/**
 * Function time-out < lease < visibility: a delivery that comes back finds its predecessor dead and its lease over. AWS
 * advises six times the function's time-out, plus the batching window.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
function queue(name: string, { queues, functions }: Manifest): QueueWiring {
  const { messageRetentionSeconds, maxReceiveCount, deadLetterRetentionSeconds } = entryOf(queues, name);
  const visibilities = Object.values(functions).flatMap(({ trigger, timeoutSeconds }) =>
    trigger.kind === 'queue' && trigger.queue === name
      ? [6 * timeoutSeconds + trigger.batchingWindowSeconds]
      : [],
  );
  return {
    name: nameOf(name),
    visibilityTimeoutSeconds: Math.max(UNREAD_VISIBILITY_SECONDS, ...visibilities),
    messageRetentionSeconds,
    maxReceiveCount,
    deadLetters: {
      name: nameOf(`${name}-dlq`),
      visibilityTimeoutSeconds: UNREAD_VISIBILITY_SECONDS,
      messageRetentionSeconds: deadLetterRetentionSeconds,
    },
  };
}

function declare(name: string, entry: FunctionEntry, local: LocalEnvironment): FunctionWiring {
  const { root, functionsFolder = path.join(root, 'lambda-src'), given = {} } = local;
  const hasGuard = local.guard !== undefined;
  const zip = (hasGuard && entry.guarded?.zip) || name;
  const declared = Object.entries(environmentOf(entry, hasGuard)).flatMap(([key, source]) => {
    const value = valueOf(key, source, local);
    if (value === undefined && source.optional !== true)
      throw new UserError(`${name} needs ${key}, which has no local value. Type: ${key}=… npm start`);
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    zipPath: path.join(functionsFolder, name, 'dist', `${zip}.zip`),
    handler: 'app.lambdaHandler',
    timeoutSeconds: entry.timeoutSeconds,
    memoryMb: entry.memoryMb,
    applicationLogLevel: 'INFO',
    environment: {
      POWERTOOLS_LOG_LEVEL: given['POWERTOOLS_LOG_LEVEL'] || 'INFO',
      POWERTOOLS_SERVICE_NAME: nameOf(name),
      ...Object.fromEntries(declared),
    },
  };
}

function valueOf(
  key: string,
  source: EnvironmentSource,
  { manifest, origin, awsEndpointUrl, speed, guard, given = {} }: LocalEnvironment,
): string | undefined {
  if ('table' in source) return nameOf(known(manifest.tables, source.table));
  if ('queue' in source) return queueUrlOf(nameOf(known(manifest.queues, source.queue)), awsEndpointUrl);
  if ('deadLettersOf' in source)
    return queueUrlOf(nameOf(`${known(manifest.queues, source.deadLettersOf)}-dlq`), awsEndpointUrl);
  if ('parameter' in source) return parameterOf(source.parameter);
  const { setting } = source;
  const value = isGiven(key, setting, given)
    ? given[key]
    : ((LOCAL_ISSUER[setting] ?? LOCAL_SETTINGS[setting])?.(origin) ?? guardSettings(guard)[setting]);
  // The one setting that LOCAL_SPEED divides; a value that is not a number is for the function to refuse.
  return setting === 'welcome_lease_seconds' && /^\d+$/.test(value ?? '')
    ? String(scaledSeconds(Number(value), speed))
    : value;
}

/** The store of the local stack asks for no sign-in, and its packets stay on this machine. */
function guardSettings(guard: GuardAddress | undefined): Readonly<Record<string, string>> {
  if (guard === undefined) return {};
  return {
    request_guard_host: guard.host,
    request_guard_port: String(guard.port),
    request_guard_tls: 'false',
  };
}

function isGiven(key: string, setting: string, given: Given): boolean {
  return Boolean(given[key]) && !Object.hasOwn(LOCAL_ISSUER, setting);
}

function known(entries: Readonly<Record<string, unknown>>, name: string): string {
  entryOf(entries, name);
  return name;
}

function entryOf<T>(entries: Readonly<Record<string, T>>, name: string): T {
  const entry = entries[name];
  if (entry === undefined) throw new Error(`the manifest has no ${name}`);
  return entry;
}
