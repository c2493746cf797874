import { type Environment, readSettings } from '@fintech-solution/runtime/env';
import type { NumberingPlan } from '@fintech-solution/domain/msisdn';
import { numberingPlan } from '@fintech-solution/runtime/numbering-plan';

/** What get-account-info is told by its environment. */
export interface Config {
  readonly tableName: string;
  readonly queueUrl: string;
  /** Scopes that a token must carry, all of them; none by default. */
  readonly requiredScopes: readonly string[];
  readonly plan: NumberingPlan;
}

/** @throws SettingsError with every fault, at cold start. */
export function loadConfig(env: Environment): Config {
  return readSettings(env, (settings) => ({
    tableName: settings.required('TABLE_NAME'),
    queueUrl: settings.url('INIT_ACCOUNT_QUEUE_URL'),
    requiredScopes: settings.optional('REQUIRED_SCOPE')?.split(/\s+/) ?? [],
    plan: numberingPlan(settings),
  }));
}
