import { readSettings, type Environment, type SettingsReader } from '@fintech-solution/runtime/env';

/** The authorizer's settings. */
export interface AuthorizerConfig {
  /** Compared with `iss` exactly, trailing slash included. */
  readonly issuer: string;
  readonly jwksUri: string;
  readonly audience: string;
  /** Clients whose tokens need no `aud`; empty where every token needs one. */
  readonly clientIds: readonly string[];
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
    clientIds: readClientIds(settings),
    msisdnClaim: settings.optional('MSISDN_CLAIM') ?? DEFAULT_MSISDN_CLAIM,
  }));
}

/** A client id is visible ASCII (RFC 6749 appendix A.1); one with a comma or a space in it cannot be named here. */
function readClientIds(settings: SettingsReader): readonly string[] {
  const ids =
    settings
      .optional('CLIENT_IDS')
      ?.split(',')
      .map((id) => id.trim()) ?? [];
  if (!ids.every((id) => /^[\x21-\x7e]+$/.test(id)))
    settings.fault('CLIENT_IDS must be client ids separated by commas');
  return ids;
}
