import { language, t } from './language.js';
import { CASH, isWhole, PROMOTION } from './ledger.js';

const HOUR_MS = 3_600_000;

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

/** An amount in whole units; never passes through a float. Any other text is shown as it is. */
export function amountOf(balance) {
  return isWhole(balance) ? new Intl.NumberFormat(language()).format(BigInt(balance)) : String(balance);
}

/** An amount with its sign, also where it is positive. */
export function signedAmountOf(amount) {
  return isWhole(amount)
    ? new Intl.NumberFormat(language(), { signDisplay: 'exceptZero' }).format(BigInt(amount))
    : String(amount);
}

/** When something ends, in the reader's own zone: to the second where that is soon, else to the minute. */
export function endOf(moment, nowMs = Date.now()) {
  return moment.getTime() - nowMs < HOUR_MS
    ? timeOf(moment)
    : moment.toLocaleString(language(), { dateStyle: 'medium', timeStyle: 'short' });
}

/** Whose account it is: a subscriber's number, or the system's own name for it. */
export function partyOf(account) {
  if (account === CASH) return t('operations.cash');
  return account === PROMOTION ? t('statement.promotion') : phoneNumberOf(account);
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
