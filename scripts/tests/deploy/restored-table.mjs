// The documented recipe "Restore the table" (docs/operations.md), step by step as it is written there; its deployments
// without the checks and the build, which change nothing here and are tried before (tf-apply-dev).
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { terraform } from '../../infra/terraform.mjs';
import { equal, excludes, includes, test } from './checks.mjs';
import { devFolder } from './deployment.mjs';

const TABLE = 'fintech-solution-dev-accounts';
const RESTORED = `${TABLE}-restored`;
const ADDRESS = 'module.common.aws_dynamodb_table.account';
const CUSTOMER = { msisdn: { S: '224622000001' }, balance: { N: '777' }, currency: { S: 'GNF' } };

export async function restoreTable(deployment) {
  const { aws, env, json, succeeds } = deployment;
  const importBlock = path.join(devFolder, 'restored.tf');
  try {
    await test('a table restored beside the old one is taken over, and nothing is destroyed', async () => {
      aws('dynamodb', 'put-item', '--table-name', TABLE, '--item', JSON.stringify(CUSTOMER));
      restore(aws);
      const removed = terraform(['state', 'rm', ADDRESS], { cwd: devFolder, env });
      if (removed.status !== 0) throw new Error(removed.stderr);
      env.TF_VAR_accounts_table_name = RESTORED;
      writeFileSync(importBlock, `import {\n  to = ${ADDRESS}\n  id = "${RESTORED}"\n}\n`);
      const { output } = await succeeds('tf-apply-dev', '--yes');
      includes(output, '1 to import', '0 to destroy');
    });
    await test('both functions and their rights are at the restored table, which holds what it held', () => {
      for (const name of ['get-account-info', 'init-user-account']) {
        const functionName = `fintech-solution-dev-${name}`;
        const { Environment } = json('lambda', 'get-function-configuration', '--function-name', functionName);
        equal(Environment.Variables.TABLE_NAME, RESTORED);
      }
      const policies = JSON.stringify(
        deployment.resources().filter(({ type }) => type === 'aws_iam_role_policy'),
      );
      includes(policies, `table/${RESTORED}`);
      excludes(policies, `table/${TABLE}\\`);
      equal(itemOf(json, RESTORED), CUSTOMER);
    });
    await test('what a restore leaves off is on again, and the old table stands as it was', () => {
      const { Table } = json('dynamodb', 'describe-table', '--table-name', RESTORED);
      equal(Table.DeletionProtectionEnabled, true);
      equal(backupsOf(json, RESTORED), 'ENABLED');
      equal(itemOf(json, TABLE), CUSTOMER);
    });
  } finally {
    rmSync(importBlock, { force: true });
  }
  // On AWS there are no changes. This goes wrong once moto keeps the encryption that a table is updated with.
  await test('without the import block nothing changes but the encryption, which moto forgets', async () => {
    const { output } = await succeeds('tf-apply-dev', '--yes');
    includes(output, 'server_side_encryption', 'Plan: 0 to add, 1 to change, 0 to destroy.');
    equal(
      [...output.matchAll(/# (\S+) will be/g)].map(([, address]) => address),
      [ADDRESS],
    );
  });
  // The operator's last step, once nobody needs the old table: Terraform no longer knows it.
  aws('dynamodb', 'update-table', '--table-name', TABLE, '--no-deletion-protection-enabled');
  aws('dynamodb', 'delete-table', '--table-name', TABLE);
}

function restore(aws) {
  aws(
    ...['dynamodb', 'restore-table-to-point-in-time'],
    ...['--source-table-name', TABLE, '--target-table-name', RESTORED],
    ...['--restore-date-time', new Date().toISOString()],
  );
  aws('dynamodb', 'wait', 'table-exists', '--table-name', RESTORED);
}

function itemOf(json, table) {
  const key = JSON.stringify({ msisdn: CUSTOMER.msisdn });
  return json('dynamodb', 'get-item', '--table-name', table, '--key', key).Item;
}

function backupsOf(json, table) {
  const { ContinuousBackupsDescription: found } = json(
    ...['dynamodb', 'describe-continuous-backups', '--table-name', table],
  );
  return found.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus;
}
