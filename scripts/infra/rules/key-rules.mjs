// Rules over the environment's key.
import { asList, editStatement } from './policies.mjs';

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
      ];
    },
    spoils: [
      (plan) => (plan.at('aws_kms_key.this').enable_key_rotation = false),
      (plan) =>
        editStatement(plan, 'aws_kms_key.this', 'AllowLogsToEncrypt', (s) => (s.Principal = { AWS: '*' })),
    ],
  },
];
