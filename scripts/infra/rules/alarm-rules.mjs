// Rules over the alarms: each is there, has a section in the runbook, and tells somebody.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { consumerOf } from '../../../deployment/manifest.ts';
import { root } from '../terraform.mjs';
import { environmentOf, FUNCTIONS, functionAt, prefixOf, queueAt, QUEUES } from './functions.mjs';
import { asList, editStatement, refusesPlainHttp } from './policies.mjs';

const named = (name) => (plan) => `${prefixOf(plan)}-${name}`;
const once = () => 1;

/**
 * Alarms on one metric that every deployment has, by what follows the prefix in their names: the metric, whose it is, and
 * the highest threshold at which it still rings in time (left out where that is the operator's to say).
 */
const ALARMS = {
  ...Object.fromEntries(
    QUEUES.flatMap((queue) => [
      [`${queue}-dead-letters`, ['ApproximateNumberOfMessagesVisible', named(`${queue}-dlq`), once]],
      [
        `${queue}-oldest`,
        [
          'ApproximateAgeOfOldestMessage',
          named(queue),
          (plan) => 3 * queueAt(plan, queue).visibility_timeout_seconds,
        ],
      ],
    ]),
  ),
  ...Object.fromEntries(
    FUNCTIONS.flatMap((name) => [
      ...(name === 'authorizer' ? [] : [[`${name}-errors`, ['Errors', named(name), once]]]),
      [`${name}-throttles`, ['Throttles', named(name), once]],
    ]),
  ),
  'accounts-opened': ['AccountOpened', named('init-user-account')],
  'client-errors': ['4XXError', prefixOf],
  'server-errors': ['5XXError', prefixOf, once],
  'corrupt-accounts': ['CorruptAccount', named('get-account-info'), once],
  'jwks-failures': ['JwksFailure', named('authorizer'), once],
  'transactions-stuck': ['TransactionSwept', named('sweep-transactions'), once],
};

/** Alarms on an expression. */
const channelsOf = (plan) =>
  ['sms', 'email'].filter(
    (channel) =>
      environmentOf(plan, 'init-user-account')[`ENABLE_${channel.toUpperCase()}_NOTIFICATIONS`] === 'ON',
  );
const expressionAlarmsOf = (plan) => [
  ...QUEUES.map((queue) => `${queue}-new-dead-letters`),
  ...CONSUMERS.map((name) => `${name}-failed-requests`),
  AUTHORIZER_ERRORS,
  ...Object.keys(MONEY_ALARMS),
  ...channelsOf(plan).map((channel) => `${channel}-failures`),
];

const CONSUMERS = QUEUES.map(consumerOf);
const FAILED_REQUESTS = CONSUMERS.map((name) => `${name}-failed-requests`);
const AUTHORIZER_ERRORS = 'authorizer-errors';
const LONGEST_UNTIL_IT_RINGS_SECONDS = 900;

/** Alarms on an expression about money: whose counts they read, the metric, its dimension, and the highest threshold. */
const MONEY_ALARMS = {
  'transactions-expired': [
    ['process-transaction', 'sweep-transactions'],
    'TransactionFailed',
    'genericError',
    once,
  ],
  'sweep-stopped': [['sweep-transactions'], 'Invocations', undefined, once],
  'verification-stopped': [['verify-ledger'], 'LedgerVerified', undefined, once],
  'ledger-faults': [['verify-ledger'], 'LedgerFault', 'Invariant', once],
  'notifications-given-up': [['notify-parties'], 'NotificationGivenUp', 'Recipient', once],
  'openings-refused': [['get-account-info'], 'OpeningRefused', 'Limit', once],
  'openings-near-limit': [
    ['init-user-account'],
    'AccountOpened',
    undefined,
    (plan) => 0.8 * Number(environmentOf(plan, 'get-account-info').OPENINGS_PER_DAY) + 1,
  ],
};

