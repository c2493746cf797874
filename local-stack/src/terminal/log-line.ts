import type { LogEntry } from './log-entry.ts';
import { harmless, type Paint, type Style } from './styling.ts';

const INDENT = '          ';
const LEVEL_STYLES: Readonly<Record<string, Style>> = {
  ERROR: 'red',
  CRITICAL: 'red',
  WARN: 'yellow',
  INFO: 'green',
  DEBUG: 'dim',
};
/** As many frames as show where it happened; the rest is the runtime's own. */
const STACK_FRAMES = 4;
/** A text longer than this is not read on a terminal; `--json` has all of it. */
const LONGEST_TEXT = 2000;

/** One entry in readable form, indented under the request it belongs to; an error's stack takes more lines. */
export function formatLogEntry(entry: LogEntry, functionName: string, paint: Paint): string[] {
  const head = `${INDENT}${paint('dim', functionName)}  `;
  if (entry.kind === 'text') return [head + harmless(shortened(entry.text))];
  if (entry.kind === 'metrics') {
    const metrics = entry.metrics.map(({ name, value }) => `${harmless(name)} ${plain(value)}`).join(', ');
    return [
      `${head}${paint('dim', `metric ${[metrics, pairs(entry.dimensions)].filter(Boolean).join('  ')}`)}`,
    ];
  }
  const { error, ...fields } = entry.fields;
  const level = paint(LEVEL_STYLES[entry.level] ?? 'dim', harmless(entry.level).padEnd(5));
  const details = paint('dim', pairs(fields));
  const first = [level, harmless(entry.message), details].filter(Boolean).join('  ');
  return [head + first, ...(error === undefined ? [] : formatError(error, paint))];
}

function formatError(error: unknown, paint: Paint): string[] {
  if (typeof error !== 'object' || error === null) return [`${INDENT}  ${paint('red', plain(error))}`];
  const { name = 'Error', message = '', stack = '', cause } = error as Record<string, unknown>;
  const frames = String(stack).split('\n').filter((line) => /^\s+at /.test(line)).slice(0, STACK_FRAMES); // prettier-ignore
  return [
    `${INDENT}  ${paint('red', `${plain(name)}: ${plain(message)}`)}`,
    ...frames.map((frame) => `${INDENT}    ${paint('dim', harmless(frame.trim()))}`),
    ...(cause === undefined ? [] : [`${INDENT}  ${paint('dim', 'caused by')}`, ...formatError(cause, paint)]),
  ];
}

function pairs(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields).map(([name, value]) => `${harmless(name)}=${plain(value)}`).join(' '); // prettier-ignore
}

function plain(value: unknown): string {
  return harmless(shortened(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')));
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
