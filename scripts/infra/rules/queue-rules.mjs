// Rules over the queue, the mapping and the table: nothing is lost, nothing is delivered while it is still worked on.
import { refusesPlainHttp } from './policies.mjs';

const SOURCE = 'aws_sqs_queue.account_request';
const DEAD_LETTERS = 'aws_sqs_queue.account_request_dlq';
const MAPPING = 'aws_lambda_event_source_mapping.account_request';
const CONSUMER = 'module.init_user_account.aws_lambda_function.this';
const TABLE = 'aws_dynamodb_table.account';

export const queueRules = [
  {
    id: 'P1',
    title: 'the queue gives a request ten receives before its dead-letter queue, which takes from it alone',
    check(plan) {
      const redrive = JSON.parse(plan.at(SOURCE).redrive_policy ?? '{}');
      const allow = JSON.parse(plan.at(DEAD_LETTERS).redrive_allow_policy ?? '{}');
      return [
        redrive.maxReceiveCount >= 10 || `maxReceiveCount is ${redrive.maxReceiveCount}, want 10 or more`,
        redrive.deadLetterTargetArn === plan.at(DEAD_LETTERS).arn ||
          `dead letters go to ${redrive.deadLetterTargetArn}`,
        allow.redrivePermission === 'byQueue' ||
          `the dead-letter queue takes from ${allow.redrivePermission}`,
        (allow.sourceQueueArns?.length === 1 &&
          allow.sourceQueueArns[0].endsWith(`:${plan.at(SOURCE).name}`)) ||
          `the dead-letter queue takes from ${allow.sourceQueueArns}`,
      ];
    },
    negativeCases: [
      (plan) =>
        (plan.at(SOURCE).redrive_policy = plan
          .at(SOURCE)
          .redrive_policy.replace(/"maxReceiveCount":\d+/, '"maxReceiveCount":9')),
      (plan) => delete plan.at(SOURCE).redrive_policy,
      (plan) => (plan.at(DEAD_LETTERS).redrive_allow_policy = '{"redrivePermission":"allowAll"}'),
    ],
  },
  {
    id: 'P2',
    title: 'a request stays invisible for six times the function’s time-out and the batching window',
    check(plan) {
      const least = 6 * plan.at(CONSUMER).timeout + plan.at(MAPPING).maximum_batching_window_in_seconds;
      const visibility = plan.at(SOURCE).visibility_timeout_seconds;
      return [visibility >= least || `visibility is ${visibility} s, want ${least} s or more`];
    },
    negativeCases: [
      (plan) => (plan.at(CONSUMER).timeout += 1),
      (plan) => (plan.at(MAPPING).maximum_batching_window_in_seconds += 1),
    ],
  },
  {
    id: 'P3',
    title: 'dead letters are kept longer than requests',
    check(plan) {
      const [source, dead] = [SOURCE, DEAD_LETTERS].map(
        (address) => plan.at(address).message_retention_seconds,
      );
      return [
        dead > source || `requests are kept ${source} s, dead letters ${dead} s`,
        dead === 1_209_600 || `dead letters are kept ${dead} s, want 14 days`,
      ];
    },
    negativeCases: [
      (plan) => (plan.at(DEAD_LETTERS).message_retention_seconds = plan.at(SOURCE).message_retention_seconds),
    ],
  },
  {
    id: 'P4',
    title: 'the mapping reports partial failures and stops at a concurrency that the function has',
    check(plan) {
      const mapping = plan.at(MAPPING);
      const most = mapping.scaling_config?.[0]?.maximum_concurrency;
      const reserved = plan.at(CONSUMER).reserved_concurrent_executions;
      return [
        (mapping.function_response_types ?? []).includes('ReportBatchItemFailures') ||
          'partial failures are not reported',
        most >= 2 || 'there is no maximum concurrency',
        reserved === -1 || reserved >= most || `${reserved} executions are reserved for ${most} batches`,
        mapping.function_name === plan.at(CONSUMER).arn || `the mapping feeds ${mapping.function_name}`,
        mapping.event_source_arn === plan.at(SOURCE).arn || `the mapping drains ${mapping.event_source_arn}`,
        mapping.enabled !== false || 'the mapping is switched off',
        (mapping.filter_criteria ?? []).length === 0 ||
          'the mapping has a filter, which deletes what it leaves out',
      ];
    },
    negativeCases: [
      (plan) => (plan.at(MAPPING).enabled = false),
      (plan) => (plan.at(MAPPING).filter_criteria = [{ filter: [{ pattern: '{}' }] }]),
      (plan) => (plan.at(MAPPING).function_response_types = []),
      (plan) => (plan.at(MAPPING).scaling_config = []),
      (plan) => (plan.at(CONSUMER).reserved_concurrent_executions = 1),
    ],
  },
  {
    id: 'P5',
    title: 'the accounts cannot be deleted by mistake and can be restored to any second',
    check(plan) {
      const table = plan.at(TABLE);
      const encryption = table.server_side_encryption?.[0];
      return [
        table.deletion_protection_enabled === true || 'deletion protection is off',
        table.point_in_time_recovery?.[0]?.enabled === true || 'point-in-time recovery is off',
        (encryption?.enabled && encryption.kms_key_arn === plan.at('aws_kms_key.this').arn) ||
          'the table is not under the environment’s key',
        table.ttl?.[0]?.enabled !== true || `accounts expire by ${table.ttl[0].attribute_name}`,
        table.billing_mode === 'PAY_PER_REQUEST' || `the table is billed ${table.billing_mode}`,
      ];
    },
    negativeCases: [
      (plan) => (plan.at(TABLE).ttl = [{ enabled: true, attribute_name: 'createdAt' }]),
      (plan) => (plan.at(TABLE).billing_mode = 'PROVISIONED'),
      (plan) => (plan.at(TABLE).deletion_protection_enabled = false),
      (plan) => (plan.at(TABLE).point_in_time_recovery = [{ enabled: false }]),
      (plan) => (plan.at(TABLE).server_side_encryption = []),
    ],
  },
  {
    id: 'P13',
    title: 'the queues’ policies refuse plain HTTP and grant nobody anything',
    check(plan) {
      return ['account_request', 'account_request_dlq'].flatMap((name) => {
        const { Statement: statements } = JSON.parse(plan.at(`aws_sqs_queue_policy.${name}`).policy);
        return [
          refusesPlainHttp(statements, 'sqs:*', plan.at(`aws_sqs_queue.${name}`).arn) ||
            `${name} takes plain HTTP`,
          plan.at(`aws_sqs_queue_policy.${name}`).queue_url === plan.at(`aws_sqs_queue.${name}`).id ||
            `the policy of ${name} hangs on another queue`,
          ...statements.map(({ Effect, Sid }) => Effect === 'Deny' || `${name}: ${Sid} grants`),
        ];
      });
    },
    negativeCases: [
      (plan) => (plan.at('aws_sqs_queue_policy.account_request').policy = '{"Statement":[]}'),
      (plan) =>
        (plan.at('aws_sqs_queue_policy.account_request_dlq').queue_url = plan.at(
          'aws_sqs_queue.account_request',
        ).id),
      (plan) =>
        editPolicy(plan.at('aws_sqs_queue_policy.account_request_dlq'), (statements) =>
          statements.push({ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage' }),
        ),
    ],
  },
];

function editPolicy(values, edit) {
  const policy = JSON.parse(values.policy);
  edit(policy.Statement);
  values.policy = JSON.stringify(policy);
}
