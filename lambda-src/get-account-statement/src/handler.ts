import { decodeSegment } from '@fintech-solution/domain/path-segment';
import {
  type AccessRules,
  type Caller,
  holdsReaderScopes,
  identifyCaller,
  mayRead,
} from '@fintech-solution/runtime/http/authorize-caller';
import {
  LEDGER_EXPOSED_HEADERS,
  ledgerHeaders,
  type LedgerRefusal,
  refusalOf,
} from '@fintech-solution/runtime/http/ledger-problem';
import {
  type ProxyEvent,
  readRequestContext,
  type RequestContext,
} from '@fintech-solution/runtime/http/request-context';
import type { InvocationLog } from '@fintech-solution/runtime/log';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { LAST_CALL_MS } from './budgets.ts';
import {
  findMovement,
  listMovements,
  listTransactions,
  type NoPage,
  type StatementStore,
  untilLate,
} from './get-account-statement.ts';
import { readEntryAccount, readListRequest } from './read-request.ts';
import { type Outcome, toResponse } from './responses.ts';

export interface Dependencies {
  readonly ledger: StatementStore;
  readonly rules: AccessRules;
  /** Origins whose scripts may read answers. */
  readonly allowedOrigins: readonly string[];
  readonly log: InvocationLog;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly newId: () => string;
}

/** The routes of this function, by their paths as the API's definition writes them, and what each asks for. */
export const ROUTES: ReadonlyMap<string | undefined, 'entries' | 'transactions' | 'entry'> = new Map<
  string | undefined,
  'entries' | 'transactions' | 'entry'
>([
  ['/accounts/{identifierType}/{identifier}/statemententries', 'entries'],
  ['/accounts/{identifierType}/{identifier}/transactions', 'transactions'],
  ['/statemententries/{transactionReference}', 'entry'],
]);

/** `GET` of an account's statement, of its transactions, and of one entry. An unknown account is never opened here. */
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
    const lastCallAt = clock() + LAST_CALL_MS;
    const store = untilLate(ledger, () => clock() > lastCallAt);
    const caller = identifyCaller(authorizer, rules.plan, clock());
    if (caller === undefined) return refuse('unauthorized');
    if (!holdsReaderScopes(caller, rules)) return refuse('forbidden');
    const asked = ROUTES.get(event.resource);
    if (asked === undefined) return refuse('not-found');
    return asked === 'entry' ? answerEntry(store, event, caller) : answerList(store, asked, event, caller);
  }

  async function answerList(
    store: StatementStore,
    asked: 'entries' | 'transactions',
    event: ProxyEvent,
    caller: Caller,
  ): Promise<Outcome> {
    const request = readListRequest(event, rules.plan);
    if ('error' in request) return { kind: 'refused', ...request };
    if (!mayRead(caller, request.msisdn, rules)) return refuse('forbidden');
    if (asked === 'entries') {
      const page = await listMovements(store, request);
      return page.kind === 'page' ? { kind: 'entries', page } : noPage(page);
    }
    const page = await listTransactions(store, request);
    return page.kind === 'page' ? { kind: 'transactions', page } : noPage(page);
  }

  async function answerEntry(store: StatementStore, event: ProxyEvent, caller: Caller): Promise<Outcome> {
    const msisdn = readEntryAccount(event, caller, rules.plan);
    if (typeof msisdn === 'object') return { kind: 'refused', ...msisdn };
    if (!mayRead(caller, msisdn, rules)) return refuse('forbidden');
    const reference = decodeSegment(event.pathParameters?.['transactionReference'] ?? '');
    const movement = reference && (await findMovement(store, msisdn, reference));
    return movement ? { kind: 'entry', movement } : refuse('not-found', 'transactionReference');
  }
}

function noPage({ kind }: NoPage): Outcome {
  return kind === 'no-account' ? refuse('not-found', 'identifier') : refuse('invalid-offset', 'offset');
}

function refuse(error: LedgerRefusal['error'], field?: string): Outcome {
  return { kind: 'refused', error, field };
}

function logFieldsOf(outcome: Outcome): Readonly<Record<string, unknown>> {
  switch (outcome.kind) {
    case 'refused':
      return { outcome: outcome.error, field: outcome.field };
    case 'entry':
      return { outcome: outcome.kind, sequence: outcome.movement.sequence };
    default: {
      const { available, items } = outcome.page;
      return { outcome: outcome.kind, available, returned: items.length };
    }
  }
}
