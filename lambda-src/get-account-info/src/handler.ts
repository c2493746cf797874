import { AccountsUnavailableError } from '@fintech-solution/domain/account';
import type { InvocationLog } from '@fintech-solution/runtime/log';
import { type AccessRules, identifyCaller, mayRead } from '@fintech-solution/runtime/http/authorize-caller';
import { type ProxyEvent, readRequestContext } from '@fintech-solution/runtime/http/request-context';
import { LEDGER_EXPOSED_HEADERS } from '@fintech-solution/runtime/http/ledger-problem';
import { decodeMsisdn, maskMsisdn, type Msisdn } from '@fintech-solution/domain/msisdn';
import { AllowanceUnavailableError, secondsUntilNextDay } from '@fintech-solution/domain/opening-allowance';
import type { MetricCounter } from '@fintech-solution/runtime/metrics';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { ACCOUNT_VIEWS, showAccount } from './account-views.ts';
import {
  type Dependencies as UseCaseDependencies,
  getAccountInfo,
  RequestsUnavailableError,
} from './get-account-info.ts';
import { type Outcome, toResponse } from './responses.ts';

export interface Dependencies extends UseCaseDependencies {
  readonly rules: AccessRules;
  /** Origins whose scripts may read answers. */
  readonly allowedOrigins: readonly string[];
  readonly log: InvocationLog;
  readonly metrics: MetricCounter;
  readonly newId: () => string;
}

/**
 * `GET /get-account-info/msisdn/{msisdn}`, and the views of an account of the GSMA API: every event gets an answer, and every
 * answer is one of ours.
 */
export function createHandler(dependencies: Dependencies) {
  const { rules, allowedOrigins, log, metrics, guard, clock, newId } = dependencies;
  const settings = { plan: rules.plan, allowedOrigins, exposedHeaders: LEDGER_EXPOSED_HEADERS, newId };
  return async (event: ProxyEvent | null): Promise<APIGatewayProxyResult> => {
    const context = readRequestContext(event, settings);
    const { correlationId, traceparent, eventId, authorizer, answerHeaders } = context;
    log.begin({ correlationId });
    const view = ACCOUNT_VIEWS.get(event?.resource);
    if (event && view) return showAccount(dependencies, view, event, context);

    // The number comes first: a path that is not a subscriber number is neither looked up, nor queued, nor logged.
    const msisdn = decodeMsisdn(event?.pathParameters?.['msisdn'] ?? '', rules.plan);
    const outcome = msisdn === undefined ? ({ kind: 'msisdn-invalid' } as const) : await answer(msisdn);
    log.info('Answered', { outcome: outcome.kind, ...(msisdn && { msisdn: maskMsisdn(msisdn) }) });
    if (outcome.kind === 'openings-spent') metrics.count('OpeningRefused', { Limit: outcome.limit });
    if (outcome.kind === 'enquiries-spent') metrics.count('EnquiryRefused');
    return toResponse(outcome, answerHeaders);

    async function answer(msisdn: Msisdn): Promise<Outcome> {
      const caller = identifyCaller(authorizer, rules.plan, clock());
      if (caller === undefined) return { kind: 'unauthorized' };
      if (!mayRead(caller, msisdn, rules)) return { kind: 'forbidden' };
      const enquiry = guard && (await guard.countEnquiry(caller.sub, clock()));
      if (enquiry?.kind === 'spent') return { ...enquiry, kind: 'enquiries-spent' };
      // A caller that may read, and is bound, is bound to this very number: it opens its own account only.
      const chargedTo = caller.isBound ? undefined : caller.sub;
      try {
        const request = { eventId, msisdn, correlationId, traceparent };
        const info = await getAccountInfo(dependencies, request, chargedTo);
        return info.kind === 'openings-spent'
          ? { ...info, retryAfterSeconds: secondsUntilNextDay(clock()) }
          : info;
      } catch (error) {
        log.error('Failed', { error, msisdn: maskMsisdn(msisdn) });
        return { kind: isUnavailable(error) ? 'unavailable' : 'internal-error' };
      }
    }
  };
}

/** What heals by itself is 503 and worth asking again; anything else is our fault. */
function isUnavailable(error: unknown): boolean {
  return (
    error instanceof AccountsUnavailableError ||
    error instanceof RequestsUnavailableError ||
    error instanceof AllowanceUnavailableError
  );
}
