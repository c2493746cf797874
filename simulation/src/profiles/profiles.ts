import { type KeyedRandom, oneOf } from '../core/keyed-random.ts';
import type { Step } from './plan.ts';

/** What a seed looks into; a profile keeps runs short and their histories readable. */
export type Profile = 'queue' | 'lease' | 'redrive' | 'allowance' | 'auth' | 'outages-only' | 'all';

/** How many of ten seeds take each profile. */
const PROFILE_WEIGHTS: Readonly<Record<Profile, number>> = {
  queue: 4,
  lease: 1,
  // These have draws of their own, so that the profiles of the other seeds stay.
  redrive: 0,
  allowance: 0,
  auth: 2,
  'outages-only': 1,
  all: 2,
};

/** How often each kind of step is drawn, in proportion. */
const STEP_WEIGHTS: Readonly<Record<Profile, Readonly<Partial<Record<Step['kind'], number>>>>> = {
  queue: {
    ask: 7,
    duplicate: 1,
    movement: 3,
    malformed: 1,
    clock: 1,
    outage: 1,
    'rotate-credentials': 1,
    redrive: 1,
    switch: 1,
    deploy: 1,
    'seed-account': 1,
  },
  lease: { ask: 1, duplicate: 2, clock: 1, redrive: 1 },
  redrive: { ask: 2, duplicate: 1, outage: 2, refusal: 2, redrive: 6 },
  allowance: { ask: 12, clock: 1, deploy: 1 },
  auth: { ask: 9, clock: 1, outage: 1, 'rotate-keys': 1, deploy: 1 },
  'outages-only': { ask: 3, duplicate: 1, outage: 1, movement: 1, 'rotate-credentials': 1 },
  all: {
    ask: 6,
    duplicate: 1,
    movement: 1,
    malformed: 1,
    clock: 1,
    outage: 1,
    'rotate-credentials': 1,
    'rotate-keys': 1,
    redrive: 1,
    deploy: 1,
    'seed-account': 1,
  },
};

/** The share of seeds that look into redrives. */
const REDRIVE_SHARE = 0.06;
/** The share of seeds that look into the opening allowance. */
const ALLOWANCE_SHARE = 0.03;

const PROFILES = repeated(PROFILE_WEIGHTS);

/** The steps of each profile, each as often as its weight says. */
export const STEPS = Object.fromEntries(
  Object.entries(STEP_WEIGHTS).map(([profile, weights]) => [profile, repeated(weights)]),
) as Readonly<Record<Profile, readonly Step['kind'][]>>;

export function drawProfile(random: KeyedRandom): Profile {
  if (looksIntoRedrives(random)) return 'redrive';
  return looksIntoAllowance(random) ? 'allowance' : oneOf(random, 'profile', PROFILES);
}

/** True for a seed in which openings are limited. */
export function looksIntoAllowance(random: KeyedRandom): boolean {
  return !looksIntoRedrives(random) && random('the allowance is looked into') < ALLOWANCE_SHARE;
}

function looksIntoRedrives(random: KeyedRandom): boolean {
  return random('redrives are looked into') < REDRIVE_SHARE;
}

export function repeated<K extends string>(weights: Readonly<Partial<Record<K, number>>>): readonly K[] {
  return (Object.entries(weights) as [K, number][]).flatMap(([name, weight]) => Array<K>(weight).fill(name));
}
