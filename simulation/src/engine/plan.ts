import { between, type KeyedRandom, oneOf } from './keyed-random.ts';

/** Something that is done to the world from outside, at a time. A plan is data, so that steps can be taken out. */
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
  | { readonly kind: 'poison'; readonly subscriber: number; readonly shape: number }
  | { readonly kind: 'duplicate'; readonly subscriber: number; readonly copies: number }
  | { readonly kind: 'movement'; readonly subscriber: number; readonly amount: number }
  | { readonly kind: 'clock'; readonly byMs: number }
  | { readonly kind: 'outage'; readonly of: 'sms' | 'email' | 'issuer'; readonly forMs: number }
  | { readonly kind: 'rotate-credentials'; readonly lagMs: number }
  | { readonly kind: 'rotate-keys'; readonly keyIds: readonly string[] }
  | { readonly kind: 'switch'; readonly channel: 'sms' | 'email'; readonly isOn: boolean }
  | { readonly kind: 'redrive' | 'deploy' }
  | { readonly kind: 'inherit'; readonly subscriber: number; readonly shape: number }
);

/** What a seed looks into; a focus keeps runs short and their histories readable. */
export type Focus = 'queue' | 'lease' | 'door' | 'calm' | 'all';

export function drawFocus(random: KeyedRandom): Focus {
  return oneOf(random, 'focus', [
    'queue',
    'queue',
    'queue',
    'queue',
    'lease',
    'door',
    'door',
    'calm',
    'all',
    'all',
  ]);
}

type Kind = Step['kind'];

/** How often each kind of step is drawn; doubled words are weights. */
const MENUS: Readonly<Record<Focus, readonly Kind[]>> = {
  queue: [
    'ask',
    'ask',
    'ask',
    'ask',
    'ask',
    'ask',
    'ask',
    'duplicate',
    'movement',
    'movement',
    'movement',
    'poison',
    'clock',
    'outage',
    'rotate-credentials',
    'redrive',
    'switch',
    'deploy',
    'inherit',
  ],
  lease: ['ask', 'duplicate', 'duplicate', 'clock', 'redrive'],
  door: [
    'ask',
    'ask',
    'ask',
    'ask',
    'ask',
    'ask',
    'ask',
    'ask',
    'ask',
    'clock',
    'outage',
    'rotate-keys',
    'deploy',
  ],
  calm: ['ask', 'ask', 'ask', 'duplicate', 'outage', 'movement', 'rotate-credentials'],
  all: [
    'ask',
    'ask',
    'ask',
    'ask',
    'ask',
    'ask',
    'duplicate',
    'movement',
    'poison',
    'clock',
    'outage',
    'rotate-credentials',
    'rotate-keys',
    'redrive',
    'deploy',
    'inherit',
  ],
};

const SPANS_MS = [5_000, 60_000, 600_000, 5_400_000];
const KEY_SETS = [['key-1'], ['key-1', 'key-2'], ['key-2'], ['key-2', 'key-3'], ['key-3']];

/** The steps of a run, in order of time. */
export function drawPlan(random: KeyedRandom, focus: Focus): Step[] {
  const length = between(random, 'length', 2, focus === 'calm' ? 8 : 16);
  const spanMs = focus === 'lease' ? 5_000 : focus === 'calm' ? 60_000 : oneOf(random, 'span', SPANS_MS);
  const steps = Array.from({ length }, (_, index) => drawStep(random, focus, spanMs, `step-${index + 1}`));
  return steps.sort((left, right) => left.at - right.at);
}

function drawStep(random: KeyedRandom, focus: Focus, spanMs: number, name: string): Step {
  const chance = (what: string): number => random(`${name} ${what}`);
  const whole = (what: string, min: number, max: number): number =>
    between(random, `${name} ${what}`, min, max);
  const kind = oneOf(random, `${name} kind`, MENUS[focus]);
  const at = whole('at', 0, spanMs);
  const subscriber = focus === 'lease' ? 0 : Math.floor(chance('subscriber') ** 2 * 4);
  switch (kind) {
    case 'ask':
      return {
        kind,
        name,
        at,
        subscriber,
        spelling: whole('spelling', 0, 99),
        isMisspelled: focus !== 'calm' && chance('misspelled') < 0.12,
        token: whole('token', 0, 999),
        hasGoodToken: focus === 'calm' || chance('good token') < 0.75,
        hasToken: focus === 'calm' || chance('no token') > 0.05,
      };
    case 'poison':
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
        at: focus === 'calm' ? 0 : at,
        of: oneOf(
          random,
          `${name} of`,
          focus === 'door' ? ['issuer'] : focus === 'all' ? ['sms', 'email', 'issuer'] : ['sms', 'email'],
        ),
        forMs: whole('for', 1_000, focus === 'door' ? 6_000_000 : 3_600_000),
      };
    case 'rotate-credentials':
      return {
        kind,
        name,
        at,
        lagMs: focus === 'calm' || chance('lag') < 0.5 ? 0 : whole('lag ms', 1, 300_000),
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
    case 'inherit':
      return { kind, name, at: 0, subscriber, shape: whole('shape', 0, 99) };
    case 'redrive':
    case 'deploy':
      return { kind, name, at };
  }
}
