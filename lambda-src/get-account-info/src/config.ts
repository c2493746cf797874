import { DEFAULT_OPENINGS_PER_DAY, type OpeningsPerDay } from '@fintech-solution/domain/opening-allowance';
import { type Environment, readSettings, type SettingsReader } from '@fintech-solution/runtime/env';
import { accessRules, allowedOrigins } from '@fintech-solution/runtime/http/access-settings';
import type { AccessRules } from '@fintech-solution/runtime/http/authorize-caller';

/** What get-account-info is told by its environment. */
export interface Config {
  readonly tableName: string;
  readonly queueUrl: string;
  /** Undefined where openings are not limited. */
  readonly allowance: AllowanceSettings | undefined;
  readonly rules: AccessRules;
  readonly allowedOrigins: readonly string[];
}

/** Where openings are counted, and how many a day has. */
export interface AllowanceSettings {
  readonly tableName: string;
  readonly perDay: OpeningsPerDay;
}

/** @throws SettingsError with every fault, at cold start. */
export function loadConfig(env: Environment): Config {
  return readSettings(env, readConfig);
}

/** As {@link loadConfig}, with faults that the reader gathers. */
export function readConfig(settings: SettingsReader): Config {
  return {
    tableName: settings.required('TABLE_NAME'),
    queueUrl: settings.url('INIT_ACCOUNT_QUEUE_URL'),
    allowance: allowance(settings),
    rules: accessRules(settings),
    allowedOrigins: allowedOrigins(settings),
  };
}

const MOST_OPENINGS = 1_000_000_000;

/** The allowance needs a table; without one, or with both limits at 0, every opening is granted. */
function allowance(settings: SettingsReader): AllowanceSettings | undefined {
  const tableName = settings.optional('LEDGER_TABLE_NAME');
  const limit = (name: string, fallback: number): number =>
    settings.integer(name, { min: 0, max: MOST_OPENINGS, fallback });
  const perDay = {
    perCaller: limit('OPENINGS_PER_CALLER_PER_DAY', DEFAULT_OPENINGS_PER_DAY.perCaller),
    total: limit('OPENINGS_PER_DAY', DEFAULT_OPENINGS_PER_DAY.total),
  };
  const isLimited = perDay.perCaller > 0 || perDay.total > 0;
  return tableName !== undefined && isLimited ? { tableName, perDay } : undefined;
}
