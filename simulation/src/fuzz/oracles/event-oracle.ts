import { isCanonical } from './number-oracle.ts';

/** The number that a message body asks an account for; undefined where it is no event of ours. */
export function numberAskedBy(body: string): string | undefined {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (event === null || typeof event !== 'object' || Array.isArray(event)) return undefined;
  const has = (name: string): unknown => (event as Record<string, unknown>)[name];
  const isOurs =
    has('specversion') === '1.0' &&
    has('type') === 'gn.fintech-solution.account.requested.v1' &&
    has('source') === '/fintech-solution/get-account-info';
  if (!isOurs || typeof has('id') !== 'string' || has('id') === '') return undefined;
  for (const name of ['subject', 'correlationid', 'traceparent', 'time', 'datacontenttype', 'dataschema']) {
    const value = has(name) ?? undefined;
    if (value !== undefined && (typeof value !== 'string' || value === '' || !isWellFormed(name, value)))
      return undefined;
  }
  const data = has('data');
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return undefined;
  const own = Object.entries(data).find(([name]) => name === 'msisdn')?.[1] as unknown;
  return isCanonical(own) ? own : undefined;
}

function isWellFormed(name: string, value: string): boolean {
  if (name === 'time') return isTime(value);
  if (name === 'dataschema') return URL.canParse(value);
  if (name !== 'datacontenttype') return true;
  const [kind, subkind, ...more] = (value.split(';')[0] ?? '').trimEnd().split('/');
  const isName = (part = ''): boolean =>
    part.length > 0 && [...part].every((char) => /[A-Za-z0-9_!#$&^.+-]/.test(char));
  return more.length === 0 && isName(kind) && isName(subkind) && !value.includes('\n');
}

/** RFC 3339, and a moment that exists. */
function isTime(value: string): boolean {
  const [, date, clock, zone] =
    /^(.{10})[Tt](.{8}(?:\.[0-9]+)?)([Zz]|[+-][0-9]{2}:[0-9]{2})$/.exec(value) ?? [];
  if (date === undefined || clock === undefined || zone === undefined) return false;
  return (
    /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(date) &&
    /^[0-9]{2}:[0-9]{2}:[0-9]{2}/.test(clock) &&
    clock < '24' &&
    (zone.length === 1 || (zone.slice(1) < '24' && zone.slice(4) < '60')) &&
    Number.isFinite(Date.parse(value)) &&
    Number(date.slice(8)) <= daysInMonth(Number(date.slice(0, 4)), Number(date.slice(5, 7)))
  );
}

/** JavaScript takes the 30th of February for the 2nd of March. */
function daysInMonth(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}
