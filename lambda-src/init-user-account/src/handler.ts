import type { Msisdn, NumberingPlan } from '@fintech-solution/domain/msisdn';
import { type BatchConsumer, createBatchHandler, type Step } from '@fintech-solution/runtime/sqs/batch';
import { MAX_CONCURRENT_RECORDS, BUDGET_MS } from './budgets.ts';
import { endingOf, type FailureReason, reasonOf } from './failure-reason.ts';
import type { InitUserAccount, OpenAccountRequest, Opening } from './init-user-account.ts';
import { readRequest } from './read-request.ts';
import { reportWelcomes } from './report-welcomes.ts';

export interface Dependencies extends Pick<
  BatchConsumer<OpenAccountRequest, FailureReason>,
  'deadLetters' | 'queue' | 'log' | 'metrics'
> {
  readonly initUserAccount: InitUserAccount;
  readonly plan: NumberingPlan;
}

/** Opens every account of a batch, then welcomes; judges each record alone and reports those that must come again. */
export function createHandler({ initUserAccount, plan, ...batch }: Dependencies) {
  const { log, metrics } = batch;

  async function open(request: OpenAccountRequest): Promise<Opening> {
    const opening = await initUserAccount.open(request);
    // At most once for each account: a delivery that finds an account open cannot tell whether its opener counted it.
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
    recordBudgetMs: BUDGET_MS,
  });
}
