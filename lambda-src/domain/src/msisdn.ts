import { maskDigits } from './redaction.ts';

/** A subscriber number in its one canonical form: digits with country code, no plus (`224622000001`). */
export type Msisdn = string & { readonly __msisdn: unique symbol };

/** Which numbers are subscribers': a country code and the shape of a national number, anchored. */
export interface NumberingPlan {
  readonly countryCode: string;
  readonly nationalPattern: RegExp;
}

/** Guinea's mobile numbers: country code and the pattern of the nine national digits. */
export const GUINEA = { countryCode: '224', nationalPattern: '6[0-356]\\d{7}' } as const;

const MAX_SPELLING_LENGTH = 32;
/** Digits in groups joined by one space, dot or hyphen, after an optional international prefix. */
const SPELLING = /^(?:\+|00)?\d+(?:[ .-]\d+)*$/;

/**
 * The subscriber number in one path segment as a REST API hands it over: still percent-encoded.
 *
 * Decoded exactly once: a second escape (`%2532`) stays an escape and is therefore refused, so no number
 * can be smuggled past a check that decodes a different number of times.
 *
 * @returns undefined for anything that is not a subscriber number of the plan.
 */
export function decodeMsisdn(segment: string, plan: NumberingPlan): Msisdn | undefined {
  const spelling = decodeOnce(segment);
  return spelling === undefined ? undefined : parseMsisdn(spelling, plan);
}

/** The canonical form of a number spelled by a person; one subscriber has one key, whatever the spelling. */
export function parseMsisdn(spelling: string, plan: NumberingPlan): Msisdn | undefined {
  if (spelling.length > MAX_SPELLING_LENGTH || !SPELLING.test(spelling)) return undefined;
  const compact = spelling.replace(/[ .-]/g, '');
  const prefix = /^(?:\+|00)/.exec(compact)?.[0] ?? '';
  const digits = compact.slice(prefix.length);
  // Only a bare spelling can be national: `+622000001` claims to be international and is not ours.
  if (prefix === '' && plan.nationalPattern.test(digits)) return (plan.countryCode + digits) as Msisdn;
  return withinPlan(digits, plan);
}

/** True when a value is already a subscriber number in canonical form: nothing is normalised here. */
export function isMsisdn(value: unknown, plan: NumberingPlan): value is Msisdn {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) && withinPlan(value, plan) === value;
}

/** The only form in which a number may leave through a log, a metric or a mail: `224*******01`. */
export function maskMsisdn(msisdn: string): string {
  return maskDigits(msisdn);
}

function withinPlan(digits: string, { countryCode, nationalPattern }: NumberingPlan): Msisdn | undefined {
  if (!digits.startsWith(countryCode)) return undefined;
  return nationalPattern.test(digits.slice(countryCode.length)) ? (digits as Msisdn) : undefined;
}

/** `decodeURIComponent` throws on a bad escape; such a segment is no number. */
function decodeOnce(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
