// Rules over the alarms: each is there, has a section in the runbook, and tells somebody.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../terraform.mjs';
import { environmentOf } from './functions.mjs';

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
];
