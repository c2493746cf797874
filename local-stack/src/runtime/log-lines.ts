import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { parseObject } from '../http/json.ts';
import type { LogLevel } from '../setup/wiring.ts';

/** CloudWatch's largest log event; a longer line is cut into pieces so that it cannot fill the memory. */
const MAX_LINE_CHARACTERS = 262_144;

/** Hands a stream on line by line, with the last line even when it does not end, and no empty ones. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string): void => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) emit(line);
    while (rest.length > MAX_LINE_CHARACTERS) {
      emit(rest.slice(0, MAX_LINE_CHARACTERS));
      rest = rest.slice(MAX_LINE_CHARACTERS);
    }
  };
  const emit = (line: string): void => {
    for (let at = 0; at < line.length; at += MAX_LINE_CHARACTERS)
      onLine(line.slice(at, at + MAX_LINE_CHARACTERS));
  };
  stream.on('data', (chunk: Buffer) => take(decoder.write(chunk)));
  stream.on('end', () => {
    take(decoder.end());
    emit(rest);
    rest = '';
  });
  // A killed child's pipe may end in an error; its exit is what counts.
  stream.on('error', () => undefined);
}

const LEVELS: readonly LogLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/**
 * Whether Lambda sends a line on to CloudWatch: a JSON document below the function's application log level is dropped,
 * and one without a level, such as a metric line, counts as INFO. Lambda filters no plain text.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export function passesLogLevel(line: string, applicationLogLevel: LogLevel): boolean {
  const document = parseObject(line);
  if (document === undefined) return true;
  const level = LEVELS.find((name) => name === String(document['level']).toUpperCase()) ?? 'INFO';
  return LEVELS.indexOf(level) >= LEVELS.indexOf(applicationLogLevel);
}
