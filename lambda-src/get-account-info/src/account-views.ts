import type { Account } from '@fintech-solution/domain/account';
import type { LedgerError } from '@fintech-solution/domain/ledger/ledger-error';
import { decodeMsisdn, maskMsisdn } from '@fintech-solution/domain/msisdn';
import { type AccessRules, identifyCaller, mayRead } from '@fintech-solution/runtime/http/authorize-caller';
import {
  ledgerHeaders,
  ledgerProblem,
  type LedgerRefusal,
  refusalOf,
} from '@fintech-solution/runtime/http/ledger-problem';
import { jsonAnswer } from '@fintech-solution/runtime/http/problem';
import type { ProxyEvent, RequestContext } from '@fintech-solution/runtime/http/request-context';
import type { RequestGuard } from '@fintech-solution/domain/request-guard';
import type { Log } from '@fintech-solution/runtime/log';
import type { MetricCounter } from '@fintech-solution/runtime/metrics';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { AccountLookup } from './get-account-info.ts';

/** What one route shows of an account. */
export type AccountView = (account: Account) => object;

/** The views of the GSMA Mobile Money API 1.2.0, by their routes. */
export const ACCOUNT_VIEWS: ReadonlyMap<string | undefined, AccountView> = new Map<string, AccountView>([
  ['/accounts/{identifierType}/{identifier}/balance', balanceOf],
  ['/accounts/{identifierType}/{identifier}/status', statusOf],
]);

export interface ViewDependencies {
  readonly accounts: AccountLookup;
  /** Never rejects. Undefined where none is deployed. */
  readonly guard?: RequestGuard | undefined;
  readonly rules: AccessRules;
  readonly log: Log;
  readonly metrics: MetricCounter;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** Shows an account, by the same strongly consistent read as the first route. An unknown account is never opened here. */
export async function showAccount(
  { accounts, guard, rules, log, metrics, clock }: ViewDependencies,
  view: AccountView,
  { pathParameters }: ProxyEvent,
  { authorizer, correlationId, answerHeaders }: RequestContext,
): Promise<APIGatewayProxyResult> {
  const headers = ledgerHeaders(answerHeaders, clock());
  const found = await findAccount().catch((error: unknown): LedgerRefusal => refusalOf(error, log));
  const isRefused = 'error' in found;
  log.info(
    'Answered',
    isRefused ? { outcome: found.error } : { outcome: 'found', msisdn: maskMsisdn(found.msisdn) },
  );
  if (isRefused && found.error === 'too-many-requests') metrics.count('EnquiryRefused');
  return isRefused ? ledgerProblem(found, correlationId, headers) : jsonAnswer(view(found), headers);

  async function findAccount(): Promise<Account | LedgerRefusal> {
    const caller = identifyCaller(authorizer, rules.plan, clock());
    if (caller === undefined) return { error: 'unauthorized' };
    if (pathParameters?.['identifierType'] !== 'msisdn') return refuse('format-error', 'identifierType');
    const msisdn = decodeMsisdn(pathParameters['identifier'] ?? '', rules.plan);
    if (msisdn === undefined) return refuse('not-a-subscriber-number', 'identifier');
    if (!mayRead(caller, msisdn, rules)) return { error: 'forbidden' };
    const enquiry = guard && (await guard.countEnquiry(caller.sub, clock()));
    if (enquiry?.kind === 'spent')
      return { error: 'too-many-requests', retryAfterSeconds: enquiry.retryAfterSeconds };
    return (await accounts.find(msisdn)) ?? refuse('not-found', 'identifier');
  }
}

function refuse(error: LedgerError, field: string): LedgerRefusal {
  return { error, field };
}

function balanceOf(account: Account): object {
  const balance = String(account.balance);
  return {
    ...statusOf(account),
    currentBalance: balance,
    availableBalance: balance,
    // Nothing reserves money yet.
    reservedBalance: '0',
    currency: account.currency,
  };
}

function statusOf({ status }: Account): object {
  return { accountStatus: status === 'ACTIVE' ? 'available' : 'unavailable' };
}
