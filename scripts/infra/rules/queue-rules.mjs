// Rules over the queues, the mappings and the tables: nothing is lost, nothing is delivered while it is still worked on.
import { consumerOf, MANIFEST } from '../../../deployment/manifest.ts';
import { deadLettersAt, functionAt, mappingOf, queueAt, QUEUES, tableAt, TABLES } from './functions.mjs';
import { refusesPlainHttp } from './policies.mjs';

const [QUEUE] = QUEUES;
const [TABLE] = TABLES;
const ofEveryQueue = (check) => (plan) => QUEUES.flatMap((queue) => check(plan, queue));
const ofEveryTable = (check) => (plan) => TABLES.flatMap((table) => check(plan, table));

export const queueRules = [
  {
    id: 'P1',
    title: 'each queue gives a message ten receives before its dead-letter queue, which takes from it alone',
    check: ofEveryQueue((plan, queue) => {
      const redrive = JSON.parse(queueAt(plan, queue).redrive_policy ?? '{}');
      const allow = JSON.parse(deadLettersAt(plan, queue).redrive_allow_policy ?? '{}');
      return [
        redrive.maxReceiveCount >= 10 ||
          `${queue}: maxReceiveCount is ${redrive.maxReceiveCount}, want 10 or more`,
        redrive.deadLetterTargetArn === deadLettersAt(plan, queue).arn ||
          `${queue}: dead letters go to ${redrive.deadLetterTargetArn}`,
        allow.redrivePermission === 'byQueue' ||
          `${queue}: the dead-letter queue takes from ${allow.redrivePermission}`,
        (allow.sourceQueueArns?.length === 1 &&
          allow.sourceQueueArns[0].endsWith(`:${queueAt(plan, queue).name}`)) ||
          `${queue}: the dead-letter queue takes from ${allow.sourceQueueArns}`,
      ];
    }),
    negativeCases: [
      (plan) =>
        (queueAt(plan, QUEUE).redrive_policy = queueAt(plan, QUEUE).redrive_policy.replace(
          /"maxReceiveCount":\d+/,
          '"maxReceiveCount":9',
        )),
      (plan) => delete queueAt(plan, QUEUE).redrive_policy,
      (plan) => (deadLettersAt(plan, QUEUE).redrive_allow_policy = '{"redrivePermission":"allowAll"}'),
    ],
  },
  {
    id: 'P2',
    title: 'a message stays invisible for six times the function’s time-out and the batching window',
    check: ofEveryQueue((plan, queue) => {
      const { timeout } = functionAt(plan, consumerOf(queue));
      const least = 6 * timeout + mappingOf(plan, queue).maximum_batching_window_in_seconds;
      const visibility = queueAt(plan, queue).visibility_timeout_seconds;
      return [visibility >= least || `${queue}: visibility is ${visibility} s, want ${least} s or more`];
    }),
    negativeCases: [
      (plan) => (functionAt(plan, consumerOf(QUEUE)).timeout += 1),
      (plan) => (mappingOf(plan, QUEUE).maximum_batching_window_in_seconds += 1),
    ],
  },
  {
    id: 'P3',
    title: 'dead letters are kept longer than messages',
    check: ofEveryQueue((plan, queue) => {
      const [source, dead] = [queueAt(plan, queue), deadLettersAt(plan, queue)].map(
        (values) => values.message_retention_seconds,
      );
      return [
        dead > source || `${queue}: messages are kept ${source} s, dead letters ${dead} s`,
        dead === 1_209_600 || `${queue}: dead letters are kept ${dead} s, want 14 days`,
      ];
    }),
    negativeCases: [
      (plan) =>
        (deadLettersAt(plan, QUEUE).message_retention_seconds = queueAt(
          plan,
          QUEUE,
        ).message_retention_seconds),
    ],
  },
  {
    id: 'P4',
    title: 'each mapping reports partial failures and stops at a concurrency that the function has',
    check: ofEveryQueue((plan, queue) => {
      const mapping = mappingOf(plan, queue);
      const arns = [queueAt(plan, queue).arn, deadLettersAt(plan, queue).arn];
      const readers = plan
        .all('aws_lambda_event_source_mapping')
        .filter(({ values }) => arns.includes(values.event_source_arn));
      const most = mapping.scaling_config?.[0]?.maximum_concurrency;
      const reserved = functionAt(plan, consumerOf(queue)).reserved_concurrent_executions;
      return [
        (mapping.function_response_types ?? []).includes('ReportBatchItemFailures') ||
          `${queue}: partial failures are not reported`,
        most >= 2 || `${queue}: there is no maximum concurrency`,
        reserved === -1 ||
          reserved >= most ||
          `${queue}: ${reserved} executions are reserved for ${most} batches`,
        mapping.event_source_arn === queueAt(plan, queue).arn ||
          `${queue}: its function is fed from ${mapping.event_source_arn}`,
        readers.length === 1 ||
          `${queue}: ${readers.length} mappings share its messages, or take its dead letters`,
        mapping.enabled !== false || `${queue}: the mapping is switched off`,
        (mapping.filter_criteria ?? []).length === 0 ||
          `${queue}: the mapping has a filter, which deletes what it leaves out`,
      ];
    }),
    negativeCases: [
      ...[queueAt, deadLettersAt].map((place) => ({
        mutate: (plan) =>
          plan.resources.push({
            address: 'aws_lambda_event_source_mapping.more',
            type: 'aws_lambda_event_source_mapping',
            values: { event_source_arn: place(plan, QUEUE).arn, function_name: 'more' },
          }),
        says: /2 mappings share its messages/,
      })),
      (plan) => (mappingOf(plan, QUEUE).enabled = false),
      (plan) => (mappingOf(plan, QUEUE).filter_criteria = [{ filter: [{ pattern: '{}' }] }]),
      (plan) => (mappingOf(plan, QUEUE).function_response_types = []),
      (plan) => (mappingOf(plan, QUEUE).scaling_config = []),
      (plan) => (mappingOf(plan, QUEUE).event_source_arn = deadLettersAt(plan, QUEUE).arn),
      (plan) => (mappingOf(plan, QUEUE).function_name = 'elsewhere'),
      (plan) => (functionAt(plan, consumerOf(QUEUE)).reserved_concurrent_executions = 1),
    ],
  },
  {
    id: 'P5',
    title: 'no table can be deleted by mistake, and each can be restored to any second',
    check: ofEveryTable((plan, name) => {
      const table = tableAt(plan, name);
      const encryption = table.server_side_encryption?.[0];
      const expiresBy = table.ttl?.[0]?.enabled === true ? table.ttl[0].attribute_name : undefined;
      return [
        table.deletion_protection_enabled === true || `${name}: deletion protection is off`,
        table.point_in_time_recovery?.[0]?.enabled === true || `${name}: point-in-time recovery is off`,
        (encryption?.enabled && encryption.kms_key_arn === plan.at('aws_kms_key.this').arn) ||
          `${name} is not under the environment’s key`,
        expiresBy === MANIFEST.tables[name].ttlAttribute || `${name}: items expire by ${expiresBy}`,
        table.hash_key === MANIFEST.tables[name].hashKey || `${name}: its key is ${table.hash_key}`,
        table.billing_mode === 'PAY_PER_REQUEST' || `${name} is billed ${table.billing_mode}`,
      ];
    }),
    negativeCases: [
      (plan) => (tableAt(plan, TABLE).ttl = [{ enabled: true, attribute_name: 'createdAt' }]),
      (plan) => (tableAt(plan, TABLE).hash_key = 'id'),
      (plan) => (tableAt(plan, TABLE).billing_mode = 'PROVISIONED'),
      (plan) => (tableAt(plan, TABLE).deletion_protection_enabled = false),
      (plan) => (tableAt(plan, TABLE).point_in_time_recovery = [{ enabled: false }]),
      (plan) => (tableAt(plan, TABLE).server_side_encryption = []),
    ],
  },
  {
    id: 'P13',
    title: 'the queues’ policies refuse plain HTTP and grant nothing',
    check: ofEveryQueue((plan, queue) =>
      [queueAt(plan, queue), deadLettersAt(plan, queue)].flatMap(({ name, id, arn }) => {
        const statements = policyOf(plan, id);
        return [
          refusesPlainHttp(statements, 'sqs:*', arn) || `${name} takes plain HTTP`,
          ...statements.map(({ Effect, Sid }) => Effect === 'Deny' || `${name}: ${Sid} grants`),
        ];
      }),
    ),
    negativeCases: [
      (plan) => (plan.all('aws_sqs_queue_policy')[0].values.policy = '{"Statement":[]}'),
      (plan) => (plan.all('aws_sqs_queue_policy')[1].values.queue_url = 'elsewhere'),
      (plan) =>
        editPolicy(plan.all('aws_sqs_queue_policy')[1].values, (statements) =>
          statements.push({ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage' }),
        ),
    ],
  },
];

/** Statements of the policies that hang on this queue. */
function policyOf(plan, queueUrl) {
  return plan
    .all('aws_sqs_queue_policy')
    .filter(({ values }) => values.queue_url === queueUrl)
    .flatMap(({ values }) => JSON.parse(values.policy).Statement);
}

function editPolicy(values, edit) {
  const policy = JSON.parse(values.policy);
  edit(policy.Statement);
  values.policy = JSON.stringify(policy);
}
