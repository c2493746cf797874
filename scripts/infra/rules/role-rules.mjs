// Rules over the functions' roles: no two functions share one, and each right is named in full.
import { asList, editStatement, policies } from './policies.mjs';

/** Resources without an exact ARN, each with the reason. Any other resource must be named in full. */
const WIDE_RESOURCES = [
  { action: /^xray:/, resource: '*', because: 'X-Ray has no resources to name' },
  {
    action: /^logs:(CreateLogStream|DescribeLogStreams|PutLogEvents)$/,
    resource: /^arn:aws:logs:[^*]+:log-group:[^*]+:\*$/,
    because: 'a log stream’s name is Lambda’s own, or that of the flow log',
  },
  { action: /^logs:DescribeLogGroups$/, resource: '*', because: 'a list has no resource to name' },
  {
    action: /^ec2:Describe(NetworkInterfaces|Subnets)$/,
    resource: '*',
    because: 'EC2’s lists have no resources to name',
  },
  {
    action: /^ec2:CreateNetworkInterface$/,
    resource: /^arn:aws:ec2:[^*]+:network-interface\/\*$/,
    because: 'an interface has no identifier before it is made; subnets and security groups are exact',
  },
  {
    action: /^ec2:(AssignPrivateIpAddresses|DeleteNetworkInterface|UnassignPrivateIpAddresses)$/,
    resource: /^arn:aws:ec2:[a-z0-9-]+:\d{12}:\*\/\*$/,
    because:
      'Lambda asks for every interface: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
  },
];

/** Other ways to give a role rights, which no rule below would read. */
const BESIDE_THE_INLINE_POLICY = [
  'aws_iam_role_policy_attachment',
  'aws_iam_role_policy_attachments_exclusive',
  'aws_iam_policy',
];

const FLOW_LOG_ROLE = 'module.request_guard[0].aws_iam_role.flow';
const GET_ACCOUNT_INFO = 'module.get_account_info.aws_iam_role_policy.function';
const SWEEP_ROLE = 'aws_iam_role.schedule["sweep-transactions"]';

