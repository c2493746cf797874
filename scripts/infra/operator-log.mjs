// Who changed what by hand: the operators' own stream in the log of the function that writes the same table.
import { aws } from './aws.mjs';
import { UserError } from './steps.mjs';

const LOG_STREAM = 'operators';

/** Writes one line, or stops: no change is without its line. */
export function writeOperatorLog({ childEnv: env }, group, fields) {
  const place = ['--log-group-name', group, '--log-stream-name', LOG_STREAM];
  const made = aws(['logs', 'create-log-stream', ...place], { env });
  if (!made.ok && made.code !== 'ResourceAlreadyExistsException') stop(made);
  const now = new Date();
  const message = JSON.stringify({
    level: 'INFO',
    timestamp: now.toISOString(),
    service: 'operators',
    ...fields,
  });
  const events = JSON.stringify([{ timestamp: now.getTime(), message }]);
  const written = aws(['logs', 'put-log-events', ...place, '--log-events', events], { env });
  if (!written.ok) stop(written);
}

function stop({ message }) {
  throw new UserError(`The log cannot be written, so nothing goes on: ${message}`);
}
