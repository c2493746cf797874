// Rules over what the alarms read: metrics that AWS or our code writes, under exactly these names, looked at in time.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../terraform.mjs';
import { API, STAGE } from './api-definition.mjs';
import { FUNCTIONS, prefixOf } from './functions.mjs';

const OWN_NAMESPACE = 'fintech-solution';

/** AWS's own metrics that alarms read: their dimensions, and the statistic that tells what the alarm is about. */
const OF_AWS = {
  'AWS/SQS': {
    dimensions: ['QueueName'],
    statistics: {
      ApproximateAgeOfOldestMessage: 'Maximum',
      ApproximateNumberOfMessagesNotVisible: 'Maximum',
      ApproximateNumberOfMessagesVisible: 'Maximum',
    },
  },
  'AWS/Lambda': {
    dimensions: ['FunctionName'],
    statistics: { Errors: 'Sum', Invocations: 'Sum', Throttles: 'Sum' },
  },
  // The average of 5XXError is the share of such answers.
  'AWS/ApiGateway': {
    dimensions: ['ApiName', 'Stage'],
    statistics: { '4XXError': 'Sum', '5XXError': 'Average' },
  },
};

/** Sums over all values of a dimension. Each name is quoted: AWS refuses a query that has a reserved word in its place. */
const QUERY =
  /^SELECT SUM\((?<metric>\w+)\) FROM SCHEMA\("(?<namespace>[^"]+)"(?<keys>(?:, "\w+")+)\) WHERE "service" = '(?<service>[^']+)'(?: AND "\w+" != '[^']+')*$/;

const SOON_SECONDS = 900;
/** Alarms about what is counted over a longer time, with that time. */
const SLOW = { 'accounts-opened': 3_600, 'verification-stopped': 10_800, 'openings-near-limit': 86_400 };

/** Alarms about a share of all. */
const SHARES = /^((sms|email)-failures|server-errors)$/;

const ACCOUNTS_OPENED = 'aws_cloudwatch_metric_alarm.metric["accounts-opened"]';
const DEAD_LETTERS = 'aws_cloudwatch_metric_alarm.metric["account-requests-dead-letters"]';
const REFUSED = 'aws_cloudwatch_metric_alarm.expression["openings-refused"]';
const EXPIRED = 'aws_cloudwatch_metric_alarm.expression["transactions-expired"]';

