import { type Events } from './events.ts';

/** What {@link createDeadLetterWatch} needs from outside. */
export interface DeadLetterWatchDependencies {
  /** How many dead letters there are now, asked of the emulator itself. */
  readonly count: () => Promise<number>;
  readonly events: Events;
}

/**
 * Notices dead letters that the queue itself moved there: SQS does that inside a receive, after too many of them,
 * without an event. So the moment to look is after every receive on the source queue.
 */
export function createDeadLetterWatch({ count, events }: DeadLetterWatchDependencies) {
  let known = 0;
  let looking: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    const found = await count();
    if (found > known) events.emit({ type: 'state', what: 'dead-letter', change: 'arrived' });
    known = found;
  };
  return {
    /** Looks once, however many ask meanwhile; a failure means that the emulator stops. */
    look(): Promise<void> {
      looking ??= look()
        .catch(() => undefined)
        .finally(() => (looking = undefined));
      return looking;
    },
  };
}
