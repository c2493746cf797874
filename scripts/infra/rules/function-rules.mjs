// Rules over the functions' settings: what they are told, what they log, that they trace.
import { encodeAccountRequested } from '../../../lambda-src/domain/src/account-requested.ts';
import { environmentOf, functionAt, FUNCTIONS } from './functions.mjs';

/** What each function must be told, and what it may be told. */
const REQUIRED = {
  authorizer: ['ISSUER_URI', 'JWKS_URI', 'AUDIENCE'],
  'get-account-info': ['TABLE_NAME', 'INIT_ACCOUNT_QUEUE_URL'],
  'init-user-account': [
    'TABLE_NAME',
    'ENABLE_SMS_NOTIFICATIONS',
    'ENABLE_EMAIL_NOTIFICATIONS',
    'APPLY_CUSTOM_DOMAIN',
  ],
};
const OPTIONAL = {
  authorizer: ['MSISDN_CLAIM', 'CLIENT_IDS'],
  'get-account-info': [
    'REQUIRED_SCOPE',
    'UNBOUND_SCOPE',
    'ALLOWED_ORIGINS',
    'MSISDN_COUNTRY_CODE',
    'MSISDN_NATIONAL_PATTERN',
  ],
  'init-user-account': [
    'SMS_PROVIDER_API_CREDENTIALS_PARAMETER_NAME',
    'DESTINATION_EMAIL',
    'DOMAIN_NAME',
    'OPENING_BALANCE',
    'SMS_SENDER_NAME',
    'SMS_PROVIDER_API_URL',
    'SES_CONFIGURATION_SET',
    'WELCOME_LEASE_SECONDS',
    'DEAD_LETTER_QUEUE_URL',
    'INIT_ACCOUNT_QUEUE_URL',
    'MSISDN_COUNTRY_CODE',
    'MSISDN_NATIONAL_PATTERN',
  ],
};
/** What may be logged; lower levels print what a request carried. */
const LEVELS = ['INFO', 'WARN', 'ERROR'];
const COMMON = ['POWERTOOLS_LOG_LEVEL', 'POWERTOOLS_SERVICE_NAME'];

export const functionRules = [
  {
    id: 'P11',
    title: 'nothing logs at DEBUG, and API Gateway logs no request',
    check(plan) {
      const settings = plan.at('aws_api_gateway_method_settings.all').settings[0];
      return [
        ...Object.keys(FUNCTIONS).map(
          (name) =>
            LEVELS.includes(environmentOf(plan, name).POWERTOOLS_LOG_LEVEL) ||
            `${name} logs at ${environmentOf(plan, name).POWERTOOLS_LOG_LEVEL}`,
        ),
        ...Object.keys(FUNCTIONS).map(
          (name) =>
            LEVELS.includes(functionAt(plan, name).logging_config[0].application_log_level) ||
            `${name} keeps ${functionAt(plan, name).logging_config[0].application_log_level} lines`,
        ),
        settings.logging_level === 'ERROR' || `API Gateway logs at ${settings.logging_level}`,
        settings.data_trace_enabled === false || 'API Gateway logs whole requests',
      ];
    },
    negativeCases: [
      (plan) => (environmentOf(plan, 'authorizer').POWERTOOLS_LOG_LEVEL = 'DEBUG'),
      (plan) => (functionAt(plan, 'get-account-info').logging_config[0].application_log_level = 'TRACE'),
      (plan) => (plan.at('aws_api_gateway_method_settings.all').settings[0].data_trace_enabled = true),
    ],
  },
  {
    id: 'P20',
    title:
      'a request can be followed through the queue: both sides trace, and the event carries its correlation id',
    check(plan) {
      const sent = { id: 'id', msisdn: '224622000001', correlationId: 'correlation', traceparent: 'trace' };
      const event = JSON.parse(encodeAccountRequested(sent, '2026-01-01T00:00:00Z'));
      return [
        ...Object.keys(FUNCTIONS).map(
          (name) => functionAt(plan, name).tracing_config?.[0]?.mode === 'Active' || `${name} does not trace`,
        ),
        event.correlationid === 'correlation' || 'the event carries no correlation id',
        event.traceparent === 'trace' || 'the event carries no trace context',
      ];
    },
    negativeCases: [
      (plan) => (functionAt(plan, 'init-user-account').tracing_config = [{ mode: 'PassThrough' }]),
    ],
  },
  {
    id: 'F1',
    title: 'each function is told what it must know, and nothing that it does not read',
    check(plan) {
      return Object.keys(FUNCTIONS).flatMap((name) => {
        const keys = Object.keys(environmentOf(plan, name));
        const known = [...REQUIRED[name], ...OPTIONAL[name], ...COMMON];
        const { runtime, architectures, handler, kms_key_arn: key } = functionAt(plan, name);
        return [
          ...[...REQUIRED[name], ...COMMON].map(
            (needed) => keys.includes(needed) || `${name} is not told ${needed}`,
          ),
          ...keys.map((key) => known.includes(key) || `${name} is told ${key}, which it does not read`),
          runtime === 'nodejs22.x' || `${name} runs on ${runtime}`,
          architectures.join() === 'arm64' || `${name} runs on ${architectures}`,
          handler === 'app.lambdaHandler' || `${name} starts at ${handler}`,
          key === plan.at('aws_kms_key.this').arn || `${name}’s environment is not under our key`,
        ];
      });
    },
    negativeCases: [
      (plan) => delete environmentOf(plan, 'authorizer').AUDIENCE,
      (plan) => (environmentOf(plan, 'authorizer').TABLE_NAME = 'x'),
    ],
  },
];
