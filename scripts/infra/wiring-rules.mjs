// The local configuration's wiring and the plan, value by value: a change on one side alone fails.
import { parse } from 'yaml';
import { MANIFEST } from '../../deployment/manifest.ts';
import { createLocalConfiguration } from '../../local-stack/src/stack/local-configuration.ts';
import { wiringFromTerraform } from '../../local-stack/src/setup/wiring-from-terraform.ts';
import { resolveReferences } from '../../local-stack/src/setup/openapi-template.ts';
import { AUTHORIZER_SOURCE, sourceOfRoute } from '../../local-stack/src/setup/wiring.ts';
import { routesOf } from './rules/api-definition.mjs';
import { root } from './terraform.mjs';

const DEPLOYMENT = { manifest: MANIFEST, zipPathOf: (name) => name };

/** `[title, faults]` for each value that the two sides must share. */
export function wiringRules(plan) {
  const local = createLocalConfiguration({
    root,
    manifest: MANIFEST,
    origin: 'http://127.0.0.1:3000',
    awsEndpointUrl: 'http://127.0.0.1:4566',
    speed: 1,
  });
  const deployed = wiringFromTerraform(plan.resources, DEPLOYMENT);
  const compare = (title, pick) => [title, differences(pick(local), pick(deployed))];
  return [
    compare('time-outs', ({ functions }) => mapValues(functions, ({ timeoutSeconds }) => timeoutSeconds)),
    compare('memory', ({ functions }) => mapValues(functions, ({ memoryMb }) => memoryMb)),
    compare('entry points', ({ functions }) => mapValues(functions, ({ handler }) => handler)),
    compare('environment keys', ({ functions }) =>
      mapValues(functions, ({ environment }, name) => sharedKeys(name, environment)),
    ),
    compare('opening balance and lease', ({ functions }) =>
      mapValues(functions, ({ environment }) =>
        pickKeys(environment, ['OPENING_BALANCE', 'WELCOME_LEASE_SECONDS']),
      ),
    ),
    compare('visibility', ({ queues }) =>
      mapValues(queues, ({ visibilityTimeoutSeconds }) => visibilityTimeoutSeconds),
    ),
    compare('retention', ({ queues }) =>
      mapValues(queues, ({ messageRetentionSeconds, deadLetters }) => [
        messageRetentionSeconds,
        deadLetters.messageRetentionSeconds,
      ]),
    ),
    compare('receives', ({ queues }) => mapValues(queues, ({ maxReceiveCount }) => maxReceiveCount)),
    compare('batches', ({ mappings }) => sorted(mappings)),
    compare('schedules', ({ schedules }) =>
      sorted(schedules.map(({ functionName, everySeconds }) => [functionName, everySeconds])),
    ),
    compare('tables', ({ tables }) => mapValues(tables, ({ name: _name, ...table }) => inOneOrder(table))),
    compare('stage and region', ({ api, region }) => [api.stageName, region]),
    compare('routes', ({ api }) => routesIn(api).map(({ method, path }) => `${method} ${path}`)),
    compare('authorizer’s cache and expression', ({ api }) => authorizersOf(api.openApi)),
    compare('integration time-out', ({ api }) =>
      routesIn(api).map(({ operation }) => operation['x-amazon-apigateway-integration'].timeoutInMillis),
    ),
    compare('the gateway’s own answers', ({ api }) => answersOf(api.openApi)),
    compare('required parameters', ({ api }) =>
      routesIn(api).map(({ operation }) =>
        operation.parameters.map(({ name, in: place, required }) => [name, place, required]),
      ),
    ),
    compare('functions behind the API', ({ api }) =>
      [...new Set(callsOf(api).map(({ uri, source }) => api.functionOf(uri, source)))].sort(),
    ),
    ['without any one permission, one call of the API is refused', withoutPermissions(plan)],
  ];
}

function withoutPermissions(plan) {
  return plan.all('aws_lambda_permission').flatMap((permission) => {
    const resources = plan.resources.filter((resource) => resource !== permission);
    const { api } = wiringFromTerraform(resources, DEPLOYMENT);
    const refused = callsOf(api).filter(({ uri, source }) => api.functionOf(uri, source) === undefined);
    return refused.length === 1 ? [] : [`without ${permission.address} ${refused.length} calls are refused`];
  });
}

/** In one order: Terraform sorts the paths. */
function routesIn({ openApi }) {
  return routesOf(resolveReferences(parse(openApi))).sort((one, other) =>
    `${one.path} ${one.method}`.localeCompare(`${other.path} ${other.method}`),
  );
}

function authorizersOf(openApi) {
  return Object.values(parse(openApi).components.securitySchemes).map((scheme) => {
    const { authorizerResultTtlInSeconds, identityValidationExpression, type } =
      scheme['x-amazon-apigateway-authorizer'];
    return { authorizerResultTtlInSeconds, identityValidationExpression, type };
  });
}

/** Without what a deployment that serves browsers adds, which the local stack does not. */
function answersOf(openApi) {
  const answers = Object.entries(parse(openApi)['x-amazon-apigateway-gateway-responses']);
  return answers
    .map(([type, { statusCode, responseParameters, responseTemplates }]) => [
      type,
      statusCode,
      Object.entries(responseParameters)
        .filter(([name]) => !name.includes('.Access-Control-'))
        .sort(),
      responseTemplates,
    ])
    .sort(([one], [other]) => one.localeCompare(other));
}

/** Each function that the API calls, and where it calls it from. */
function callsOf({ openApi, stageName }) {
  const body = parse(openApi);
  return [
    ...Object.values(body.components.securitySchemes).map((scheme) => ({
      uri: scheme['x-amazon-apigateway-authorizer'].authorizerUri,
      source: AUTHORIZER_SOURCE,
    })),
    ...routesOf(body).map(({ method, path, operation }) => ({
      uri: operation['x-amazon-apigateway-integration'].uri,
      source: sourceOfRoute(stageName, method, path),
    })),
  ];
}

/** An optional key may have a value on one side alone, and a key of the request guard, which is a switch. */
function sharedKeys(name, environment) {
  const { environment: declared, guarded } = MANIFEST.functions[name];
  return Object.keys(environment)
    .filter((key) => declared[key]?.optional !== true && !(key in (guarded?.environment ?? {})))
    .sort();
}

function pickKeys(record, keys) {
  return Object.fromEntries(keys.map((key) => [key, record[key]]));
}

function mapValues(record, change) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

/** The value with the members of each of its objects in one order. */
function inOneOrder(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([name, inner]) => [name, inOneOrder(inner)]),
  );
}

/** In one order, with the members of each entry in one order too. */
function sorted(list) {
  return list.map((entry) => JSON.stringify(Object.entries(entry).sort())).sort();
}

function differences(local, deployed) {
  const [left, right] = [JSON.stringify(local), JSON.stringify(deployed)];
  return left === right ? [] : [`the local stack says ${left}`, `Terraform says   ${right}`];
}
