import type { Right } from '../../profiles/rights.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Outcome, Run } from '../../environment/lambda.ts';
import { contentOf, type Requester, type Wish } from '../../environment/ledger/wishes.ts';
import type { Queue } from '../../environment/queue.ts';
import type { BookedTransaction } from './booked-transaction.ts';
import type { LedgerBooks } from './ledger-books.ts';
import { createReversalCheck } from './reversals.ts';

/** What the deployments of a run allowed at one time or another. */
export interface Deployed {
  /** The lowest maximum of one transaction that was ever set. */
  readonly smallestMaxAmount: number;
  /** There was a time without callbacks. */
  readonly wereCallbacksRefused: boolean;
  /** Scheduler time; undefined while callbacks are allowed. */
  readonly noCallbacksSince: number | undefined;
}

/** Judges what callers of the ledger are answered. */
export interface LedgerAnswerCheck {
  /** A POST was answered; its token has every right, or lacks one. */
  requested(wish: Wish, lacks: Right | undefined, outcome: Outcome, run: Run): void;
  /** A GET of a state was answered. */
  read(requester: Requester, key: string, outcome: Outcome, run: Run): void;
}

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface State {
  readonly serverCorrelationId?: string;
  readonly objectReference?: string;
  readonly status?: string;
  readonly error?: { readonly errorCode?: string };
  readonly errorCode?: string;
  readonly errorCategory?: string;
  readonly link?: string;
}

