import type { NumberingPlan } from '@fintech-solution/domain/msisdn';
import { identifyCaller } from '@fintech-solution/runtime/http/authorize-caller';
import {
  LEDGER_EXPOSED_HEADERS,
  ledgerHeaders,
  refusalOf,
} from '@fintech-solution/runtime/http/ledger-problem';
import {
  type ProxyEvent,
  readRequestContext,
  type RequestContext,
} from '@fintech-solution/runtime/http/request-context';
import type { InvocationLog } from '@fintech-solution/runtime/log';
import type { MetricCounter } from '@fintech-solution/runtime/metrics';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { mayRequest, mayRequestType } from './permission.ts';
import { isRefused, readRequest, readReversal, readType } from './read-request.ts';
import type { Dependencies as UseCaseDependencies, RequestOutcome } from './accept-once.ts';
import { requestReversal } from './request-reversal.ts';
import { requestTransaction } from './request-transaction.ts';
import { countOf, toResponse } from './responses.ts';

export interface Dependencies extends UseCaseDependencies {
  readonly plan: NumberingPlan;
  /** Origins whose scripts may read answers. */
  readonly allowedOrigins: readonly string[];
  readonly log: InvocationLog;
  readonly metrics: MetricCounter;
  readonly newId: () => string;
}

/**
 * `POST /transactions/type/{transactionType}` and `POST /transactions/{transactionReference}/reversals`: every event gets an
 * answer, and every answer is one of ours.
 */
export function createHandler(dependencies: Dependencies) {
  const { plan, allowedOrigins, log, metrics, clock, newId } = dependencies;
  const settings = { plan, allowedOrigins, exposedHeaders: LEDGER_EXPOSED_HEADERS, newId };

  return async (event: ProxyEvent | null): Promise<APIGatewayProxyResult> => {
    const context = readRequestContext(event, settings);
    const { correlationId } = context;
    log.begin({ correlationId });
    const outcome = await answer(event ?? {}, context).catch((error: unknown): RequestOutcome =>
      refusalOf(error, log),
    );
    const metric = countOf(outcome);
    if (metric !== undefined) metrics.count(metric.name, metric.dimensions);
    log.info('Answered', logFieldsOf(outcome));
    return toResponse(outcome, correlationId, ledgerHeaders(context.answerHeaders, clock()));
  };

  /** In this order: token, type, scope, form, whose money; then the key, and what the settings say of a new request. */
  async function answer(event: ProxyEvent, context: RequestContext): Promise<RequestOutcome> {
    const { authorizer, correlationId, traceparent } = context;
    const caller = identifyCaller(authorizer, plan, clock());
    if (caller === undefined) return { kind: 'refused', error: 'unauthorized' };
    const type = readType(event);
    if (isRefused(type)) return { kind: 'refused', ...type };
    if (!mayRequestType(caller, type)) return { kind: 'refused', error: 'forbidden' };
    const common = { requestedBy: caller.sub, correlationId, traceparent };
    if (type === 'reversal') {
      const request = readReversal(event);
      if (isRefused(request)) return { kind: 'refused', ...request };
      // Its holder never asks for one.
      const requester = { ...common, requestedByDebitParty: false };
      return requestReversal(dependencies, caller, { ...request, ...requester });
    }
    const request = readRequest(event, type, plan);
    if (isRefused(request)) return { kind: 'refused', ...request };
    if (!mayRequest(caller, type, request)) return { kind: 'refused', error: 'forbidden' };
    const requester = { ...common, requestedByDebitParty: caller.isBound };
    return requestTransaction(dependencies, { ...request, ...requester });
  }
}

function logFieldsOf(outcome: RequestOutcome): Readonly<Record<string, unknown>> {
  if (outcome.kind === 'refused') return { outcome: outcome.error, field: outcome.field };
  const { reference, type, status } = outcome.transaction;
  return { outcome: outcome.kind, reference, type, status };
}