export const alarmMetricRules = [
  {
    id: 'P14g',
    title:
      'every alarm reads a metric that is written under exactly these dimensions, and adds up what it counts',
    check: (plan) =>
      alarmsOf(plan).flatMap(({ name, alarm }) => {
        const readings = readingsOf(alarm);
        return [
          readings.length > 0 || `${name} reads nothing`,
          Boolean(alarm.metric_name) ||
            alarm.metric_query.filter(({ return_data: isResult }) => isResult).length === 1 ||
            `${name} has no result, or several`,
          ...unreadIn(alarm).map((id) => `${name}: ${id} is in its expression, and is not read`),
          ...readings.flatMap((reading) => faultsOf(plan, reading).map((fault) => `${name}: ${fault}`)),
        ];
      }),
    negativeCases: [
      {
        mutate: (plan) => (plan.at(ACCOUNTS_OPENED).namespace = 'fintech'),
        says: /accounts-opened: nobody writes into fintech/,
      },
      {
        mutate: (plan) => (plan.at(ACCOUNTS_OPENED).metric_name = 'AccountsOpened'),
        says: /init-user-account does not count AccountsOpened by service$/,
      },
      {
        mutate: (plan) => (plan.at(ACCOUNTS_OPENED).dimensions.Channel = 'sms'),
        says: /init-user-account does not count AccountOpened by Channel,service/,
      },
      {
        mutate: (plan) => (plan.at(ACCOUNTS_OPENED).dimensions.service = 'fintech-solution-dev-opener'),
        says: /there is no function fintech-solution-dev-opener/,
      },
      {
        mutate: (plan) => (plan.at(ACCOUNTS_OPENED).statistic = 'SampleCount'),
        says: /AccountOpened is read as SampleCount, not Sum/,
      },
      {
        mutate: (plan) => (plan.at(DEAD_LETTERS).statistic = 'Minimum'),
        says: /ApproximateNumberOfMessagesVisible is read as Minimum, not Maximum/,
      },
      {
        mutate: (plan) => (plan.at(DEAD_LETTERS).dimensions.Environment = 'dev'),
        says: /AWS\/SQS has no dimensions Environment,QueueName/,
      },
      {
        mutate: (plan) => (plan.at(DEAD_LETTERS).metric_name = 'NumberOfMessagesDead'),
        says: /AWS\/SQS has no metric NumberOfMessagesDead/,
      },
      {
        mutate: (plan) =>
          (plan.at(REFUSED).metric_query[0].expression = plan
            .at(REFUSED)
            .metric_query[0].expression.replace('"Limit"', 'Limit')),
        says: /openings-refused: its query has a name without quotes/,
      },
      {
        mutate: (plan) =>
          (plan.at(REFUSED).metric_query[0].expression = plan
            .at(REFUSED)
            .metric_query[0].expression.replace('"Limit"', '"Reason"')),
        says: /get-account-info does not count OpeningRefused by Reason,service/,
      },
      {
        mutate: (plan) => (watched(plan).dimensions.Reason = 'expiredError'),
        says: /nothing of sweep-transactions says 'expiredError'/,
      },
      ...['result', 'swept'].map((id) => ({
        mutate: (plan) => {
          const query = plan.at(EXPIRED).metric_query.find((one) => one.id === id);
          query.return_data = !query.return_data;
        },
        says: /transactions-expired has no result, or several/,
      })),
      {
        mutate: (plan) =>
          (plan.at(EXPIRED).metric_query = plan.at(EXPIRED).metric_query.filter(({ id }) => id !== 'swept')),
        says: /transactions-expired: swept is in its expression, and is not read/,
      },
    ],
  },
  {
    id: 'P14h',
    title: 'every alarm rings at its threshold, in time, and no data means what it says',
    check: (plan) =>
      alarmsOf(plan).flatMap(({ name, alarm }) => {
        const seconds = periodOf(alarm) * (alarm.datapoints_to_alarm ?? alarm.evaluation_periods);
        const most = SLOW[name] ?? SOON_SECONDS;
        const missing = name.endsWith('-stopped') ? 'breaching' : 'notBreaching';
        return [
          seconds <= most || `${name} rings after ${seconds} s, want ${most} s or less`,
          alarm.comparison_operator === 'GreaterThanOrEqualToThreshold' ||
            `${name} rings at ${alarm.comparison_operator}`,
          alarm.treat_missing_data === missing ||
            `${name} takes no data for ${alarm.treat_missing_data}, not ${missing}`,
          !SHARES.test(name) || alarm.threshold <= 1 || `${name} waits for a share of ${alarm.threshold}`,
        ];
      }),
    negativeCases: [
      {
        mutate: (plan) => (plan.at(DEAD_LETTERS).period = 3_600),
        says: /account-requests-dead-letters rings after 3600 s/,
      },
      {
        mutate: (plan) => (plan.at(DEAD_LETTERS).evaluation_periods = 100),
        says: /account-requests-dead-letters rings after 6000 s/,
      },
      {
        mutate: (plan) => (plan.at(DEAD_LETTERS).comparison_operator = 'GreaterThanThreshold'),
        says: /rings at GreaterThanThreshold/,
      },
      {
        mutate: (plan) => (plan.at(REFUSED).comparison_operator = 'LessThanThreshold'),
        says: /openings-refused rings at LessThanThreshold/,
      },
      {
        mutate: (plan) => (plan.at(DEAD_LETTERS).treat_missing_data = 'breaching'),
        says: /takes no data for breaching/,
      },
      {
        mutate: (plan) => (plan.at('aws_cloudwatch_metric_alarm.expression["sms-failures"]').threshold = 50),
        says: /sms-failures waits for a share of 50/,
      },
    ],
    on: 'with_everything_on',
  },
];

/** One of the counts that the alarm on expired transactions adds up. */
const watched = (plan) => plan.at(EXPIRED).metric_query.find(({ id }) => id === 'swept').metric[0];

const alarmsOf = (plan) =>
  plan.all('aws_cloudwatch_metric_alarm').map(({ values }) => ({
    name: values.alarm_name.slice(prefixOf(plan).length + 1),
    alarm: values,
  }));

/** What an alarm reads: `{ namespace, metric, dimensions, statistic, period }`, or `{ unread }` for a query that is none. */
function readingsOf(alarm) {
  const single = alarm.metric_name ? [readingOf(alarm)] : [];
  const queries = (alarm.metric_query ?? []).flatMap(({ metric, expression, period }) => [
    ...(metric ?? []).map((one) => readingOf({ ...one, statistic: one.stat })),
    ...(/^SELECT/.test(expression) ? [readingOfQuery(expression, period)] : []),
  ]);
  return [...single, ...queries];
}

const readingOf = ({ namespace, metric_name: metric, dimensions, statistic, period }) => ({
  ...{ namespace, metric, dimensions, statistic, period },
});

