import createFetchClient from 'openapi-fetch';
import type { components, paths } from './api.ts';
import { retryAfterSeconds, withoutPastedMarks } from './api-problem.ts';
import { createCalls, type LedgerClientOptions, mayPass, pauseMsOf, type ReadOptions } from './calls.ts';
import {
  everyMovement,
  type ListPage,
  type ListWindow,
  objectIn,
  oneOf,
  pageIn,
  textsIn,
} from './read-bodies.ts';

export { ApiProblem } from './api-problem.ts';
export type { LedgerClientOptions, ReadOptions } from './calls.ts';
export type { ListPage, ListWindow } from './read-bodies.ts';

type Schemas = components['schemas'];
/** Shapes of the GSMA Mobile Money API. Amounts are whole francs in decimal notation, never numbers. */
export type RequestState = Schemas['RequestState'];
export type Transaction = Schemas['Transaction'];
export type StatementEntry = Schemas['StatementEntry'];
/** A completed transaction with the receipt of the account that it was listed for. */
export type AccountTransaction = Transaction & { readonly transactionReceipt: string };
export type Balance = Schemas['Balance'];
export type AccountStatus = Schemas['AccountStatus']['accountStatus'];
export type ServiceStatus = Schemas['Heartbeat']['serviceStatus'];
/** The kinds of transactions that a caller may ask for; a reversal has a method of its own. */
export type TransactionType =
  paths['/transactions/type/{transactionType}']['post']['parameters']['path']['transactionType'];

/** What a caller adds to a transaction, and the ledger stores with it. */
interface KeptMembers {
  /** At most 160 characters. */
  readonly descriptionText?: string;
  /** At most 256 characters. */
  readonly requestingOrganisationTransactionReference?: string;
  /** RFC 3339. */
  readonly requestDate?: string;
}

/** One movement of money. Numbers are taken in any of their spellings. */
export interface TransactionWish extends KeptMembers {
  /** Whole francs, such as `5000`. */
  readonly amount: string;
  /** The number that is debited; a deposit may leave it out, and is paid in at the cash desk then. */
  readonly debit?: string;
  /** The number that is credited; a withdrawal may leave it out, and is paid out at the cash desk then. */
  readonly credit?: string;
}

/** A reversal. Without an amount it takes back all that is left. */
export interface ReversalWish extends KeptMembers {
  readonly amount?: string;
}

export interface RequestOptions {
  /**
   * A UUID that names this request for good. The client makes one for each call. A program whose requests must survive its
   * own restart makes the UUID itself, and stores it before the call.
   */
  readonly key?: string;
  /** https, on a host that was agreed on. */
  readonly callbackUrl?: string;
  readonly signal?: AbortSignal;
}

/** Which part of a list is read. */
export interface ListOptions extends ListWindow, ReadOptions {
  /** 1 to 100; the API's own default is 50. */
  readonly limit?: number;
  /** How many newer elements are left out. */
  readonly offset?: number;
}

/** An accepted request: its key, and its state so far. */
export interface Accepted {
  readonly key: string;
  readonly state: RequestState;
}

/**
 * A client of the ledger: it moves money, and reads what became of it.
 *
 * Each method throws {@link ApiProblem} and nothing else, save the reason of a signal that aborts. A fault that may pass
 * (no answer, 5xx, 429) is tried again by the client itself, a request always under the same key.
 *
 * @param base such as `http://127.0.0.1:3000/dev`.
 * @param token gives a bearer token for each call.
 */
