// Rules over the alarms: each is there, has a section in the runbook, and tells somebody.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../terraform.mjs';
import { environmentOf, functionAt } from './functions.mjs';
import { asList, editStatement, refusesPlainHttp } from './policies.mjs';

const queue = (name) => (plan) => plan.at(`aws_sqs_queue.${name}`).name;
const named = (name) => (plan) => functionAt(plan, name).function_name;
const api = (plan) => plan.at('aws_api_gateway_rest_api.this').name;
const once = () => 1;

/**
 * Alarms that every deployment has, by the end of their name: the metric, whose it is, and the highest threshold at
 * which it still rings in time (none where that is the operator's to say).
 */
const ALARMS = {
  'dead-letters': ['ApproximateNumberOfMessagesVisible', queue('account_request_dlq'), once],
  'oldest-request': [
    'ApproximateAgeOfOldestMessage',
    queue('account_request'),
    (plan) => 3 * plan.at('aws_sqs_queue.account_request').visibility_timeout_seconds,
  ],
  'accounts-opened': ['AccountOpened', named('init-user-account')],
  'client-errors': ['4XXError', api],
  'server-errors': ['5XXError', api, once],
  'authorizer-failures': ['Errors', named('authorizer'), once],
  'corrupt-accounts': ['CorruptAccount', named('get-account-info'), once],
  'jwks-failures': ['JwksFailure', named('authorizer'), once],
  'get-account-info-errors': ['Errors', named('get-account-info'), once],
  'init-user-account-errors': ['Errors', named('init-user-account'), once],
  'authorizer-throttles': ['Throttles', named('authorizer'), once],
  'get-account-info-throttles': ['Throttles', named('get-account-info'), once],
  'init-user-account-throttles': ['Throttles', named('init-user-account'), once],
};

const CORRUPT_ACCOUNTS = 'aws_cloudwatch_log_metric_filter.corrupt_account';

