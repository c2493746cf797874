import { GUINEA, type Msisdn } from '@fintech-solution/shared/msisdn';
import { redact } from '@fintech-solution/shared/redaction';
import { createHandler } from './handler.ts';

/** Belongs to nobody, and nobody is asked about it. */
const NOBODY = '224600000000' as Msisdn;

/**
 * Answers one made-up request from made-up parts, so that the first real one finds the handler's code compiled. Nothing
 * is read, queued or logged.
 */
export async function rehearse(): Promise<void> {
  const handler = createHandler({
    accounts: { find: async () => ({ msisdn: NOBODY, balance: 0n, currency: '' }) },
    requests: { request: async () => undefined },
    rules: {
      requiredScopes: [],
      plan: { countryCode: GUINEA.countryCode, nationalPattern: new RegExp(`^${GUINEA.nationalPattern}$`) },
    },
    // Not written, but looked through as a real line is.
    log: { begin: silent, info: (...line) => void redact(line), warn: silent, error: silent },
    clock: () => 0,
    newId: () => '',
  });
  await handler({
    pathParameters: { msisdn: NOBODY },
    headers: { accept: '' },
    requestContext: { requestId: 'rehearsal', authorizer: { sub: 'rehearsal', scope: '', exp: '1' } },
  });
}

function silent(): void {}
