// What the deploy test needs besides Node and Terraform: go-task and moto's server, taken from PATH where they are.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from '../../infra/terraform.mjs';

const GO_TASK = '3.53.0';
/** The list of gaps (moto-gaps.mjs) is about this version. */
const MOTO = '5.2.1';

/** Folder that holds `task`: the one on PATH, else built by Go into tmp/bin. */
export function goTask() {
  if (spawnSync('task', ['--version'], { encoding: 'utf8' }).status === 0) return undefined;
  const folder = path.join(root, 'tmp', 'bin');
  if (!existsSync(path.join(folder, 'task'))) {
    console.log(`building go-task ${GO_TASK}, a minute on a first run`);
    run('go', ['install', `github.com/go-task/task/v3/cmd/task@v${GO_TASK}`], { GOBIN: folder });
  }
  return folder;
}

/** Starts moto's server on a free port; `{ port, python, stop }`, where `python` is the one that has this moto. */
export async function startMoto() {
  const port = await freePort();
  const { server, python } = motoServer();
  const child = spawn(server, ['-H', '127.0.0.1', '-p', String(port)], {
    // AWS's own policies exist; a certificate is issued at once.
    env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true', MOTO_ACM_VALIDATION_WAIT: '1' },
    stdio: 'ignore',
  });
  for (let attempt = 0; attempt < 120; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`moto's server ended with ${child.exitCode}`);
    if (await answers(port)) return { port, python, stop: () => child.kill() };
    await pause(500);
  }
  child.kill();
  throw new Error('moto’s server does not answer');
}

function motoServer() {
  const version = spawnSync('python3', ['-c', 'import moto, flask; print(moto.__version__)'], {
    encoding: 'utf8',
  });
  if (version.stdout?.trim() === MOTO && spawnSync('moto_server', ['--help']).status === 0)
    return { server: 'moto_server', python: 'python3' };
  const folder = path.join(root, 'tmp', `moto-${MOTO}`);
  const server = path.join(folder, 'bin', 'moto_server');
  const python = path.join(folder, 'bin', 'python');
  if (!existsSync(server)) {
    console.log(`installing moto ${MOTO} into ${path.relative(root, folder)}, a minute on a first run`);
    run('python3', ['-m', 'venv', folder]);
    run(path.join(folder, 'bin', 'pip'), [
      'install',
      '--quiet',
      '--disable-pip-version-check',
      `moto[all,server]==${MOTO}`,
    ]);
  }
  return { server, python };
}

function run(program, args, env = {}) {
  const result = spawnSync(program, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  });
  if (result.status !== 0) throw new Error(`${program} ${args.join(' ')} failed`);
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answers(port) {
  return fetch(`http://127.0.0.1:${port}/moto-api/`).then(
    () => true,
    () => false,
  );
}
