// Rules over the functions' settings: what they are told, what they log, that they trace.
import { MANIFEST } from '../../../deployment/manifest.ts';
import { encodeAccountRequested } from '../../../lambda-src/domain/src/account-requested.ts';
import {
  deadLettersAt,
  environmentOf,
  functionAt,
  FUNCTIONS,
  manifestEntry,
  queueAt,
  tableAt,
} from './functions.mjs';

/** What may be logged; lower levels print what a request carried. */
const LEVELS = ['INFO', 'WARN', 'ERROR'];
const POWERTOOLS = ['POWERTOOLS_LOG_LEVEL', 'POWERTOOLS_SERVICE_NAME'];
/** The plan in which every switch is on and every setting has a value, so every key has one. */
const EVERYTHING = 'with_everything_on';
const ofEveryFunction = (check) => (plan, run) => FUNCTIONS.flatMap((name) => check(plan, name, run));

export const functionRules = [
  {
    id: 'P11',
    title: 'no function logs at DEBUG, and API Gateway logs no request',
    check(plan) {
      const settings = plan.at('aws_api_gateway_method_settings.all').settings[0];
      return [
        ...FUNCTIONS.map(
          (name) =>
            LEVELS.includes(environmentOf(plan, name).POWERTOOLS_LOG_LEVEL) ||
            `${name} logs at ${environmentOf(plan, name).POWERTOOLS_LOG_LEVEL}`,
        ),
        settings.logging_level === 'ERROR' || `API Gateway logs at ${settings.logging_level}`,
        settings.data_trace_enabled === false || 'API Gateway logs whole requests',
      ];
    },
    negativeCases: [
      (plan) => (environmentOf(plan, 'authorizer').POWERTOOLS_LOG_LEVEL = 'DEBUG'),
      (plan) => (plan.at('aws_api_gateway_method_settings.all').settings[0].data_trace_enabled = true),
    ],
  },
  {
    id: 'P23',
    title: 'Lambda keeps every line of INFO and above: metrics are lines without a level',
    check: ofEveryFunction((plan, name) => {
      const { application_log_level: level } = functionAt(plan, name).logging_config[0];
      return [level === 'INFO' || `${name}: Lambda keeps ${level} lines`];
    }),
    negativeCases: [
      (plan) => (functionAt(plan, 'get-account-info').logging_config[0].application_log_level = 'WARN'),
      (plan) => (functionAt(plan, 'get-account-info').logging_config[0].application_log_level = 'DEBUG'),
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
        ...FUNCTIONS.map(
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
    title: 'each function is told what the manifest lists, from where it says, and nothing else',
    check: ofEveryFunction((plan, name, run) => {
      const told = environmentOf(plan, name);
      const { environment } = manifestEntry(plan, name);
      const needed = Object.keys(environment).filter(
        (key) => run === EVERYTHING || isAlwaysNeeded(environment[key]),
      );
      return [
        ...[...needed, ...POWERTOOLS].map((key) => key in told || `${name} is not told ${key}`),
        ...Object.keys(told).map(
          (key) =>
            key in environment ||
            POWERTOOLS.includes(key) ||
            `${name} is told ${key}, which the manifest does not list`,
        ),
        ...Object.entries(environment).map(([key, source]) => {
          const wanted = valueFrom(plan, source);
          return (
            !(key in told) ||
            wanted === undefined ||
            told[key] === wanted ||
            `${name}: ${key} is ${told[key]}, not ${wanted}`
          );
        }),
      ];
    }),
    on: EVERYTHING,
    negativeCases: [
      { mutate: (plan) => delete environmentOf(plan, 'authorizer').AUDIENCE, says: /not told AUDIENCE/ },
      {
        mutate: (plan) => delete environmentOf(plan, 'authorizer').MSISDN_CLAIM,
        says: /not told MSISDN_CLAIM/,
      },
      { mutate: (plan) => (environmentOf(plan, 'authorizer').TABLE_NAME = 'x'), says: /is told TABLE_NAME/ },
      {
        mutate: (plan) => {
          const told = environmentOf(plan, 'init-user-account');
          told.DEAD_LETTER_QUEUE_URL = told.INIT_ACCOUNT_QUEUE_URL;
        },
        says: /DEAD_LETTER_QUEUE_URL is .*, not .*-dlq/,
      },
    ],
  },
  {
    id: 'F2',
    title: 'each function has the memory and the time of the manifest, its runtime, its entry and our key',
    check: ofEveryFunction((plan, name) => {
      const { timeoutSeconds, memoryMb } = MANIFEST.functions[name];
      const {
        timeout,
        memory_size: memory,
        runtime,
        architectures,
        handler,
        kms_key_arn: key,
      } = functionAt(plan, name);
      return [
        timeout === timeoutSeconds || `${name} may run ${timeout} s`,
        memory === memoryMb || `${name} has ${memory} MB`,
        runtime === 'nodejs22.x' || `${name} runs on ${runtime}`,
        architectures.join() === 'arm64' || `${name} runs on ${architectures}`,
        handler === 'app.lambdaHandler' || `${name} starts at ${handler}`,
        key === plan.at('aws_kms_key.this').arn || `${name}’s environment is not under our key`,
      ];
    }),
    negativeCases: [
      (plan) => (functionAt(plan, 'authorizer').timeout += 1),
      (plan) => (functionAt(plan, 'authorizer').memory_size = 128),
      (plan) => (functionAt(plan, 'authorizer').handler = 'index.handler'),
    ],
  },
];

/** The address and the parameter belong to a channel, which may be off. */
function isAlwaysNeeded({ optional, parameter, setting }) {
  return optional !== true && parameter === undefined && setting !== 'test_email';
}

/** The value that comes from this source; undefined for a setting, which may have any. */
function valueFrom(plan, { table, queue, deadLettersOf, parameter }) {
  if (table !== undefined) return tableAt(plan, table).name;
  if (queue !== undefined) return queueAt(plan, queue).url;
  if (deadLettersOf !== undefined) return deadLettersAt(plan, deadLettersOf).url;
  if (parameter === undefined) return undefined;
  return plan.all('aws_ssm_parameter').find(({ values }) => values.name.endsWith(`/${parameter}`))?.values
    .name;
}
