import { between, type KeyedRandom, oneOf } from '../core/keyed-random.ts';
import { type Profile, STEPS } from './profiles.ts';

/** Something that happens to the deployment from outside, at a time. A plan is data, so that steps can be taken out. */
export type Step = { readonly at: number; readonly name: string } & (
  | {
      readonly kind: 'ask';
      readonly subscriber: number;
      readonly spelling: number;
      readonly isMisspelled: boolean;
      readonly token: number;
      readonly hasGoodToken: boolean;
      readonly hasToken: boolean;
    }
  | { readonly kind: 'malformed'; readonly subscriber: number; readonly shape: number }
  | { readonly kind: 'duplicate'; readonly subscriber: number; readonly copies: number }
  | { readonly kind: 'movement'; readonly subscriber: number; readonly amount: number }
  | { readonly kind: 'clock'; readonly byMs: number }
  | { readonly kind: 'outage'; readonly of: 'sms' | 'email' | 'issuer'; readonly forMs: number }
  | { readonly kind: 'refusal'; readonly of: 'sms' | 'email'; readonly forMs: number }
  | { readonly kind: 'rotate-credentials'; readonly lagMs: number }
  | { readonly kind: 'rotate-keys'; readonly keyIds: readonly string[] }
  | { readonly kind: 'switch'; readonly channel: 'sms' | 'email'; readonly isOn: boolean }
  | { readonly kind: 'redrive' | 'deploy' }
  | { readonly kind: 'seed-account'; readonly subscriber: number; readonly shape: number }
);

const SPANS_MS = [5_000, 60_000, 600_000, 5_400_000];
const FIXED_SPANS_MS = { lease: 5_000, 'outages-only': 60_000, redrive: 3_600_000, allowance: 1_000 };
const KEY_SETS = [['key-1'], ['key-1', 'key-2'], ['key-2'], ['key-2', 'key-3'], ['key-3']];

/** The steps of a run, in order of time. */
export function drawPlan(random: KeyedRandom, profile: Profile): Step[] {
  const length = between(random, 'length', 2, profile === 'outages-only' ? 8 : 16);
  const spanMs =
    profile in FIXED_SPANS_MS
      ? FIXED_SPANS_MS[profile as keyof typeof FIXED_SPANS_MS]
      : oneOf(random, 'span', SPANS_MS);
  const steps = Array.from({ length }, (_, index) => drawStep(random, profile, spanMs, `step-${index + 1}`));
  return steps.sort((left, right) => left.at - right.at);
}

function drawStep(random: KeyedRandom, profile: Profile, spanMs: number, name: string): Step {
  const chance = (what: string): number => random(`${name} ${what}`);
  const whole = (what: string, min: number, max: number): number =>
    between(random, `${name} ${what}`, min, max);
  const kind = oneOf(random, `${name} kind`, STEPS[profile]);
  // What is parked early can be redriven for the rest of the run.
  const isEarly = profile === 'redrive' && kind !== 'redrive';
  const at = whole('at', 0, isEarly ? 5_000 : spanMs);
  const subscriber =
    profile === 'lease' || profile === 'redrive' ? 0 : Math.floor(chance('subscriber') ** 2 * 4);
  switch (kind) {
    case 'ask':
      return {
        kind,
        name,
        at,
        subscriber,
        spelling: whole('spelling', 0, 99),
        isMisspelled: profile !== 'outages-only' && chance('misspelled') < 0.12,
        token: whole('token', 0, 999),
        hasGoodToken: profile === 'outages-only' || profile === 'redrive' || chance('good token') < 0.75,
        hasToken: profile === 'outages-only' || profile === 'redrive' || chance('no token') > 0.05,
      };
    case 'malformed':
      return { kind, name, at, subscriber, shape: whole('shape', 0, 99) };
    case 'duplicate':
      return { kind, name, at, subscriber, copies: whole('copies', 2, 10) };
    case 'movement':
      return { kind, name, at, subscriber, amount: whole('amount', -500, 100_000) };
    case 'clock':
      return {
        kind,
        name,
        at,
        byMs: oneOf(
          random,
          `${name} by`,
          [2_000, 30_000, 90_000, 600_000, 4_000_000, -2_000, -90_000, -4_000_000],
        ),
      };
    case 'outage':
      return {
        kind,
        name,
        at: profile === 'outages-only' ? 0 : at,
        of: oneOf(
          random,
          `${name} of`,
          profile === 'auth' ? ['issuer'] : profile === 'all' ? ['sms', 'email', 'issuer'] : ['sms', 'email'],
        ),
        forMs: whole('for', 1_000, profile === 'auth' ? 6_000_000 : 3_600_000),
      };
    case 'refusal':
      return {
        kind,
        name,
        at: 0,
        of: oneOf(random, `${name} of`, ['sms', 'email']),
        forMs: whole('for', 600_000, 5_400_000),
      };
    case 'rotate-credentials':
      return {
        kind,
        name,
        at,
        lagMs: profile === 'outages-only' || chance('lag') < 0.5 ? 0 : whole('lag ms', 1, 300_000),
      };
    case 'rotate-keys':
      return { kind, name, at, keyIds: oneOf(random, `${name} keys`, KEY_SETS) };
    case 'switch':
      return {
        kind,
        name,
        at,
        channel: oneOf(random, `${name} channel`, ['sms', 'email']),
        isOn: chance('on') < 0.5,
      };
    case 'seed-account':
      return { kind, name, at: 0, subscriber, shape: whole('shape', 0, 99) };
    case 'redrive':
    case 'deploy':
      return { kind, name, at };
  }
}
