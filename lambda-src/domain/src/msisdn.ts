import { decodeSegment } from './path-segment.ts';

/** A subscriber number in its one canonical form: digits with country code, no plus (`224622000001`). */
export type Msisdn = string & { readonly __msisdn: unique symbol };

/** Which numbers are subscribers': a country code and the shape of a national number, anchored. */
export interface NumberingPlan {
  readonly countryCode: string;
  readonly nationalPattern: RegExp;
}

/** Guinea's mobile numbers: country code and the pattern of the nine national digits. */
export const GUINEA = { countryCode: '224', nationalPattern: '6[0-356]\\d{7}' } as const;

/** The numbering plan of a deployment that sets no other one. */
export const GUINEA_PLAN: NumberingPlan = {
  countryCode: GUINEA.countryCode,
  nationalPattern: new RegExp(`^(?:${GUINEA.nationalPattern})$`),
};

/** National numbers with fewer digits cannot be told from dates, ports and amounts, so a log could not mask them. */
export const FEWEST_NATIONAL_DIGITS = 6;

/**
 * The country codes of ITU-T E.164. No code is the beginning of another code, so a number in international form shows by
 * itself where its country code ends. An unassigned code counts as one of three digits.
 *
 * @see https://www.itu.int/pub/T-SP-E.164D
 */
const COUNTRY_CODE = /^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[1-9]\d\d)/;

const MAX_SPELLING_LENGTH = 32;
/** Digits in groups joined by one space, dot or hyphen, after an optional international prefix. */
const SPELLING = /^(?:\+|00)?\d+(?:[ .-]\d+)*$/;

/**
 * The subscriber number in one path segment as a REST API hands it over: still percent-encoded. A number that is encoded
 * twice is not a number.
 *
 * @returns undefined for anything that is not a subscriber number of the plan.
 */
export function decodeMsisdn(segment: string, plan: NumberingPlan): Msisdn | undefined {
  const spelling = decodeSegment(segment);
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
export function maskMsisdn(msisdn: Msisdn): string {
  return mask(countryCodeOf(msisdn) ?? '', msisdn);
}

/**
 * Masks a run of digits that may be a number in any spelling: the country code of the plan stays, where the run has
 * it, and the last two digits.
 */
export function maskDigits(digits: string, { countryCode, nationalPattern }: NumberingPlan): string {
  if (digits.length < FEWEST_NATIONAL_DIGITS) return '*'.repeat(digits.length);
  const international = digits.replace(/^00/, '');
  const hasCountryCode =
    international.startsWith(countryCode) &&
    international.length >= countryCode.length + FEWEST_NATIONAL_DIGITS &&
    // A national number may begin with the digits of the country code.
    !nationalPattern.test(digits);
  return mask(hasCountryCode ? countryCode : '', digits);
}

/** The E.164 country code at the beginning of a number in international form; undefined for any other beginning. */
export function countryCodeOf(digits: string): string | undefined {
  return COUNTRY_CODE.exec(digits)?.[0];
}

function mask(shown: string, digits: string): string {
  return `${shown}*******${digits.slice(-2)}`;
}

function withinPlan(digits: string, { countryCode, nationalPattern }: NumberingPlan): Msisdn | undefined {
  if (!digits.startsWith(countryCode)) return undefined;
  return nationalPattern.test(digits.slice(countryCode.length)) ? (digits as Msisdn) : undefined;
}
