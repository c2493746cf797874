// The network of the request guard, applied to moto; what moto lacks, the serverless cache with its users, is planned.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { infra, initArgs, root, terraform } from '../../infra/terraform.mjs';
import { equal, test } from './checks.mjs';

const MODULE = 'module.request_guard';
const ROLE = 'arn:aws:iam::123456789012:role/fintech-solution-dev-get-account-info-role';
const TABLE = 'arn:aws:dynamodb:ca-central-1:123456789012:table/fintech-solution-dev-accounts';
const QUEUE = 'arn:aws:sqs:ca-central-1:123456789012:fintech-solution-dev-account-requests';

/** moto 5.2.1 knows none of these as valkey has them. */
const CACHE = [
  'aws_elasticache_serverless_cache.this',
  'aws_elasticache_user.this',
  'aws_elasticache_user_group.this',
];

/** moto 5.2.1 forgets the description of a rule that names a group or a list: nothing else of these may change again. */
const FORGOTTEN_DESCRIPTIONS = [
  ...['function["cache"]', 'function["endpoint"]', 'function_to_dynamodb'].map(
    (rule) => `aws_vpc_security_group_egress_rule.${rule}`,
  ),
  ...['from_function["cache"]', 'from_function["endpoint"]'].map(
    (rule) => `aws_vpc_security_group_ingress_rule.${rule}`,
  ),
];

/** What is made without them. */
const NETWORK = [
  ...['aws_default_security_group.this', 'aws_flow_log.this', 'aws_iam_role_policy.flow'],
  ...['aws_route_table_association.this', 'aws_vpc_endpoint.dynamodb', 'aws_vpc_endpoint.sqs'],
  ...['aws_vpc_security_group_egress_rule.function', 'aws_vpc_security_group_ingress_rule.from_function'],
  'aws_vpc_security_group_egress_rule.function_to_dynamodb',
];

export async function requestGuardNetwork({ env, json }) {
  mkdirSync(path.join(root, 'tmp'), { recursive: true });
  const folder = mkdtempSync(path.join(root, 'tmp', 'request-guard-'));
  writeFileSync(
    path.join(folder, 'main.tf.json'),
    configuration(path.relative(folder, path.join(infra, 'modules'))),
  );
  const run = (...args) => {
    const { status, stdout, stderr } = terraform(args, { cwd: folder, env });
    if (status !== 0) throw new Error(`terraform ${args[0]} failed:\n${stdout.slice(-2_000)}${stderr}`);
    return stdout;
  };
  try {
    await test('the network of the request guard is applied, and then unchanged but for the cache', () => {
      run(...initArgs());
      run('apply', '-auto-approve', '-no-color', ...NETWORK.map((target) => `-target=${MODULE}.${target}`));
      run('plan', '-no-color', '-out=plan');
      const { resource_changes: changes } = JSON.parse(run('show', '-json', 'plan'));
      equal(
        changes
          .filter(({ change }) => change.actions.join() !== 'no-op')
          .map(({ address, change }) => [address, change.actions.join(), changedIn(change)]),
        [
          ...CACHE.map((address) => [`${MODULE}.${address}`, 'create', undefined]),
          ...FORGOTTEN_DESCRIPTIONS.map((address) => [`${MODULE}.${address}`, 'update', ['description']]),
        ],
      );
    });
    await test('the network has its two endpoints, each for the function’s role alone, and no internet gateway', () =>
      lookAtNetwork(json));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The arguments that an update would change. */
function changedIn({ before, after }) {
  if (before === null) return undefined;
  return Object.keys(after).filter((key) => JSON.stringify(after[key]) !== JSON.stringify(before[key]));
}

function lookAtNetwork(json) {
  const [{ VpcId: id }] = json(...describe('vpcs', 'tag:Name', 'fintech-solution-dev-guard')).Vpcs;
  const endpoints = json(...describe('vpc-endpoints', 'vpc-id', id)).VpcEndpoints;
  equal(
    endpoints
      .map(({ ServiceName, VpcEndpointType, PolicyDocument }) => [
        ServiceName,
        VpcEndpointType,
        JSON.parse(PolicyDocument).Statement.map(({ Condition }) => Condition.ArnEquals['aws:PrincipalArn']),
      ])
      .sort(),
    [
      ['com.amazonaws.ca-central-1.dynamodb', 'Gateway', [ROLE]],
      ['com.amazonaws.ca-central-1.sqs', 'Interface', [ROLE]],
    ],
  );
  equal(json(...describe('internet-gateways', 'attachment.vpc-id', id)).InternetGateways, []);
}

function describe(what, filter, value) {
  return ['ec2', `describe-${what}`, '--filters', `Name=${filter},Values=${value}`];
}

function configuration(modules) {
  const statement = (sid, action, resource) => ({ Sid: sid, Action: [action], Resource: [resource] });
  return JSON.stringify({
    provider: { aws: { region: 'ca-central-1' } },
    module: {
      request_guard: {
        source: `${modules}/request-guard`,
        name: 'fintech-solution-dev-guard',
        aws_region: 'ca-central-1',
        aws_account_id: '123456789012',
        availability_zones: ['ca-central-1a', 'ca-central-1b'],
        kms_key_arn: 'arn:aws:kms:ca-central-1:123456789012:key/00000000-0000-0000-0000-000000000001',
        log_retention_days: 30,
        flow_log_name: '/aws/vpc/fintech-solution-dev-guard-refused',
        function_role_arn: ROLE,
        endpoint_statements: {
          dynamodb: [statement('AllowAccountsRead', 'dynamodb:GetItem', TABLE)],
          sqs: [statement('AllowAccountRequestsSend', 'sqs:SendMessage', QUEUE)],
        },
        commands: ['get', 'set'],
        commands_per_second_max: 1000,
      },
    },
  });
}
