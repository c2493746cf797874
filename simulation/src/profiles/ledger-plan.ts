import { between, type KeyedRandom, oneOf } from '../keyed-random.ts';
import { LEDGER_STEPS, type LedgerProfile } from './ledger-profiles.ts';

/** Something that happens to the ledger from outside, at a time. */
export type LedgerStep = { readonly at: number; readonly name: string } & (
  | {
      readonly kind: 'ask';
      readonly requester: number;
      readonly key: number;
      /** Another wish under the same key, where above 0. */
      readonly variant: number;
      /** The same request so often at one instant. */
      readonly copies: number;
      readonly isKeyInCapitals: boolean;
    }
  | { readonly kind: 'read'; readonly requester: number; readonly key: number }
  | {
      readonly kind: 'reverse';
      /** Which of the transactions that are completed by then. */
      readonly which: number;
      /** All that is left, a half, or a third of it. */
      readonly part: number;
      /** So many reversals at one instant, each under a key of its own. */
      readonly copies: number;
    }
  | {
      readonly kind: 'duplicate';
      readonly requester: number;
      readonly key: number;
      readonly copies: number;
    }
  | { readonly kind: 'forge'; readonly shape: number }
  | {
      readonly kind: 'set-status';
      readonly subscriber: number;
      readonly to: 'ACTIVE' | 'BLOCKED' | 'CLOSED';
    }
  | { readonly kind: 'open'; readonly subscriber: number }
  | { readonly kind: 'clock'; readonly byMs: number }
  | { readonly kind: 'outage' | 'refusal'; readonly forMs: number }
  | { readonly kind: 'deploy'; readonly maxAmount: number }
  | { readonly kind: 'redrive' }
);

const SPANS_MS = [500, 4_000, 60_000, 400_000];
/** Those who meet at one account must come at one time. */
const FIXED_SPANS_MS: Readonly<Partial<Record<LedgerProfile, number>>> = {
  'ledger-contention': 1_500,
  'ledger-limits': 30_000,
};
const STATUSES = ['ACTIVE', 'BLOCKED', 'CLOSED'] as const;
/** Only an empty account can be closed, so closing is tried more often where money is to meet a closed account. */
const CONTENDED_STATUSES = [...STATUSES, 'CLOSED'] as const;
const CLOCK_LEAPS_MS = [2_000, 30_000, 90_000, 700_000, -2_000, -90_000, -4_000_000];

/** The steps of a run, in order of time. */
export function drawLedgerPlan(random: KeyedRandom, profile: LedgerProfile): LedgerStep[] {
  const length = between(random, 'length', 3, 14);
  const spanMs = FIXED_SPANS_MS[profile] ?? oneOf(random, 'span', SPANS_MS);
  const steps = Array.from({ length }, (_, index) => drawStep(random, profile, spanMs, `step-${index + 1}`));
  return steps.sort((left, right) => left.at - right.at);
}

function drawStep(random: KeyedRandom, profile: LedgerProfile, spanMs: number, name: string): LedgerStep {
  const chance = (what: string): number => random(`${name} ${what}`);
  const whole = (what: string, min: number, max: number): number =>
    between(random, `${name} ${what}`, min, max);
  const kind = oneOf(random, `${name} kind`, LEDGER_STEPS[profile]);
  const base = { name, at: whole('at', 0, spanMs) };
  const areFewAccounts = profile === 'ledger-contention';
  const areFewKeys = profile === 'ledger-keys';
  // The limit of a requester is met where most requests are of one.
  const isOneRequester = profile === 'ledger-limits' && chance('one requester') < 0.7;
  const named = () => ({
    requester: isOneRequester ? 0 : whole('requester', 0, 2),
    key: whole('key', 0, areFewKeys ? 1 : 5),
  });
  switch (kind) {
    case 'ask':
      return {
        kind,
        ...base,
        ...named(),
        variant: chance('other') < (areFewKeys ? 0.3 : 0.06) ? 1 : 0,
        copies: chance('copies') < 0.2 ? 2 : 1,
        isKeyInCapitals: chance('capitals') < 0.15,
      };
    case 'read':
      return { kind, ...base, ...named() };
    case 'reverse':
      return {
        kind,
        ...base,
        which: whole('which', 0, 99),
        part: whole('part', 0, 2),
        copies: chance('copies') < 0.5 ? 2 : 1,
      };
    case 'duplicate':
      return { kind, ...base, ...named(), copies: whole('copies', 1, 4) };
    case 'forge':
      return { kind, ...base, shape: whole('shape', 0, 99) };
    case 'set-status':
      return {
        kind,
        ...base,
        subscriber: whole('subscriber', 0, areFewAccounts ? 1 : 3),
        to: oneOf(random, `${name} to`, areFewAccounts ? CONTENDED_STATUSES : STATUSES),
      };
    case 'open':
      return { kind, ...base, subscriber: whole('subscriber', 0, 3) };
    case 'clock':
      return { kind, ...base, byMs: oneOf(random, `${name} by`, CLOCK_LEAPS_MS) };
    case 'outage':
    case 'refusal':
      return { kind, ...base, forMs: whole('for', 1_000, 900_000) };
    case 'deploy':
      return { kind, ...base, maxAmount: oneOf(random, `${name} max`, [100, 2_000, 10_000_000]) };
    case 'redrive':
      return { kind, ...base };
  }
}
