import type { SettingsReader } from './env.ts';
import {
  countryCodeOf,
  FEWEST_NATIONAL_DIGITS,
  GUINEA,
  type NumberingPlan,
} from '@fintech-solution/domain/msisdn';

/**
 * The numbering plan of a deployment; Guinea's mobile numbers where nothing else is set. A plan whose numbers a log
 * could not mask is a fault: the mask shows the country code and hides all but two of at least six national digits.
 */
export function numberingPlan(settings: SettingsReader): NumberingPlan {
  const countryCode = settings.optional('MSISDN_COUNTRY_CODE') ?? GUINEA.countryCode;
  if (!/^[1-9]\d{0,2}$/.test(countryCode)) settings.fault('MSISDN_COUNTRY_CODE must be one to three digits');
  else if (countryCodeOf(countryCode) !== countryCode)
    settings.fault('MSISDN_COUNTRY_CODE must be a country code of ITU-T E.164');
  const nationalPattern = settings.pattern('MSISDN_NATIONAL_PATTERN', GUINEA.nationalPattern);
  const isGuinea = settings.optional('MSISDN_NATIONAL_PATTERN') === undefined;
  if (!isGuinea && fitsShortNumber(nationalPattern))
    settings.fault(
      `MSISDN_NATIONAL_PATTERN must not fit numbers of fewer than ${FEWEST_NATIONAL_DIGITS} digits: logs could not mask them`,
    );
  return { countryCode, nationalPattern };
}

/** Tries them all, because the length of what a regular expression fits cannot be read off it. A few milliseconds. */
function fitsShortNumber(pattern: RegExp): boolean {
  for (let length = 0; length < FEWEST_NATIONAL_DIGITS; length += 1)
    for (let value = 0; value < 10 ** length; value += 1)
      if (pattern.test(length === 0 ? '' : String(value).padStart(length, '0'))) return true;
  return false;
}
