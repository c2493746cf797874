import { type Environment, readSettings, type SettingsReader } from '@fintech-solution/runtime/env';
import type { Francs } from '@fintech-solution/domain/money';
import type { NumberingPlan } from '@fintech-solution/domain/msisdn';
import { numberingPlan } from '@fintech-solution/runtime/numbering-plan';

/** What init-user-account is told by its environment. */
export interface Config {
  readonly tableName: string;
  readonly openingBalance: Francs;
  /** The channels that are ON have settings. */
  readonly sms: SmsConfig | undefined;
  readonly email: EmailConfig | undefined;
  readonly leaseMs: number;
  /** Without it nothing can be parked, and the queue's own redrive keeps what fails. */
  readonly deadLetterQueueUrl: string | undefined;
  /** Without it a failed record waits for the queue's visibility timeout. */
  readonly queueUrl: string | undefined;
  readonly plan: NumberingPlan;
}

/** Where the SMS provider is, what it calls us, and where its credentials are kept. */
export interface SmsConfig {
  readonly apiUrl: string;
  readonly senderName: string;
  readonly credentialsParameterName: string;
}

/** Who writes and who is told; a configuration set, where there is one, is what SES counts deliveries by. */
export interface EmailConfig {
  readonly from: string;
  readonly to: string;
  readonly configurationSet: string | undefined;
}

/** @throws SettingsError with every fault, at cold start. */
export function loadConfig(env: Environment): Config {
  return readSettings(env, (settings) => {
    const sms = isOn(settings, 'ENABLE_SMS_NOTIFICATIONS') ? smsConfig(settings) : undefined;
    const email = emailConfig(settings, isOn(settings, 'ENABLE_EMAIL_NOTIFICATIONS'));
    return {
      tableName: settings.required('TABLE_NAME'),
      openingBalance: BigInt(
        settings.integer('OPENING_BALANCE', { min: 0, max: 1e15 - 1, fallback: 1_000 }) || 0,
      ),
      sms,
      email,
      leaseMs: settings.integer('WELCOME_LEASE_SECONDS', { min: 1, max: 43_200, fallback: 60 }) * 1_000,
      deadLetterQueueUrl: settings.optionalUrl('DEAD_LETTER_QUEUE_URL'),
      queueUrl: settings.optionalUrl('INIT_ACCOUNT_QUEUE_URL'),
      plan: numberingPlan(settings),
    };
  });
}

function isOn(settings: SettingsReader, name: string): boolean {
  return settings.oneOf(name, ['ON', 'OFF']) === 'ON';
}

/** Nimba's default sender name is shared by its customers; an own one must have been approved by Nimba. */
const DEFAULT_SENDER_NAME = 'SMS 9080';
const DEFAULT_API_URL = 'https://api.nimbasms.com/v1/messages';
const MAX_SENDER_NAME_LENGTH = 11;

function smsConfig(settings: SettingsReader): SmsConfig {
  const senderName = settings.optional('SMS_SENDER_NAME') ?? DEFAULT_SENDER_NAME;
  if (senderName.length > MAX_SENDER_NAME_LENGTH)
    settings.fault('SMS_SENDER_NAME must have at most 11 characters');
  return {
    apiUrl: settings.url('SMS_PROVIDER_API_URL', DEFAULT_API_URL),
    senderName,
    credentialsParameterName: settings.required('SMS_PROVIDER_API_CREDENTIALS_PARAMETER_NAME'),
  };
}

/** One mailbox at a domain name: enough to catch a setting that cannot be an address, no more. */
const ADDRESS = /^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/;
const HOST_NAME = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/i;

/** The domain's settings are judged even while e-mail is OFF: a bad one should not wait for the switch. */
function emailConfig(settings: SettingsReader, on: boolean): EmailConfig | undefined {
  const applyDomain = settings.oneOf('APPLY_CUSTOM_DOMAIN', ['true', 'false']) === 'true';
  const domain = applyDomain ? settings.required('DOMAIN_NAME') : '';
  if (domain !== '' && !HOST_NAME.test(domain)) settings.fault('DOMAIN_NAME must be a domain name');
  if (!on) return undefined;
  const to = settings.required('DESTINATION_EMAIL');
  if (to !== '' && !ADDRESS.test(to)) settings.fault('DESTINATION_EMAIL must be one e-mail address');
  // Without a domain SES knows one verified address only, so the mailbox writes to itself.
  return {
    to,
    from: applyDomain ? `api@${domain}` : to,
    configurationSet: settings.optional('SES_CONFIGURATION_SET'),
  };
}
