// Rules over the rights that move money: only inside a transaction, only under the keys of a kind, and never a deletion.
import { MANIFEST } from '../../../deployment/manifest.ts';
import { FUNCTIONS, functionAt, roleOf, tableAt, TABLES } from './functions.mjs';
import { asList, editStatement, policies } from './policies.mjs';

const WRITES = ['dynamodb:PutItem', 'dynamodb:UpdateItem'];

/** The function that may read every item, and write nothing. */
const READER = 'verify-ledger';

/** Every DynamoDB action that the functions may have at all; what deletes, and PartiQL, is not among them. */
const ACTIONS = [
  ...WRITES,
  'dynamodb:BatchGetItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:GetItem',
  'dynamodb:Query',
];

/** Writes outside a transaction; they move no balance. `keys`: the partition keys, where the table has several kinds. */
const SINGLE_WRITES = [
  {
    name: 'init-user-account',
    table: 'accounts',
    action: 'dynamodb:PutItem',
    because: 'an opening is one write',
  },
  {
    name: 'init-user-account',
    table: 'accounts',
    action: 'dynamodb:UpdateItem',
    because: 'it marks welcomes',
  },
  {
    name: 'request-transaction',
    table: 'ledger',
    action: 'dynamodb:PutItem',
    keys: ['TX#*'],
    because: 'it accepts',
  },
  {
    name: 'notify-parties',
    table: 'ledger',
    action: 'dynamodb:PutItem',
    keys: ['TX#*'],
    because: 'it marks notifications',
  },
];

/** Partition keys of the ledger under which an action may stand; a leg, once written, is never updated. */
const KEYS = {
  'dynamodb:BatchGetItem': ['TX#*', 'ACC#*'],
  'dynamodb:ConditionCheckItem': ['TX#*', 'LIM#CASH#*'],
  'dynamodb:GetItem': ['TX#*', 'ACC#*', 'LIM#OPEN#*'],
  'dynamodb:PutItem': ['TX#*', 'ACC#*', 'LIM#OPEN#*'],
  'dynamodb:Query': ['ACC#*'],
  'dynamodb:UpdateItem': ['TX#*', 'LIM#CASH#*', 'LIM#OPEN#*'],
};

const PROCESS = roleOf('process-transaction');
const SWEEP = roleOf('sweep-transactions');

