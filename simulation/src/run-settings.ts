import type { OpeningsPerDay } from '../../lambda-src/domain/src/opening-allowance.ts';
import { between, type KeyedRandom, oneOf } from './keyed-random.ts';
import { looksIntoAllowance } from './profiles/profiles.ts';

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
export const BATCHING_WINDOW_MS = 1_000;
export const MAX_RECEIVES = 10;
export const MAX_CONCURRENT_BATCHES = 3;
export const POLICY_CACHE_MS = 250_000;
export const TIMEOUTS_MS = {
  authorizer: 10_000,
  'get-account-info': 15_000,
  'init-user-account': 45_000,
  'request-transaction': 10_000,
  'get-transaction': 10_000,
  'process-transaction': 30_000,
  'notify-parties': 45_000,
  'sweep-transactions': 55_000,
} as const;
export type FunctionName = keyof typeof TIMEOUTS_MS;

/** The functions that look at the time that they have left. */
export const BATCH_FUNCTIONS: readonly FunctionName[] = [
  'init-user-account',
  'process-transaction',
  'notify-parties',
  'sweep-transactions',
];
/** The functions whose machines' clocks differ; the checks of tokens compare with one clock, to the millisecond. */
export const SKEWED_FUNCTIONS: readonly FunctionName[] = [...BATCH_FUNCTIONS, 'request-transaction'];

/** The share of runs whose enquiries stand behind the request guard. */
const GUARDED_SHARE = 0.4;

export const VISIBILITY_MS = 6 * TIMEOUTS_MS['init-user-account'] + BATCHING_WINDOW_MS;

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
