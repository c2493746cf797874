import { readSettings, type Environment } from '@fintech-solution/runtime/env';

/** The authorizer's settings. */
export interface AuthorizerConfig {
  /** Compared with `iss` exactly, trailing slash included. */
  readonly issuer: string;
  readonly jwksUri: string;
  readonly audience: string;
  /** Name of the claim that binds a token to one subscriber number. */
  readonly msisdnClaim: string;
}

const DEFAULT_MSISDN_CLAIM = 'https://fintech-solution/msisdn';

/**
 * Reads the settings, at cold start.
 *
 * @throws SettingsError listing every fault.
 */
export function loadConfig(env: Environment): AuthorizerConfig {
  return readSettings(env, (settings) => ({
    issuer: settings.url('ISSUER_URI'),
    jwksUri: settings.url('JWKS_URI'),
    audience: settings.required('AUDIENCE'),
    msisdnClaim: settings.optional('MSISDN_CLAIM') ?? DEFAULT_MSISDN_CLAIM,
  }));
}
