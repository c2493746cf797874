import { language } from './language.js';

/** Time of day of an RFC 3339 moment, in the reader's own zone. */
export function timeOf(moment) {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? String(moment) : date.toLocaleTimeString(language());
}

/** Date and time of an RFC 3339 moment. */
export function momentOf(moment) {
  const date = new Date(moment);
  return Number.isNaN(date.getTime())
    ? String(moment)
    : date.toLocaleString(language(), { dateStyle: 'medium', timeStyle: 'medium' });
}

/** An amount in whole units; never passes through a float. What is no amount is shown as it is. */
export function amountOf(balance) {
  return typeof balance === 'string' && /^-?\d{1,30}$/.test(balance)
    ? new Intl.NumberFormat(language()).format(BigInt(balance))
    : String(balance);
}

/** A subscriber's number as people write it. */
export function phoneNumberOf(msisdn) {
  return String(msisdn).replace(/^(224)(\d{3})(\d{2})(\d{2})(\d{2})$/, '+$1 $2 $3 $4 $5');
}

/** A number as a person types it, in the form of the accounts' keys. */
export function canonicalNumberOf(typed) {
  const digits = typed.replace(/\D/g, '').replace(/^00/, '');
  return digits.length === 9 ? `224${digits}` : digits;
}

/** A duration that the stack measured. */
export function durationOf(ms) {
  return `${Math.round(ms)} ms`;
}
