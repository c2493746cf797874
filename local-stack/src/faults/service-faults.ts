import { type ChanceAction, type FaultyService } from './fault-settings.ts';
import { type Faults } from './faults.ts';

/** What befalls one call to a service, before and after it takes effect. */
export interface CallFault {
  readonly before: 'none' | 'fail' | 'timeout' | 'slow';
  readonly after: 'none' | 'fail' | 'crash';
}

/** How late a `slow` service answers: not divided by LOCAL_SPEED, because the clients' own time-outs are not either. */
export const SLOW_MS = 1_000;

/**
 * How late a `slow` SMS provider answers, which takes the message at once: longer than a function waits (10 s), because a
 * provider that delivers and answers too late is what makes a customer get a message twice. Not divided by LOCAL_SPEED.
 */
export const SMS_SLOW_MS = 12_000;

/**
 * How late a `slow` client's server answers a callback, which it takes at once: longer than a function waits (5 s), so that
 * the client sees one `webhook-id` more than once. Not divided by LOCAL_SPEED.
 */
export const CALLBACK_SLOW_MS = 6_000;

/** How long a `timeout` service holds a connection whose client does not give up: longer than any function lives. */
export const HANG_MS = 65_000;

/**
 * Decides what befalls a call. A one-shot fault comes before the service's state, and both before chance.
 *
 * @param isWrite only what changed something can be followed by a crash worth having.
 */
export function decideFault(
  faults: Faults,
  service: FaultyService | undefined,
  site: string,
  isWrite: boolean,
): CallFault {
  const decided = decide(faults, service, site, isWrite);
  if (decided.before !== 'none') faults.noteInjected(`${decided.before}:${site}`);
  if (decided.after === 'fail') faults.noteInjected(`applied-then-fail:${site}`);
  return decided;
}

function decide(
  faults: Faults,
  service: FaultyService | undefined,
  site: string,
  isWrite: boolean,
): CallFault {
  const next = faults.takeNext(site);
  if (next === 'crash') {
    faults.noteInjected(`crash:${site}`);
    return { before: 'none', after: 'crash' };
  }
  if (next !== undefined) return faultOf(next);
  const state = service === undefined ? 'ok' : faults.service(service);
  if (state === 'fail' || state === 'timeout') return { before: state, after: 'none' };
  const struck = service === undefined ? undefined : faults.strike(service, site);
  if (struck !== undefined && struck !== 'slow') return faultOf(struck);
  const crash = isWrite && faults.shouldInject('crash', site);
  const slow = state === 'slow' || struck === 'slow';
  return { before: slow ? 'slow' : 'none', after: crash ? 'crash' : 'none' };
}

function faultOf(action: ChanceAction): CallFault {
  return action === 'applied-then-fail'
    ? { before: 'none', after: 'fail' }
    : { before: action, after: 'none' };
}
