// Rules over the environment's key.
import { asList, editStatement } from './policies.mjs';

/** Services that use the key by themselves, not for a caller who may. */
const OWN_USE = ['logs.ca-central-1.amazonaws.com'];

export const keyRules = [
  {
    id: 'P12b',
    title: 'the key rotates, and its policy names its principals and its conditions',
    check(plan) {
      const key = plan.at('aws_kms_key.this');
      return [
        key.enable_key_rotation === true || 'the key does not rotate',
        key.deletion_window_in_days === 30 || `the key can be gone in ${key.deletion_window_in_days} days`,
        ...JSON.parse(key.policy).Statement.flatMap(({ Sid, Principal, Action, Condition }) => [
          !JSON.stringify(Principal ?? '*').includes('"*"') || `${Sid}: any principal`,
          Boolean(Condition) || `${Sid}: no condition`,
          !asList(Action).includes('kms:*') || `${Sid}: every action`,
        ]),
        ...OWN_USE.map(
          (service) =>
            mayEncrypt(key, service) || `${service} may not use the key: it falls silent without an error`,
        ),
        ...plan
          .all('aws_sqs_queue')
          .map(
            ({ address, values }) =>
              values.kms_master_key_id === key.arn || `${address} is not under the key`,
          ),
      ];
    },
    negativeCases: [
      {
        mutate: (plan) =>
          editStatement(plan, 'aws_kms_key.this', 'AllowLogsToEncrypt', (s) => (s.Action = ['kms:Decrypt'])),
        says: /logs\.ca-central-1\.amazonaws\.com may not/,
      },
      (plan) => delete plan.all('aws_sqs_queue')[1].values.kms_master_key_id,
      (plan) => (plan.at('aws_kms_key.this').enable_key_rotation = false),
      (plan) =>
        editStatement(plan, 'aws_kms_key.this', 'AllowLogsToEncrypt', (s) => (s.Principal = { AWS: '*' })),
    ],
  },
];

function mayEncrypt(key, service) {
  return JSON.parse(key.policy).Statement.some(
    ({ Effect, Principal, Action }) =>
      Effect === 'Allow' &&
      asList(Principal?.Service).includes(service) &&
      ['kms:Decrypt', 'kms:GenerateDataKey*'].every((action) => asList(Action).includes(action)),
  );
}
