import { redactText } from '@fintech-solution/domain/redaction';
import { type RequestSummary } from '../gateway/request-summary.ts';
import { harmless, type Paint, type Style } from './styling.ts';

/** `14:03:22  GET    /dev/…/224*******01  200     12 ms  warm  authorizer hit`. */
export function formatRequest(summary: RequestSummary, at: Date, paint: Paint): string {
  return [
    paint('dim', timeOfDay(at)),
    paint('bold', harmless(summary.method).padEnd(6)),
    harmless(redactText(summary.path)),
    paint(styleOf(summary.status), String(summary.status)),
    milliseconds(summary.durationMs),
    ...(summary.coldStart === undefined ? [] : [summary.coldStart ? paint('cyan', 'cold') : 'warm']),
    ...(summary.authorizer === 'none' ? [] : [paint('dim', `authorizer ${summary.authorizer}`)]),
    ...(summary.responseType === undefined ? [] : [paint('dim', summary.responseType)]),
  ].join('  ');
}

/** Whole milliseconds, right-aligned so that slow requests stand out in a column. */
export function milliseconds(durationMs: number): string {
  return `${Math.round(durationMs)} ms`.padStart(8);
}

/** Local time of day. */
export function timeOfDay(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

function styleOf(status: number): Style {
  if (status >= 500) return 'red';
  if (status >= 400) return 'yellow';
  return status >= 300 ? 'cyan' : 'green';
}
