import { isSafeUrl, type SettingsReader } from '../env.ts';
import { numberingPlan } from '../numbering-plan.ts';
import type { AccessRules } from './authorize-caller.ts';

/** The settings that every reading route shares. */
export function accessRules(settings: SettingsReader): AccessRules {
  return {
    requiredScopes: scopesOf(settings.optional('REQUIRED_SCOPE')),
    unboundScopes: scopesOf(settings.optional('UNBOUND_SCOPE')),
    plan: numberingPlan(settings),
  };
}

/**
 * The origins whose scripts may read answers, from `ALLOWED_ORIGINS`, separated by commas or spaces. An origin is
 * written as a browser sends it: scheme, host and, where it is not the scheme's own, port. A faulty entry is a fault.
 */
export function allowedOrigins(settings: SettingsReader): readonly string[] {
  const origins = settings.list('ALLOWED_ORIGINS');
  if (!origins.every(isOrigin))
    settings.fault(
      'ALLOWED_ORIGINS must list origins such as https://app.example (http only to loopback; no path, no *)',
    );
  return origins;
}

function scopesOf(value: string | undefined): readonly string[] {
  return value?.split(/\s+/) ?? [];
}

function isOrigin(text: string): boolean {
  return isSafeUrl(text) && new URL(text).origin === text && !text.includes('*');
}
