import { AccountsUnavailableError, CorruptAccountError } from '@fintech-solution/domain/account';
import type { Msisdn, NumberingPlan } from '@fintech-solution/domain/msisdn';
import {
  type BatchConsumer,
  type CommonReason,
  createBatchHandler,
  type Ending,
  type Step,
} from '@fintech-solution/runtime/sqs/batch';
import { MAX_CONCURRENT_RECORDS, RECORD_BUDGET_MS } from './budgets.ts';
import type { InitUserAccount, OpenAccountRequest, Opening } from './init-user-account.ts';
import { readRequest } from './read-request.ts';
import { isFinished } from './record-deliveries.ts';
import { reportWelcomes } from './report-welcomes.ts';
import type { WelcomeResult } from './welcome.ts';

export interface Dependencies extends Pick<
  BatchConsumer<OpenAccountRequest, FailureReason>,
  'deadLetters' | 'queue' | 'log' | 'metrics'
> {
  readonly initUserAccount: InitUserAccount;
  readonly plan: NumberingPlan;
}

/** Why a record is reported failed: the dimension `Reason` of the metric `RequestFailed`. */
export type FailureReason =
  CommonReason | 'store-unavailable' | 'account-corrupt' | 'welcome-failed' | 'welcome-held-elsewhere';

/** Opens every account of a batch, then welcomes; judges each record alone and reports those that must come again. */
export function createHandler({ initUserAccount, plan, ...batch }: Dependencies) {
  const { log, metrics } = batch;

  async function open(request: OpenAccountRequest): Promise<Opening> {
    const opening = await initUserAccount.open(request);
    if (opening.outcome.kind === 'opened') metrics.count('AccountOpened');
    return opening;
  }

  function steps(): Step<OpenAccountRequest, FailureReason>[] {
    /** By number, what the first record found. The records after it look again, when their turn comes. */
    const openings = new Map<Msisdn, Promise<Opening>>();
    return [
      async (request) => {
        const opening = openings.get(request.msisdn) ?? open(request);
        openings.set(request.msisdn, opening);
        await opening;
        return undefined;
      },
      async (request, fields) => {
        const opening = await (openings.get(request.msisdn) ?? open(request));
        openings.delete(request.msisdn);
        const results = await initUserAccount.welcome(request, opening);
        const ending = endingOf(results);
        const isOpener = opening.outcome.kind === 'opened';
        reportWelcomes(batch, fields, isOpener, ending.kind === 'done', results);
        return ending;
      },
    ];
  }

  return createBatchHandler<OpenAccountRequest, FailureReason>({
    ...batch,
    log,
    decode: (record) => readRequest(record, plan),
    steps,
    reasonOf,
    maxConcurrent: MAX_CONCURRENT_RECORDS,
    recordBudgetMs: RECORD_BUDGET_MS,
  });
}

function endingOf(results: readonly WelcomeResult[]): Ending<FailureReason> {
  const waiting = results.filter((result) => !isFinished(result));
  if (waiting.length === 0) return { kind: 'done' };
  if (waiting.some(({ notParked }) => notParked !== undefined))
    return { kind: 'failed', reason: 'not-parked' };
  const isHeld = waiting.every(({ kind }) => kind === 'held-elsewhere');
  return { kind: 'failed', reason: isHeld ? 'welcome-held-elsewhere' : 'welcome-failed' };
}

function reasonOf(error: unknown): FailureReason {
  if (error instanceof AccountsUnavailableError) return 'store-unavailable';
  return error instanceof CorruptAccountError ? 'account-corrupt' : 'unexpected';
}
