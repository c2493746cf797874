import type { SettingsReader } from './env.ts';

/** Where the SMS provider is, what it calls us, and where its credentials are kept. */
export interface SmsSettings {
  readonly apiUrl: string;
  readonly senderName: string;
  readonly credentialsParameterName: string;
}

/** Nimba's default sender name is shared by its customers; an own one must have been approved by Nimba. */
const DEFAULT_SENDER_NAME = 'SMS 9080';
const DEFAULT_API_URL = 'https://api.nimbasms.com/v1/messages';
const MAX_SENDER_NAME_LENGTH = 11;

/** The settings of the SMS channel; undefined where `ENABLE_SMS_NOTIFICATIONS` says OFF. */
export function smsSettings(settings: SettingsReader): SmsSettings | undefined {
  if (settings.oneOf('ENABLE_SMS_NOTIFICATIONS', ['ON', 'OFF']) === 'OFF') return undefined;
  const senderName = settings.optional('SMS_SENDER_NAME') ?? DEFAULT_SENDER_NAME;
  if (senderName.length > MAX_SENDER_NAME_LENGTH)
    settings.fault('SMS_SENDER_NAME must have at most 11 characters');
  return {
    apiUrl: settings.url('SMS_PROVIDER_API_URL', DEFAULT_API_URL),
    senderName,
    credentialsParameterName: settings.required('SMS_PROVIDER_API_CREDENTIALS_PARAMETER_NAME'),
  };
}