export function createLedgerAnswerCheck(
  { invariants, scheduler }: Environment,
  books: LedgerBooks,
  queue: Queue,
  deployed: Deployed,
): LedgerAnswerCheck {
  const reversals = createReversalCheck({ invariants }, books.transactions);

  /** The last time a transaction was put on the queue. */
  const isQueued = ({ reference }: BookedTransaction): boolean =>
    [...queue.sent].some((body) => body.includes(reference));

  function answerOf(outcome: Outcome, run: Run): { answer: Answer; state: State } | undefined {
    if (outcome.kind === 'crash' || outcome.kind === 'timeout') return undefined;
    const answer = (outcome.kind === 'answer' ? outcome.value : undefined) as Answer | undefined;
    const state = parse(answer?.body);
    if (answer !== undefined && state !== undefined && answer.headers['X-Date'] !== undefined)
      return { answer, state };
    invariants.violate('ANSWER_IS_WELL_FORMED', `${run.name} answers ${JSON.stringify(outcome)}`);
    return undefined;
  }

  /** A fault is answered 503, one of permissions 500, and nothing else is. */
  function checkFault({ statusCode }: Answer, run: Run): void {
    const isExcused = statusCode === 503 ? run.disturbed.size > 0 : statusCode === 500 && run.wasDenied;
    invariants.check(
      isExcused,
      'REQUEST_IS_ANSWERED',
      () => `${run.name} is answered ${statusCode}, disturbed by ${[...run.disturbed].join() || 'nothing'}`,
    );
  }

  function checkState(booked: BookedTransaction, { status, error }: State, run: Run): void {
    const { finalSince } = booked;
    const wasPending = finalSince === undefined || finalSince >= run.beganAt;
    const isTrue =
      status === 'pending' ? wasPending : status === booked.status && error?.errorCode === booked.error;
    invariants.check(
      isTrue,
      'STATE_IS_TOLD_TRUTHFULLY',
      () => `${run.name} is told ${status} of ${booked.reference}, which is ${booked.status}`,
    );
  }

  function checkAccepted(wish: Wish, { answer, state }: { answer: Answer; state: State }, run: Run): void {
    const booked = books.find(wish.requester, wish.key);
    const isItsOwn =
      booked !== undefined &&
      state.serverCorrelationId === booked.reference &&
      state.objectReference === booked.reference &&
      booked.content === contentOf(wish);
    invariants.check(
      isItsOwn,
      'KEY_IS_ANSWERED_BY_ITS_TRANSACTION',
      () => `${run.name} asked for ${contentOf(wish)} and is told of ${booked?.content}`,
    );
    if (booked === undefined) return;
    checkState(booked, state, run);
    invariants.check(
      wish.callbackUrl === undefined ||
        booked.acceptedBy !== run ||
        (deployed.noCallbacksSince ?? Infinity) >= run.beganAt,
      'CALLBACK_GOES_WHERE_ALLOWED',
      () => `${run.name} is accepted with ${wish.callbackUrl}, whose host is not allowed`,
    );
    const isHit = answer.headers['Idempotency-Hit'] === 'true';
    invariants.check(
      isHit === (booked.acceptedBy !== run),
      'KEY_IS_ANSWERED_BY_ITS_TRANSACTION',
      () => `${run.name} is told ${isHit ? 'of a repetition' : 'of a first request'} of ${booked.reference}`,
    );
    invariants.check(
      state.status !== 'pending' ||
        (isQueued(booked) && run.effects.some((effect) => effect.startsWith('SendMessage'))),
      'ACCEPTED_IS_QUEUED',
      () => `${run.name} is told that ${booked.reference} is pending, and nothing was queued`,
    );
  }

  /** Another wish under a used key, or one that the settings or the original's state do not allow. */
  function checkRefused(wish: Wish, { statusCode }: Answer, run: Run): void {
    const booked = books.find(wish.requester, wish.key);
    const isOther = booked !== undefined && booked.content !== contentOf(wish);
    const wasKept = booked !== undefined && booked.acceptedAt < run.beganAt;
    const isRight = statusCode === 409 ? isOther : statusCode === 400 && !wasKept && isRefusable(wish, run);
    const isJudgedByState = wish.type === 'reversal' && statusCode === 400 && !wasKept;
    invariants.check(
      isRight,
      isJudgedByState ? 'REVERSAL_IS_JUDGED_TRULY' : 'KEY_IS_ANSWERED_BY_ITS_TRANSACTION',
      () => `${run.name} asked for ${contentOf(wish)}, has ${booked?.content} and is answered ${statusCode}`,
    );
  }

  function isRefusable(wish: Wish, run: Run): boolean {
    if (wish.callbackUrl !== undefined && deployed.wereCallbacksRefused) return true;
    return wish.type === 'reversal'
      ? reversals.isRefusable(wish, run)
      : (wish.amount ?? 0n) > BigInt(deployed.smallestMaxAmount);
  }

  /** Rights come before everything else; returns true where they decide, or should have. */
  function isJudgedByRights(wish: Wish, lacks: Right | undefined, { statusCode }: Answer, run: Run): boolean {
    const refused = wish.type === 'reversal' ? reversals.refusedForRights(wish, lacks) : undefined;
    const isRefused = [401, 403, 404].includes(statusCode);
    invariants.check(
      isRefused ? statusCode === refused : refused === undefined,
      'REVERSAL_IS_JUDGED_TRULY',
      () => `${run.name} is answered ${statusCode} without ${lacks}, and ${refused ?? 'no refusal'} is right`,
    );
    return isRefused || refused !== undefined;
  }

  return {
    requested(wish, lacks, outcome, run) {
      const found = answerOf(outcome, run);
      if (found === undefined) return;
      const { answer } = found;
      if (answer.statusCode >= 500) return checkFault(answer, run);
      if (isJudgedByRights(wish, lacks, answer, run)) return;
      if (answer.statusCode === 202) checkAccepted(wish, found, run);
      else checkRefused(wish, answer, run);
    },
    read(requester, key, outcome, run) {
      const found = answerOf(outcome, run);
      if (found === undefined) return;
      const { answer, state } = found;
      const booked = books.find(requester, key);
      if (answer.statusCode >= 500) return checkFault(answer, run);
      if (answer.statusCode === 200 && booked !== undefined) return checkState(booked, state, run);
      invariants.check(
        answer.statusCode === 404 && !(booked !== undefined && booked.acceptedAt < run.beganAt),
        'STATE_IS_TOLD_TRUTHFULLY',
        () => `${run.name} is answered ${answer.statusCode} about ${booked?.reference} at ${scheduler.now()}`,
      );
    },
  };
}

function parse(body: string | undefined): State | undefined {
  try {
    return JSON.parse(body ?? '') as State;
  } catch {
    return undefined;
  }
}
