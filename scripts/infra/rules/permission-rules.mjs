// Rules over who may do what: roles, their policies, the key's policy, and who may call the functions.
import { parse } from 'yaml';
import { operationsOf } from './api-rules.mjs';

const API = 'aws_api_gateway_rest_api.this';
const STAGE = 'aws_api_gateway_stage.this';

/** Resources that are no exact ARN, each with why it cannot be. Whatever is not here must be named in full. */
const WIDE_RESOURCES = [
  { action: /^xray:/, resource: '*', because: 'X-Ray has no resources to name' },
  {
    action: /^logs:(CreateLogStream|PutLogEvents)$/,
    resource: /^arn:aws:logs:[^*]+:log-group:[^*]+:\*$/,
    because: 'a log stream’s name is Lambda’s own',
  },
];

const asList = (value) => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
const policies = (plan) =>
  plan.all('aws_iam_role_policy').map(({ address, values }) => ({
    address,
    statements: JSON.parse(values.policy).Statement,
    role: values.role,
  }));

function editStatement(plan, address, sid, edit) {
  const values = plan.at(address);
  const policy = JSON.parse(values.policy);
  edit(policy.Statement.find((statement) => statement.Sid === sid) ?? policy.Statement[0]);
  values.policy = JSON.stringify(policy);
}

export const permissionRules = [
  {
    id: 'P10',
    title: 'every function has its own log group, kept for a while under our key, and none may make another',
    check(plan) {
      const groups = plan.all('aws_cloudwatch_log_group').map(({ values }) => values);
      const key = plan.at('aws_kms_key.this').arn;
      const execution = `API-Gateway-Execution-Logs_${plan.at(API).id}/${plan.at(STAGE).stage_name}`;
      const wanted = [
        ...plan.all('aws_lambda_function').map(({ values }) => `/aws/lambda/${values.function_name}`),
        execution,
      ];
      return [
        ...wanted.map(
          (name) => groups.some((group) => group.name === name) || `there is no log group ${name}`,
        ),
        ...groups.map(({ name, retention_in_days: days }) => days > 0 || `${name} never expires`),
        ...groups.map(
          ({ name, kms_key_id: id }) => id === key || `${name} is not under the environment’s key`,
        ),
        ...plan
          .all('aws_lambda_function')
          .map(
            ({ values }) =>
              values.logging_config?.[0]?.log_group === `/aws/lambda/${values.function_name}` ||
              `${values.function_name} logs elsewhere`,
          ),
        ...policies(plan).flatMap(({ address, statements }) =>
          statements.map(
            ({ Action }) =>
              !asList(Action).includes('logs:CreateLogGroup') || `${address} may make log groups`,
          ),
        ),
      ];
    },
    spoils: [
      (plan) => (plan.at('module.authorizer.aws_cloudwatch_log_group.function').retention_in_days = 0),
      (plan) => (plan.at('aws_cloudwatch_log_group.execution').name = 'elsewhere'),
      (plan) =>
        editStatement(
          plan,
          'module.authorizer.aws_iam_role_policy.function',
          'AllowOwnLogWrite',
          (statement) => statement.Action.push('logs:CreateLogGroup'),
        ),
      (plan) => delete plan.at('module.init_user_account.aws_cloudwatch_log_group.function').kms_key_id,
    ],
  },
  {
    id: 'P12',
    title: 'no two functions share a role, and every statement names actions and ARNs in full',
    check(plan) {
      const roles = plan.all('aws_lambda_function').map(({ values }) => values.role);
      return [
        new Set(roles).size === roles.length || 'two functions share a role',
        plan.all('aws_iam_policy_attachment').length === 0 ||
          'an exclusive policy attachment takes the policy from every other role',
        ...policies(plan).flatMap(({ address, statements }) => [
          ...statements.flatMap((statement) => faultsOf(address, statement)),
          new Set(statements.map(({ Sid }) => Sid)).size === statements.length ||
            `${address}: two statements share a name`,
        ]),
      ];
    },
    spoils: [
      (plan) =>
        (plan.at('module.authorizer.aws_lambda_function.this').role = plan.at(
          'module.get_account_info.aws_lambda_function.this',
        ).role),
      (plan) =>
        editStatement(
          plan,
          'module.get_account_info.aws_iam_role_policy.function',
          'AllowAccountsRead',
          (s) => (s.Action = ['dynamodb:*']),
        ),
      (plan) =>
        editStatement(
          plan,
          'module.get_account_info.aws_iam_role_policy.function',
          'AllowAccountsRead',
          (s) => (s.Resource = ['*']),
        ),
      (plan) =>
        editStatement(
          plan,
          'module.init_user_account.aws_iam_role_policy.function',
          'AllowAccountsOpen',
          (s) => delete s.Sid,
        ),
      (plan) =>
        editStatement(
          plan,
          'module.init_user_account.aws_iam_role_policy.function',
          'AllowKeyUseThroughServices',
          (s) => delete s.Condition,
        ),
    ],
  },
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
  {
    id: 'P21',
    title: 'every function that the API names may be called by this API, and by nobody else',
    check(plan) {
      const body = parse(plan.at(API).body);
      const executionArn = plan.at(API).execution_arn;
      const functionOf = (uri) => /functions\/(.+)\/invocations$/.exec(uri)?.[1];
      const authorizers = Object.values(body.components.securitySchemes).map((scheme) => [
        functionOf(scheme['x-amazon-apigateway-authorizer'].authorizerUri),
        `${executionArn}/authorizers/*`,
      ]);
      const routes = operationsOf(body).map(({ method, path, operation }) => [
        functionOf(operation['x-amazon-apigateway-integration'].uri),
        `${executionArn}/${plan.at(STAGE).stage_name}/${method}${path.replace(/\{[^}]+\}/g, '*')}`,
      ]);
      const wanted = [...authorizers, ...routes].map(([arn, source]) => `${source} → ${arn}`);
      const granted = plan
        .all('aws_lambda_permission')
        .map(({ values }) => `${values.source_arn} → ${arnOf(plan, values.function_name)}`);
      return [
        ...wanted.map((grant) => granted.includes(grant) || `nothing permits ${grant}`),
        ...granted.map((grant) => wanted.includes(grant) || `too much is permitted: ${grant}`),
        ...plan
          .all('aws_lambda_permission')
          .map(
            ({ address, values }) =>
              values.principal === 'apigateway.amazonaws.com' || `${address} permits ${values.principal}`,
          ),
      ];
    },
    spoils: [
      (plan) =>
        plan.resources.splice(
          plan.resources.findIndex(({ address }) => address === 'aws_lambda_permission.authorizer'),
          1,
        ),
      (plan) => (plan.all('aws_lambda_permission').at(-1).values.source_arn += '*'),
      (plan) => (plan.at('aws_lambda_permission.authorizer').principal = '*'),
    ],
  },
];