export const ledgerRules = [
  {
    id: 'P26',
    title:
      'money moves only inside a transaction, under the keys of its kind, and no function deletes anything',
    check: (plan) =>
      FUNCTIONS.flatMap((name) =>
        statementsOver(plan, name).flatMap((statement) => [
          ...asList(statement.Action).map(
            (action) =>
              ACTIONS.includes(action) ||
              (name === READER && action === 'dynamodb:Scan') ||
              `${name} may ${action}: ${statement.Sid}`,
          ),
          ...outsideFaults(plan, name, statement),
          ...keyFaults(plan, name, statement),
        ]),
      ),
    negativeCases: [
      {
        mutate: (plan) =>
          editStatement(plan, PROCESS, 'AllowBalancesMoveInTransaction', (s) => delete s.Condition),
        says: /process-transaction may dynamodb:UpdateItem on accounts outside a transaction/,
      },
      {
        mutate: (plan) => editStatement(plan, PROCESS, 'AllowLegsAddInTransaction', withoutTransaction),
        says: /process-transaction may dynamodb:PutItem on ledger outside a transaction/,
      },
      {
        mutate: (plan) =>
          editStatement(
            plan,
            PROCESS,
            'AllowTransactionsEndInTransaction',
            (s) => (s.Condition['ForAnyValue:StringEquals']['dynamodb:EnclosingOperation'] = ['PutItem']),
          ),
        says: /process-transaction may dynamodb:UpdateItem on ledger outside a transaction/,
      },
      {
        // True where the key is absent, so it would hold for a single write too.
        mutate: (plan) =>
          editStatement(plan, SWEEP, 'AllowTransactionsFailInTransaction', (s) => {
            s.Condition['ForAllValues:StringEquals'] = s.Condition['ForAnyValue:StringEquals'];
            delete s.Condition['ForAnyValue:StringEquals'];
          }),
        says: /sweep-transactions may dynamodb:UpdateItem on ledger outside a transaction/,
      },
      {
        mutate: (plan) =>
          editStatement(plan, PROCESS, 'AllowTransactionsEndInTransaction', (s) =>
            s.Condition['ForAllValues:StringLike']['dynamodb:LeadingKeys'].push('ACC#*'),
          ),
        says: /process-transaction may dynamodb:UpdateItem under ACC#\*/,
      },
      {
        mutate: (plan) => editStatement(plan, SWEEP, 'AllowTransactionsFailInTransaction', withoutKeys),
        says: /sweep-transactions may dynamodb:UpdateItem under any key/,
      },
      {
        mutate: (plan) =>
          editStatement(plan, roleOf('notify-parties'), 'AllowNotificationsMark', withoutKeys),
        says: /notify-parties may dynamodb:PutItem under any key/,
      },
      {
        mutate: (plan) =>
          editStatement(
            plan,
            roleOf('request-transaction'),
            'AllowTransactionsAccept',
            (s) => (s.Condition['ForAllValues:StringLike']['dynamodb:LeadingKeys'] = ['ACC#*']),
          ),
        says: /request-transaction may dynamodb:PutItem on ledger outside a transaction/,
      },
      {
        mutate: (plan) =>
          editStatement(plan, roleOf('get-transaction'), 'AllowTransactionsAndMovementsRead', (s) =>
            s.Action.push('dynamodb:UpdateItem'),
          ),
        says: /get-transaction may dynamodb:UpdateItem on ledger outside a transaction/,
      },
      {
        mutate: (plan) =>
          editStatement(plan, roleOf(READER), 'AllowLedgerReadAll', (s) =>
            s.Action.push('dynamodb:UpdateItem'),
          ),
        says: /verify-ledger may dynamodb:UpdateItem on ledger outside a transaction/,
      },
      {
        mutate: (plan) =>
          editStatement(plan, roleOf('get-transaction'), 'AllowTransactionsAndMovementsRead', (s) =>
            s.Action.push('dynamodb:Scan'),
          ),
        says: /get-transaction may dynamodb:Scan/,
      },
      ...['dynamodb:DeleteItem', 'dynamodb:BatchWriteItem', 'dynamodb:PartiQLUpdate'].map((action) => ({
        mutate: (plan) =>
          editStatement(plan, PROCESS, 'AllowBalancesMoveInTransaction', (s) => s.Action.push(action)),
        says: new RegExp(`process-transaction may ${action}`),
      })),
      {
        mutate: (plan) =>
          editStatement(plan, SWEEP, 'AllowPendingList', (s) => (s.Resource = [tableAt(plan, 'ledger').arn])),
        says: /sweep-transactions may dynamodb:Query under any key/,
      },
    ],
  },
  {
    id: 'P26b',
    title: 'a schedule invokes its function, at its pace, and nothing repeats a run but the next one',
    check: (plan) =>
      Object.entries(MANIFEST.functions)
        .filter(([, { trigger }]) => trigger.kind === 'schedule')
        .flatMap(([name, { trigger }]) => scheduleFaults(plan, name, trigger.schedule)),
    negativeCases: [
      {
        mutate: (plan) => (scheduleOf(plan).schedule_expression = 'rate(1 hour)'),
        says: /runs at rate\(1 hour\)/,
      },
      { mutate: (plan) => (scheduleOf(plan).state = 'DISABLED'), says: /is switched off/ },
      { mutate: (plan) => (scheduleOf(plan).group_name = 'default'), says: /is in the group default/ },
      { mutate: (plan) => delete scheduleOf(plan).kms_key_arn, says: /is not under the environment’s key/ },
      {
        mutate: (plan) => (scheduleOf(plan).flexible_time_window = [{ mode: 'FLEXIBLE' }]),
        says: /may run late/,
      },
      {
        mutate: (plan) => (scheduleOf(plan).target[0].retry_policy = [{ maximum_retry_attempts: 3 }]),
        says: /the scheduler repeats/,
      },
      {
        mutate: (plan) =>
          (plan.at(
            'aws_lambda_function_event_invoke_config.schedule["sweep-transactions"]',
          ).maximum_retry_attempts = 2),
        says: /Lambda repeats/,
      },
      {
        mutate: (plan) => (scheduleOf(plan).target[0].arn = functionAt(plan, 'process-transaction').arn),
        says: /no schedule invokes sweep-transactions/,
      },
      {
        mutate: (plan) =>
          editStatement(plan, scheduleRights('sweep-transactions'), 'AllowFunctionInvoke', (s) =>
            s.Resource.push(functionAt(plan, 'process-transaction').arn),
          ),
        says: /the schedule may lambda:InvokeFunction on .*process-transaction/,
      },
      {
        mutate: (plan) =>
          editStatement(
            plan,
            scheduleRights('sweep-transactions'),
            'AllowFunctionInvoke',
            (s) => (s.Resource = []),
          ),
        says: /the schedule may not invoke sweep-transactions/,
      },
      ...[
        (s) => (s.Action = ['kms:DescribeKey']),
        (s) => (s.Condition.StringEquals['kms:ViaService'] = []),
      ].map((edit) => ({
        mutate: (plan) =>
          editStatement(plan, scheduleRights('sweep-transactions'), 'AllowOwnScheduleDecrypt', edit),
        says: /the schedule of sweep-transactions may not read itself/,
      })),
    ],
  },
];

