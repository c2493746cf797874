import {
  type CallbackHosts,
  isHostPattern,
  isLoopbackUrl,
} from '@fintech-solution/domain/ledger/callback-url';
import type { SettingsReader } from './env.ts';

/**
 * Where callbacks may go: `CALLBACK_ALLOWED_HOSTS`, separated by commas or spaces, none by default.
 *
 * A function whose AWS is on this machine runs in the local stack, and may call this machine. No deployment can say so: there
 * a function with that endpoint would reach neither its table nor its queue.
 */
export function callbackHosts(settings: SettingsReader): CallbackHosts {
  const names = settings.list('CALLBACK_ALLOWED_HOSTS');
  if (!names.every(isHostPattern))
    settings.fault('CALLBACK_ALLOWED_HOSTS must list host names, or *.suffixes, in lower case');
  const awsEndpoint = settings.optional('AWS_ENDPOINT_URL') ?? '';
  const isLoopbackAllowed = URL.canParse(awsEndpoint) && isLoopbackUrl(new URL(awsEndpoint));
  return { names, isLoopbackAllowed };
}
