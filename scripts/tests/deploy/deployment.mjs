// One deployment under test: its settings, the operators' tasks as go-task runs them, and what AWS's stand-in then holds.
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { resourcesIn } from '../../infra/environment.mjs';
import { infra, root, terraform } from '../../infra/terraform.mjs';

export const ACCOUNT = '123456789012';
export const BUCKET = `fintech-solution-${ACCOUNT}-terraform-state`;
export const SMS_SECRET = 'deploy-test-sms-secret';
export const devFolder = path.join(infra, 'environments', 'dev');

/** `endpoint` stands for AWS; `taskFolder` holds `task` where PATH has none. `env` may be changed as the test goes. */
export function createDeployment({ endpoint, taskFolder }) {
  const env = environment(endpoint, taskFolder);
  const aws = (...args) => awsOutput(env, args);
  return {
    env,
    endpoint,
    ...tasksOf(env),
    aws,
    json: (...args) => JSON.parse(aws(...args) || '{}'),
    functions: () => JSON.parse(aws('lambda', 'list-functions')).Functions,
    resources() {
      const shown = terraform(['show', '-json'], { cwd: devFolder, env });
      if (shown.status !== 0) throw new Error(shown.stderr);
      return resourcesIn(JSON.parse(shown.stdout).values.root_module);
    },
  };
}

/** Tasks in that environment: as they end, or wanted to succeed or to fail. See {@link runTask} for the arguments. */
export function tasksOf(env) {
  const task = (...args) => runTask(env, args);
  return {
    task,
    async succeeds(...args) {
      const result = await task(...args);
      if (result.status !== 0) throw new Error(`task ${args[0]} failed:\n${result.output.slice(-4_000)}`);
      return result;
    },
    async fails(...args) {
      const result = await task(...args);
      if (result.status === 0)
        throw new Error(`task ${args[0]} should have failed:\n${result.output.slice(-2_000)}`);
      return result;
    },
  };
}

function environment(endpoint, taskFolder) {
  const {
    TF_CLI_CONFIG_FILE: _config,
    AWS_PROFILE: _profile,
    AWS_SESSION_TOKEN: _token,
    ...rest
  } = process.env;
  return {
    ...rest,
    PATH: [taskFolder, process.env.PATH].filter(Boolean).join(path.delimiter),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DEFAULT_REGION: 'ca-central-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
    AWS_ACCOUNT_ID: ACCOUNT,
    FINTECH_SOLUTION_ISSUER_URI: 'https://issuer.example/',
    FINTECH_SOLUTION_JWKS_URI: 'https://issuer.example/.well-known/jwks.json',
    FINTECH_SOLUTION_AUDIENCE: 'https://api.example',
    FINTECH_SOLUTION_TEST_EMAIL: 'back-office@example.org',
  };
}

/**
 * Runs `task NAME words…` and gives its status, everything that it printed, and its standard output alone. The last
 * argument may be `{ cwd, env, stdin, silent, until }`: `until` ends the task, as Ctrl-C does, once that was printed.
 */
function runTask(env, args) {
  const options = typeof args.at(-1) === 'object' ? args.at(-1) : {};
  const words = args.filter((word) => typeof word === 'string');
  const silent = options.silent ? ['--silent'] : [];
  return new Promise((resolve, reject) => {
    const child = spawn('task', [...silent, ...words], {
      cwd: options.cwd ?? root,
      env: { ...env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: options.until !== undefined,
    });
    const printed = { output: '', stdout: '' };
    child.stdout.on('data', (chunk) => (printed.stdout += chunk));
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        printed.output += chunk;
        if (options.until !== undefined && printed.output.includes(options.until)) interrupt(child);
      });
    const patience = options.until && setTimeout(() => interrupt(child), UNTIL_MS);
    child.on('error', reject);
    child.on('close', (status) => {
      clearTimeout(patience);
      resolve({ status, ...printed });
    });
    child.stdin.end(options.stdin ?? '');
  });
}

const UNTIL_MS = 60_000;

/** What a terminal does at Ctrl-C: the signal reaches every process of the group. */
function interrupt({ pid, exitCode }) {
  if (exitCode === null) process.kill(-pid, 'SIGINT');
}

function awsOutput(env, args) {
  // Version 1 of the command line forgets AWS_ENDPOINT_URL for sqs.
  const endpoint = ['--endpoint-url', env.AWS_ENDPOINT_URL];
  const result = spawnSync('aws', [...args, ...endpoint, '--output', 'json'], {
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.status !== 0) throw new Error(`aws ${args.join(' ')}: ${result.stderr}`);
  return result.stdout;
}