const ALARM_KEY = 'aws_kms_key.alarm';
const TOPIC_POLICY = 'aws_sns_topic_policy.alarm';
const KEY_TARGET = 'aws_cloudwatch_event_target.key_disabled';
const KEY_DISABLED = 'aws_cloudwatch_event_rule.key_disabled';
const CORRUPT_ACCOUNTS = 'aws_cloudwatch_log_metric_filter.corrupt_account';

export const alarmRules = [
  {
    id: 'P14',
    title: 'every alarm is there and tells somebody',
    check(plan) {
      const alarms = plan.all('aws_cloudwatch_metric_alarm').map(({ values }) => values);
      const topic = plan.at('aws_sns_topic.alarm').arn;
      const keyRule = JSON.parse(plan.at(KEY_DISABLED).event_pattern);
      const operations = readFileSync(path.join(root, 'docs', 'operations.md'), 'utf8');
      return [
        ...[...Object.keys(ALARMS), ...expressionAlarmsOf(plan)].map(
          (name) =>
            alarms.some((alarm) => alarm.alarm_name === `${prefixOf(plan)}-${name}`) ||
            `there is no alarm ${name}`,
        ),
        ...alarms.map(
          (alarm) =>
            ((alarm.alarm_actions ?? []).includes(topic) && alarm.actions_enabled !== false) ||
            `${alarm.alarm_name} has no action`,
        ),
        ...alarms.map(
          ({ alarm_description: text }) =>
            operations.includes(`## ${/section (.+)\.$/.exec(text)?.[1]}\n`) ||
            `docs/operations.md has no section for: ${text}`,
        ),
        isDeepStrictEqual(keyRule, lossOf(plan.at('aws_kms_key.this').arn)) ||
          'no event follows when the key is disabled',
        (plan.at(KEY_TARGET).arn === topic && plan.at(KEY_TARGET).rule === plan.at(KEY_DISABLED).name) ||
          'the key’s rule has another target than the topic',
        plan.at(KEY_DISABLED).state !== 'DISABLED' || 'the key’s rule is switched off',
        ...plan
          .all('aws_sns_topic_subscription')
          .map(({ address, values }) => values.topic_arn === topic || `${address} hears another topic`),
        ...['cloudwatch', 'events'].map(
          (service) =>
            mayPublish(plan, `${service}.amazonaws.com`) ||
            `${service}.amazonaws.com may not publish to the topic`,
        ),
        ...conditionFaults(publishers(plan), { 'aws:SourceAccount': '123456789012' }),
        ...conditionFaults(keyUsers(plan), {
          'kms:EncryptionContext:aws:sns:topicArn': `arn:aws:sns:ca-central-1:123456789012:${plan.at('aws_sns_topic.alarm').name}`,
        }),
        ...publishers(plan).map(
          ({ Sid, Principal }) =>
            Principal?.Service !== undefined || `${Sid}: the topic lets ${JSON.stringify(Principal)} publish`,
        ),
        ...['cloudwatch', 'events'].map(
          (service) =>
            keyUsers(plan).some(
              ({ Principal, Action }) =>
                asList(Principal?.Service).includes(`${service}.amazonaws.com`) &&
                ['kms:Decrypt', 'kms:GenerateDataKey*'].every((action) => asList(Action).includes(action)),
            ) || `${service}.amazonaws.com may not use the topic’s key: alarms fall silent without an error`,
        ),
        refusesPlainHttp(topicStatements(plan), 'sns:Publish', topic) ||
          'the alarm topic takes messages over plain HTTP',
        topicStatements(plan).length - publishers(plan).length === 1 ||
          'the topic’s policy denies more than plain HTTP',
        plan.at('aws_sns_topic.alarm').kms_master_key_id === plan.at(ALARM_KEY).arn ||
          'the alarm topic is not under its own key',
        !keyRule.detail.resources.ARN.includes(plan.at('aws_sns_topic.alarm').kms_master_key_id) ||
          'the loss of the watched key would silence the alarm about it',
      ];
    },
    negativeCases: [
      (plan) =>
        plan.resources.splice(
          plan.resources.findIndex(({ address }) => address.includes('-dead-letters"]')),
          1,
        ),
      (plan) => (plan.all('aws_cloudwatch_metric_alarm')[0].values.alarm_actions = []),
      (plan) => (plan.at(KEY_TARGET).arn = 'elsewhere'),
      {
        mutate: (plan) =>
          plan.resources.push({
            address: 'aws_sns_topic_subscription.x',
            type: 'aws_sns_topic_subscription',
            values: { topic_arn: 'elsewhere' },
          }),
        says: /subscription\.x hears another topic/,
      },
      (plan) => (plan.at(KEY_TARGET).rule = 'another-rule'),
      (plan) => (plan.at(KEY_DISABLED).state = 'DISABLED'),
      (plan) => (plan.all('aws_cloudwatch_metric_alarm')[0].values.actions_enabled = false),
      (plan) =>
        editStatement(
          plan,
          TOPIC_POLICY,
          'AllowEventsToPublish',
          (s) => (s.Principal = { Service: 's3.amazonaws.com' }),
        ),
      {
        mutate: (plan) => editStatement(plan, TOPIC_POLICY, 'DenyPlainHttp', (s) => (s.Condition = {})),
        says: /the alarm topic takes messages over plain HTTP/,
      },
      {
        mutate: (plan) => editStatement(plan, TOPIC_POLICY, 'DenyPlainHttp', (s) => (s.Effect = 'Allow')),
        says: /the topic lets "\*" publish/,
      },
      {
        mutate: (plan) =>
          editStatement(
            plan,
            TOPIC_POLICY,
            'AllowEventsToPublish',
            (s) => (s.Condition = { StringEquals: { 'aws:SourceAccount': '123456789012' } }),
          ),
        says: /events\.amazonaws\.com.* under a condition/,
      },
      {
        mutate: (plan) =>
          editStatement(plan, ALARM_KEY, 'AllowEventsToPublish', (s) => (s.Condition = { Bool: {} })),
        says: /events\.amazonaws\.com.* under a condition/,
      },
      {
        mutate: (plan) => editStatement(plan, ALARM_KEY, 'AllowAlarmsToPublish', (s) => delete s.Condition),
        says: /cloudwatch\.amazonaws\.com.* without a condition/,
      },
      {
        mutate: (plan) =>
          editStatement(plan, ALARM_KEY, 'AllowEventsToPublish', (s) => (s.Action = ['kms:Decrypt'])),
        says: /events\.amazonaws\.com may not use the topic’s key/,
      },
      {
        mutate: (plan) =>
          (plan.at('aws_sns_topic.alarm').kms_master_key_id = plan.at('aws_kms_key.this').arn),
        says: /would silence the alarm about it/,
      },
      ...[
        (pattern) => (pattern.detail.resources.ARN = ['elsewhere']),
        (pattern) => (pattern.source = ['aws.s3']),
        (pattern) => (pattern['detail-type'] = ['KMS CMK Deletion']),
        (pattern) => (pattern.detail.errorCode = ['AccessDenied']),
      ].map((edit) => ({
        mutate: (plan) => {
          const rule = plan.at(KEY_DISABLED);
          const pattern = JSON.parse(rule.event_pattern);
          edit(pattern);
          rule.event_pattern = JSON.stringify(pattern);
        },
        says: /no event follows when the key is disabled/,
      })),
      ...[
        [TOPIC_POLICY, (s) => (s.Condition.StringEquals['aws:SourceAccount'] = '999999999999')],
        [ALARM_KEY, (s) => (s.Condition = { StringEquals: { 'aws:SourceAccount': '123456789012' } })],
      ].map(([policy, edit]) => ({
        mutate: (plan) => editStatement(plan, policy, 'AllowAlarmsToPublish', edit),
        says: /AllowAlarmsToPublish: .*cloudwatch\.amazonaws\.com.* under a condition that never holds/,
      })),
      {
        mutate: (plan) =>
          editStatement(plan, TOPIC_POLICY, 'AllowEventsToPublish', (s) => (s.Resource = 'elsewhere')),
        says: /events\.amazonaws\.com may not publish/,
      },
      {
        mutate: (plan) => editStatement(plan, ALARM_KEY, 'AllowEventsToPublish', (s) => (s.Effect = 'Deny')),
        says: /events\.amazonaws\.com may not use the topic’s key/,
      },
      {
        mutate: (plan) => {
          const values = plan.at(TOPIC_POLICY);
          const policy = JSON.parse(values.policy);
          policy.Statement.push({ Effect: 'Deny', Principal: '*', Action: 'sns:*', Resource: '*' });
          values.policy = JSON.stringify(policy);
        },
        says: /denies more than plain HTTP/,
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
      (plan) => (alarmOf(plan, `${QUEUES[0]}-oldest`).threshold *= 2),
      (plan) =>
        (alarmOf(plan, `${QUEUES[0]}-dead-letters`).dimensions = alarmOf(
          plan,
          `${QUEUES[0]}-oldest`,
        ).dimensions),
      (plan) => (alarmOf(plan, 'server-errors').metric_name = 'Count'),
      (plan) => (alarmOf(plan, 'jwks-failures').comparison_operator = 'LessThanThreshold'),
    ],
  },
  {
    id: 'P14d',
    title:
      'an old dead letter hides no new one, and requests that fail without an error ring within fifteen minutes',
    check(plan) {
      return [
        ...QUEUES.flatMap((queue) => {
          const alarm = alarmOf(plan, `${queue}-new-dead-letters`);
          const metrics = alarm.metric_query.flatMap(({ metric }) => metric);
          return [
            alarm.metric_query.some(({ expression }) => /^DIFF\(/.test(expression ?? '')) ||
              `${queue}: the growth of the dead letters is not watched`,
            metrics
              .map(({ metric_name: name }) => name)
              .sort()
              .join() === 'ApproximateNumberOfMessagesNotVisible,ApproximateNumberOfMessagesVisible' ||
              `${queue}: a letter that is looked at seems to come in again`,
            ...metrics.map(
              ({ dimensions }) =>
                dimensions.QueueName === named(`${queue}-dlq`)(plan) ||
                `${queue}: ${dimensions.QueueName} is watched`,
            ),
            alarm.threshold === 1 || `${queue}: the alarm waits for ${alarm.threshold} new dead letters`,
            // DIFF needs two values; one alone never rings.
            (alarm.evaluation_periods >= 2 && alarm.datapoints_to_alarm === 1) ||
              `${queue}: one new dead letter does not ring`,
          ];
        }),
        ...CONSUMERS.flatMap((name) => {
          const failed = alarmOf(plan, `${name}-failed-requests`);
          const [{ expression, period }] = failed.metric_query;
          return [
            expression.includes('SUM(RequestFailed)') || `${name}: failed requests are not counted`,
            expression.includes(`"service" = '${named(name)(plan)}'`) ||
              `${name}: the failed requests of another function are counted`,
            period * failed.evaluation_periods <= LONGEST_UNTIL_IT_RINGS_SECONDS ||
              `${name}: failed requests ring after ${period * failed.evaluation_periods} s`,
            failed.threshold <= 2 || `${name}: failed requests ring from ${failed.threshold} on`,
          ];
        }),
      ];
    },
    negativeCases: [
      (plan) => (alarmOf(plan, FAILED_REQUESTS[0]).metric_query[0].period = 3_600),
      (plan) => (alarmOf(plan, FAILED_REQUESTS[1]).threshold = 100),
      (plan) => (alarmOf(plan, FAILED_REQUESTS[2]).metric_query[0].expression = 'SELECT SUM(AccountOpened)'),
      (plan) => (alarmOf(plan, `${QUEUES[0]}-new-dead-letters`).evaluation_periods = 1),
      (plan) => alarmOf(plan, `${QUEUES[0]}-new-dead-letters`).metric_query.pop(),
    ],
  },
  {
    id: 'P14e',
    title: 'the authorizer’s failures ring, and no token of a caller does',
    check(plan) {
      const alarm = alarmOf(plan, AUTHORIZER_ERRORS);
      const watched = Object.fromEntries(
        alarm.metric_query.flatMap(({ id, metric }) => metric.map((one) => [id, one])),
      );
      const { errors, refused } = watched;
      const result = alarm.metric_query.find(({ return_data }) => return_data === true);
      const source = readFileSync(path.join(root, 'lambda-src/authorizer/src/handler.ts'), 'utf8');
      return [
        result?.expression === 'errors - FILL(refused, 0)' || `${result?.expression} is watched`,
        (errors?.metric_name === 'Errors' && errors.dimensions.FunctionName === named('authorizer')(plan)) ||
          'the errors are not those of the authorizer',
        (source.includes(`metrics.count('${refused?.metric_name}')`) &&
          refused.dimensions.service === named('authorizer')(plan)) ||
          'what is taken off is not counted by the authorizer',
        (errors?.period === refused?.period && [errors, refused].every((metric) => metric?.stat === 'Sum')) ||
          'the two counts are of different times',
        alarm.threshold === 1 || `the alarm waits for ${alarm.threshold} failures`,
      ];
    },
    negativeCases: [
      (plan) =>
        (alarmOf(plan, AUTHORIZER_ERRORS).metric_query.find(({ id }) => id === 'result').expression =
          'errors'),
      (plan) => (watchedBy(plan, 'refused').metric_name = 'TokenRefused'),
      (plan) => (watchedBy(plan, 'refused').dimensions = { service: 'elsewhere' }),
      (plan) => (watchedBy(plan, 'errors').metric_name = 'Invocations'),
      (plan) => (watchedBy(plan, 'errors').period = 60),
      (plan) => (alarmOf(plan, AUTHORIZER_ERRORS).threshold = 5),
    ],
  },
  {
    id: 'P14f',
    title: 'money that waits or fails by our fault rings, and so does a sweep that no longer runs',
    check: (plan) =>
      Object.entries(MONEY_ALARMS).flatMap(([name, [functions, metric, dimension, most]]) => {
        const alarm = alarmOf(plan, name);
        const text = JSON.stringify(alarm.metric_query);
        return [
          text.includes(metric) || `${name} does not watch ${metric}`,
          dimension === undefined || text.includes(dimension) || `${name} does not look at ${dimension}`,
          ...functions.map(
            (one) => text.includes(named(one)(plan)) || `${name} does not watch ${named(one)(plan)}`,
          ),
          alarm.threshold <= most(plan) || `${name} rings from ${alarm.threshold} on`,
          !name.endsWith('-stopped') ||
            alarm.treat_missing_data === 'breaching' ||
            'a schedule that is gone leaves no data, and nothing rings',
          alarm.metric_query.every(({ metric: watched }) => watched.every(({ stat }) => stat === 'Sum')) ||
            `${name} does not add up`,
        ];
      }),
    negativeCases: [
      {
        mutate: (plan) => (alarmOf(plan, 'sweep-stopped').treat_missing_data = 'notBreaching'),
        says: /a schedule that is gone/,
      },
      {
        mutate: (plan) => {
          const alarm = alarmOf(plan, 'transactions-expired');
          alarm.metric_query = alarm.metric_query.filter(({ id }) => id !== 'swept');
        },
        says: /transactions-expired does not watch fintech-solution-dev-(process|sweep)-transaction/,
      },
      {
        mutate: (plan) => (alarmOf(plan, 'notifications-given-up').threshold = 10),
        says: /notifications-given-up rings from 10 on/,
      },
      {
        mutate: (plan) => (alarmOf(plan, 'openings-near-limit').threshold = 100_000),
        says: /openings-near-limit rings from 100000 on/,
      },
      {
        mutate: (plan) =>
          (alarmOf(plan, 'openings-refused').metric_query[0].expression = 'SELECT SUM(AccountOpened)'),
        says: /openings-refused does not watch OpeningRefused/,
      },
    ],
  },
  {
    id: 'P14c',
    title: 'a corrupt account is counted from the reader’s own line, by environment',
    check(plan) {
      const { pattern, log_group_name, metric_transformation } = plan.at(CORRUPT_ACCOUNTS);
      const [{ namespace, name, value, dimensions }] = metric_transformation;
      const alarm = alarmOf(plan, 'corrupt-accounts');
      const error = /^\{ \$\.level = "ERROR" && \$\.error\.name = "(\w+)" \}$/.exec(pattern)?.[1];
      const source = readFileSync(path.join(root, 'lambda-src/domain/src/account.ts'), 'utf8');
      return [
        source.includes(`this.name = '${error}'`) || `no error of ours is called ${error}`,
        log_group_name === `/aws/lambda/${functionAt(plan, 'get-account-info').function_name}` ||
          `the lines are counted in ${log_group_name}`,
        (namespace === alarm.namespace && name === alarm.metric_name && value === '1') ||
          'the alarm watches another metric than the lines are counted in',
        (dimensions?.service === '$.service' && Object.keys(alarm.dimensions).join() === 'service') ||
          'the lines of two environments are counted together',
      ];
    },
    negativeCases: [
      ...[
        ['CorruptAccountError', 'OtherError'],
        ['ERROR', 'WARN'],
        ['error.name', 'name'],
      ].map(([from, to]) => (plan) => {
        const filter = plan.at(CORRUPT_ACCOUNTS);
        filter.pattern = filter.pattern.replace(from, to);
      }),
      (plan) => (plan.at(CORRUPT_ACCOUNTS).log_group_name = 'elsewhere'),
      (plan) => (plan.at(CORRUPT_ACCOUNTS).metric_transformation[0].name = 'Other'),
      (plan) => (plan.at(CORRUPT_ACCOUNTS).metric_transformation[0].dimensions = {}),
    ],
  },
];

function alarmOf(plan, name) {
  const found = plan
    .all('aws_cloudwatch_metric_alarm')
    .find(({ values }) => values.alarm_name === `${prefixOf(plan)}-${name}`);
  if (!found) throw new Error(`there is no alarm ${name}`);
  return found.values;
}

/** One of the metrics that the alarm on the authorizer's errors calculates with. */
function watchedBy(plan, wanted) {
  return alarmOf(plan, AUTHORIZER_ERRORS).metric_query.find(({ id }) => id === wanted).metric[0];
}

/** What CloudTrail tells when this key is switched off, or is to be deleted. */
const lossOf = (arn) => ({
  source: ['aws.kms'],
  'detail-type': ['AWS API Call via CloudTrail'],
  detail: {
    eventSource: ['kms.amazonaws.com'],
    eventName: ['DisableKey', 'ScheduleKeyDeletion'],
    resources: { ARN: [arn] },
  },
});

/** EventBridge supports no condition, in the topic's policy nor in the key's; CloudWatch has the one that holds for it. */
function conditionFaults(statements, condition) {
  return statements.map(({ Sid, Principal, Condition }) => {
    const who = `${Sid}: ${JSON.stringify(Principal)}`;
    if (Principal?.Service === 'events.amazonaws.com')
      return Condition === undefined || `${who} under a condition`;
    if (Condition === undefined) return `${who} without a condition`;
    return (
      isDeepStrictEqual(Condition, { StringEquals: condition }) || `${who} under a condition that never holds`
    );
  });
}

/** Services that use the topic's key by themselves. */
function keyUsers(plan) {
  return JSON.parse(plan.at(ALARM_KEY).policy).Statement.filter(
    ({ Effect, Principal }) => Effect === 'Allow' && Principal?.Service !== undefined,
  );
}

function topicStatements(plan) {
  return JSON.parse(plan.at(TOPIC_POLICY).policy).Statement;
}

function publishers(plan) {
  return topicStatements(plan).filter(({ Effect }) => Effect === 'Allow');
}

function mayPublish(plan, service) {
  return publishers(plan).some(
    ({ Principal, Action, Resource }) =>
      asList(Principal?.Service).includes(service) &&
      asList(Action).includes('sns:Publish') &&
      asList(Resource).includes(plan.at('aws_sns_topic.alarm').arn),
  );
}
