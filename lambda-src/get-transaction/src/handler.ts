import type { LedgerStore } from '@fintech-solution/domain/ledger/ledger-store';
import type { AccessRules } from '@fintech-solution/runtime/http/authorize-caller';
import { holdsReaderScopes, identifyCaller } from '@fintech-solution/runtime/http/authorize-caller';
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
import type { APIGatewayProxyResult } from 'aws-lambda';
import { checkService } from './check-service.ts';
import { getReceipt, getTransaction } from './get-transaction.ts';
import { type Outcome, toResponse } from './responses.ts';
import { referenceNamed, ROUTES } from './routes.ts';

export interface Dependencies {
  readonly ledger: Pick<LedgerStore, 'find' | 'findLeg'>;
  readonly rules: AccessRules;
  /** Origins whose scripts may read answers. */
  readonly allowedOrigins: readonly string[];
  readonly log: InvocationLog;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly newId: () => string;
}

/** `GET` of a transaction, of its state, of the link to it, and of the service's own state: see `routes.ts`. */
export function createHandler(dependencies: Dependencies) {
  const { ledger, rules, allowedOrigins, log, clock, newId } = dependencies;
  const settings = { plan: rules.plan, allowedOrigins, exposedHeaders: LEDGER_EXPOSED_HEADERS, newId };

  return async (event: ProxyEvent | null): Promise<APIGatewayProxyResult> => {
    const context = readRequestContext(event, settings);
    log.begin({ correlationId: context.correlationId });
    const outcome = await answer(event ?? {}, context).catch((error: unknown): Outcome =>
      refusalOf(error, log),
    );
    log.info('Answered', logFieldsOf(outcome));
    return toResponse(outcome, context.correlationId, ledgerHeaders(context.answerHeaders, clock()));
  };

  async function answer(event: ProxyEvent, { authorizer }: RequestContext): Promise<Outcome> {
    const caller = identifyCaller(authorizer, rules.plan, clock());
    if (caller === undefined) return { kind: 'refused', error: 'unauthorized' };
    if (!holdsReaderScopes(caller, rules)) return { kind: 'refused', error: 'forbidden' };
    const route = ROUTES.get(event.resource);
    if (route === undefined) return { kind: 'refused', error: 'not-found' };
    if (route.asks === 'heartbeat')
      return { kind: 'heartbeat', serviceStatus: await checkService(ledger, clock) };

    const reference = referenceNamed(route, event.pathParameters?.[route.parameter], caller);
    const transaction = reference && (await getTransaction(ledger, caller, reference));
    if (transaction === undefined) return { kind: 'refused', error: 'not-found', field: route.parameter };
    if (route.asks !== 'transaction') return { kind: route.asks, transaction };
    return { kind: 'transaction', transaction, receipt: await getReceipt(ledger, caller, transaction) };
  }
}

function logFieldsOf(outcome: Outcome): Readonly<Record<string, unknown>> {
  switch (outcome.kind) {
    case 'refused':
      return { outcome: outcome.error, field: outcome.field };
    case 'heartbeat':
      return { outcome: outcome.kind, serviceStatus: outcome.serviceStatus };
    default: {
      const { reference, status } = outcome.transaction;
      return { outcome: outcome.kind, reference, status };
    }
  }
}
