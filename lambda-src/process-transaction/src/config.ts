import type { Limits } from '@fintech-solution/domain/ledger/posting-input';
import { MAX_AMOUNT } from '@fintech-solution/domain/ledger/transaction';
import type { NumberingPlan } from '@fintech-solution/domain/msisdn';
import { type Environment, readSettings, type SettingsReader } from '@fintech-solution/runtime/env';
import { numberingPlan } from '@fintech-solution/runtime/numbering-plan';

/** What process-transaction is told by its environment. */
export interface Config {
  readonly tables: { readonly accounts: string; readonly ledger: string };
  readonly queueUrl: string;
  readonly notificationQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly limits: Limits;
  readonly plan: NumberingPlan;
}

/** @throws SettingsError with every fault, at cold start. */
export function loadConfig(env: Environment): Config {
  return readSettings(env, (settings) => ({
    tables: {
      accounts: settings.required('TABLE_NAME'),
      ledger: settings.required('LEDGER_TABLE_NAME'),
    },
    queueUrl: settings.url('TRANSACTION_QUEUE_URL'),
    notificationQueueUrl: settings.url('NOTIFICATION_QUEUE_URL'),
    deadLetterQueueUrl: settings.url('DEAD_LETTER_QUEUE_URL'),
    limits: {
      maxBalance: francs(settings, 'ACCOUNT_MAX_BALANCE', 1, 50_000_000),
      dailyDebit: francs(settings, 'DAILY_DEBIT_LIMIT', 0, 0),
      dailyCash: francs(settings, 'CASH_DAILY_LIMIT', 0, 100_000_000),
    },
    plan: numberingPlan(settings),
  }));
}

function francs(settings: SettingsReader, name: string, min: number, fallback: number): bigint {
  return BigInt(settings.integer(name, { min, max: Number(MAX_AMOUNT), fallback }) || 0);
}
