import type { NumberingPlan } from '@fintech-solution/domain/msisdn';
import { type Environment, readSettings } from '@fintech-solution/runtime/env';
import { numberingPlan } from '@fintech-solution/runtime/numbering-plan';

/** What sweep-transactions is told by its environment. */
export interface Config {
  readonly ledgerTableName: string;
  readonly transactionQueueUrl: string;
  readonly notificationQueueUrl: string;
  /** What the log masks. */
  readonly plan: NumberingPlan;
}

/** @throws SettingsError with every fault, at cold start. */
export function loadConfig(env: Environment): Config {
  return readSettings(env, (settings) => ({
    ledgerTableName: settings.required('LEDGER_TABLE_NAME'),
    transactionQueueUrl: settings.url('TRANSACTION_QUEUE_URL'),
    notificationQueueUrl: settings.url('NOTIFICATION_QUEUE_URL'),
    plan: numberingPlan(settings),
  }));
}
