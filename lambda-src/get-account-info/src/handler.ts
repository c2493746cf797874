import { AccountsUnavailableError } from '@fintech-solution/domain/account';
import type { InvocationLog } from '@fintech-solution/runtime/log';
import { type AccessRules, authorizeCaller } from '@fintech-solution/runtime/http/authorize-caller';
import { type ProxyEvent, readRequestContext } from '@fintech-solution/runtime/http/request-context';
import { decodeMsisdn, maskMsisdn, type Msisdn } from '@fintech-solution/domain/msisdn';
import type { APIGatewayProxyResult } from 'aws-lambda';
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
  /** Origins whose scripts may read answers. */
  readonly allowedOrigins: readonly string[];
  readonly log: InvocationLog;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly newId: () => string;
}

/** `GET /get-account-info/msisdn/{msisdn}`: every event gets an answer, and every answer is one of ours. */
export function createHandler(dependencies: Dependencies) {
  const { accounts, requests, rules, allowedOrigins, log, clock, newId } = dependencies;
  return async (event: ProxyEvent | null): Promise<APIGatewayProxyResult> => {
    const context = readRequestContext(event, { plan: rules.plan, allowedOrigins, newId });
    const { correlationId, traceparent, eventId, authorizer, answerHeaders } = context;
    log.begin({ correlationId });

    // The number comes first: a path that is not a subscriber number is neither looked up, nor queued, nor logged.
    const msisdn = decodeMsisdn(event?.pathParameters?.['msisdn'] ?? '', rules.plan);
    const outcome = msisdn === undefined ? ({ kind: 'msisdn-invalid' } as const) : await answer(msisdn);
    log.info('Answered', { outcome: outcome.kind, ...(msisdn && { msisdn: maskMsisdn(msisdn) }) });
    return toResponse(outcome, answerHeaders);

    async function answer(msisdn: Msisdn): Promise<Outcome> {
      const decision = authorizeCaller(authorizer, msisdn, rules, clock());
      if (decision !== 'allowed') return { kind: decision };
      try {
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
