// Questions to moto itself, past the proxy: what a probe of a gap needs.
import { spawnSync } from 'node:child_process';
import process from 'node:process';

/** Runs the AWS command line against `url`; gives its status and output. */
export function ask(url, ...args) {
  return spawnSync('aws', [...args, '--endpoint-url', url, '--output', 'json'], {
    encoding: 'utf8',
    env: {
      ...process.env,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_DEFAULT_REGION: 'ca-central-1',
      AWS_MAX_ATTEMPTS: '1',
      AWS_PAGER: '',
    },
  });
}

/** What the command printed; throws when it failed. */
export function call(url, ...args) {
  const result = ask(url, ...args);
  if (result.status !== 0) throw new Error(`aws ${args.slice(0, 2).join(' ')}: ${result.stderr}`);
  return result.stdout;
}

/** Throws once moto's answer has the field. */
export function stillMissing(answer, field) {
  if (answer.includes(field)) throw new Error(`moto now knows ${field}: remove the gap`);
}

/** Throws once moto answers the command. */
export function stillFails(url, ...args) {
  if (ask(url, ...args).status === 0) throw new Error(`moto now has ${args[1]}: remove the gap`);
}
