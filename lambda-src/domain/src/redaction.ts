const TOKEN = /eyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)*/g;
/** Nine digits or more, also with separators, also percent-encoded: a subscriber number in any of its spellings. */
const NUMBER = /\d(?:(?:[ .-]|%2[0DE])?\d){8,}/gi;
const CREDENTIALS = /\b(Basic|Bearer)\s+[A-Za-z0-9+/=._~-]{8,}/gi;
/** Letters around digits, as in a UUID or a request id, whose digit runs are no subscriber number. */
const OPAQUE_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * A copy of a value that is safe to log: tokens and credentials are blanked and anything that could be a
 * subscriber number is masked, at any depth. Errors are reduced to name, message and stack.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 6) return '…';
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [redactText(key), redact(item, depth + 1)]),
  );
}

/** {@link redact} for one text. */
export function redactText(text: string): string {
  if (OPAQUE_ID.test(text)) return text;
  return text
    .replace(CREDENTIALS, '$1 ***')
    .replace(TOKEN, '***')
    .replace(NUMBER, (digits) => maskDigits(digits.replace(/\D/g, '')));
}

/** A number without its country code has at most this many digits; more would show its operator. */
const NATIONAL_DIGITS = 9;

/** Masks a run of digits, keeping a subscriber number's country code, where it has one, and its last two digits. */
export function maskDigits(digits: string): string {
  if (digits.length < 6) return '*'.repeat(digits.length);
  const international = digits.replace(/^00/, '');
  const country = international.length > NATIONAL_DIGITS ? international.slice(0, 3) : '';
  return `${country}*******${digits.slice(-2)}`;
}

/** Code, cause and the errors inside are kept: they are where a library says what really happened. */
function redactError(error: Error, depth: number): Record<string, unknown> {
  const cause = error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) };
  const code = 'code' in error && typeof error.code === 'string' ? { code: redactText(error.code) } : {};
  // Node reports a failed connection to a name with several addresses as an AggregateError.
  const inside = error as { errors?: unknown };
  const errors = Array.isArray(inside.errors) ? { errors: redact(inside.errors, depth + 1) } : {};
  return {
    // Nothing keeps an error's own fields from being something else than text.
    name: redactText(String(error.name)),
    message: redactText(String(error.message)),
    stack: redactText(String(error.stack ?? '')),
    ...code,
    ...cause,
    ...errors,
  };
}
