import type { Invocation } from '../environment/call.ts';
import type { Environment } from '../environment/environment.ts';
import type { Run } from '../environment/lambda.ts';

/** Follows the openings of each invocation: before what it sends, and in what it counts. */
export interface OpeningCheck {
  /** An invocation asks the table to open an account; `answer` settles as the caller hears it. */
  asked(msisdn: string, by: Invocation, answer: Promise<unknown>): void;
  /** The table has just stored a new account. */
  created(msisdn: string, by: Invocation): void;
  /** An invocation begins to send a welcome. */
  sends(by: Invocation): void;
  /** An invocation has answered. */
  ended(run: Run): void;
}

interface Openings {
  /** Numbers that it asked to open; true once the call was over. */
  readonly asked: Map<string, boolean>;
  readonly created: Set<string>;
  /** Accounts that it created, where the table answered it. */
  readonly heard: Set<string>;
  hasSent: boolean;
}

/** @param wasTouched tells if another invocation wrote to an account since a time. */
export function createOpeningCheck(
  { invariants }: Environment,
  wasTouched: (msisdn: string, since: number, notBy: Invocation) => boolean,
): OpeningCheck {
  const all = new WeakMap<Invocation, Openings>();
  const openingsOf = (by: Invocation): Openings => {
    const openings = all.get(by) ?? {
      asked: new Map<string, boolean>(),
      created: new Set<string>(),
      heard: new Set<string>(),
      hasSent: false,
    };
    all.set(by, openings);
    return openings;
  };

  return {
    asked(msisdn, by, answer) {
      const openings = openingsOf(by);
      // A later record of a number that was asked for looks again when its turn comes.
      if (openings.asked.has(msisdn)) return;
      openings.asked.set(msisdn, false);
      invariants.check(
        !openings.hasSent,
        'OPENED_BEFORE_SENT',
        () => `${by.name} opens ${msisdn} after it began to send`,
      );
      const over = (isAnswered: boolean): void => {
        openings.asked.set(msisdn, true);
        if (isAnswered && openings.created.has(msisdn)) openings.heard.add(msisdn);
      };
      answer.then(
        () => over(true),
        (error: unknown) => over((error as Error).name === 'ConditionalCheckFailedException'),
      );
    },
    created: (msisdn, by) => void openingsOf(by).created.add(msisdn),
    sends(by) {
      const openings = openingsOf(by);
      openings.hasSent = true;
      const open = [...openings.asked].find(([, isOver]) => !isOver);
      invariants.check(
        open === undefined,
        'OPENED_BEFORE_SENT',
        () => `${by.name} sends while it opens ${open?.[0]}`,
      );
    },
    ended(run) {
      const { created, heard } = openingsOf(run);
      const counted = run.counted.filter((metric) => metric === 'AccountOpened').length;
      // Where another holder of the lease came in between, the item no longer tells who wrote it.
      const certain = [...heard].filter((msisdn) => !wasTouched(msisdn, run.beganAt, run));
      invariants.check(
        counted >= certain.length && counted <= created.size,
        'OPENING_IS_COUNTED_ONCE',
        () => `${run.name} opened ${[...created].join()} and counts ${counted}`,
      );
    },
  };
}
