// Rules over what each function may do: what it needs to do its work, and nothing besides.
import { environmentOf } from './functions.mjs';
import { asList, editStatement } from './policies.mjs';

const ROLES = {
  authorizer: 'module.authorizer.aws_iam_role_policy.function',
  'get-account-info': 'module.get_account_info.aws_iam_role_policy.function',
  'init-user-account': 'module.init_user_account.aws_iam_role_policy.function',
};

/** What every function does: write its own log and its traces. */
const EVERYBODY = [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
];

export const rightRules = [
  {
    id: 'P12c',
    title: 'each function may do what its work needs, and nothing else',
    check: (plan) =>
      Object.entries(needs(plan)).flatMap(([name, wanted]) => {
        const granted = grantsOf(plan, name);
        return [
          ...wanted.map((grant) => granted.includes(grant) || `${name} may not ${grant}`),
          ...granted.map(
            (grant) => wanted.includes(grant) || `${name} may ${grant}, which its work does not need`,
          ),
        ];
      }),
    negativeCases: [
      {
        mutate: (plan) =>
          editStatement(
            plan,
            ROLES['get-account-info'],
            'AllowAccountsRead',
            (s) => (s.Action = ['dynamodb:Scan']),
          ),
        says: /get-account-info may not dynamodb:GetItem/,
      },
      {
        mutate: (plan) =>
          editStatement(plan, ROLES['init-user-account'], 'AllowAccountsOpen', (s) => s.Action.pop()),
        says: /init-user-account may not dynamodb:UpdateItem/,
      },
      {
        mutate: (plan) =>
          editStatement(plan, ROLES['init-user-account'], 'AllowAccountRequestsReceive', (s) =>
            s.Action.push('sqs:PurgeQueue'),
          ),
        says: /may sqs:PurgeQueue on .*, which its work does not need/,
      },
      {
        mutate: (plan) =>
          editStatement(plan, ROLES.authorizer, 'AllowTraceWrite', (s) => s.Action.push('sqs:SendMessage')),
        says: /authorizer may sqs:SendMessage/,
      },
    ],
  },
];

/** `action on resource`, for each function of this plan. */
function needs(plan) {
  const arnOf = (address) => plan.at(address).arn;
  const on = (resource, ...actions) => actions.map((action) => `${action} on ${resource}`);
  const [table, requests, dead, key] = [
    'aws_dynamodb_table.account',
    'aws_sqs_queue.account_request',
    'aws_sqs_queue.account_request_dlq',
    'aws_kms_key.this',
  ].map(arnOf);
  const told = environmentOf(plan, 'init-user-account');
  const mail = told.ENABLE_EMAIL_NOTIFICATIONS === 'ON';
  return {
    authorizer: EVERYBODY,
    'get-account-info': [
      ...EVERYBODY,
      ...on(table, 'dynamodb:GetItem'),
      ...on(requests, 'sqs:SendMessage'),
      ...on(key, 'kms:Decrypt', 'kms:GenerateDataKey'),
    ],
    'init-user-account': [
      ...EVERYBODY,
      ...on(table, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'),
      ...on(
        requests,
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage',
      ),
      ...on(dead, 'sqs:SendMessage'),
      ...on(key, 'kms:Decrypt', 'kms:GenerateDataKey'),
      ...plan.all('aws_ssm_parameter').flatMap(({ values }) => on(values.arn, 'ssm:GetParameter')),
      ...(mail ? ['ses:SendEmail'] : []),
    ],
  };
}

/** The sender's identities follow from domain and address, so e-mail is compared by its action; P12 holds its sender. */
function grantsOf(plan, name) {
  const bare = (action) => EVERYBODY.includes(action) || action === 'ses:SendEmail';
  const grants = JSON.parse(plan.at(ROLES[name]).policy).Statement.flatMap(({ Action, Resource }) =>
    asList(Action).flatMap((action) =>
      asList(Resource).map((resource) => (bare(action) ? action : `${action} on ${resource}`)),
    ),
  );
  return [...new Set(grants)];
}
