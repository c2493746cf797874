// Rules over the environment's key and that of the alarms.
import { asList, editStatement, policies } from './policies.mjs';

/** Services that use the key by themselves, not for a caller who may. */
const OWN_USE = ['logs.ca-central-1.amazonaws.com'];

export const keyRules = [
  {
    id: 'P12b',
    title: 'each key rotates, and its policy names its principals and its conditions',
    check(plan) {
      const key = plan.at('aws_kms_key.this');
      return [
        ...plan
          .all('aws_kms_key')
          .flatMap(({ address, values }) => faultsOf(values).map((fault) => `${address}: ${fault}`)),
        ...servicesUsed(plan).map(
          (service) =>
            servicesAllowed(key).includes(service) ||
            `the account may not use the key through ${service}: each call of a function there fails`,
        ),
        ...OWN_USE.map(
          (service) =>
            mayEncrypt(key, service) || `${service} may not use the key: it falls silent without an error`,
        ),
        ...plan
          .all('aws_cloudwatch_log_group')
          .map(({ values: { name } }) => encrypts(key, name) || `the key encrypts no log group ${name}`),
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
      ...[
        [(s) => (s.Condition = {}), /AllowAccountToAdminister: no condition/],
        [
          (s) => (s.Principal = { AWS: 'arn:aws:iam::999999999999:root' }),
          /AllowAccountToAdminister: .*999999999999:root/,
        ],
        [
          (s) => (s.Condition.StringEquals['kms:CallerAccount'] = '999999999999'),
          /AllowAccountToAdminister: of another account/,
        ],
      ].flatMap(([edit, says]) =>
        ['aws_kms_key.this', 'aws_kms_key.alarm'].map((key) => ({
          mutate: (plan) => editStatement(plan, key, 'AllowAccountToAdminister', edit),
          says,
        })),
      ),
      {
        mutate: (plan) =>
          editStatement(plan, 'aws_kms_key.this', 'AllowAccountUseThroughServices', (s) =>
            s.Condition.StringEquals['kms:ViaService'].splice(1, 1),
          ),
        says: /may not use the key through sqs\.ca-central-1\.amazonaws\.com/,
      },
      {
        mutate: (plan) =>
          editStatement(
            plan,
            'aws_kms_key.this',
            'AllowAccountUseThroughServices',
            (s) => (s.Action = s.Action.filter((action) => action !== 'kms:Encrypt')),
          ),
        says: /may not use the key through lambda\.ca-central-1\.amazonaws\.com/,
      },
      {
        mutate: (plan) =>
          editStatement(plan, 'aws_kms_key.alarm', 'AllowAccountToAdminister', (s) => (s.Effect = 'Deny')),
        says: /aws_kms_key\.alarm: AllowAccountToAdminister: Deny on \* leaves the key to nobody/,
      },
      {
        mutate: (plan) =>
          editStatement(plan, 'aws_kms_key.this', 'AllowLogsToEncrypt', (s) =>
            s.Condition.ArnLike['kms:EncryptionContext:aws:logs:arn'].splice(1, 1),
          ),
        says: /encrypts no log group \/aws\/apigateway\/fintech-solution-dev-access/,
      },
      {
        mutate: (plan) => (plan.at('aws_kms_key.alarm').enable_key_rotation = false),
        says: /aws_kms_key\.alarm: does not rotate/,
      },
      (plan) => delete plan.all('aws_sqs_queue')[1].values.kms_master_key_id,
      (plan) => (plan.at('aws_kms_key.this').enable_key_rotation = false),
      (plan) =>
        editStatement(plan, 'aws_kms_key.this', 'AllowLogsToEncrypt', (s) => (s.Principal = { AWS: '*' })),
    ],
  },
];

const ACCOUNT = '123456789012';

function faultsOf({ enable_key_rotation: rotates, deletion_window_in_days: days, policy }) {
  return [
    rotates === true || 'does not rotate',
    days === 30 || `can be gone in ${days} days`,
    ...JSON.parse(policy).Statement.flatMap(({ Sid, Effect, Principal, Action, Resource, Condition }) => [
      (Effect === 'Allow' && Resource === '*') || `${Sid}: ${Effect} on ${Resource} leaves the key to nobody`,
      ...principalFaults(Principal, Condition).map((fault) => `${Sid}: ${fault}`),
      !asList(Action).includes('kms:*') || `${Sid}: every action`,
    ]),
  ].filter((result) => result !== true);
}

/** A service, under the conditions that its own rule knows; else this account, for callers of this account. */
function principalFaults(principal, condition) {
  if (principal?.Service === 'events.amazonaws.com') return [];
  if (Object.keys(condition ?? {}).length === 0) return ['no condition'];
  if (Object.keys(principal ?? {}).join() === 'Service') return [];
  return [
    principal?.AWS === `arn:aws:iam::${ACCOUNT}:root` || `the key is open to ${JSON.stringify(principal)}`,
    condition.StringEquals?.['kms:CallerAccount'] === ACCOUNT || 'of another account',
  ].filter((result) => result !== true);
}

/** True where CloudWatch Logs may use the key for this log group. */
function encrypts(key, group) {
  const arn = `arn:aws:logs:ca-central-1:${ACCOUNT}:log-group:${group}`;
  return JSON.parse(key.policy)
    .Statement.filter(({ Principal }) => asList(Principal?.Service).includes(OWN_USE[0]))
    .flatMap(({ Condition }) => asList(Condition?.ArnLike?.['kms:EncryptionContext:aws:logs:arn']))
    .some((pattern) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(arn));
}

/** The services through which the roles use the key, and those that keep what Terraform makes under it. */
function servicesUsed(plan) {
  const keepers = [
    'lambda',
    ...(plan.all('aws_elasticache_serverless_cache').length > 0 ? ['elasticache'] : []),
  ].map((service) => `${service}.ca-central-1.amazonaws.com`);
  const conditions = policies(plan).flatMap(({ statements }) =>
    statements.flatMap(({ Condition }) => asList(Condition?.StringEquals?.['kms:ViaService'])),
  );
  return [...new Set([...conditions, ...keepers])];
}

function servicesAllowed(key) {
  return JSON.parse(key.policy)
    .Statement.filter(({ Action }) =>
      ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'].every((action) =>
        asList(Action).includes(action),
      ),
    )
    .flatMap(({ Condition }) => asList(Condition?.StringEquals?.['kms:ViaService']));
}

function mayEncrypt(key, service) {
  return JSON.parse(key.policy).Statement.some(
    ({ Effect, Principal, Action }) =>
      Effect === 'Allow' &&
      asList(Principal?.Service).includes(service) &&
      ['kms:Decrypt', 'kms:GenerateDataKey*'].every((action) => asList(Action).includes(action)),
  );
}
