// The environment's logs as they come, all functions and the access log, or those of one request.
// node scripts/infra/logs.mjs ENVIRONMENT [CORRELATION-ID]
import { spawn } from 'node:child_process';
import process from 'node:process';
import { aws } from './aws.mjs';
import { init, outputs } from './environment.mjs';
import { readSettings } from './settings.mjs';
import { main, Mendable } from './steps.mjs';

const [environment = 'dev', correlationId] = process.argv.slice(2);
const settings = readSettings(environment);
const DAY_MS = 86_400_000;

await main(async () => {
  init(settings);
  const groups = Object.values(outputs(settings).log_groups);
  if (correlationId) return groups.forEach((group) => find(group));
  await Promise.all(groups.map((group) => follow(group)));
});

function find(group) {
  if (!/^[\w.=-]{1,128}$/.test(correlationId)) throw new Mendable(`"${correlationId}" is no correlation id`);
  const since = String(Date.now() - DAY_MS);
  const answer = aws(
    [
      'logs',
      'filter-log-events',
      '--log-group-name',
      group,
      '--start-time',
      since,
      '--filter-pattern',
      `"${correlationId}"`,
    ],
    { env: settings.childEnv },
  );
  for (const { timestamp, message } of answer.data?.events ?? [])
    console.log(`${new Date(timestamp).toISOString()} ${group} ${message.trimEnd()}`);
}

function follow(group) {
  return new Promise((resolve, reject) => {
    const child = spawn('aws', ['logs', 'tail', group, '--follow', '--since', '10m', '--format', 'short'], {
      env: settings.childEnv,
      stdio: 'inherit',
    });
    child.on('error', reject);
    child.on('close', resolve);
  });
}
