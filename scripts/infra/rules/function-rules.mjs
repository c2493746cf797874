// Rules over the functions' settings, time-outs, traces and alarms.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { RECORD_BUDGET_MS } from '../../../lambda-src/init-user-account/src/budgets.ts';
import { root } from '../terraform.mjs';

const FUNCTIONS = {
  authorizer: 'module.authorizer',
  'get-account-info': 'module.get_account_info',
  'init-user-account': 'module.init_user_account',
};
const functionAt = (plan, name) => plan.at(`${FUNCTIONS[name]}.aws_lambda_function.this`);
const environmentOf = (plan, name) => functionAt(plan, name).environment[0].variables;

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
  authorizer: ['MSISDN_CLAIM'],
  'get-account-info': ['REQUIRED_SCOPE', 'MSISDN_COUNTRY_CODE', 'MSISDN_NATIONAL_PATTERN'],
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
const COMMON = ['POWERTOOLS_LOG_LEVEL', 'POWERTOOLS_SERVICE_NAME'];

/** Alarms that every deployment has, by the end of their name. */
const ALARMS = [
  'dead-letters',
  'oldest-request',
  'accounts-opened',
  'client-errors',
  'server-errors',
  'authorizer-failures',
  'jwks-failures',
  'get-account-info-errors',
  'init-user-account-errors',
  'authorizer-throttles',
  'get-account-info-throttles',
  'init-user-account-throttles',
];

/** The longest that each function's own calls may take, in milliseconds, read from where the functions set it. */
export function budgets() {
  const source = (file) => readFileSync(path.join(root, 'lambda-src', file), 'utf8');
  const number = (file, pattern) => {
    const found = pattern.exec(source(file))?.[1];
    if (!found)
      throw new Error(`${file} no longer says ${pattern}: the rule over time-outs has lost its figures`);
    return Number(found.replaceAll('_', ''));
  };
  const reads = 'get-account-info/src/app.ts';
  return {
    // One download of the keys; a second one at most, when the first set lacks the key.
    authorizer: 2 * number('authorizer/src/http-endpoint.ts', /DEFAULT_TIMEOUT_MS = ([\d_]+)/),
    // Two calls, one after the other: the read, then the request.
    'get-account-info': 2 * number(reads, /attemptTimeoutMs: ([\d_]+)/) * number(reads, /attempts: (\d+)/),
    // A record is not started with less time left than this.
    'init-user-account': RECORD_BUDGET_MS,
  };
}

