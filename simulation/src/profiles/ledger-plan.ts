import { between, type KeyedRandom, oneOf } from '../core/keyed-random.ts';
import { REVERSAL_RIGHTS, type Right } from './rights.ts';
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
      /** Who asks; past the last requester, the one who asked for the original. */
      readonly requester: number;
      /** A right that the token of the request lacks. */
      readonly lacks: Right | undefined;
      /** Which of the transactions that are there by then. */
      readonly which: number;
      /** Only completed ones, reversals left out; else any. */
      readonly of: 'completed' | 'any';
      readonly part: ReversalPart;
      /** So many reversals at one instant, under one key or each under its own. */
      readonly copies: number;
      readonly sharesKey: boolean;
      /** The key may have been used for another reversal. */
      readonly usesFirstKey: boolean;
      /** An earlier reversal is asked for again, under its key. */
      readonly repeats: boolean;
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
  | { readonly kind: 'outage'; readonly of: 'sms' | 'callback'; readonly forMs: number }
  | { readonly kind: 'refusal'; readonly forMs: number }
  | { readonly kind: 'deploy'; readonly maxAmount: number }
  | { readonly kind: 'allow-callbacks'; readonly isAllowed: boolean }
  | { readonly kind: 'redrive' | 'rotate-master' }
);

/** How much a reversal asks for: no amount, which means all that is left; all, a part or more than that as an amount. */
export const REVERSAL_PARTS = ['rest', 'whole', 'half', 'third', 'more'] as const;
export type ReversalPart = (typeof REVERSAL_PARTS)[number];

const SPANS_MS = [500, 4_000, 60_000, 400_000];
/** Those who meet at one account must come at one time, unless another reason is given. */
const FIXED_SPANS_MS: Readonly<Partial<Record<LedgerProfile, number>>> = {
  'ledger-contention': 1_500,
  'ledger-limits': 30_000,
  // Longer than a rotation of the secret that signs.
  'ledger-callbacks': 600_000,
};
/** The fewer accounts, the more often transactions meet. */
const FEW_ACCOUNTS: readonly LedgerProfile[] = ['ledger-contention', 'ledger-reversals'];
const STATUSES = ['ACTIVE', 'BLOCKED', 'CLOSED'] as const;
/** Only an empty account can be closed, so closing is tried more often where money is to meet a closed account. */
const CONTENDED_STATUSES = [...STATUSES, 'CLOSED'] as const;
/** Around midnight: an account is ahead of the clock of who debits it next. */
const MIDNIGHT_LEAPS_MS = [-20_000, -20_000, -5_000, 5_000, 20_000];
const CLOCK_LEAPS_MS = [2_000, 30_000, 90_000, 700_000, -2_000, -90_000, -4_000_000];

/** The steps of a run, in order of time. */
export function drawLedgerPlan(random: KeyedRandom, profile: LedgerProfile): LedgerStep[] {
  const length = between(random, 'length', 3, 14);
  const spanMs = FIXED_SPANS_MS[profile] ?? oneOf(random, 'span', SPANS_MS);
  const steps = Array.from({ length }, (_, index) => drawStep(random, profile, spanMs, `step-${index + 1}`));
  return steps.sort((left, right) => left.at - right.at);
}

const BURST_EVERY_MS = 4_000;
const BURST_MS = 150;

/** Only what is completed can be reversed; then reversals, and those who spend the same money, come at one time. */
function drawBurst(random: KeyedRandom, kind: LedgerStep['kind'], name: string): number {
  if (kind === 'ask' && random(`${name} comes first`) < 0.6) return between(random, `${name} at`, 0, 1_000);
  const burst = between(random, `${name} burst`, 1, 4);
  return burst * BURST_EVERY_MS + between(random, `${name} at`, 0, BURST_MS);
}

type Draw<K extends LedgerStep['kind']> = Omit<LedgerStep & { kind: K }, 'kind' | 'name' | 'at'>;

function drawReversal(random: KeyedRandom, name: string): Draw<'reverse'> {
  const chance = (what: string): number => random(`${name} ${what}`);
  return {
    requester: chance('mine') < 0.4 ? 0 : between(random, `${name} requester`, 1, 3),
    lacks: chance('lacks') < 0.25 ? oneOf(random, `${name} right`, REVERSAL_RIGHTS) : undefined,
    which: between(random, `${name} which`, 0, 99),
    of: chance('any') < 0.15 ? 'any' : 'completed',
    part: oneOf(random, `${name} part`, REVERSAL_PARTS),
    copies: chance('copies') < 0.5 ? 2 : 1,
    sharesKey: chance('shares its key') < 0.3,
    usesFirstKey: chance('first key') < 0.15,
    repeats: chance('repeats') < 0.25,
  };
}

function drawStep(random: KeyedRandom, profile: LedgerProfile, spanMs: number, name: string): LedgerStep {
  const chance = (what: string): number => random(`${name} ${what}`);
  const whole = (what: string, min: number, max: number): number =>
    between(random, `${name} ${what}`, min, max);
  const kind = oneOf(random, `${name} kind`, LEDGER_STEPS[profile]);
  const at = profile === 'ledger-reversals' ? drawBurst(random, kind, name) : whole('at', 0, spanMs);
  const base = { name, at };
  const areFewAccounts = FEW_ACCOUNTS.includes(profile);
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
      return { kind, ...base, ...drawReversal(random, name) };
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
      return { kind, ...base, subscriber: whole('subscriber', 0, areFewAccounts ? 1 : 3) };
    case 'clock':
      return {
        kind,
        ...base,
        byMs: oneOf(random, `${name} by`, profile === 'ledger-limits' ? MIDNIGHT_LEAPS_MS : CLOCK_LEAPS_MS),
      };
    case 'outage':
      return {
        kind,
        ...base,
        of: chance('of callbacks') < 0.5 ? 'callback' : 'sms',
        forMs: whole('for', 1_000, 900_000),
      };
    case 'refusal':
      return { kind, ...base, forMs: whole('for', 1_000, 900_000) };
    case 'allow-callbacks':
      return { kind, ...base, isAllowed: chance('allowed') < 0.5 };
    case 'deploy':
      return { kind, ...base, maxAmount: oneOf(random, `${name} max`, [100, 2_000, 10_000_000]) };
    case 'redrive':
    case 'rotate-master':
      return { kind, ...base };
  }
}
