import { type Environment, readSettings } from '@fintech-solution/runtime/env';
import { accessRules, allowedOrigins } from '@fintech-solution/runtime/http/access-settings';
import type { AccessRules } from '@fintech-solution/runtime/http/authorize-caller';

/** What get-account-statement is told by its environment. */
export interface Config {
  readonly tableName: string;
  readonly ledgerTableName: string;
  readonly rules: AccessRules;
  readonly allowedOrigins: readonly string[];
}

/** @throws SettingsError with every fault, at cold start. */
export function loadConfig(env: Environment): Config {
  return readSettings(env, (settings) => ({
    tableName: settings.required('TABLE_NAME'),
    ledgerTableName: settings.required('LEDGER_TABLE_NAME'),
    rules: accessRules(settings),
    allowedOrigins: allowedOrigins(settings),
  }));
}
