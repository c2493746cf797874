import type { SettingsReader } from './env.ts';
import { GUINEA, type NumberingPlan } from '@fintech-solution/domain/msisdn';

/** The numbering plan of a deployment; Guinea's mobile numbers where nothing else is set. */
export function numberingPlan(settings: SettingsReader): NumberingPlan {
  const countryCode = settings.optional('MSISDN_COUNTRY_CODE') ?? GUINEA.countryCode;
  if (!/^[1-9]\d{0,2}$/.test(countryCode)) settings.fault('MSISDN_COUNTRY_CODE must be one to three digits');
  return {
    countryCode,
    nationalPattern: settings.pattern('MSISDN_NATIONAL_PATTERN', GUINEA.nationalPattern),
  };
}
