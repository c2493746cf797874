import { type Environment, readSettings, type SettingsReader } from '@fintech-solution/runtime/env';
import type { Francs } from '@fintech-solution/domain/money';
import type { NumberingPlan } from '@fintech-solution/domain/msisdn';
import { numberingPlan } from '@fintech-solution/runtime/numbering-plan';
import { type SmsSettings, smsSettings } from '@fintech-solution/runtime/sms-settings';

/** What init-user-account is told by its environment. */
export interface Config {
  readonly tableName: string;
  readonly openingBalance: Francs;
  /** The channels that are ON have settings. */
  readonly sms: SmsSettings | undefined;
  readonly email: EmailConfig | undefined;
  readonly leaseMs: number;
  /** Without it nothing can be parked, and the queue's own redrive keeps what fails. */
  readonly deadLetterQueueUrl: string | undefined;
  /** Without it a failed record waits for the queue's visibility timeout. */
  readonly queueUrl: string | undefined;
  readonly plan: NumberingPlan;
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
    const sms = smsSettings(settings);
    const email = emailConfig(settings);
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

/** One mailbox at a domain name: enough to catch a setting that cannot be an address, no more. */
const ADDRESS = /^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/;
const HOST_NAME = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/i;

/** The domain's settings are judged even while e-mail is OFF: a bad one should not wait for the switch. */
function emailConfig(settings: SettingsReader): EmailConfig | undefined {
  const isOn = settings.oneOf('ENABLE_EMAIL_NOTIFICATIONS', ['ON', 'OFF']) === 'ON';
  const applyDomain = settings.oneOf('APPLY_CUSTOM_DOMAIN', ['true', 'false']) === 'true';
  const domain = applyDomain ? settings.required('DOMAIN_NAME') : '';
  if (domain !== '' && !HOST_NAME.test(domain)) settings.fault('DOMAIN_NAME must be a domain name');
  if (!isOn) return undefined;
  const to = settings.required('DESTINATION_EMAIL');
  if (to !== '' && !ADDRESS.test(to)) settings.fault('DESTINATION_EMAIL must be one e-mail address');
  // Without a domain SES knows one verified address only, so the mailbox writes to itself.
  return {
    to,
    from: applyDomain ? `api@${domain}` : to,
    configurationSet: settings.optional('SES_CONFIGURATION_SET'),
  };
}
