import { newAccount } from '@fintech-solution/domain/account';
import type { AccessRules } from '@fintech-solution/runtime/http/authorize-caller';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { redact } from '@fintech-solution/domain/redaction';
import { createHandler } from './handler.ts';

/** A number of the default plan that is not assigned. */
const UNASSIGNED = '224600000000' as Msisdn;

/**
 * Answers a made-up request with a made-up account, so that the first real request finds the handler's code compiled.
 * Nothing is read, queued or logged.
 *
 * @param rules the real ones, whose patterns are compiled when they are used.
 */
export async function warmUpHandler(rules: AccessRules): Promise<void> {
  const handler = createHandler({
    accounts: { find: async (msisdn) => newAccount(msisdn, 0n) },
    requests: { request: async () => undefined },
    rules,
    allowedOrigins: [],
    // Not written, but redacted as a real line is.
    log: { begin: silent, info: (...line) => void redact(line, rules.plan), warn: silent, error: silent },
    metrics: { count: silent },
    clock: () => 0,
    newId: () => '',
  });
  await handler({
    pathParameters: { msisdn: UNASSIGNED },
    headers: { Accept: '', Host: '' },
    requestContext: {
      requestId: '00000000-0000-0000-0000-000000000000',
      authorizer: {
        sub: 'warm-up',
        scope: [...rules.requiredScopes, ...rules.unboundScopes].join(' '),
        exp: '1',
      },
    },
  });
}

function silent(): void {}
