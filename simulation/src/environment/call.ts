import { type CallBudget, longestCallMs } from '../../../lambda-src/adapters/src/aws-clients.ts';
import type { FaultKind } from '../core/faults.ts';
import { LEASE_MS } from '../profiles/run-settings.ts';
import type { Environment } from './environment.ts';

/** One running invocation of a function. */
export interface Invocation {
  readonly name: string;
  isAlive: boolean;
  /** How often the clock had been set back when it began. */
  readonly backJumps: number;
  /** Calls that were begun and have not been answered, by subject. */
  readonly openCalls: Map<string, number>;
  /** The calls that it made, in order. */
  readonly effects: string[];
  /** The metrics that it counted, in order. */
  readonly counted: string[];
  /** A call was refused for good, as with a role that lacks a permission. */
  wasDenied: boolean;
  /** Subjects of calls on which a fault struck, alone and after their service; an empty one disturbs every subject. */
  readonly disturbed: Set<string>;
  /** Ends it without an answer. */
  kill(why: 'crash' | 'timeout'): void;
}

/** What makes calls: one execution environment, running one invocation at a time. */
export interface Caller {
  readonly name: string;
  current: Invocation | undefined;
}

/** One call that leaves a function. */
export interface Call<T> {
  /** Service and operation, as `dynamodb put`. */
  readonly site: string;
  /** Whom it concerns: a number or a message, where there is one. */
  readonly subject: string;
  readonly budget: CallBudget;
  /** The faults that may strike here. */
  readonly faults: readonly FaultKind[];
  /** The other side takes the request and does nothing with it: the call ends with its time-out. */
  readonly isHanging?: boolean;
  /** Done when the request arrives; what it returns or throws is the answer. */
  readonly effect: () => T;
  /** The error or the value that the caller sees when a fault strikes. */
  readonly failure: (kind: FaultKind) => unknown;
}

/** Longer than a lease: what was held before the leap is free after it. */
const LEAP_MS = LEASE_MS + 30_000;

/** A provider acts on a request at most so long after its caller gave up: later than the next delivery of the record. */
const MAX_LATE_MS = 120_000;

interface Course {
  /** When each attempt arrives; empty when the request is lost. */
  readonly arrivesAfter: readonly number[];
  readonly endsAfter: number;
  readonly fault: FaultKind | undefined;
}

/** In an invocation's `disturbed`: a provider was not asked, because it had let earlier messages time out. */
export const LEFT_ALONE = 'a provider is left alone';

/**
 * Makes a call on behalf of an invocation. It arrives, and is answered, when the simulation decides so; a call of an
 * invocation that is no longer there arrives all the same, but nothing ever comes of its answer.
 */
export function call<T>(environment: Environment, caller: Caller, what: Call<T>): Promise<T> {
  const { faults, invariants, history } = environment;
  const invocation = caller.current;
  const base = `${what.site} ${what.subject}`;
  const place = `${base} #${environment.count(base)}`;
  if (invocation === undefined) {
    invariants.violate('HANDLER_ENDS_IN_TIME', `${caller.name} calls ${base} after it answered`);
    return never();
  }
  if (!invocation.isAlive) return never();
  if (faults.strikes('crash-before', place)) {
    invocation.kill('crash');
    return never();
  }
  const course = courseOf(environment, what, place);
  if (course.fault === 'denied') invocation.wasDenied = true;
  if (course.fault !== undefined) {
    invocation.disturbed.add(course.fault === 'slow' ? '' : what.subject);
    invocation.disturbed.add(`${what.site.split(' ')[0]} ${what.subject}`);
  }
  history.note(() => `${invocation.name}: ${base}${course.fault ? ` [${course.fault}]` : ''}`);
  return answered(environment, invocation, what, course, place);
}

/** Lets the request arrive when its course says so, and answers unless the caller is gone by then. */
function answered<T>(
  { scheduler, faults, clock }: Environment,
  invocation: Invocation,
  { subject, effect, failure }: Call<T>,
  { arrivesAfter, endsAfter, fault }: Course,
  place: string,
): Promise<T> {
  const { openCalls } = invocation;
  openCalls.set(subject, (openCalls.get(subject) ?? 0) + 1);
  let answer: { value: T } | { error: unknown } | undefined;
  if (faults.strikes('clock-leap', place)) scheduler.after(endsAfter * 0.9, () => clock.set(LEAP_MS));
  for (const delay of arrivesAfter) scheduler.after(delay, () => (answer = outcomeOf(effect)));
  return new Promise((resolve, reject) => {
    scheduler.after(endsAfter, () => {
      if (!invocation.isAlive) return;
      openCalls.set(subject, (openCalls.get(subject) as number) - 1);
      if (faults.strikes('crash-after', place)) {
        invocation.kill('crash');
        return;
      }
      scheduler.touched();
      const isHeard = fault === undefined || fault === 'slow' || fault === 'attempted-twice';
      if (!isHeard) reject(failure(fault));
      else if (answer !== undefined && 'value' in answer) resolve(answer.value);
      else reject(answer?.error);
    });
  });
}

/** A pause in the code under test; a crash ends it. */
export function createPause({ scheduler }: Environment, caller: Caller): (ms: number) => Promise<void> {
  return (ms) => {
    const invocation = caller.current;
    return new Promise((resolve) => {
      scheduler.after(ms, () => {
        if (invocation?.isAlive !== true) return;
        scheduler.touched();
        resolve();
      });
    });
  };
}

function outcomeOf<T>(effect: () => T): { value: T } | { error: unknown } {
  try {
    return { value: effect() };
  } catch (error) {
    return { error };
  }
}

/** When the request arrives and when the caller hears of it. */
function courseOf<T>(
  { random, faults }: Environment,
  { faults: possible, isHanging, budget }: Call<T>,
  place: string,
): Course {
  const fault = isHanging ? 'provider-hangs' : possible.find((kind) => faults.strikes(kind, place));
  const { attemptTimeoutMs, attempts } = budget;
  const chance = random(`time ${place}`);
  const quick = 2 + Math.floor(chance * chance * 80);
  const silence = longestCallMs(budget);
  switch (fault) {
    case undefined:
      return { arrivesAfter: [quick >> 1], endsAfter: quick, fault };
    case 'slow':
      return {
        arrivesAfter: [Math.floor(chance * silence * 0.98)],
        endsAfter: Math.floor(silence * 0.99),
        fault,
      };
    case 'request-lost':
    case 'provider-hangs':
      return { arrivesAfter: [], endsAfter: silence, fault };
    case 'accepted-late':
      return { arrivesAfter: [silence + 1 + Math.floor(chance * MAX_LATE_MS)], endsAfter: silence, fault };
    case 'drip':
      // Every attempt is done at once, and its answer is still not whole when the time is over.
      return {
        arrivesAfter: Array.from({ length: attempts }, (_, at) => at * attemptTimeoutMs + (quick >> 1)),
        endsAfter: silence,
        fault,
      };
    case 'reply-lost':
      return { arrivesAfter: [Math.floor(chance * attemptTimeoutMs)], endsAfter: silence, fault };
    case 'attempted-twice':
      return {
        arrivesAfter: [Math.floor(chance * attemptTimeoutMs), silence - attemptTimeoutMs + quick],
        endsAfter: Math.min(silence - attemptTimeoutMs + 2 * quick, silence),
        fault,
      };
    default:
      // The other side says no, without having done anything.
      return { arrivesAfter: [], endsAfter: quick, fault };
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