function readingOfQuery(expression, period) {
  const found = QUERY.exec(expression)?.groups;
  if (found === undefined) return { unread: expression };
  const keys = [...found.keys.matchAll(/\w+/g)].map(([key]) => [key, undefined]);
  const dimensions = { ...Object.fromEntries(keys), service: found.service };
  return { namespace: found.namespace, metric: found.metric, dimensions, statistic: 'Sum', period };
}

/** What a calculation names and no query of the alarm has. */
function unreadIn({ metric_query: queries = [] }) {
  const ids = queries.map(({ id }) => id);
  return queries
    .filter(({ expression }) => !/^SELECT/.test(expression))
    .flatMap(({ expression }) => expression.match(/\b[a-z]\w*/g) ?? [])
    .filter((id) => !ids.includes(id));
}

/** The time that one value of an alarm covers, in seconds. */
const periodOf = (alarm) => Math.max(...readingsOf(alarm).map(({ period }) => period));

function faultsOf(plan, { unread, namespace, metric, dimensions, statistic }) {
  if (unread !== undefined)
    return [`its query has a name without quotes, or is none that is known: ${unread}`];
  const known = Object.keys(dimensions ?? {}).sort();
  if (namespace !== OWN_NAMESPACE) return faultsOfAws(plan, namespace, metric, dimensions, statistic);
  const name = FUNCTIONS.find((one) => `${prefixOf(plan)}-${one}` === dimensions?.service);
  if (name === undefined) return [`there is no function ${dimensions?.service}`];
  const values = Object.entries(dimensions).filter(
    ([key, value]) => key !== 'service' && value !== undefined,
  );
  return [
    isFiltered(plan, name, metric, known) ||
      isCounted(name, metric, known) ||
      `${name} does not count ${metric} by ${known}`,
    ...values.map(
      ([, value]) => sourcesOf(name).includes(`'${value}'`) || `nothing of ${name} says '${value}'`,
    ),
    statistic === 'Sum' || `${metric} is read as ${statistic}, not Sum`,
  ].filter((result) => result !== true);
}

function faultsOfAws(plan, namespace, metric, dimensions, statistic) {
  const aws = OF_AWS[namespace];
  if (aws === undefined) return [`nobody writes into ${namespace}`];
  const keys = Object.keys(dimensions).sort();
  const wanted = aws.statistics[metric];
  return [
    keys.join() === aws.dimensions.join() || `${namespace} has no dimensions ${keys}`,
    ...keys.map(
      (key) => namesIn(plan)[key]?.includes(dimensions[key]) || `there is no ${key} ${dimensions[key]}`,
    ),
    wanted !== undefined || `${namespace} has no metric ${metric}`,
    wanted === undefined || statistic === wanted || `${metric} is read as ${statistic}, not ${wanted}`,
  ].filter((result) => result !== true);
}

const namesIn = (plan) => ({
  QueueName: plan.all('aws_sqs_queue').map(({ values }) => values.name),
  FunctionName: plan.all('aws_lambda_function').map(({ values }) => values.function_name),
  ApiName: [plan.at(API).name],
  Stage: [plan.at(STAGE).stage_name],
});

/** True where lines of the function's own log are counted under this name. */
function isFiltered(plan, name, metric, dimensions) {
  return plan
    .all('aws_cloudwatch_log_metric_filter')
    .some(
      ({ values: { log_group_name: group, metric_transformation: counts } }) =>
        group === `/aws/lambda/${prefixOf(plan)}-${name}` &&
        counts.some(
          (one) => one.name === metric && Object.keys(one.dimensions).sort().join() === dimensions.join(),
        ),
    );
}

/** True where the function counts this, by its name, else by a name that it works out, under these dimensions. */
function isCounted(name, metric, dimensions) {
  const text = sourcesOf(name);
  const isNamed = text.includes(`count('${metric}'`);
  return [...text.matchAll(/\bcount\(\s*(?:'(\w+)'|[\w.]+)(?:,\s*\{([^}]*)\})?,?\s*\)/g)].some(
    ([, counted, fields = '']) =>
      (counted === undefined ? !isNamed && text.includes(`'${metric}'`) : counted === metric) &&
      ['service', ...keysIn(fields)].sort().join() === dimensions.join(),
  );
}

const keysIn = (fields) =>
  fields
    .split(',')
    .map((field) => field.split(':')[0].trim())
    .filter(Boolean);

const read = new Map();

/** The text of a function, with that of the layers that it counts through. */
function sourcesOf(name) {
  if (!read.has(name))
    read.set(
      name,
      [name, 'runtime', 'domain'].map((folder) => textIn(path.join('lambda-src', folder, 'src'))).join('\n'),
    );
  return read.get(name);
}

function textIn(folder) {
  const place = path.join(root, folder);
  return readdirSync(place, { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(path.join(place, file), 'utf8'))
    .join('\n');
}
