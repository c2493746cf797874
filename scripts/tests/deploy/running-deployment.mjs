// What was deployed, running on this machine: its settings for a child process, and that process itself.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { root } from '../../infra/terraform.mjs';

const MAIN = 'scripts/tests/deploy/deployed-stack.ts';

/** The environment that deployed-stack.ts reads; `forget` removes the file behind it. */
export function deployedEnvironment({ resources, endpoint, smsCredentials }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'deployed-'));
  const state = path.join(folder, 'resources.json');
  writeFileSync(state, JSON.stringify(resources));
  const { AWS_ENDPOINT_URL: _endpoint, ...rest } = process.env;
  return {
    env: {
      ...rest,
      STACK_MAIN: MAIN,
      DEPLOYED_STATE: state,
      DEPLOYED_ENDPOINT: endpoint,
      DEPLOYED_SMS_CREDENTIALS: JSON.stringify(smsCredentials),
    },
    forget: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Starts it; `{ base, origin, authorizerStub, lines, stop }`, where `lines` grows by what it prints. */
export async function startDeployment(deployed) {
  const { env, forget } = deployedEnvironment(deployed);
  const child = spawn(process.execPath, [MAIN], {
    cwd: root,
    env: { ...env, PORT: '0', LOCAL_SPEED: '60', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const lines = [];
  const found = {};
  await new Promise((resolve, reject) => {
    void ended.then((code) => reject(new Error(`the stack ended with ${code}:\n${lines.join('\n')}`)));
    for (const input of [child.stdout, child.stderr])
      createInterface({ input }).on('line', (line) => {
        lines.push(line);
        const [, name, url] = /^(ready|authorizer stub) (http\S+)/.exec(line) ?? [];
        if (name) found[name] = url;
        if (name === 'ready') resolve();
      });
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    forget();
  };
  const base = found.ready;
  return { base, origin: new URL(base).origin, authorizerStub: found['authorizer stub'], lines, stop };
}
