// The environment's logs as they come, all functions and the access log, or those of one request.
// node scripts/infra/logs.mjs ENVIRONMENT [CORRELATION-ID]
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { aws } from './aws.mjs';
import { init, outputs } from './environment.mjs';
import { readSettings } from './settings.mjs';
import { main, UserError } from './steps.mjs';

const [environment = 'dev', correlationId] = process.argv.slice(2);
const settings = readSettings(environment);
const DAY_MS = 86_400_000;
const RECENT_MS = 600_000;
/** Lines may arrive this much after lines that are younger. */
const LATE_MS = 60_000;
const PAUSE_MS = 2_000;

await main(async () => {
  if (correlationId !== undefined && !/^[\w.=-]{1,128}$/.test(correlationId))
    throw new UserError(`"${correlationId}" is no correlation id`);
  init(settings);
  const groups = Object.values(outputs(settings).log_groups);
  await (correlationId === undefined ? follow(groups) : find(groups));
});

function find(groups) {
  const lines = linesIn(groups, Date.now() - DAY_MS, `"${correlationId}"`);
  lines.forEach(show);
  if (lines.length === 0)
    console.log(
      `No line of the last day holds ${correlationId}. Lines arrive within seconds; for older ones: the saved query find-a-correlation-id.`,
    );
}

/** Until it is stopped. Asked again and again, because only version 2 of the command line has `logs tail`. */
async function follow(groups) {
  let shown = new Set();
  for (let since = Date.now() - RECENT_MS; ; await pause(PAUSE_MS)) {
    const lines = linesIn(groups, since);
    lines.filter(({ eventId }) => !shown.has(eventId)).forEach(show);
    shown = new Set(lines.map(({ eventId }) => eventId));
    since = Math.max(since, (lines.at(-1)?.timestamp ?? 0) - LATE_MS);
  }
}

/** Oldest first over all logs, so that a request's way can be read from top to bottom. */
function linesIn(groups, since, pattern) {
  return groups
    .flatMap((group) => eventsIn(group, since, pattern).map((event) => ({ ...event, group })))
    .sort((one, other) => one.timestamp - other.timestamp);
}

function eventsIn(group, since, pattern) {
  const words = ['--log-group-name', group, '--start-time', String(since)];
  const answer = aws(
    ['logs', 'filter-log-events', ...words, ...(pattern ? ['--filter-pattern', pattern] : [])],
    { env: settings.childEnv },
  );
  if (!answer.ok) throw new UserError(`${group} cannot be read: ${answer.message}`);
  return answer.data.events ?? [];
}

function show({ timestamp, group, message }) {
  console.log(`${new Date(timestamp).toISOString()} ${group} ${message.trimEnd()}`);
}
