import type { NumberingPlan } from '@fintech-solution/domain/msisdn';
import type { CallbackHosts } from '@fintech-solution/domain/ledger/callback-url';
import { callbackHosts } from '@fintech-solution/runtime/callback-settings';
import { type Environment, readSettings } from '@fintech-solution/runtime/env';
import { numberingPlan } from '@fintech-solution/runtime/numbering-plan';
import { type SmsSettings, smsSettings } from '@fintech-solution/runtime/sms-settings';

/** What notify-parties is told by its environment. */
export interface Config {
  readonly ledgerTableName: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  /** Undefined where SMS is OFF. */
  readonly sms: SmsSettings | undefined;
  /** Where callbacks may go. */
  readonly callbackHosts: CallbackHosts;
  /** Where the masters of the clients' secrets are kept. */
  readonly signingSecretParameterName: string;
  readonly plan: NumberingPlan;
}

/** @throws SettingsError with every fault, at cold start. */
export function loadConfig(env: Environment): Config {
  return readSettings(env, (settings) => ({
    ledgerTableName: settings.required('LEDGER_TABLE_NAME'),
    queueUrl: settings.url('NOTIFICATION_QUEUE_URL'),
    deadLetterQueueUrl: settings.url('DEAD_LETTER_QUEUE_URL'),
    sms: smsSettings(settings),
    callbackHosts: callbackHosts(settings),
    signingSecretParameterName: settings.required('CALLBACK_SIGNING_SECRET_PARAMETER_NAME'),
    plan: numberingPlan(settings),
  }));
}
