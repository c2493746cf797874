// The end-to-end stories, told to the local gateway and functions as they were deployed, with moto as the engine.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { root } from '../../infra/terraform.mjs';
import { deployedEnvironment } from './running-deployment.mjs';

/**
 * All but two: `chaos` sets faults and exchanges bundles by words on main.ts's command line, which deployed-stack.ts has not,
 * and `clients` follows pages that are written for the laptop's stack.
 */
const STORIES = [
  'first-visit-opens-account',
  'refusals',
  'refused-numbers',
  'signing-keys',
  'providers-fail',
  'functions-die',
  'redelivery-keeps-balance',
  'money-moves',
  'statement',
];

/** Runs them against the deployed resources; throws with jest's own words when one fails. */
export function tellStories({ resources, endpoint, smsCredentials }) {
  const { env, forget } = deployedEnvironment({ resources, endpoint, smsCredentials });
  const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const files = STORIES.map((name) => `e2e/stories/${name}`);
  const result = spawnSync(process.execPath, [jest, '--selectProjects', 'e2e', '--runInBand', ...files], {
    cwd: root,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  forget();
  if (result.status !== 0) throw new Error(`${result.stdout}${result.stderr}`.slice(-4_000));
}
