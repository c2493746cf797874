import { AccountsUnavailableError } from '@fintech-solution/domain/account';
import type { InvocationLog } from '@fintech-solution/runtime/log';
import { decodeMsisdn, maskMsisdn, type Msisdn } from '@fintech-solution/domain/msisdn';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { AccountInfoEvent } from './account-info-event.ts';
import { type AccessRules, judgeCaller } from './caller.ts';
import { correlationIdOf, traceparentOf } from './correlation.ts';
import {
  type AccountLookup,
  type AccountRequests,
  getAccountInfo,
  RequestsUnavailableError,
} from './get-account-info.ts';
import { type Outcome, toResponse } from './responses.ts';

export interface Dependencies {
  readonly accounts: AccountLookup;
  readonly requests: AccountRequests;
  readonly rules: AccessRules;
  readonly log: InvocationLog;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly newId: () => string;
}

/** `GET /get-account-info/msisdn/{msisdn}`: every event gets an answer, and every answer is one of ours. */
export function createHandler({ accounts, requests, rules, log, clock, newId }: Dependencies) {
  return async (event: AccountInfoEvent | null): Promise<APIGatewayProxyResult> => {
    const { headers, pathParameters, requestContext } = event ?? {};
    const context = requestContext ?? {};
    const correlationId = correlationIdOf(headers, context.requestId, newId, rules.plan);
    log.begin({ correlationId });

    // The number comes first: what is not a subscriber number is neither looked up, nor queued, nor logged.
    const msisdn = decodeMsisdn(pathParameters?.['msisdn'] ?? '', rules.plan);
    const outcome = msisdn === undefined ? ({ kind: 'msisdn-invalid' } as const) : await answer(msisdn);
    log.info('Answered', { outcome: outcome.kind, ...(msisdn && { msisdn: maskMsisdn(msisdn) }) });
    return toResponse(outcome, correlationId);

    async function answer(msisdn: Msisdn): Promise<Outcome> {
      const verdict = judgeCaller(context.authorizer, msisdn, rules, clock());
      if (verdict !== 'allowed') return { kind: verdict };
      try {
        // Callers can choose `requestId` (a header overrides it), so only the extended id is a unique event id.
        const eventId = context.extendedRequestId || newId();
        const traceparent = traceparentOf(headers);
        return await getAccountInfo(accounts, requests, { eventId, msisdn, correlationId, traceparent });
      } catch (error) {
        log.error('Failed', { error, msisdn: maskMsisdn(msisdn) });
        return { kind: isUnavailable(error) ? 'unavailable' : 'internal-error' };
      }
    }
  };
}

/** What heals by itself is 503 and worth asking again; anything else is our fault. */
function isUnavailable(error: unknown): boolean {
  return error instanceof AccountsUnavailableError || error instanceof RequestsUnavailableError;
}
