import { MAX_AMOUNT } from '@fintech-solution/domain/ledger/transaction';
import type { NumberingPlan } from '@fintech-solution/domain/msisdn';
import { type Environment, readSettings, type SettingsReader } from '@fintech-solution/runtime/env';
import { allowedOrigins } from '@fintech-solution/runtime/http/access-settings';
import { numberingPlan } from '@fintech-solution/runtime/numbering-plan';
import type { RequestLimits } from './request-transaction.ts';

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
    callbackAllowedHosts: callbackAllowedHosts(settings),
  };
}

const HOST = /^(\*\.)?([a-z0-9-]+\.)*[a-z0-9-]+$/;

/** Hosts that callbacks may go to, separated by commas or spaces; none by default. */
function callbackAllowedHosts(settings: SettingsReader): readonly string[] {
  const hosts = settings.list('CALLBACK_ALLOWED_HOSTS');
  if (!hosts.every((host) => HOST.test(host)))
    settings.fault('CALLBACK_ALLOWED_HOSTS must list host names, or *.suffixes, in lower case');
  return hosts;
}