export const alarmRules = [
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
        ...[...Object.keys(ALARMS), ...channels.map((channel) => `${channel}-failures`)].map(
          (name) =>
            alarms.some((alarm) => alarm.alarm_name.endsWith(`-${name}`)) || `there is no alarm ${name}`,
        ),
        ...alarms.map(
          (alarm) =>
            ((alarm.alarm_actions ?? []).includes(topic) && alarm.actions_enabled !== false) ||
            `${alarm.alarm_name} tells nobody`,
        ),
        ...alarms.map(
          ({ alarm_description: text }) =>
            operations.includes(`## ${/section (.+)\.$/.exec(text)?.[1]}\n`) ||
            `docs/operations.md has no section for: ${text}`,
        ),
        keyRule.detail.eventName.join() === 'DisableKey,ScheduleKeyDeletion' ||
          'nobody is told when the key is disabled',
        plan.at('aws_cloudwatch_event_target.key_disabled').arn === topic || 'the key’s rule tells nobody',
        plan.at('aws_cloudwatch_event_rule.key_disabled').state !== 'DISABLED' ||
          'the key’s rule is switched off',
        ...['cloudwatch', 'events'].map(
          (service) =>
            mayPublish(plan, `${service}.amazonaws.com`) ||
            `${service}.amazonaws.com may not publish to the topic`,
        ),
        ...publishers(plan).map(
          ({ Sid, Principal, Condition }) =>
            (Principal?.Service !== undefined && Condition !== undefined) ||
            `${Sid}: the topic lets ${JSON.stringify(Principal)} publish`,
        ),
        refusesPlainHttp(topicStatements(plan), 'sns:Publish', topic) ||
          'the alarm topic takes messages over plain HTTP',
        plan.at('aws_sns_topic.alarm').kms_master_key_id === plan.at('aws_kms_key.this').arn ||
          'the alarm topic is not encrypted',
      ];
    },
    negativeCases: [
      (plan) =>
        plan.resources.splice(
          plan.resources.findIndex(({ address }) => address.includes('["dead-letters"]')),
          1,
        ),
      (plan) => (plan.all('aws_cloudwatch_metric_alarm')[0].values.alarm_actions = []),
      (plan) => (plan.at('aws_cloudwatch_event_target.key_disabled').arn = 'elsewhere'),
      (plan) => (plan.at('aws_cloudwatch_event_rule.key_disabled').state = 'DISABLED'),
      (plan) => (plan.all('aws_cloudwatch_metric_alarm')[0].values.actions_enabled = false),
      (plan) =>
        editStatement(
          plan,
          'aws_sns_topic_policy.alarm',
          'AllowKeyEventsToPublish',
          (s) => (s.Principal = { Service: 's3.amazonaws.com' }),
        ),
      {
        mutate: (plan) =>
          editStatement(plan, 'aws_sns_topic_policy.alarm', 'DenyPlainHttp', (s) => (s.Condition = {})),
        says: /the alarm topic takes messages over plain HTTP/,
      },
      {
        mutate: (plan) =>
          editStatement(plan, 'aws_sns_topic_policy.alarm', 'DenyPlainHttp', (s) => (s.Effect = 'Allow')),
        says: /the topic lets "\*" publish/,
      },
    ],
  },
  {
    id: 'P14b',
    title: 'every alarm watches what its name says and rings in time',
    check: (plan) =>
      Object.entries(ALARMS).flatMap(([name, [metric, watched, most]]) => {
        const alarm = alarmOf(plan, name);
        const whose = Object.values(alarm.dimensions ?? {});
        return [
          alarm.metric_name === metric || `${name} watches ${alarm.metric_name}`,
          whose.includes(watched(plan)) || `${name} watches ${metric} of ${whose}, not of ${watched(plan)}`,
          alarm.threshold <= (most?.(plan) ?? Infinity) ||
            `${name} rings at ${alarm.threshold} only, want ${most(plan)} or less`,
          alarm.comparison_operator.startsWith('GreaterThan') || `${name} rings when all is well`,
        ];
      }),
    negativeCases: [
      (plan) => (alarmOf(plan, 'oldest-request').threshold *= 2),
      (plan) => (alarmOf(plan, 'dead-letters').dimensions = alarmOf(plan, 'oldest-request').dimensions),
      (plan) => (alarmOf(plan, 'server-errors').metric_name = 'Count'),
      (plan) => (alarmOf(plan, 'jwks-failures').comparison_operator = 'LessThanThreshold'),
    ],
  },
  {
    id: 'P14c',
    title: 'a corrupt account is counted from the reader’s own line, by environment',
    check(plan) {
      const { pattern, log_group_name, metric_transformation } = plan.at(CORRUPT_ACCOUNTS);
      const [{ namespace, name, value, dimensions }] = metric_transformation;
      const alarm = alarmOf(plan, 'corrupt-accounts');
      const error = /\$\.error\.name = "(\w+)"/.exec(pattern)?.[1];
      const source = readFileSync(path.join(root, 'lambda-src/domain/src/account.ts'), 'utf8');
      return [
        source.includes(`this.name = '${error}'`) || `no error of ours is called ${error}`,
        log_group_name === `/aws/lambda/${named('get-account-info')(plan)}` ||
          `the lines are counted in ${log_group_name}`,
        (namespace === alarm.namespace && name === alarm.metric_name && value === '1') ||
          'the alarm watches another metric than the lines are counted in',
        (dimensions?.service === '$.service' && Object.keys(alarm.dimensions).join() === 'service') ||
          'the lines of two environments are counted together',
      ];
    },
    negativeCases: [
      (plan) => (plan.at(CORRUPT_ACCOUNTS).pattern = '{ $.error.name = "OtherError" }'),
      (plan) => (plan.at(CORRUPT_ACCOUNTS).log_group_name = 'elsewhere'),
      (plan) => (plan.at(CORRUPT_ACCOUNTS).metric_transformation[0].name = 'Other'),
      (plan) => (plan.at(CORRUPT_ACCOUNTS).metric_transformation[0].dimensions = {}),
    ],
  },
];

function alarmOf(plan, name) {
  const found = plan
    .all('aws_cloudwatch_metric_alarm')
    .find(({ values }) => values.alarm_name.endsWith(`-${name}`));
  if (!found) throw new Error(`there is no alarm ${name}`);
  return found.values;
}

function topicStatements(plan) {
  return JSON.parse(plan.at('aws_sns_topic_policy.alarm').policy).Statement;
}

function publishers(plan) {
  return topicStatements(plan).filter(({ Effect }) => Effect === 'Allow');
}

function mayPublish(plan, service) {
  return publishers(plan).some(
    ({ Principal, Action }) =>
      asList(Principal?.Service).includes(service) && asList(Action).includes('sns:Publish'),
  );
}
