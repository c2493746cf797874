// Rules over the stage: its throttles, its access log, its address.
import { API, STAGE } from './api-definition.mjs';

const SETTINGS = 'aws_api_gateway_method_settings.all';

/** Fields that an access log may have: they hold no path, no token and no subscriber number. */
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

export const stageRules = [
  {
    id: 'P8',
    title: 'the stage throttles, and counts',
    check(plan) {
      const { settings, method_path: methodPath } = plan.at(SETTINGS);
      return [
        methodPath === '*/*' || `only ${methodPath} is throttled`,
        settings[0].throttling_rate_limit > 0 || 'there is no rate limit',
        settings[0].throttling_burst_limit > 0 || 'there is no burst limit',
        settings[0].metrics_enabled === true || 'the stage counts nothing',
        ...plan
          .all('aws_api_gateway_method_settings')
          .map(
            ({ address, values }) =>
              address === SETTINGS || `${address} takes ${values.method_path} out of the stage’s settings`,
          ),
      ];
    },
    negativeCases: [
      (plan) =>
        plan.resources.push({
          address: 'aws_api_gateway_method_settings.one',
          type: 'aws_api_gateway_method_settings',
          values: { method_path: 'get-account-info/GET' },
        }),
      { mutate: (plan) => (plan.at(SETTINGS).settings[0].metrics_enabled = false), says: /counts nothing/ },
      (plan) => (plan.at(SETTINGS).settings[0].throttling_rate_limit = -1),
      (plan) => (plan.at(SETTINGS).settings[0].throttling_burst_limit = -1),
    ],
  },
  {
    id: 'P8b',
    title: 'no balance comes from a cache of the stage',
    check: (plan) => [
      plan.at(STAGE).cache_cluster_enabled !== true || 'the stage has a cache',
      plan.at(SETTINGS).settings[0].caching_enabled !== true || 'answers are cached',
    ],
    negativeCases: [
      (plan) => (plan.at(STAGE).cache_cluster_enabled = true),
      (plan) => (plan.at(SETTINGS).settings[0].caching_enabled = true),
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
    negativeCases: [
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
        plan.at(API).endpoint_configuration[0].types.join() === 'REGIONAL' || 'the API is not regional',
        plan.at(STAGE).xray_tracing_enabled === false || 'the stage traces, and its segments hold the URL',
        ...plan
          .all('aws_api_gateway_domain_name')
          .map(({ values }) => values.security_policy === 'TLS_1_2' || `TLS is ${values.security_policy}`),
      ];
    },
    negativeCases: [
      (plan) => (plan.at(API).endpoint_configuration[0].types = ['EDGE']),
      (plan) => (plan.at(API).disable_execute_api_endpoint = !plan.at(API).disable_execute_api_endpoint),
      (plan) => (plan.at(STAGE).xray_tracing_enabled = true),
    ],
  },
  {
    id: 'P18b',
    title: 'the domain’s name has a certificate that its record proves, and leads to this API’s stage',
    check(plan) {
      const [name] = plan.all('aws_api_gateway_domain_name').map(({ values }) => values);
      if (name === undefined) return [];
      const host = name.domain_name;
      const [mapping] = plan.all('aws_api_gateway_base_path_mapping').map(({ values }) => values);
      const certificate = plan.at('aws_acm_certificate.api[0]');
      const records = plan.all('aws_route53_record').map(({ values }) => values);
      return [
        certificate.domain_name === host || `the certificate is for ${certificate.domain_name}`,
        certificate.validation_method === 'DNS' ||
          `the certificate is proved by ${certificate.validation_method}`,
        plan.has(`aws_route53_record.certificate_validation["${host}"]`) ||
          'no record proves the certificate',
        plan.has('aws_acm_certificate_validation.api[0]') || 'nothing waits for the certificate',
        (mapping?.domain_name === host && mapping.stage_name === plan.at(STAGE).stage_name) ||
          `${host} leads to no stage of this API`,
        records.some(({ name: from, type, alias }) => from === host && type === 'A' && alias.length === 1) ||
          `there is no record ${host}`,
      ];
    },
    on: 'with_everything_on',
    negativeCases: [
      {
        mutate: (plan) => (plan.at('aws_acm_certificate.api[0]').domain_name = 'example.org'),
        says: /the certificate is for example\.org/,
      },
      {
        mutate: (plan) => (plan.at('aws_acm_certificate.api[0]').validation_method = 'EMAIL'),
        says: /proved by EMAIL/,
      },
      ...[
        ['aws_route53_record.certificate_validation["api.dev.example.org"]', /no record proves/],
        ['aws_acm_certificate_validation.api[0]', /nothing waits/],
        ['aws_api_gateway_base_path_mapping.api[0]', /leads to no stage/],
        ['aws_route53_record.api[0]', /there is no record/],
      ].map(([address, says]) => ({ mutate: (plan) => plan.remove(address), says })),
    ],
  },
];

function addToLog(plan, field) {
  const settings = plan.at(STAGE).access_log_settings[0];
  settings.format = JSON.stringify({ ...JSON.parse(settings.format), more: field });
}
