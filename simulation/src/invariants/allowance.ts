import type { Environment } from '../environment/environment.ts';
import type { Run } from '../environment/lambda.ts';
import type { Change } from '../environment/ledger/ledger-tables.ts';
import type { Request } from '../environment/request.ts';
import type { Invocation } from '../environment/call.ts';

/** Follows which openings are counted, against whom and on which day; apart from the product's own counters. */
export interface AllowanceCheck {
  /** A caller's request is handed to the function. */
  asked(request: Request): void;
  /** The tables have just stored what counts an opening. */
  written(changes: readonly Change[], by: Invocation | undefined): void;
  /** A request has put its number on the queue. */
  queued(request: Request): void;
  /** A caller is told that no more accounts are opened today. */
  refused(request: Request, run: Run): void;
}

/** An opening as it was counted. */
interface Counted {
  /** Whose allowance it uses; undefined for the holder of the number. */
  readonly caller: string | undefined;
  /** The UTC day, `yyyy-mm-dd`. */
  readonly day: string;
  /** By the scheduler, in milliseconds. */
  readonly at: number;
}

const MARK = 'LIM#OPEN#NUMBER#';

export function createAllowanceCheck({
  invariants,
  settings,
  scheduler,
  clock,
}: Environment): AllowanceCheck {
  const { openingsPerDay } = settings;
  const callers = new Map<string, string | undefined>();
  const counted = new Map<string, Counted>();
  const { perCaller = 0, total = 0 } = openingsPerDay ?? {};

  /** How many openings of a day are counted: of one caller, or of all. */
  function countOf(day: string, caller?: string): number {
    const ofDay = [...counted.values()].filter((opening) => opening.day === day);
    return ofDay.filter((opening) => caller === undefined || opening.caller === caller).length;
  }

  const isOver = (limit: number, count: number): boolean => limit > 0 && count > limit;
  const isSpent = (limit: number, count: number): boolean => limit > 0 && count >= limit;

  function count(msisdn: string, opening: Counted): void {
    counted.set(msisdn, opening);
    const { caller, day } = opening;
    const isWithin =
      !isOver(total, countOf(day)) && (caller === undefined || !isOver(perCaller, countOf(day, caller)));
    invariants.check(
      isWithin,
      'OPENINGS_WITHIN_THE_ALLOWANCE',
      () => `${msisdn} is granted to ${caller} beyond ${perCaller} a caller or ${total} in all on ${day}`,
    );
  }

  return {
    asked: (request) => void callers.set(request.id, chargedTo(request)),
    written(changes, by) {
      for (const { before, after } of changes) {
        const pk = after['pk']?.S ?? '';
        if (!pk.startsWith(MARK)) continue;
        const msisdn = pk.slice(MARK.length);
        invariants.check(
          before === undefined,
          'OPENINGS_WITHIN_THE_ALLOWANCE',
          () => `${by?.name} counts ${msisdn} once more`,
        );
        const counter = changes.find(({ after: { sk } }) => sk?.S?.startsWith('D#'));
        const day = counter?.after['sk']?.S?.slice(2) ?? dayOf(clock.now());
        count(msisdn, { caller: callers.get(by?.name.split(' ')[1] ?? ''), day, at: scheduler.now() });
      }
    },
    queued({ id, msisdn = '' }) {
      invariants.check(
        openingsPerDay === undefined || counted.has(msisdn),
        'OPENINGS_WITHIN_THE_ALLOWANCE',
        () => `${id} asks for ${msisdn}, which is not counted`,
      );
    },
    refused(request, run) {
      const caller = chargedTo(request);
      const days = [dayOf(run.beganAtWall), dayOf(run.endedAtWall)];
      const isTrue = days.some(
        (day) =>
          isSpent(total, countOf(day)) || (caller !== undefined && isSpent(perCaller, countOf(day, caller))),
      );
      const before = counted.get(request.msisdn ?? '');
      invariants.check(
        isTrue && !(before !== undefined && before.at < run.beganAt),
        'OPENING_IS_REFUSED_TRULY',
        () => `${run.name} refuses ${caller} the number ${request.msisdn}`,
      );
    },
  };
}

/** The holder of a number opens its own account and is not charged for it. */
function chargedTo({ token }: Request): string | undefined {
  return token?.boundTo === undefined ? token?.sub : undefined;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