function arnOf(plan, functionName) {
  return (
    plan.all('aws_lambda_function').find(({ values }) => values.function_name === functionName)?.values.arn ??
    functionName
  );
}

function faultsOf(address, { Sid, Action, Resource, Condition, Effect }) {
  const where = `${address} ${Sid}`;
  const wide = (action, resource) =>
    WIDE_RESOURCES.some(
      (known) =>
        known.action.test(action) &&
        (known.resource instanceof RegExp ? known.resource.test(resource) : known.resource === resource),
    );
  return [
    /^[A-Z][A-Za-z]+$/.test(Sid ?? '') || `${address}: a statement without a name`,
    Effect === 'Allow' || `${where} does not allow`,
    ...asList(Action).map((action) => !action.includes('*') || `${where}: ${action}`),
    ...asList(Action).flatMap((action) =>
      asList(Resource).map(
        (resource) =>
          !resource.includes('*') || wide(action, resource) || `${where}: ${action} on ${resource}`,
      ),
    ),
    ...asList(Action).map(
      (action) =>
        !action.startsWith('kms:') ||
        Boolean(Condition?.StringEquals?.['kms:ViaService']) ||
        `${where}: ${action} without kms:ViaService`,
    ),
    ...asList(Action).map(
      (action) =>
        !action.startsWith('ses:') ||
        Boolean(Condition?.StringEquals?.['ses:FromAddress']) ||
        `${where}: ${action} from any address`,
    ),
  ];
}
