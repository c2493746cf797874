import type { NumberingPlan } from '@fintech-solution/domain/msisdn';
import { type Environment, readSettings } from '@fintech-solution/runtime/env';
import { numberingPlan } from '@fintech-solution/runtime/numbering-plan';

/** What verify-ledger is told by its environment. */
export interface Config {
  readonly tables: { readonly accounts: string; readonly ledger: string };
  /** In how many parts the tables are verified, one in each run. */
  readonly segments: number;
  /** What the log masks. */
  readonly plan: NumberingPlan;
}

/** The most that DynamoDB's parallel scan takes is far more; a thousand hours are six weeks. */
const MOST_SEGMENTS = 1_000;

/** @throws SettingsError with every fault, at cold start. */
export function loadConfig(env: Environment): Config {
  return readSettings(env, (settings) => ({
    tables: {
      accounts: settings.required('TABLE_NAME'),
      ledger: settings.required('LEDGER_TABLE_NAME'),
    },
    segments: settings.integer('VERIFY_SEGMENTS', { min: 1, max: MOST_SEGMENTS, fallback: 1 }),
    plan: numberingPlan(settings),
  }));
}