export function createLedgerClient(
  base: string,
  token: () => Promise<string>,
  options: LedgerClientOptions = {},
) {
  const api = createFetchClient<paths>({ baseUrl: base });
  const { call, once, pause } = createCalls(token, options);

  const account = (identifier: string) => ({
    path: { identifierType: 'msisdn', identifier: withoutPastedMarks(identifier) } as const,
  });
  const headersOf = (key: string, { callbackUrl }: RequestOptions) => ({
    'X-CorrelationID': key,
    ...(callbackUrl === undefined ? {} : { 'X-Callback-URL': callbackUrl }),
  });

  const listOf = (msisdn: string, { signal: _, ...query }: ListOptions) => ({ ...account(msisdn), query });
  const statementEntries = (msisdn: string, options: ListOptions = {}): Promise<ListPage<StatementEntry>> =>
    call(
      (init) =>
        api.GET('/accounts/{identifierType}/{identifier}/statemententries', {
          ...init,
          params: listOf(msisdn, options),
        }),
      pageIn(entryIn),
      options,
    );
  const accountTransactions = (
    msisdn: string,
    options: ListOptions = {},
  ): Promise<ListPage<AccountTransaction>> =>
    call(
      (init) =>
        api.GET('/accounts/{identifierType}/{identifier}/transactions', {
          ...init,
          params: listOf(msisdn, options),
        }),
      pageIn(accountTransactionIn),
      options,
    );

  return {
    /** Asks for a movement of money. Whatever fails on the way, the money moves at most once. */
    async requestTransaction(
      type: TransactionType,
      { debit, credit, ...wish }: TransactionWish,
      request: RequestOptions = {},
    ): Promise<Accepted> {
      const key = request.key ?? crypto.randomUUID();
      const body = {
        ...wish,
        currency: CURRENCY,
        ...party('debitParty', debit),
        ...party('creditParty', credit),
      };
      const params = { path: { transactionType: type }, header: headersOf(key, request) };
      const state = await call(
        (init) => api.POST('/transactions/type/{transactionType}', { ...init, params, body }),
        requestStateIn,
        { ...request, key },
      );
      return { key, state };
    },

    /** Asks for a completed transaction to be taken back, whole or in part. */
    async reverse(
      transactionReference: string,
      wish: ReversalWish = {},
      request: RequestOptions = {},
    ): Promise<Accepted> {
      const key = request.key ?? crypto.randomUUID();
      const body = { ...wish, type: 'reversal' } as const;
      const params = { path: { transactionReference }, header: headersOf(key, request) };
      const state = await call(
        (init) => api.POST('/transactions/{transactionReference}/reversals', { ...init, params, body }),
        requestStateIn,
        { ...request, key },
      );
      return { key, state };
    },

    transaction: (transactionReference: string, options?: ReadOptions): Promise<Transaction> =>
      call(
        (init) =>
          api.GET('/transactions/{transactionReference}', {
            ...init,
            params: { path: { transactionReference } },
          }),
        transactionIn,
        options,
      ),

    requestState: (serverCorrelationId: string, options?: ReadOptions): Promise<RequestState> =>
      call(
        (init) =>
          api.GET('/requeststates/{serverCorrelationId}', {
            ...init,
            params: { path: { serverCorrelationId } },
          }),
        requestStateIn,
        options,
      ),

    /** The reference of the transaction that this caller asked for under a key. */
    response: (clientCorrelationId: string, options?: ReadOptions): Promise<string> =>
      call(
        (init) =>
          api.GET('/responses/{clientCorrelationId}', { ...init, params: { path: { clientCorrelationId } } }),
        (body) => /^\/transactions\/([^/]+)$/.exec(String(objectIn(body)['link']))?.[1],
        options,
      ),

    balance: (msisdn: string, options?: ReadOptions): Promise<Balance> =>
      call(
        (init) =>
          api.GET('/accounts/{identifierType}/{identifier}/balance', { ...init, params: account(msisdn) }),
        textsIn<Balance>(
          'accountStatus',
          'currentBalance',
          'availableBalance',
          'reservedBalance',
          'currency',
        ),
        options,
      ),

    /** `unavailable` for an account that is blocked or closed. */
    accountStatus: (msisdn: string, options?: ReadOptions): Promise<AccountStatus> =>
      call(
        (init) =>
          api.GET('/accounts/{identifierType}/{identifier}/status', { ...init, params: account(msisdn) }),
        (body) => oneOf<AccountStatus>(objectIn(body)['accountStatus'], 'available', 'unavailable'),
        options,
      ),

    /** A page of the movements of an account, the newest first; the last of all is its opening. */
    statementEntries,

    /** A page of the completed transactions that an account took part in, the newest first, with its own receipts. */
    accountTransactions,

    /** The movement that a transaction, or the opening, made in one account. */
    statementEntry: (
      transactionReference: string,
      {
        msisdn,
        ...options
      }: ReadOptions & {
        /** The account; only a token that is bound to its number may leave it out. */
        readonly msisdn?: string;
      } = {},
    ): Promise<StatementEntry> => {
      const query = msisdn === undefined ? {} : { msisdn: withoutPastedMarks(msisdn) };
      const params = { path: { transactionReference }, query };
      return call(
        (init) => api.GET('/statemententries/{transactionReference}', { ...init, params }),
        entryIn,
        options,
      );
    },

    /** All movements of an account, the newest first, page after page; each once, also while new ones arrive. */
    everyStatementEntry: (msisdn: string, window: ListWindow & ReadOptions = {}) =>
      everyMovement((page) => statementEntries(msisdn, { ...window, ...page })),

    /** All completed transactions of an account in the same way. */
    everyAccountTransaction: (msisdn: string, window: ListWindow & ReadOptions = {}) =>
      everyMovement((page) => accountTransactions(msisdn, { ...window, ...page })),

    heartbeat: (options?: ReadOptions): Promise<ServiceStatus> =>
      call(
        (init) => api.GET('/heartbeat', init),
        (body) =>
          oneOf<ServiceStatus>(objectIn(body)['serviceStatus'], 'available', 'degraded', 'unavailable'),
        options,
      ),

    /**
     * Asks for the state of a transaction until it is final, however long that takes: neither a fault that
     * may pass nor `expiryTime` ends it. A signal ends the waiting, and changes nothing about the transaction.
     *
     * @returns the final state; `failed` is one, with its `error`.
     */
    async waitUntilFinal(serverCorrelationId: string, { signal }: ReadOptions = {}): Promise<RequestState> {
      const params = { path: { serverCorrelationId } };
      for (;;) {
        signal?.throwIfAborted();
        let retryAfter: number | undefined;
        try {
          const state = await once(
            async (init) => {
              const answer = await api.GET('/requeststates/{serverCorrelationId}', { ...init, params });
              retryAfter = retryAfterSeconds(answer.response);
              return answer;
            },
            requestStateIn,
            signal === undefined ? {} : { signal },
          );
          if (state.status !== 'pending') return state;
        } catch (error) {
          signal?.throwIfAborted();
          if (!mayPass(error)) throw error;
          retryAfter = error.retryAfterSeconds;
        }
        await pause(pauseMsOf(retryAfter), signal);
      }
    },
  };
}

const CURRENCY = 'GNF' as const;

function party(name: 'debitParty' | 'creditParty', msisdn: string | undefined) {
  if (msisdn === undefined) return {};
  return { [name]: [{ key: 'msisdn' as const, value: withoutPastedMarks(msisdn) }] };
}

const requestStateIn = (body: unknown) =>
  oneOf(objectIn(body)['status'], 'pending', 'completed', 'failed') === undefined
    ? undefined
    : textsIn<RequestState>('serverCorrelationId', 'objectReference')(body);

const TRANSACTION = ['transactionReference', 'transactionStatus', 'type', 'amount', 'currency'] as const;
const transactionIn = textsIn<Transaction>(...TRANSACTION);
const accountTransactionIn = textsIn<AccountTransaction>(...TRANSACTION, 'transactionReceipt');
const entryIn = textsIn<StatementEntry>(
  'transactionReference',
  'transactionStatus',
  'amount',
  'currency',
  'creationDate',
  'transactionReceipt',
);
