import { type Environment, readSettings } from '@fintech-solution/runtime/env';
import { accessRules, allowedOrigins } from '@fintech-solution/runtime/http/access-settings';
import type { AccessRules } from '@fintech-solution/runtime/http/authorize-caller';

/** What get-account-info is told by its environment. */
export interface Config {
  readonly tableName: string;
  readonly queueUrl: string;
  readonly rules: AccessRules;
  readonly allowedOrigins: readonly string[];
}

/** @throws SettingsError with every fault, at cold start. */
export function loadConfig(env: Environment): Config {
  return readSettings(env, (settings) => ({
    tableName: settings.required('TABLE_NAME'),
    queueUrl: settings.url('INIT_ACCOUNT_QUEUE_URL'),
    rules: accessRules(settings),
    allowedOrigins: allowedOrigins(settings),
  }));
}
