// Rules over the API as API Gateway will get it: the rendered OpenAPI body, the stage, its logs, who may be called.
import { parse } from 'yaml';

const API = 'aws_api_gateway_rest_api.this';
const STAGE = 'aws_api_gateway_stage.this';
const SETTINGS = 'aws_api_gateway_method_settings.all';

const bodyOf = (plan) => parse(plan.at(API).body);
const editBody = (plan, from, to) => {
  const body = plan.at(API).body;
  if (!body.includes(from)) throw new Error(`the API's body does not hold ${from}`);
  plan.at(API).body = body.replaceAll(from, to);
};

/** Every operation of the API: `{ method, path, operation }`. */
export function operationsOf(body) {
  const methods = [
    'get',
    'put',
    'post',
    'delete',
    'patch',
    'head',
    'options',
    'x-amazon-apigateway-any-method',
  ];
  return Object.entries(body.paths).flatMap(([path, item]) =>
    methods
      .filter((method) => item[method])
      .map((method) => ({ method: method.toUpperCase(), path, operation: item[method] })),
  );
}

/** Fields that an access log may have; none can hold a path, a token or a number. */
const LOGGABLE = new Set(
  [
    'requestId',
    'extendedRequestId',
    'requestTimeEpoch',
    'httpMethod',
    'status',
    'responseLatency',
    'responseLength',
    'error.responseType',
    'authorizer.status',
    'authorizer.latency',
    'authorizer.error',
    'integration.status',
    'integration.latency',
    'integration.error',
    'authorizer.sub',
  ].map((field) => `$context.${field}`),
);

const REFUSALS = [
  'UNAUTHORIZED',
  'ACCESS_DENIED',
  'MISSING_AUTHENTICATION_TOKEN',
  'BAD_REQUEST_PARAMETERS',
  'REQUEST_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'THROTTLED',
  'RESOURCE_NOT_FOUND',
  'AUTHORIZER_FAILURE',
  'AUTHORIZER_CONFIGURATION_ERROR',
  'INTEGRATION_FAILURE',
  'INTEGRATION_TIMEOUT',
  'DEFAULT_4XX',
  'DEFAULT_5XX',
];

const GOOD_HEADER = 'Bearer eyJh.eyJz.c2ln';
const BAD_HEADERS = [
  'Bearer eyJh.eyJz',
  'Bearer a.b.c.d',
  'Bearer  a.b.c',
  'Basic a.b.c',
  'a.b.c',
  'Bearer a.b.c=',
  ' Bearer a.b.c',
  'Bearer a..c',
  `Bearer a.b.${'c'.repeat(8_192)}`,
];

