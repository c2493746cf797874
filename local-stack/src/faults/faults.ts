import {
  CHANCE_ACTIONS,
  type ChanceAction,
  NO_FAULTS,
  type FaultSettings,
  type FaultyService,
  type OneShotAction,
  type ServiceState,
} from './fault-settings.ts';
import { seededFraction } from './seeded-random.ts';

/** Decides, call by call, what goes wrong. The same seed and the same order of calls give the same faults. */
export interface Faults {
  current(): FaultSettings;
  /** Takes new settings whole and starts every roll from the beginning. */
  replace(settings: FaultSettings): void;
  clear(): void;
  /** Whether this call is hit; `site` names the place, such as `dynamodb.PutItem` or a queue's name. */
  shouldInject(kind: 'duplicate' | 'reorder' | 'crash' | 'transactionConflict', site: string): boolean;
  service(name: FaultyService): ServiceState | 'redirect' | 'flush';
  /** The trouble that chance has for this call to a service, if any: one draw per call, per site. */
  strike(name: FaultyService, site: string): ChanceAction | undefined;
  /** The one-shot fault waiting for this site, used up by asking. */
  takeNext(site: string): OneShotAction | undefined;
  /** Counts something that was done to a call, for the report. */
  noteInjected(what: string): void;
  /** How often each fault was injected since the stack started. */
  injected(): Readonly<Record<string, number>>;
}

/** Faults held in memory; at first those of `initial`. */
export function createFaults(initial: FaultSettings = NO_FAULTS): Faults {
  let settings = initial;
  let script = [...initial.next];
  let draws = new Map<string, number>();
  const counts = new Map<string, number>();

  const replace = (next: FaultSettings): void => {
    settings = next;
    script = [...next.next];
    draws = new Map();
  };
  const noteInjected = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const draw = (stream: string): number => {
    const index = draws.get(stream) ?? 0;
    draws.set(stream, index + 1);
    return seededFraction(settings.seed, stream, index);
  };

  return {
    current: () => ({ ...settings, next: [...script] }),
    replace,
    clear: () => replace(NO_FAULTS),
    shouldInject(kind, site) {
      if (settings[kind] === 0) return false;
      const stream = `${kind}:${site}`;
      const hit = draw(stream) < settings[kind];
      if (hit) noteInjected(stream);
      return hit;
    },
    service: (name) => settings[name],
    strike(name, site) {
      const chances = settings.chances[name];
      if (chances === undefined) return undefined;
      let rest = draw(`trouble:${site}`);
      return CHANCE_ACTIONS.find((action) => (rest -= chances[action] ?? 0) < 0);
    },
    takeNext(site) {
      const index = script.findIndex((entry) => entry.site === site);
      return index < 0 ? undefined : script.splice(index, 1)[0]?.action;
    },
    noteInjected,
    injected: () => Object.fromEntries(counts),
  };
}
