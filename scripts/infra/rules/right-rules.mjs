// Rules over what each function may do: the calls that the manifest lists, and nothing besides.
import {
  deadLettersAt,
  environmentOf,
  FUNCTIONS,
  isInNetwork,
  manifestEntry,
  queueAt,
  roleOf,
  tableAt,
} from './functions.mjs';
import { asList, editStatement } from './policies.mjs';

/** What every function does: write its own log and its traces. */
const EVERYBODY = [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
];

/** What the poller of a queue does with the role of the queue's function. */
const POLLER = ['DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'];

export const rightRules = [
  {
    id: 'P12c',
    title: 'each function may make the calls that the manifest lists, and no other',
    check: (plan) =>
      FUNCTIONS.flatMap((name) => {
        const [wanted, granted] = [needsOf(plan, name), grantsOf(plan, name)];
        return [
          ...wanted.map((grant) => granted.includes(grant) || `${name} may not ${grant}`),
          ...granted.map(
            (grant) => wanted.includes(grant) || `${name} may ${grant}, which the manifest does not list`,
          ),
          ...keyFaults(plan, name, wanted),
        ];
      }),
    negativeCases: [
      {
        mutate: (plan) =>
          editStatement(
            plan,
            roleOf('get-account-info'),
            'AllowAccountsRead',
            (s) => (s.Action = ['dynamodb:Scan']),
          ),
        says: /get-account-info may not dynamodb:GetItem/,
      },
      {
        mutate: (plan) =>
          editStatement(plan, roleOf('init-user-account'), 'AllowWelcomesMark', (s) => s.Action.pop()),
        says: /init-user-account may not dynamodb:UpdateItem/,
      },
      {
        mutate: (plan) =>
          editStatement(plan, roleOf('init-user-account'), 'AllowAccountRequestsReceive', (s) =>
            s.Action.push('sqs:PurgeQueue'),
          ),
        says: /may sqs:PurgeQueue on .*, which the manifest does not list/,
      },
      {
        mutate: (plan) =>
          editStatement(plan, roleOf('authorizer'), 'AllowTraceWrite', (s) =>
            s.Action.push('sqs:SendMessage'),
          ),
        says: /authorizer may sqs:SendMessage/,
      },
      {
        mutate: (plan) =>
          editStatement(
            plan,
            roleOf('get-account-info'),
            'AllowKeyUseThroughServices',
            (s) => (s.Resource = ['elsewhere']),
          ),
        says: /get-account-info may not kms:Decrypt/,
      },
      {
        mutate: (plan) => editServices(plan, 'get-account-info', (services) => services.pop()),
        says: /get-account-info uses the key through .*, and calls dynamodb,sqs/,
      },
      {
        mutate: (plan) =>
          editServices(plan, 'get-account-info', (services) =>
            services.push('s3.ca-central-1.amazonaws.com'),
          ),
        says: /get-account-info uses the key through .*s3/,
      },
    ],
  },
];

/** `action on resource`, for everything that the manifest lists and that this plan has. */
function needsOf(plan, name) {
  const { calls, trigger } = manifestEntry(plan, name);
  const received = trigger.kind === 'queue' ? [[`queue:${trigger.queue}`, POLLER]] : [];
  const services = [...Object.entries(calls), ...received].flatMap(([resource, operations]) =>
    grantsFor(plan, name, resource, operations),
  );
  // Tables, queues and parameters are under the environment's key.
  const decrypts = services.some((grant) => grant !== 'ses:SendEmail');
  const key = plan.at('aws_kms_key.this').arn;
  return [
    ...EVERYBODY,
    ...services,
    ...(isInNetwork(plan, name) ? NETWORK : []),
    ...(decrypts ? [`kms:Decrypt on ${key}`, `kms:GenerateDataKey on ${key}`] : []),
  ];
}