export const apiRules = [
  {
    id: 'P6',
    title: 'the authorizer’s answer is cached for 300 s at most, and only for what looks like a token',
    check(plan) {
      const schemes = Object.values(bodyOf(plan).components.securitySchemes).map(
        (scheme) => scheme['x-amazon-apigateway-authorizer'],
      );
      return schemes.flatMap(({ authorizerResultTtlInSeconds: ttl, identityValidationExpression, type }) => {
        const expression = new RegExp(identityValidationExpression ?? '', 'u');
        return [
          type === 'token' || `the authorizer is of type ${type}`,
          (ttl >= 0 && ttl <= 300) || `the authorizer’s answer is kept ${ttl} s`,
          expression.test(GOOD_HEADER) || 'the expression refuses a good header',
          ...BAD_HEADERS.map(
            (header) => !expression.test(header) || `the expression lets through "${header.slice(0, 20)}"`,
          ),
        ];
      });
    },
    spoils: [
      (plan) => editBody(plan, 'authorizerResultTtlInSeconds: 250', 'authorizerResultTtlInSeconds: 301'),
      (plan) => editBody(plan, '(?=.{1,8192}$)', ''),
      (plan) => editBody(plan, '[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$', '.*$'),
    ],
  },
  {
    id: 'P7',
    title: 'every route asks for a token and documents its parameters',
    check(plan) {
      const operations = operationsOf(bodyOf(plan));
      return [
        operations.length > 0 || 'the API has no route',
        ...operations.flatMap(({ method, path, operation }) => {
          const parameters = operation.parameters ?? [];
          const named = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
          return [
            (operation.security ?? []).some((scheme) => 'JwtAuthorizer' in scheme) ||
              `${method} ${path} is open to anybody`,
            ...named.map(
              (name) =>
                parameters.some((p) => p.in === 'path' && p.name === name && p.required) ||
                `${method} ${path}: {${name}} is not declared`,
            ),
            ...parameters.map(
              (p) => Boolean(p.description && p.schema) || `${method} ${path}: ${p.name} is not documented`,
            ),
          ];
        }),
      ];
    },
    spoils: [
      (plan) => editBody(plan, '        - JwtAuthorizer: []', '        - {}'),
      (plan) => editBody(plan, '- name: msisdn', '- name: number'),
    ],
  },
  {
    id: 'P8',
    title: 'the stage throttles',
    check(plan) {
      const { settings, method_path: methodPath } = plan.at(SETTINGS);
      return [
        methodPath === '*/*' || `only ${methodPath} is throttled`,
        settings[0].throttling_rate_limit > 0 || 'there is no rate limit',
        settings[0].throttling_burst_limit > 0 || 'there is no burst limit',
      ];
    },
    spoils: [
      (plan) => (plan.at(SETTINGS).settings[0].throttling_rate_limit = -1),
      (plan) => (plan.at(SETTINGS).settings[0].throttling_burst_limit = -1),
    ],
  },
  {
    id: 'P9',
    title: 'the gateway’s own answers are problems and tell nothing internal',
    check(plan) {
      const responses = bodyOf(plan)['x-amazon-apigateway-gateway-responses'] ?? {};
      return [
        ...REFUSALS.map((name) => name in responses || `${name} has no answer of ours`),
        ...Object.entries(responses).flatMap(
          ([name, { responseTemplates = {}, responseParameters = {} }]) => {
            const template = responseTemplates['application/json'] ?? '';
            return [
              Boolean(problemIn(template)) || `${name} is no problem with a code and a message`,
              !JSON.stringify([responseTemplates, responseParameters]).includes('context.error') ||
                `${name} repeats what API Gateway says`,
              responseParameters['gatewayresponse.header.Content-Type'] === "'application/problem+json'" ||
                `${name} is not application/problem+json`,
            ];
          },
        ),
      ];
    },
    spoils: [
      (plan) => editBody(plan, '  THROTTLED:', '  THROTTLED_NO_MORE:'),
      (plan) => editBody(plan, 'context.requestId', 'context.error.message'),
      (plan) => editBody(plan, '"\'application/problem+json\'"', '"\'application/json\'"'),
    ],
  },
  {
    id: 'P17',
    title: 'the access log holds no path, no token and no number',
    check(plan) {
      const format = plan.at(STAGE).access_log_settings[0].format;
      const fields = Object.values(JSON.parse(format));
      return [
        ...fields.map((field) => LOGGABLE.has(field) || `the access log holds ${field}`),
        fields.includes('$context.extendedRequestId') || 'no extended request id',
      ];
    },
    spoils: [
      (plan) => addToLog(plan, '$context.path'),
      (plan) => addToLog(plan, '$context.authorizer.msisdn'),
      (plan) => addToLog(plan, '$context.error.message'),
    ],
  },
  {
    id: 'P18',
    title: 'with a custom domain the default endpoint is off, and the stage never traces the URL',
    check(plan) {
      const domain = plan.all('aws_api_gateway_domain_name').length > 0;
      return [
        plan.at(API).disable_execute_api_endpoint === domain ||
          `the default endpoint is ${domain ? 'on' : 'off'}`,
        plan.at(STAGE).xray_tracing_enabled === false || 'the stage traces, and its segments hold the URL',
        ...plan
          .all('aws_api_gateway_domain_name')
          .map(({ values }) => values.security_policy === 'TLS_1_2' || `TLS is ${values.security_policy}`),
      ];
    },
    spoils: [
      (plan) => (plan.at(API).disable_execute_api_endpoint = !plan.at(API).disable_execute_api_endpoint),
      (plan) => (plan.at(STAGE).xray_tracing_enabled = true),
    ],
  },
];

function addToLog(plan, field) {
  const settings = plan.at(STAGE).access_log_settings[0];
  settings.format = JSON.stringify({ ...JSON.parse(settings.format), more: field });
}

function problemIn(template) {
  try {
    const { type, title, code, message } = JSON.parse(template);
    return type === 'about:blank' && title && /^[A-Z_]+$/.test(code) && message;
  } catch {
    return false;
  }
}
