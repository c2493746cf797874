// Where Terraform and its AWS provider are on this machine, and how to run them: the same for tests and deployments.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
export const infra = path.join(root, 'infra-as-code');

/** The oldest Terraform that knows write-only arguments, which keep the SMS secret out of the state. */
export const OLDEST_TERRAFORM = [1, 11];

const PROVIDER = path.join('registry.terraform.io', 'hashicorp', 'aws');

/**
 * Folder for `terraform init -plugin-dir`: TF_PLUGIN_DIR, else a mirror found in the usual places of this machine;
 * undefined where there is none, and Terraform then asks the registry.
 */
export function pluginDir(env = process.env) {
  if (env.TF_PLUGIN_DIR) return env.TF_PLUGIN_DIR;
  const parents = [
    '/opt',
    '/usr/local',
    '/usr/local/share',
    '/usr/local/lib',
    '/usr/share',
    '/usr/lib',
    os.homedir(),
  ];
  return parents
    .flatMap((parent) => [parent, ...foldersIn(parent)])
    .concat(path.join(os.homedir(), '.terraform.d', 'plugins'))
    .find((folder) => existsSync(path.join(folder, PROVIDER)));
}

function foldersIn(parent) {
  try {
    return readdirSync(parent)
      .map((name) => path.join(parent, name))
      .filter((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory());
  } catch {
    return [];
  }
}

/** Environment of every Terraform call: nothing asked, no colour, no CLI configuration that does not exist. */
export function terraformEnv(env = process.env, extra = {}) {
  const result = { ...env, TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1', ...extra };
  if (result.TF_CLI_CONFIG_FILE && !existsSync(result.TF_CLI_CONFIG_FILE)) delete result.TF_CLI_CONFIG_FILE;
  return result;
}

/** Runs Terraform and returns `{ status, stdout, stderr }`; shows nothing. */
export function terraform(args, { cwd, env } = {}) {
  return spawnSync('terraform', args, {
    cwd,
    env: terraformEnv(env ?? process.env),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
}

/** Runs Terraform with its output on this terminal; resolves with its exit status. */
export function terraformLive(args, { cwd, env, stdin = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const plain = process.stdout.isTTY ? [] : ['-no-color'];
    const child = spawn('terraform', [...args.slice(0, 1), ...plain, ...args.slice(1)], {
      cwd,
      env: terraformEnv(env ?? process.env),
      stdio: [stdin, 'inherit', 'inherit'],
    });
    child.on('error', reject);
    child.on('close', (status, signal) => resolve(signal ? 128 : status));
  });
}

/** `[major, minor, patch]` of the Terraform on PATH, or undefined where there is none. */
export function terraformVersion() {
  const result = terraform(['version', '-json']);
  if (result.status !== 0) return undefined;
  return JSON.parse(result.stdout).terraform_version.split('-')[0].split('.').map(Number);
}

export function initArgs(extra = []) {
  const mirror = pluginDir();
  return ['init', '-no-color', ...(mirror ? [`-plugin-dir=${mirror}`] : []), ...extra];
}