export const functionRules = [
  {
    id: 'P11',
    title: 'nothing logs at DEBUG, and API Gateway logs no request',
    check(plan) {
      const settings = plan.at('aws_api_gateway_method_settings.all').settings[0];
      return [
        ...Object.keys(FUNCTIONS).map(
          (name) => environmentOf(plan, name).POWERTOOLS_LOG_LEVEL !== 'DEBUG' || `${name} logs at DEBUG`,
        ),
        ...Object.keys(FUNCTIONS).map(
          (name) =>
            functionAt(plan, name).logging_config[0].application_log_level !== 'DEBUG' ||
            `${name} keeps DEBUG lines`,
        ),
        settings.logging_level === 'ERROR' || `API Gateway logs at ${settings.logging_level}`,
        settings.data_trace_enabled === false || 'API Gateway logs whole requests',
      ];
    },
    spoils: [
      (plan) => (environmentOf(plan, 'authorizer').POWERTOOLS_LOG_LEVEL = 'DEBUG'),
      (plan) => (plan.at('aws_api_gateway_method_settings.all').settings[0].data_trace_enabled = true),
    ],
  },
  {
    id: 'P14',
    title: 'every alarm is there and tells somebody',
    check(plan) {
      const alarms = plan.all('aws_cloudwatch_metric_alarm').map(({ values }) => values);
      const topic = plan.at('aws_sns_topic.alarm').arn;
      const channels = ['sms', 'email'].filter(
        (channel) =>
          environmentOf(plan, 'init-user-account')[`ENABLE_${channel.toUpperCase()}_NOTIFICATIONS`] === 'ON',
      );
      const keyRule = JSON.parse(plan.at('aws_cloudwatch_event_rule.key_disabled').event_pattern);
      const operations = readFileSync(path.join(root, 'docs', 'operations.md'), 'utf8');
      return [
        ...[...ALARMS, ...channels.map((channel) => `${channel}-failures`)].map(
          (name) =>
            alarms.some((alarm) => alarm.alarm_name.endsWith(`-${name}`)) || `there is no alarm ${name}`,
        ),
        ...alarms.map(
          (alarm) => (alarm.alarm_actions ?? []).includes(topic) || `${alarm.alarm_name} tells nobody`,
        ),
        ...alarms.map(
          ({ alarm_description: text }) =>
            operations.includes(`## ${/section (.+)\.$/.exec(text)?.[1]}\n`) ||
            `docs/operations.md has no section for: ${text}`,
        ),
        keyRule.detail.eventName.join() === 'DisableKey,ScheduleKeyDeletion' ||
          'nobody is told when the key is disabled',
        plan.at('aws_cloudwatch_event_target.key_disabled').arn === topic || 'the key’s rule tells nobody',
        plan.at('aws_sns_topic.alarm').kms_master_key_id === plan.at('aws_kms_key.this').arn ||
          'the alarm topic is not encrypted',
      ];
    },
    spoils: [
      (plan) =>
        plan.resources.splice(
          plan.resources.findIndex(({ address }) => address.includes('["dead-letters"]')),
          1,
        ),
      (plan) => (plan.all('aws_cloudwatch_metric_alarm')[0].values.alarm_actions = []),
      (plan) => (plan.at('aws_cloudwatch_event_target.key_disabled').arn = 'elsewhere'),
    ],
  },
  {
    id: 'P15',
    title: 'no secret is in the plan',
    check(plan) {
      const everything = JSON.stringify(plan.resources);
      return [
        !everything.includes('offline-client-secret') || 'the SMS provider’s secret is in the plan',
        ...plan
          .all('aws_ssm_parameter')
          .map(({ values }) => values.value_wo === null || 'the SMS credentials are not write-only'),
        ...plan
          .all('aws_ssm_parameter')
          .map(({ values }) => values.type === 'SecureString' || 'the SMS credentials are plain text'),
      ];
    },
    spoils: [(plan) => (environmentOf(plan, 'init-user-account').OPENING_BALANCE = 'offline-client-secret')],
  },
  {
    id: 'P19',
    title:
      'each function outlives its own calls; the lease outlives the function, and invisibility the lease',
    check(plan) {
      const lease = Number(environmentOf(plan, 'init-user-account').WELCOME_LEASE_SECONDS);
      const visibility = plan.at('aws_sqs_queue.account_request').visibility_timeout_seconds;
      const timeout = functionAt(plan, 'init-user-account').timeout;
      return [
        ...Object.entries(budgets()).map(
          ([name, ms]) =>
            functionAt(plan, name).timeout * 1_000 > ms ||
            `${name} may run ${functionAt(plan, name).timeout} s, its calls ${ms} ms`,
        ),
        timeout < lease || `the lease of ${lease} s ends before the function’s ${timeout} s`,
        lease < visibility || `a redelivery after ${visibility} s finds the lease of ${lease} s`,
      ];
    },
    spoils: [
      (plan) => (functionAt(plan, 'get-account-info').timeout = 3),
      (plan) => (functionAt(plan, 'authorizer').timeout = 3),
      (plan) => (functionAt(plan, 'init-user-account').timeout = 20),
      (plan) => (environmentOf(plan, 'init-user-account').WELCOME_LEASE_SECONDS = '30'),
      (plan) => (plan.at('aws_sqs_queue.account_request').visibility_timeout_seconds = 60),
    ],
  },
  {
    id: 'P20',
    title:
      'a request can be followed through the queue: both sides trace, and the event carries its correlation id',
    check(plan) {
      const event = readFileSync(
        path.join(root, 'lambda-src', 'shared', 'src', 'account-requested.ts'),
        'utf8',
      );
      return [
        ...Object.keys(FUNCTIONS).map(
          (name) => functionAt(plan, name).tracing_config?.[0]?.mode === 'Active' || `${name} does not trace`,
        ),
        /correlationid: event\.correlationId/.test(event) || 'the event carries no correlation id',
        /traceparent: event\.traceparent/.test(event) || 'the event carries no trace context',
      ];
    },
    spoils: [(plan) => (functionAt(plan, 'init-user-account').tracing_config = [{ mode: 'PassThrough' }])],
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
    spoils: [
      (plan) => delete environmentOf(plan, 'authorizer').AUDIENCE,
      (plan) => (environmentOf(plan, 'authorizer').TABLE_NAME = 'x'),
    ],
  },
];
