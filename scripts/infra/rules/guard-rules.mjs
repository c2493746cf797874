// Rules over the request guard: the network of the guarded function, its ways out, its cache, and its alarm.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MANIFEST } from '../../../deployment/manifest.ts';
import {
  environmentOf,
  FUNCTIONS,
  functionAt,
  isGuarded,
  isInNetwork,
  moduleOf,
  prefixOf,
  roleOf,
} from './functions.mjs';
import { asList, editStatement } from './policies.mjs';
import { root } from '../terraform.mjs';

const GUARDED = FUNCTIONS.filter((name) => MANIFEST.functions[name].guarded !== undefined);
const [FUNCTION] = GUARDED;
const EVERYTHING = 'with_everything_on';
const MODULE = 'module.request_guard[0]';
const CACHE = `${MODULE}.aws_elasticache_serverless_cache.this`;
const USER = `${MODULE}.aws_elasticache_user.this`;
const GROUP = `${MODULE}.aws_elasticache_user_group.this`;
const SQS = `${MODULE}.aws_vpc_endpoint.sqs`;
const DYNAMODB = `${MODULE}.aws_vpc_endpoint.dynamodb`;
const ALARM = 'aws_cloudwatch_metric_alarm.metric["request-guard-unavailable"]';
const ACCOUNT_ARN = 'ca-central-1:123456789012';

/** The AWS service that a kind of call in the manifest goes to; the cache stands in the network itself. */
const SERVICE_OF_CALL = {
  table: 'dynamodb',
  index: 'dynamodb',
  queue: 'sqs',
  'dead-letters': 'sqs',
  parameter: 'ssm',
  email: 'email',
};

/** Settings that hold an address outside of AWS. */
const OUTSIDE = ['jwks_uri', 'sms_provider_api_url', 'callback_allowed_hosts'];

/** Types that lead from a network to the Internet. */
const WAYS_OUT =
  /^aws_(eip|egress_only_internet_gateway|internet_gateway|nat_gateway|route|vpc_peering_connection|ec2_transit_gateway.*)$/;

const PORT_OF_CACHE = 6379;
const HTTPS = 443;

/** The one connection that each rule lets through: `FROM → TO : PORT`. */
const CONNECTIONS = [
  ['egress_rule.function["cache"]', PORT_OF_CACHE],
  ['egress_rule.function["endpoint"]', HTTPS],
  ['egress_rule.function_to_dynamodb', HTTPS],
  ['ingress_rule.from_function["cache"]', PORT_OF_CACHE],
  ['ingress_rule.from_function["endpoint"]', HTTPS],
];

const isOurs = (plan) => plan.all('aws_elasticache_serverless_cache').length > 0;

/** Services of AWS that a function calls. */
function servicesOf(name) {
  const services = Object.keys(MANIFEST.functions[name].calls).map(
    (call) => SERVICE_OF_CALL[call.split(':', 1)[0]],
  );
  return [...new Set(services)];
}

function endpointOf(plan, service) {
  const found = plan
    .all('aws_vpc_endpoint')
    .find(({ values }) => values.service_name === `com.amazonaws.ca-central-1.${service}`);
  return found?.values;
}

/** What is wrong with the way of a function to a service. */
function endpointFaults(plan, name, service) {
  const endpoint = endpointOf(plan, service);
  if (endpoint === undefined)
    return [`${name} is in a VPC and calls ${service}, which has no endpoint there: every call would hang`];
  const isInterface = endpoint.vpc_endpoint_type === 'Interface';
  return [
    !isInterface ||
      endpoint.private_dns_enabled === true ||
      `the name of ${service} does not lead to its endpoint`,
    ...endpointPolicyFaults(plan, name, service, JSON.parse(endpoint.policy).Statement),
  ];
}

