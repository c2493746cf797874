// Takes an environment down, after saying what would be lost and having its name typed.
// node scripts/infra/destroy.mjs ENVIRONMENT     (the name may also come on standard input, for a script)
import process from 'node:process';
import { aws } from './aws.mjs';
import { accountChecks } from './checks/account.mjs';
import { deployedResources, init } from './environment.mjs';
import { readSettings } from './settings.mjs';
import { ask, main, UserError, runSteps } from './steps.mjs';
import { terraformLive } from './terraform.mjs';

const environment = process.argv[2] ?? 'dev';
const settings = readSettings(environment);
let resources = [];

await main(() =>
  runSteps([
    ['look at the account and make Terraform ready', look],
    ['what would be lost', tell],
    ['confirm', confirm],
    ['lift the deletion protection', unprotect],
    ['destroy', destroy],
  ]),
);

function look() {
  const faults = accountChecks(settings).filter(
    ({ state, name }) => state === 'fault' && name !== 'API Gateway logging role',
  );
  if (faults.length > 0)
    throw new UserError(
      `${faults.map(({ name, says, mend }) => `${name}: ${says}\n    → ${mend}`).join('\n')}\nNothing was changed.`,
    );
  init(settings);
  resources = deployedResources(settings);
  if (resources.length === 0) throw new UserError(`Nothing is deployed in ${environment}.`);
}

function tell() {
  console.log(
    `${resources.filter(({ mode }) => mode === 'managed').length} resources of ${environment} in account ${settings.accountId}, ${settings.region}:`,
  );
  for (const table of tables())
    console.log(
      `  the table ${table} with what is in it (about ${itemsIn(table) ?? '?'} items, AWS counts every six hours) and its backups to a point in time`,
    );
  console.log(`  the queues with what waits in them, the logs, the SMS credentials, the API’s address`);
  console.log(
    `  the key: gone 30 days later; until then aws kms cancel-key-deletion --key-id ${valuesAt('aws_kms_key.this')?.key_id}`,
  );
  console.log('Kept: the state bucket and API Gateway’s logging role.');
}

function tables() {
  return resources.filter(({ type }) => type === 'aws_dynamodb_table').map(({ values }) => values.name);
}

function itemsIn(table) {
  return aws(['dynamodb', 'describe-table', '--table-name', table], { env: settings.childEnv }).data?.Table
    ?.ItemCount;
}

/** The values at this address of the module. */
function valuesAt(label) {
  return resources.find(({ address }) => address.endsWith(`.${label}`))?.values;
}

async function confirm() {
  const answer = await ask(`Type the environment’s name to destroy it (${environment}): `);
  if (answer.trim() !== environment) throw new UserError('Nothing was changed: that was not its name.');
}

function unprotect() {
  return run([
    'apply',
    '-input=false',
    '-auto-approve',
    ...resources
      .filter(({ type }) => type === 'aws_dynamodb_table')
      .map(({ address }) => `-target=${address}`),
    '-var=deletion_protection=false',
  ]);
}

function destroy() {
  return run(['destroy', '-input=false', '-auto-approve', '-var=deletion_protection=false']);
}

async function run(args) {
  const status = await terraformLive(args, { cwd: settings.folder, env: settings.childEnv, stdin: 'ignore' });
  if (status !== 0)
    throw new UserError(
      `terraform ${args[0]} stopped: its message is above. Mend the cause and run the same command again.`,
    );
}
