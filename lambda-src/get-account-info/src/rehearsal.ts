import type { AccessRules } from '@fintech-solution/runtime/http/authorize-caller';
import { twice } from '@fintech-solution/runtime/warm-up';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { redact } from '@fintech-solution/domain/redaction';
import type { AccountLookup } from './get-account-info.ts';
import { createHandler } from './handler.ts';

/** Belongs to nobody, and nobody is asked about it. */
const NOBODY = '224600000000' as Msisdn;

/**
 * Answers a made-up request from made-up parts, so that the first real one finds the handler's code compiled. Nothing
 * is queued or logged.
 *
 * @param rules the real ones, whose patterns are compiled when they are used.
 */
export async function rehearse(accounts: AccountLookup, rules: AccessRules): Promise<void> {
  const handler = createHandler({
    accounts,
    requests: { request: async () => undefined },
    rules,
    allowedOrigins: [],
    // Not written, but looked through as a real line is.
    log: { begin: silent, info: (...line) => void redact(line, rules.plan), warn: silent, error: silent },
    clock: () => 0,
    newId: () => '',
  });
  const event = {
    pathParameters: { msisdn: NOBODY },
    headers: { Accept: '', Host: '' },
    requestContext: {
      requestId: '00000000-0000-0000-0000-000000000000',
      authorizer: {
        sub: 'rehearsal',
        scope: [...rules.requiredScopes, ...rules.unboundScopes].join(' '),
        exp: '1',
      },
    },
  };
  await twice(() => handler(event));
}

function silent(): void {}
