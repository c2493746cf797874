import { type KeyedRandom, oneOf } from '../core/keyed-random.ts';
import type { LedgerStep } from './ledger-plan.ts';
import { repeated } from './profiles.ts';

/** What a seed of the ledger looks into. */
export type LedgerProfile =
  | 'ledger'
  | 'ledger-keys'
  | 'ledger-contention'
  | 'ledger-limits'
  | 'ledger-expiry'
  | 'ledger-reversals'
  | 'ledger-callbacks';

/** The share of all seeds that look into the ledger; they have a draw of their own, so that the other seeds stay. */
const LEDGER_SHARE = 0.12;

const PROFILE_WEIGHTS: Readonly<Record<LedgerProfile, number>> = {
  ledger: 3,
  'ledger-keys': 1,
  'ledger-contention': 3,
  'ledger-limits': 2,
  'ledger-expiry': 1,
  'ledger-reversals': 2,
  'ledger-callbacks': 2,
};

/** How often each kind of step is drawn, in proportion. */
const STEP_WEIGHTS: Readonly<Record<LedgerProfile, Readonly<Partial<Record<LedgerStep['kind'], number>>>>> = {
  ledger: {
    ask: 12,
    read: 1,
    reverse: 3,
    duplicate: 2,
    forge: 2,
    'set-status': 2,
    open: 1,
    clock: 1,
    outage: 1,
    refusal: 1,
    deploy: 1,
    redrive: 1,
    'rotate-master': 1,
  },
  'ledger-keys': { ask: 10, read: 2, duplicate: 1, deploy: 2 },
  'ledger-contention': { ask: 12, reverse: 3, duplicate: 3, 'set-status': 3, open: 4 },
  'ledger-limits': { ask: 12, reverse: 1, duplicate: 1, clock: 2 },
  'ledger-reversals': { ask: 8, reverse: 8, duplicate: 1, 'set-status': 1 },
  'ledger-callbacks': {
    ask: 10,
    reverse: 1,
    outage: 2,
    'rotate-master': 2,
    'allow-callbacks': 2,
    redrive: 3,
    clock: 1,
  },
  'ledger-expiry': { ask: 8, duplicate: 2, clock: 2, reverse: 1, outage: 1 },
};

const PROFILES = repeated(PROFILE_WEIGHTS);

/** The steps of each profile, each as often as its weight says. */
export const LEDGER_STEPS = Object.fromEntries(
  Object.entries(STEP_WEIGHTS).map(([profile, weights]) => [profile, repeated(weights)]),
) as Readonly<Record<LedgerProfile, readonly LedgerStep['kind'][]>>;

/** Undefined for a seed that looks into accounts and tokens. */
export function drawLedgerProfile(random: KeyedRandom): LedgerProfile | undefined {
  if (random('the ledger is looked into') >= LEDGER_SHARE) return undefined;
  return oneOf(random, 'ledger profile', PROFILES);
}