/** An endpoint lets through what the function's role may do, and that role alone. */
function endpointPolicyFaults(plan, name, service, statements) {
  const role = plan.at(`${moduleOf(name)}.aws_iam_role.function`).arn;
  const grants = (list) =>
    list
      .flatMap(({ Action, Resource }) =>
        asList(Action).flatMap((action) => asList(Resource).map((resource) => `${action} on ${resource}`)),
      )
      .filter((grant) => grant.startsWith(`${service}:`))
      .sort();
  const ofRole = grants(JSON.parse(plan.at(roleOf(name)).policy).Statement);
  return [
    statements.every(
      ({ Condition }) =>
        JSON.stringify(Condition) === JSON.stringify({ ArnEquals: { 'aws:PrincipalArn': role } }),
    ) || `the endpoint of ${service} lets through more than ${name}’s role`,
    statements.flatMap(({ Action }) => asList(Action)).every((action) => action.startsWith(`${service}:`)) ||
      `the endpoint of ${service} allows what is no action of it`,
    grants(statements).join() === ofRole.join() ||
      `the endpoint of ${service} lets through ${grants(statements)}, and the role may ${ofRole}`,
  ];
}

const grantedOn = (statements, action) =>
  statements
    .filter(({ Effect, Action }) => Effect === 'Allow' && asList(Action).includes(action))
    .flatMap(({ Resource }) => asList(Resource));

/** True when the one denial takes from the function's own code every right over the network that its role has. */
function deniesNetworkToCode(plan, statements) {
  const granted = statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => asList(Action))
    .filter((action) => action.startsWith('ec2:'));
  const [denied, ...others] = statements.filter(({ Effect }) => Effect === 'Deny');
  const code = `arn:aws:lambda:${ACCOUNT_ARN}:function:${functionAt(plan, FUNCTION).function_name}`;
  return (
    others.length === 0 &&
    granted.every((action) => asList(denied?.Action).includes(action)) &&
    JSON.stringify(denied?.Condition) ===
      JSON.stringify({ ArnEquals: { 'lambda:SourceFunctionArn': [code] } })
  );
}

