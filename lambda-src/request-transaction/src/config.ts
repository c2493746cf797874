import { MAX_AMOUNT } from '@fintech-solution/domain/ledger/transaction';
import type { NumberingPlan } from '@fintech-solution/domain/msisdn';
import { callbackHosts } from '@fintech-solution/runtime/callback-settings';
import { type Environment, readSettings, type SettingsReader } from '@fintech-solution/runtime/env';
import { allowedOrigins } from '@fintech-solution/runtime/http/access-settings';
import { numberingPlan } from '@fintech-solution/runtime/numbering-plan';
import type { RequestLimits } from './accept-once.ts';

/** What request-transaction is told by its environment. */
export interface Config {
  readonly ledgerTableName: string;
  readonly queueUrl: string;
  readonly limits: RequestLimits;
  readonly plan: NumberingPlan;
  readonly allowedOrigins: readonly string[];
}

/** @throws SettingsError with every fault, at cold start. */
export function loadConfig(env: Environment): Config {
  return readSettings(env, (settings) => ({
    ledgerTableName: settings.required('LEDGER_TABLE_NAME'),
    queueUrl: settings.url('TRANSACTION_QUEUE_URL'),
    limits: requestLimits(settings),
    plan: numberingPlan(settings),
    allowedOrigins: allowedOrigins(settings),
  }));
}

const LARGEST = Number(MAX_AMOUNT);
/** A month: far more than a queue keeps a message. */
const MAX_EXPIRY_SECONDS = 2_592_000;

function requestLimits(settings: SettingsReader): RequestLimits {
  const min = settings.integer('TRANSACTION_MIN_AMOUNT', { min: 1, max: LARGEST, fallback: 1 });
  const max = settings.integer('TRANSACTION_MAX_AMOUNT', { min: 1, max: LARGEST, fallback: 10_000_000 });
  if (max < min) settings.fault('TRANSACTION_MAX_AMOUNT must not be below TRANSACTION_MIN_AMOUNT');
  return {
    minAmount: BigInt(min || 0),
    maxAmount: BigInt(max || 0),
    expirySeconds: settings.integer('TRANSACTION_EXPIRY_SECONDS', {
      min: 1,
      max: MAX_EXPIRY_SECONDS,
      fallback: 3_600,
    }),
    callbackHosts: callbackHosts(settings),
  };
}
