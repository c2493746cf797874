import { FEWEST_NATIONAL_DIGITS, GUINEA_PLAN, maskDigits, type NumberingPlan } from './msisdn.ts';

const TOKEN = /eyJ[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*)*/g;
const CREDENTIALS = /\b(Basic|Bearer)\s+[A-Za-z0-9+/=._~-]{8,}/gi;
/** Six digits or more, also with blanks, invisible marks, dots, hyphens or underscores in between, also percent-encoded. */
const DIGITS =
  /\d(?:(?:[\s._\u00ad\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060-\u2069\u2212-]|%2[0DE]|%5F|%C2%A0|%E2%80%AF)*\d){5,}/gi;
/** So many digits are masked whatever they are: they may be the number of a subscriber of another country. */
const ALWAYS_MASKED_DIGITS = 9;
/**
 * Ids of requests and messages, by which operators search. Chance puts the digits of a national number into one in
 * fifty, so they stay readable unless they hold a number with its country code: one in a hundred thousand.
 */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * A copy of a value that is safe to log: tokens and credentials are blanked and anything that could be a
 * subscriber number is masked, at any depth. Errors are reduced to name, message, stack, code and cause.
 *
 * @param plan what numbers look like in this deployment.
 */
export function redact(value: unknown, plan: NumberingPlan = GUINEA_PLAN, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value, plan);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' && Number.isInteger(value) && holdsNumber(String(value), plan))
    return redactText(String(value), plan);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 6) return '…';
  if (value instanceof Error) return redactError(value, plan, depth);
  if (Array.isArray(value)) return value.map((item) => redact(item, plan, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [redactText(key, plan), redact(item, plan, depth + 1)]),
  );
}

/** {@link redact} for one text. */
export function redactText(text: string, plan: NumberingPlan = GUINEA_PLAN): string {
  if (UUID.test(text) && !holdsNumber(text, plan, plan.countryCode)) return text;
  return text
    .replace(CREDENTIALS, '$1 ***')
    .replace(TOKEN, '***')
    .replace(DIGITS, (spelled) => redactDigits(spelled, plan));
}

function redactDigits(spelled: string, plan: NumberingPlan): string {
  const digits = spelled.replace(/%[0-9A-F]{2}|\D/gi, '');
  const isMasked = digits.length >= ALWAYS_MASKED_DIGITS || holdsNumber(digits, plan);
  return isMasked ? maskDigits(digits, plan) : spelled;
}

/**
 * Whether the digits of a number of the plan stand in a text, beside each other or with dots, hyphens or underscores
 * in between.
 *
 * @param prefix what stands before the national number; every number in international form holds a national one.
 */
export function holdsNumber(text: string, { nationalPattern }: NumberingPlan, prefix = ''): boolean {
  return (text.replace(/[._-]/g, '').match(/\d+/g) ?? []).some((digits) => {
    for (let start = 0; start < digits.length; start += 1) {
      const national = start + prefix.length;
      if (!digits.startsWith(prefix, start)) continue;
      for (let end = national + FEWEST_NATIONAL_DIGITS; end <= digits.length; end += 1)
        if (nationalPattern.test(digits.slice(national, end))) return true;
    }
    return false;
  });
}

/** Code, cause and the errors inside are kept: they are where a library says what really happened. */
function redactError(error: Error, plan: NumberingPlan, depth: number): Record<string, unknown> {
  const cause = error.cause === undefined ? {} : { cause: redact(error.cause, plan, depth + 1) };
  const code =
    'code' in error && typeof error.code === 'string' ? { code: redactText(error.code, plan) } : {};
  // Node reports a failed connection to a name with several addresses as an AggregateError.
  const inside = error as { errors?: unknown };
  const errors = Array.isArray(inside.errors) ? { errors: redact(inside.errors, plan, depth + 1) } : {};
  return {
    // Nothing keeps an error's own fields from being something else than text.
    name: redactText(String(error.name), plan),
    message: redactText(String(error.message), plan),
    stack: redactText(String(error.stack ?? ''), plan),
    ...code,
    ...cause,
    ...errors,
  };
}
