// The end-to-end stories, told to the local gateway and functions as they were deployed, with moto as the engine.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { root } from '../../infra/terraform.mjs';

/** Told in full. The others are about the exact order of redeliveries, which moto's queue times in its own way. */
const STORIES = ['first-visit-opens-account', 'refusals', 'refused-numbers', 'signing-keys'];

/** Runs them against the deployed resources; throws with jest's own words when one fails. */
export function tellStories({ resources, endpoint, smsCredentials }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'deployed-'));
  const state = path.join(folder, 'resources.json');
  writeFileSync(state, JSON.stringify(resources));
  const { AWS_ENDPOINT_URL: _endpoint, ...rest } = process.env;
  const env = {
    ...rest,
    STACK_MAIN: 'scripts/tests/deploy/deployed-stack.ts',
    DEPLOYED_STATE: state,
    DEPLOYED_ENDPOINT: endpoint,
    DEPLOYED_SMS_CREDENTIALS: JSON.stringify(smsCredentials),
  };
  const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const files = STORIES.map((name) => `e2e/stories/${name}`);
  const result = spawnSync(process.execPath, [jest, '--selectProjects', 'e2e', '--runInBand', ...files], {
    cwd: root,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  rmSync(folder, { recursive: true, force: true });
  if (result.status !== 0) throw new Error(`${result.stdout}${result.stderr}`.slice(-4_000));
}