const scheduleRights = (name) => `aws_iam_role_policy.schedule["${name}"]`;
const scheduleOf = (plan) => plan.at('aws_scheduler_schedule.this["sweep-transactions"]');

function withoutTransaction(statement) {
  delete statement.Condition['ForAnyValue:StringEquals'];
}

function withoutKeys(statement) {
  delete statement.Condition['ForAllValues:StringLike'];
}

/** Statements of a function's role that name DynamoDB. */
function statementsOver(plan, name) {
  const { statements } = policies(plan).find(({ address }) => address === roleOf(name));
  return statements.filter(({ Action }) => asList(Action).some((action) => action.startsWith('dynamodb:')));
}

const keysOf = ({ Condition }) => Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];

function isInTransaction({ Condition }) {
  const operations = Condition?.['ForAnyValue:StringEquals']?.['dynamodb:EnclosingOperation'];
  return asList(operations).join() === 'TransactWriteItems';
}

/** The table that a statement is about, as the manifest names it. */
function tablesOf(plan, { Resource }) {
  return TABLES.filter((table) => asList(Resource).includes(tableAt(plan, table).arn));
}

function outsideFaults(plan, name, statement) {
  const writes = [...WRITES, 'dynamodb:ConditionCheckItem'];
  if (isInTransaction(statement)) return [];
  return asList(statement.Action)
    .filter((action) => writes.includes(action))
    .flatMap((action) =>
      tablesOf(plan, statement).map(
        (table) =>
          SINGLE_WRITES.some(
            (known) =>
              known.name === name &&
              known.table === table &&
              known.action === action &&
              String(known.keys) === String(keysOf(statement)),
          ) || `${name} may ${action} on ${table} outside a transaction: ${statement.Sid}`,
      ),
    );
}

/** In the ledger every right holds for keys that the rule knows. */
function keyFaults(plan, name, statement) {
  if (!tablesOf(plan, statement).includes('ledger')) return [];
  const writes = asList(statement.Action).some((action) => WRITES.includes(action));
  if (name === READER && !writes) return [];
  return asList(statement.Action).flatMap((action) =>
    (keysOf(statement) ?? ['any key']).map(
      (key) => (KEYS[action] ?? []).includes(key) || `${name} may ${action} under ${key}: ${statement.Sid}`,
    ),
  );
}

/** The services through which a schedule's role may decrypt. */
function decryptsFor(plan, name) {
  return policies(plan)
    .find(({ address }) => address === scheduleRights(name))
    .statements.filter(({ Action }) => asList(Action).includes('kms:Decrypt'))
    .flatMap(({ Condition }) => asList(Condition?.StringEquals?.['kms:ViaService']));
}

function scheduleFaults(plan, name, schedule) {
  const { arn, function_name: awsName } = functionAt(plan, name);
  const values = plan.all('aws_scheduler_schedule').find((one) => one.values.target[0].arn === arn)?.values;
  if (values === undefined) return [`no schedule invokes ${name}`];
  const minutes = MANIFEST.schedules[schedule].everySeconds / 60;
  const config = plan
    .all('aws_lambda_function_event_invoke_config')
    .find((one) => one.values.function_name === awsName)?.values;
  const grants = policies(plan)
    .find(({ address }) => address === scheduleRights(name))
    .statements.flatMap(({ Action, Resource }) =>
      asList(Action).flatMap((action) => asList(Resource).map((resource) => `${action} on ${resource}`)),
    );
  const wanted = [`lambda:InvokeFunction on ${arn}`, `kms:Decrypt on ${plan.at('aws_kms_key.this').arn}`];
  return [
    values.schedule_expression === `rate(${minutes} ${minutes === 1 ? 'minute' : 'minutes'})` ||
      `${schedule} runs at ${values.schedule_expression}`,
    // Its role trusts the scheduler on behalf of this group alone.
    values.group_name === plan.at('aws_scheduler_schedule_group.this').name ||
      `${schedule} is in the group ${values.group_name}, whose schedules may not use its role`,
    values.state !== 'DISABLED' || `${schedule} is switched off`,
    values.kms_key_arn === plan.at('aws_kms_key.this').arn ||
      `${schedule} is not under the environment’s key`,
    values.flexible_time_window[0].mode === 'OFF' || `${schedule} may run late`,
    values.target[0].retry_policy?.[0]?.maximum_retry_attempts === 0 ||
      `the scheduler repeats a run of ${name}`,
    config?.maximum_retry_attempts === 0 || `Lambda repeats a run of ${name}`,
    grants.includes(wanted[0]) || `the schedule may not invoke ${name}`,
    decryptsFor(plan, name).includes('scheduler.ca-central-1.amazonaws.com') ||
      `the schedule of ${name} may not read itself: it lies under the environment’s key`,
    ...grants.map((grant) => wanted.includes(grant) || `the schedule may ${grant}`),
  ];
}
