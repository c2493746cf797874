import {
  BACKGROUND_FUNCTIONS,
  consumerOf,
  entryOf,
  type FunctionName,
} from '../../../deployment/manifest.ts';
import type { OpeningsPerDay } from '../../../lambda-src/domain/src/opening-allowance.ts';
import { between, type KeyedRandom, oneOf } from '../core/keyed-random.ts';
import { looksIntoAllowance } from './profiles.ts';

/** How one simulated deployment is set up; drawn by its seed. */
export interface RunSettings {
  readonly openingBalance: bigint;
  readonly smsIsOn: boolean;
  readonly emailIsOn: boolean;
  readonly requiredScopes: readonly string[];
  /** What a token without the number claim needs besides. */
  readonly unboundScopes: readonly string[];
  readonly canPark: boolean;
  readonly canPostpone: boolean;
  readonly batchSize: number;
  /** Undefined where openings are not limited. */
  readonly openingsPerDay: OpeningsPerDay | undefined;
  /** The request guard is deployed. */
  readonly hasGuard: boolean;
}

/** Fixed by the deployment; the defaults of the infrastructure. */
export const LEASE_MS = 60_000;
/** Of account requests and notifications; transactions have a hundred, so that fewer of them than here become dead letters. */
export const MAX_RECEIVES = 10;
export const MAX_CONCURRENT_BATCHES = 3;
export const POLICY_CACHE_MS = 250_000;

/** How long a function may run. */
export const timeoutMsOf = (name: FunctionName): number => 1_000 * entryOf(name).timeoutSeconds;

/** The functions whose machines' clocks differ; the checks of tokens compare with one clock, to the millisecond. */
export const SKEWED_FUNCTIONS: readonly FunctionName[] = [...BACKGROUND_FUNCTIONS, 'request-transaction'];

/** How a queue is joined to its function, as the deployment does it. */
export function mappingOf(queue: string) {
  const consumer = consumerOf(queue);
  const { trigger } = entryOf(consumer);
  const windowMs = trigger.kind === 'queue' ? 1_000 * trigger.batchingWindowSeconds : 0;
  return { consumer, windowMs, visibilityMs: 6 * timeoutMsOf(consumer) + windowMs };
}

/** The share of runs whose enquiries stand behind the request guard. */
const GUARDED_SHARE = 0.4;

export function drawSettings(random: KeyedRandom): RunSettings {
  return {
    openingBalance: oneOf(random, 'opening balance', [1_000n, 1_000n, 0n, 999_999_999_999_999n]),
    smsIsOn: random('sms is on') < 0.85,
    emailIsOn: random('email is on') < 0.6,
    requiredScopes: random('scope is required') < 0.3 ? ['accounts:read'] : [],
    unboundScopes: random('scope is required of tokens without a number') < 0.2 ? ['accounts:any'] : [],
    canPark: random('can park') < 0.9,
    canPostpone: random('can postpone') < 0.9,
    batchSize: random('batches are small') < 0.3 ? 1 : between(random, 'batch size', 1, 10),
    openingsPerDay: looksIntoAllowance(random)
      ? {
          perCaller: oneOf(random, 'openings of a caller', [0, 1, 2]),
          total: oneOf(random, 'openings of all', [0, 1, 2, 3]),
        }
      : undefined,
    hasGuard: random('the guard is deployed') < GUARDED_SHARE,
  };
}