export const roleRules = [
  {
    id: 'P12',
    title: 'no two functions share a role, and every statement names actions and ARNs in full',
    check(plan) {
      const roles = plan.all('aws_lambda_function').map(({ values }) => values.role);
      return [
        new Set(roles).size === roles.length || 'two functions share a role',
        plan.all('aws_iam_policy_attachment').length === 0 ||
          'an exclusive policy attachment takes the policy from every other role',
        ...BESIDE_THE_INLINE_POLICY.flatMap((type) =>
          plan
            .all(type)
            .map(({ address }) => `${address} attaches rights beside the role’s one inline policy`),
        ),
        ...policies(plan).map(
          ({ address }) =>
            plan
              .all('aws_iam_role')
              .some((role) => role.address === address.replace('aws_iam_role_policy', 'aws_iam_role')) ||
            `${address} is a second inline policy of a role`,
        ),
        ...plan.all('aws_iam_role').flatMap(({ address, values }) => trustFaults(plan, address, values)),
        ...policies(plan).flatMap(({ address, statements }) => [
          ...statements.flatMap((statement) => faultsOf(address, statement)),
          new Set(statements.map(({ Sid }) => Sid)).size === statements.length ||
            `${address}: two statements share a name`,
        ]),
      ];
    },
    negativeCases: [
      (plan) => plan.resources.push({ address: 'x', type: 'aws_iam_role_policy_attachment', values: {} }),
      {
        mutate: (plan) => {
          const { values } = plan.resources.find(({ address }) => address === GET_ACCOUNT_INFO);
          const address = 'aws_iam_role_policy.more';
          plan.resources.push({ address, type: 'aws_iam_role_policy', values: { ...values, name: 'more' } });
        },
        says: /aws_iam_role_policy\.more is a second inline policy/,
      },
      (plan) =>
        (plan.all('aws_iam_role')[0].values.managed_policy_arns = [
          'arn:aws:iam::aws:policy/PowerUserAccess',
        ]),
      (plan) => {
        const role = plan.all('aws_iam_role')[0].values;
        role.assume_role_policy = role.assume_role_policy.replace(/"Service":"[^"]+"/, '"AWS":"*"');
      },
      {
        mutate: (plan) => {
          const role = plan.at(SWEEP_ROLE);
          role.assume_role_policy = role.assume_role_policy.replace(/,?"aws:SourceArn":"[^"]+"/, '');
        },
        says: /sweep-transactions"\] can be assumed by/,
      },
      (plan) =>
        editStatement(plan, GET_ACCOUNT_INFO, 'AllowAccountsRead', (s) => {
          delete s.Action;
          s.NotAction = ['dynamodb:DeleteTable'];
        }),
      (plan) =>
        editStatement(plan, GET_ACCOUNT_INFO, 'AllowAccountsRead', (s) => (s.Action = ['dynamodb:Get?tem'])),
      (plan) =>
        (plan.at('module.authorizer.aws_lambda_function.this').role = plan.at(
          'module.get_account_info.aws_lambda_function.this',
        ).role),
      (plan) =>
        editStatement(plan, GET_ACCOUNT_INFO, 'AllowAccountsRead', (s) => (s.Action = ['dynamodb:*'])),
      (plan) => editStatement(plan, GET_ACCOUNT_INFO, 'AllowAccountsRead', (s) => (s.Resource = ['*'])),
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
];

/**
 * What may assume a role: Lambda a function's; VPC flow logs of this account that of the flow log; for a schedule the
 * scheduler, on behalf of this environment's own group.
 */
function trustOf(plan, address) {
  if (address === FLOW_LOG_ROLE)
    return {
      Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
    };
  if (address.startsWith('module.'))
    return { Principal: { Service: 'lambda.amazonaws.com' }, Condition: undefined };
  const group = plan.at('aws_scheduler_schedule_group.this').name;
  return {
    Principal: { Service: 'scheduler.amazonaws.com' },
    Condition: {
      StringEquals: {
        'aws:SourceAccount': '123456789012',
        'aws:SourceArn': `arn:aws:scheduler:ca-central-1:123456789012:schedule-group/${group}`,
      },
    },
  };
}

function trustFaults(
  plan,
  address,
  { assume_role_policy: trust, managed_policy_arns: managed, inline_policy: inline },
) {
  const whom = JSON.parse(trust).Statement.map(({ Effect, Action, Principal, Condition }) =>
    JSON.stringify([Effect, Action, Principal, Condition]),
  );
  const { Principal, Condition } = trustOf(plan, address);
  return [
    whom.join() === JSON.stringify(['Allow', 'sts:AssumeRole', Principal, Condition]) ||
      `${address} can be assumed by ${whom}`,
    (managed ?? []).length === 0 || `${address} has ${managed} beside its one inline policy`,
    (inline ?? []).every(({ policy }) => !policy) || `${address} has a second inline policy`,
  ];
}

function faultsOf(address, { Sid, Action, Resource, Condition, Effect, NotAction, NotResource }) {
  const where = `${address} ${Sid}`;
  const wide = (action, resource) =>
    WIDE_RESOURCES.some(
      (known) =>
        known.action.test(action) &&
        (known.resource instanceof RegExp ? known.resource.test(resource) : known.resource === resource),
    );
  const named = /^[A-Z][A-Za-z]+$/.test(Sid ?? '') || `${address}: a statement without a name`;
  // A denial takes rights away, however wide it is.
  if (Effect === 'Deny') return [named];
  return [
    named,
    Effect === 'Allow' || `${where} does not allow`,
    (!NotAction && !NotResource) || `${where}: all but ${NotAction ?? NotResource}`,
    asList(Action).length > 0 || `${where}: no action is named`,
    asList(Resource).length > 0 || `${where}: no resource is named`,
    ...asList(Action).map((action) => !/[*?]/.test(action) || `${where}: ${action}`),
    ...asList(Action).flatMap((action) =>
      asList(Resource).map(
        (resource) =>
          !/[*?]/.test(resource) || wide(action, resource) || `${where}: ${action} on ${resource}`,
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
