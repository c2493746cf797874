// The programs that the tasks call, and whether they are recent enough.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { OLDEST_TERRAFORM, terraformVersion } from '../terraform.mjs';

const OLDEST_NODE = 20;

/** Every tool, whether or not an earlier one is missing. */
export function toolChecks() {
  return [node(), terraform(), awsCli(), git()];
}

function node() {
  const version = process.versions.node;
  if (Number(version.split('.')[0]) >= OLDEST_NODE) return { name: 'node', state: 'ok', says: version };
  return {
    name: 'node',
    state: 'fault',
    says: `${version} is too old`,
    mend: `install Node ${OLDEST_NODE} or later (devbox shell brings 22)`,
  };
}

function terraform() {
  const name = 'terraform';
  const version = terraformVersion();
  const mend =
    'install Terraform 1.11 or later: https://developer.hashicorp.com/terraform/install (devbox shell brings it)';
  if (!version) return { name, state: 'fault', says: 'not found', mend };
  const [major, minor] = OLDEST_TERRAFORM;
  const recent = version[0] > major || (version[0] === major && version[1] >= minor);
  return recent
    ? { name, state: 'ok', says: version.join('.') }
    : { name, state: 'fault', says: `${version.join('.')} would put the SMS secret into the state`, mend };
}

function awsCli() {
  const name = 'aws';
  const result = spawnSync('aws', ['--version'], { encoding: 'utf8' });
  const version = /aws-cli\/([\d.]+)/.exec(`${result.stdout}${result.stderr}`)?.[1];
  if (version) return { name, state: 'ok', says: version };
  return {
    name,
    state: 'fault',
    says: 'not found',
    mend: 'install the AWS command line: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html (devbox shell brings it)',
  };
}

function git() {
  const name = 'git';
  const found = spawnSync('git', ['--version'], { encoding: 'utf8' }).stdout?.trim();
  return found
    ? { name, state: 'ok', says: found.replace('git version ', '') }
    : { name, state: 'note', says: 'not found; only devbox and updates need it' };
}
