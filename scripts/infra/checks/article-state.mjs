// A deployment made from the original article has other addresses: an apply over it would replace its table, and with
// it every account. Such a state is recognised here, before any plan.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';

const OUR_MODULE = 'module.common';
const OUR_TABLES = ['account', 'ledger'];

/** Looks at the environment's state in the bucket, and at one left on disk. */
export function articleCheck(settings) {
  const states = [
    [`s3://${settings.stateBucket}/${settings.stateKey}`, stateInBucket(settings)],
    [
      path.join('infra-as-code', 'environments', settings.environment, 'terraform.tfstate'),
      stateOnDisk(settings),
    ],
  ];
  return states.filter(([, state]) => state).map(([where, state]) => judge(where, state));
}

/** A fault where the state holds a table that is not at the address where ours is. */
export function judge(where, state) {
  const name = 'state';
  const tables = (state.resources ?? []).filter(
    ({ mode, type }) => mode === 'managed' && type === 'aws_dynamodb_table',
  );
  const strange = tables.filter((table) => table.module !== OUR_MODULE || !OUR_TABLES.includes(table.name));
  if (strange.length === 0) return { name, state: 'ok', says: where };
  const addresses = strange.map(({ module, type, name: label }) =>
    [module, type, label].filter(Boolean).join('.'),
  );
  return {
    name,
    state: 'fault',
    says: `${where} holds ${addresses.join(', ')}: it was made by another configuration, and an apply would replace the table and lose its accounts`,
    mend: 'read docs/upgrading.md; nothing is touched until then',
  };
}

function stateInBucket({ stateBucket, stateKey, childEnv }) {
  const result = spawnSync('aws', ['s3', 'cp', `s3://${stateBucket}/${stateKey}`, '-'], {
    env: childEnv,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  return result.status === 0 ? parsed(result.stdout) : undefined;
}

function stateOnDisk({ folder }) {
  const file = path.join(folder, 'terraform.tfstate');
  return existsSync(file) ? parsed(readFileSync(file, 'utf8')) : undefined;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
