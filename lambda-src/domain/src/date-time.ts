/** A moment that RFC 3339 spells, in whole milliseconds. */
export interface DateTime {
  /** Epoch milliseconds; what is finer is cut off. */
  readonly ms: number;
  /** True where something was cut off: the moment is later than `ms`. */
  readonly isFiner: boolean;
}

const RFC3339 =
  /^(\d{4}-\d{2}-\d{2})[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.(\d+))?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
/** The ledger, like JavaScript, knows no part of a millisecond. */
const DIGITS_OF_A_MILLISECOND = 3;

/**
 * Reads a date with a time and an offset.
 *
 * @returns undefined for another form, and for a moment that does not exist. A leap second counts as one: no clock here
 * knows it.
 * @see https://www.rfc-editor.org/rfc/rfc3339#section-5.6
 */
export function readDateTime(text: string): DateTime | undefined {
  const [, date, fraction = ''] = RFC3339.exec(text) ?? [];
  // JavaScript takes the 30th of February for the 2nd of March.
  if (date === undefined || !isDate(date)) return undefined;
  const isFiner = /[1-9]/.test(fraction.slice(DIGITS_OF_A_MILLISECOND));
  return { ms: Date.parse(text.toUpperCase()), isFiner };
}

function isDate(date: string): boolean {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
}