/** Commands that the guard's adapter sends. */
function commandsAsked() {
  const source = readFileSync(path.join(root, 'lambda-src/adapters/src/valkey/request-guard.ts'), 'utf8');
  return [...new Set([...source.matchAll(/send\('([A-Z]+)'/g)].map(([, command]) => command.toLowerCase()))];
}

/** Rights of a user over the guard's keys alone, command by command. */
const accessOf = (commands) =>
  `on ~guard:* -@all ${commands
    .sort()
    .map((command) => `+${command}`)
    .join(' ')}`;

export const guardRules = [
  {
    id: 'P22',
    title: 'every AWS service that a function in a VPC calls has an endpoint there, open to its calls alone',
    check: (plan) =>
      isOurs(plan)
        ? FUNCTIONS.filter((name) => isInNetwork(plan, name)).flatMap((name) =>
            servicesOf(name).flatMap((service) => endpointFaults(plan, name, service)),
          )
        : [],
    on: EVERYTHING,
    negativeCases: [
      {
        mutate: (plan) => plan.remove(SQS),
        says: /get-account-info is in a VPC and calls sqs, which has no endpoint there/,
      },
      {
        mutate: (plan) => plan.remove(DYNAMODB),
        says: /get-account-info is in a VPC and calls dynamodb, which has no endpoint there/,
      },
      {
        mutate: (plan) => (functionAt(plan, 'notify-parties').vpc_config = [{}]),
        says: /notify-parties is in a VPC and calls ssm, which has no endpoint there/,
      },
      {
        mutate: (plan) => (plan.at(SQS).private_dns_enabled = false),
        says: /the name of sqs does not lead to its endpoint/,
      },
      {
        mutate: (plan) => editStatement(plan, SQS, undefined, (s) => (s.Action = ['sqs:*'])),
        says: /the endpoint of sqs lets through sqs:\*/,
      },
      {
        mutate: (plan) => editStatement(plan, DYNAMODB, 'AllowAccountsRead', (s) => delete s.Condition),
        says: /the endpoint of dynamodb lets through more than get-account-info’s role/,
      },
      {
        mutate: (plan) => editStatement(plan, DYNAMODB, undefined, (s) => s.Action.push('s3:GetObject')),
        says: /what is no action of it/,
      },
    ],
  },
  {
    id: 'P22b',
    title: 'the network has no way to the Internet, and only a function that needs none is in it',
    check: (plan) => [
      ...FUNCTIONS.filter((name) => isInNetwork(plan, name)).flatMap((name) => [
        isGuarded(plan, name) || `${name} is in a VPC, and no guard watches it`,
        ...Object.values(MANIFEST.functions[name].environment)
          .filter(({ setting }) => OUTSIDE.includes(setting))
          .map(({ setting }) => `${name} is in a VPC without Internet, and ${setting} is an address outside`),
      ]),
      ...GUARDED.map(
        (name) =>
          isInNetwork(plan, name) === 'REQUEST_GUARD_HOST' in environmentOf(plan, name) ||
          `${name} is in a VPC without a guard, or has a guard that it cannot reach`,
      ),
      isOurs(plan) === plan.all('aws_vpc').length > 0 || 'a VPC without a cache of ours',
      ...plan.resources
        .filter(({ type }) => WAYS_OUT.test(type))
        .map(({ address }) => `${address} leads out of the network`),
      ...plan
        .all('aws_route_table')
        .map(({ address, values }) => (values.route ?? []).length === 0 || `${address} has a route`),
      ...plan
        .all('aws_subnet')
        .map(
          ({ address, values }) =>
            values.map_public_ip_on_launch === false || `${address} gives public addresses`,
        ),
    ],
    on: EVERYTHING,
    negativeCases: [
      {
        mutate: (plan) => (functionAt(plan, 'authorizer').vpc_config = [{}]),
        says: /authorizer is in a VPC without Internet, and jwks_uri is an address outside/,
      },
      {
        mutate: (plan) => (functionAt(plan, 'init-user-account').vpc_config = [{}]),
        says: /init-user-account is in a VPC without Internet, and sms_provider_api_url is an address outside/,
      },
      {
        mutate: (plan) => (functionAt(plan, 'notify-parties').vpc_config = [{}]),
        says: /notify-parties is in a VPC without Internet/,
      },
      {
        mutate: (plan) => (functionAt(plan, 'verify-ledger').vpc_config = [{}]),
        says: /verify-ledger is in a VPC, and no guard watches it/,
      },
      {
        mutate: (plan) =>
          plan.resources.push({ address: 'aws_nat_gateway.x', type: 'aws_nat_gateway', values: {} }),
        says: /aws_nat_gateway\.x leads out of the network/,
      },
      {
        mutate: (plan) =>
          plan.resources.push({
            address: 'aws_internet_gateway.x',
            type: 'aws_internet_gateway',
            values: {},
          }),
        says: /aws_internet_gateway\.x leads out/,
      },
      {
        mutate: (plan) => (plan.at(`${MODULE}.aws_route_table.this`).route = [{ cidr_block: '0.0.0.0/0' }]),
        says: /has a route/,
      },
      {
        mutate: (plan) => (plan.all('aws_subnet')[0].values.map_public_ip_on_launch = true),
        says: /gives public addresses/,
      },
      {
        mutate: (plan) => (functionAt(plan, FUNCTION).vpc_config = []),
        says: /has a guard that it cannot reach/,
      },
    ],
  },
  {
    id: 'P22c',
    title:
      'the role opens that cache as that user and enters its own subnets; the function’s code may not touch them',
    check(plan) {
      if (!isOurs(plan)) return [];
      const statements = JSON.parse(plan.at(roleOf(FUNCTION)).policy).Statement;
      const connects = grantedOn(statements, 'elasticache:Connect');
      return [
        connects.join() === [plan.at(CACHE).arn, plan.at(USER).arn].join() ||
          `elasticache:Connect is granted on ${connects}`,
        grantedOn(statements, 'ec2:CreateNetworkInterface').every(
          (resource) =>
            resource === `arn:aws:ec2:${ACCOUNT_ARN}:network-interface/*` ||
            /:(subnet\/subnet-|security-group\/sg-)[0-9a-f]+$/.test(resource),
        ) || 'the function may enter any network',
        deniesNetworkToCode(plan, statements) ||
          'the function’s code may use what Lambda needs for the network',
      ];
    },
    on: EVERYTHING,
    negativeCases: [
      {
        mutate: (plan) =>
          editStatement(plan, roleOf(FUNCTION), 'AllowRequestGuardConnect', (s) => s.Resource.pop()),
        says: /elasticache:Connect is granted on arn:aws:elasticache:[^,]+:serverlesscache:[^,]+$/,
      },
      {
        mutate: (plan) =>
          editStatement(
            plan,
            roleOf(FUNCTION),
            'AllowRequestGuardConnect',
            (s) => (s.Resource[1] = s.Resource[1].replace(/[^:]+$/, 'somebody-else')),
          ),
        says: /elasticache:Connect is granted on .*:user:somebody-else/,
      },
      {
        mutate: (plan) =>
          editStatement(plan, roleOf(FUNCTION), 'AllowNetworkInterfacesCreate', (s) => (s.Resource = ['*'])),
        says: /may enter any network/,
      },
      {
        mutate: (plan) =>
          editStatement(plan, roleOf(FUNCTION), 'DenyNetworkInterfacesToTheCode', (s) => s.Action.pop()),
        says: /the function’s code may use/,
      },
    ],
  },
  {
    id: 'P22f',
    title:
      'the cache speaks TLS under our key to one user, who proves by IAM who it is and may ask what the guard asks',
    check(plan) {
      if (!isOurs(plan)) return [];
      const [cache, user, group] = [CACHE, USER, GROUP].map((address) => plan.at(address));
      const told = environmentOf(plan, FUNCTION);
      return [
        told.REQUEST_GUARD_TLS === 'true' || 'the guard is asked without TLS',
        [told.REQUEST_GUARD_CACHE, told.REQUEST_GUARD_USER].join() === [cache.name, user.user_name].join() ||
          `the function is told ${told.REQUEST_GUARD_USER} of ${told.REQUEST_GUARD_CACHE}`,
        user.authentication_mode?.[0]?.type === 'iam' || 'the user has another proof than the role',
        user.user_name === user.user_id || 'IAM wants one name and identifier of the user',
        user.access_string === accessOf(commandsAsked()) || `the user may ${user.access_string}`,
        cache.engine === 'valkey' || `the cache is ${cache.engine}`,
        cache.kms_key_id === plan.at('aws_kms_key.this').arn || 'the cache is not under our key',
        cache.user_group_id === group.user_group_id || 'the cache lets other users in',
        group.user_ids.join() === user.user_id || 'the group has other users',
        cache.cache_usage_limits?.[0]?.data_storage?.[0]?.maximum === 1 || 'the cache may grow without bound',
      ];
    },
    on: EVERYTHING,
    negativeCases: [
      {
        mutate: (plan) => (environmentOf(plan, FUNCTION).REQUEST_GUARD_TLS = 'false'),
        says: /asked without TLS/,
      },
      {
        mutate: (plan) => (plan.at(USER).authentication_mode[0].type = 'no-password-required'),
        says: /another proof than the role/,
      },
      { mutate: (plan) => (plan.at(USER).access_string = 'on ~* +@all'), says: /the user may on ~\* \+@all/ },
      { mutate: (plan) => (plan.at(USER).access_string += ' +flushall'), says: /\+flushall/ },
      {
        mutate: (plan) => (plan.at(USER).access_string = plan.at(USER).access_string.replace(' +incr', '')),
        says: /the user may on/,
      },
      { mutate: (plan) => delete plan.at(CACHE).kms_key_id, says: /not under our key/ },
      { mutate: (plan) => delete plan.at(CACHE).user_group_id, says: /lets other users in/ },
      { mutate: (plan) => plan.at(GROUP).user_ids.push('default'), says: /the group has other users/ },
      { mutate: (plan) => delete plan.at(CACHE).cache_usage_limits, says: /may grow without bound/ },
    ],
  },
  {
    id: 'P22d',
    title:
      'inside the network the function reaches the cache and the endpoints, each on its own port, and nothing else',
    check(plan) {
      if (!isOurs(plan)) return [];
      const rules = plan.resources.filter(({ type }) => /^aws_vpc_security_group_/.test(type));
      const portOf = new Map(
        CONNECTIONS.map(([rule, port]) => [`${MODULE}.aws_vpc_security_group_${rule}`, port]),
      );
      const adopted = plan.at(`${MODULE}.aws_default_security_group.this`);
      return [
        ...[...portOf.keys()].map(
          (address) => rules.some((rule) => rule.address === address) || `there is no ${address}`,
        ),
        ...rules.flatMap(({ address, values }) => [
          portOf.has(address) || `${address} lets through what nobody asked for`,
          (values.ip_protocol === 'tcp' &&
            values.from_port === portOf.get(address) &&
            values.to_port === portOf.get(address)) ||
            `${address} opens ${values.ip_protocol} ${values.from_port} to ${values.to_port}`,
          (!values.cidr_ipv4 && !values.cidr_ipv6) || `${address} lets addresses in, not a group`,
        ]),
        ...plan
          .all('aws_security_group')
          .map(
            ({ address, values }) =>
              [...(values.ingress ?? []), ...(values.egress ?? [])].length === 0 ||
              `${address} has rules of its own`,
          ),
        [...(adopted.ingress ?? []), ...(adopted.egress ?? [])].length === 0 ||
          'the network’s default group lets its members talk',
      ];
    },
    on: EVERYTHING,
    negativeCases: [
      {
        mutate: (plan) => plan.remove(`${MODULE}.aws_vpc_security_group_egress_rule.function_to_dynamodb`),
        says: /there is no .*function_to_dynamodb/,
      },
      {
        mutate: (plan) =>
          (plan.at(`${MODULE}.aws_vpc_security_group_ingress_rule.from_function["cache"]`).to_port = 6380),
        says: /opens tcp 6379 to 6380/,
      },
      {
        mutate: (plan) =>
          (plan.at(`${MODULE}.aws_vpc_security_group_egress_rule.function["endpoint"]`).cidr_ipv4 =
            '0.0.0.0/0'),
        says: /lets addresses in/,
      },
      {
        mutate: (plan) =>
          plan.resources.push({
            address: 'aws_vpc_security_group_ingress_rule.x',
            type: 'aws_vpc_security_group_ingress_rule',
            values: { ip_protocol: '-1' },
          }),
        says: /lets through what nobody asked for/,
      },
    ],
  },
  {
    id: 'P22e',
    title: 'a guard that does not answer rings within five minutes; without a guard nothing of it is there',
    check(plan) {
      const alarm = plan.resources.find(({ address }) => address === ALARM)?.values;
      if (!isGuarded(plan, FUNCTION))
        return [
          alarm === undefined || 'an alarm about a guard that is not there',
          ...plan.resources
            .filter(({ address, type }) => address.startsWith(MODULE) || /^aws_elasticache_/.test(type))
            .map(({ address }) => `${address} is there without a guard`),
        ];
      return [
        alarm?.metric_name === 'GuardUnavailable' || 'nothing rings when the guard does not answer',
        alarm?.dimensions.service === `${prefixOf(plan)}-${FUNCTION}` ||
          'another function’s guard is watched',
        (alarm?.threshold === 1 && alarm.period * alarm.evaluation_periods <= 300) ||
          'the alarm about the guard rings late',
      ];
    },
    on: EVERYTHING,
    negativeCases: [
      { mutate: (plan) => plan.remove(ALARM), says: /nothing rings/ },
      { mutate: (plan) => (plan.at(ALARM).metric_name = 'EnquiryRefused'), says: /nothing rings/ },
      { mutate: (plan) => (plan.at(ALARM).evaluation_periods = 60), says: /rings late/ },
      {
        mutate: (plan) => (functionAt(plan, FUNCTION).vpc_config = []),
        says: /is there without a guard/,
      },
    ],
  },
];
