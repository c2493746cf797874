import type { GuardLimits } from '@fintech-solution/domain/request-guard';
import { type Environment, readSettings, type SettingsReader } from '@fintech-solution/runtime/env';
import { type Config, readConfig } from './config.ts';

/** What the guarded function is told by its environment. */
export interface GuardedConfig extends Config {
  readonly guard: GuardConfig;
}

/** Where the guard's store is, how the function signs in, and what the guard lets through. */
export interface GuardConfig {
  readonly host: string;
  readonly port: number;
  readonly isEncrypted: boolean;
  /** The ElastiCache user that the function's role may sign in as, and the cache; undefined where no sign-in is asked for. */
  readonly login: { readonly user: string; readonly cache: string } | undefined;
  readonly limits: GuardLimits;
}

/** @throws SettingsError with every fault, at cold start. */
export function loadGuardedConfig(env: Environment): GuardedConfig {
  return readSettings(env, (settings) => ({ ...readConfig(settings), guard: guard(settings) }));
}

function guard(settings: SettingsReader): GuardConfig {
  return {
    host: settings.required('REQUEST_GUARD_HOST'),
    port: settings.integer('REQUEST_GUARD_PORT', { min: 1, max: 65_535 }),
    isEncrypted: settings.oneOf('REQUEST_GUARD_TLS', ['true', 'false']) === 'true',
    login: login(settings),
    limits: {
      enquiriesPerMinute: settings.integer('ENQUIRIES_PER_MINUTE_PER_CALLER', {
        min: 0,
        max: 1_000_000,
        fallback: 120,
      }),
      pendingTtlSeconds: settings.integer('PENDING_MARK_TTL_SECONDS', { min: 0, max: 3_600, fallback: 60 }),
    },
  };
}

/** A token is signed for one cache, and AWS takes it over TLS only. */
function login(settings: SettingsReader): GuardConfig['login'] {
  const user = settings.optional('REQUEST_GUARD_USER');
  if (user === undefined) return undefined;
  const cache = settings.required('REQUEST_GUARD_CACHE');
  if (settings.optional('REQUEST_GUARD_TLS') !== 'true')
    settings.fault(
      'REQUEST_GUARD_USER needs REQUEST_GUARD_TLS to be true: a token never crosses a network in clear',
    );
  return { user, cache };
}