/** Services whose data lies under the key, and which decrypt it for the caller. */
const UNDER_KEY = ['dynamodb', 'sqs', 'ssm'];

/** The role's use of the key holds for the services that it calls: fewer, and the call fails; more, and it is too wide. */
function keyFaults(plan, name, wanted) {
  const called = UNDER_KEY.filter((service) => wanted.some((grant) => grant.startsWith(`${service}:`)));
  const through = JSON.parse(plan.at(roleOf(name)).policy)
    .Statement.filter(({ Action }) => asList(Action).includes('kms:Decrypt'))
    .flatMap(({ Condition }) => asList(Condition?.StringEquals?.['kms:ViaService']));
  const services = called.map((service) => `${service}.ca-central-1.amazonaws.com`);
  return [
    through.toSorted().join() === services.toSorted().join() ||
      `${name} uses the key through ${through}, and calls ${called}`,
  ];
}

function editServices(plan, name, edit) {
  editStatement(plan, roleOf(name), 'AllowKeyUseThroughServices', ({ Condition }) =>
    edit(Condition.StringEquals['kms:ViaService']),
  );
}

/** What Lambda does to bring a function into a network, by its action; P22c holds where it may. */
const NETWORK = [
  ...['AssignPrivateIpAddresses', 'CreateNetworkInterface', 'DeleteNetworkInterface'],
  ...['DescribeNetworkInterfaces', 'DescribeSubnets', 'UnassignPrivateIpAddresses'],
].map((action) => `ec2:${action}`);

/** The cache and its user: those of the plan, else by the names that the function is told; a Valkey without users needs no right. */
function connectArns(plan, name) {
  const made = ['aws_elasticache_serverless_cache', 'aws_elasticache_user'].flatMap((type) => plan.all(type));
  if (made.length > 0) return made.map(({ values }) => values.arn);
  const { REQUEST_GUARD_CACHE: cache, REQUEST_GUARD_USER: user } = environmentOf(plan, name);
  if (user === undefined) return [];
  const prefix = 'arn:aws:elasticache:ca-central-1:123456789012';
  return [`${prefix}:serverlesscache:${cache}`, `${prefix}:user:${user}`];
}

/** The sender's identities follow from domain and address, so e-mail is compared by its action; P12 holds its sender. */
function grantsFor(plan, functionName, resource, operations) {
  const [kind, name] = resource.split(':');
  const on = (service, arns) =>
    arns.flatMap((arn) => operations.map((operation) => `${service}:${operation} on ${arn}`));
  const arnsOf = (type, end) =>
    plan
      .all(type)
      .filter(({ values }) => values.name.endsWith(end))
      .map(({ values }) => values.arn);
  switch (kind) {
    case 'table':
      return on('dynamodb', [tableAt(plan, name).arn]);
    case 'index': {
      const [table, index] = name.split('/');
      return on('dynamodb', [`${tableAt(plan, table).arn}/index/${index}`]);
    }
    case 'queue':
      return on('sqs', [queueAt(plan, name).arn]);
    case 'dead-letters':
      return on('sqs', [deadLettersAt(plan, name).arn]);
    case 'parameter':
      return on('ssm', arnsOf('aws_ssm_parameter', `/${name}`));
    case 'cache':
      return on('elasticache', connectArns(plan, functionName));
    case 'email':
      return plan.all('aws_ses_configuration_set').length > 0 ? ['ses:SendEmail'] : [];
    default:
      throw new Error(`the manifest names ${resource}, which no rule knows`);
  }
}

function grantsOf(plan, name) {
  const bare = (action) => [...EVERYBODY, ...NETWORK, 'ses:SendEmail'].includes(action);
  const grants = JSON.parse(plan.at(roleOf(name)).policy)
    .Statement.filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) =>
      asList(Action).flatMap((action) =>
        asList(Resource).map((resource) => (bare(action) ? action : `${action} on ${resource}`)),
      ),
    );
  return [...new Set(grants)];
}
