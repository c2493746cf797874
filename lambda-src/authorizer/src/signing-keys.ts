import { type KeyObject } from 'node:crypto';
import { type Log } from '@fintech-solution/runtime/log';
import { type MetricCounter } from '@fintech-solution/runtime/metrics';
import { TokenRefused } from './token-refused.ts';
import { type FindKeys } from './verify-token.ts';

/** The issuer's usable public keys by key id. A Map, because an id is chosen by others and may be `__proto__`. */
export type KeySet = ReadonlyMap<string, readonly KeyObject[]>;

/**
 * Asks the issuer for its keys.
 *
 * @throws Error for whatever is not a good answer: no answer, a broken set, an empty one.
 */
export type FetchKeySet = () => Promise<KeySet>;

export interface SigningKeysDependencies {
  readonly fetchKeySet: FetchKeySet;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly log: Log;
  readonly metrics: MetricCounter;
}

/** The issuer's keys as one execution environment knows them. */
export interface SigningKeys {
  readonly find: FindKeys;
  /** Fetches the keys ahead of the first token. Never rejects: the first token then tries again. */
  prefetch(): Promise<void>;
  /** The ids of the keys that are known now, fresh or not. */
  knownIds(): readonly string[];
}

/** We cannot tell whether the issuer has the key. Not the token's fault, so never a Deny. */
export class SigningKeysUnavailable extends Error {
  constructor() {
    super('the signing keys are not available');
    this.name = 'SigningKeysUnavailable';
  }
}

/** A key that the issuer withdrew is believed no longer than this. */
const FRESH_FOR_MS = 10 * 60 * 1_000;

/** With the issuer down, a known key is believed up to this long after the last good answer. */
const STALE_FOR_MS = 60 * 60 * 1_000;

/**
 * Anyone can write a key id into a token, so an unknown one may cause a request at most this often; a key that the
 * issuer has just added is found within the same time. Known keys never wait for it.
 */
const COOLDOWN_MS = 30 * 1_000;

type Refresh = 'fetched' | 'failed' | 'not-allowed';

/** A key set with the request that brought it. */
interface FetchedKeySet {
  readonly keys: KeySet;
  readonly askedAt: number;
  /** The how-manieth request it was. */
  readonly requestNumber: number;
}

/**
 * Keeps the issuer's keys for the life of an execution environment.
 *
 * Two kinds of requests: scheduled (the first one, and one when the set is no longer fresh) and unscheduled (an unknown
 * key id, another try after a failure). Only the second kind is limited, by {@link COOLDOWN_MS}; a scheduled one that
 * fails does not count against that limit, so a short disturbance is over with the next token. Requests never overlap.
 *
 * An unknown key id is refused for good only by a set that was asked for after the token came: the issuer may have added
 * the key since any older one.
 */
export function createSigningKeys({
  fetchKeySet,
  clock,
  log,
  metrics,
}: SigningKeysDependencies): SigningKeys {
  let known: FetchedKeySet | undefined;
  let requests = 0;
  let inFlight: Promise<Refresh> | undefined;
  let scheduledIsSpent = false;
  let unscheduledAt: number | undefined;

  // The distance, so that a clock which is set back makes nothing young again.
  const age = (moment: number | undefined): number =>
    moment === undefined ? Infinity : Math.abs(clock() - moment);

  async function find(keyId: string): Promise<readonly KeyObject[]> {
    const requestsBefore = requests;
    const isFresh = age(known?.askedAt) < FRESH_FOR_MS;
    const scheduled = isFresh ? undefined : await refresh('scheduled');
    if (known === undefined || age(known.askedAt) > STALE_FOR_MS) throw new SigningKeysUnavailable();
    const found = known.keys.get(keyId);
    if (found !== undefined) return found;
    // One request per token is enough: a failed one is not repeated for the same token.
    if (scheduled === 'failed') throw new SigningKeysUnavailable();
    if (known.requestNumber > requestsBefore) throw new TokenRefused('key-unknown');
    return findAdded(keyId, requestsBefore);
  }

  /** Looks for a key that the issuer may have added since the known set. */
  async function findAdded(keyId: string, requestsBefore: number): Promise<readonly KeyObject[]> {
    const refreshed = await refresh('unscheduled');
    const found = known?.keys.get(keyId);
    if (found !== undefined) return found;
    // With a failed request since the known set, the issuer cannot be asked.
    if (refreshed === 'failed' || known?.requestNumber !== requests) throw new SigningKeysUnavailable();
    throw new TokenRefused('key-unknown', { isFinal: known.requestNumber > requestsBefore });
  }

  function refresh(kind: 'scheduled' | 'unscheduled'): Promise<Refresh> {
    if (inFlight !== undefined) return inFlight;
    if (kind === 'scheduled' && !scheduledIsSpent) scheduledIsSpent = true;
    else if (age(unscheduledAt) >= COOLDOWN_MS) unscheduledAt = clock();
    else return Promise.resolve('not-allowed');
    inFlight = fetchOnce().finally(() => {
      inFlight = undefined;
    });
    return inFlight;
  }

  async function fetchOnce(): Promise<Refresh> {
    const askedAt = clock();
    requests += 1;
    try {
      known = { requestNumber: requests, askedAt, keys: await fetchKeySet() };
      scheduledIsSpent = false;
      return 'fetched';
    } catch (error) {
      const cause = String(error);
      metrics.count('JwksFailure');
      if (known === undefined)
        log.error('signing keys could not be fetched; every token is answered 5xx', { cause });
      else log.warn('signing keys could not be fetched; known keys stay in use for up to an hour', { cause });
      return 'failed';
    }
  }

  return {
    find,
    async prefetch() {
      // A cold start that met a short disturbance must not cost the first tokens their second try.
      if ((await refresh('scheduled')) === 'failed') scheduledIsSpent = false;
    },
    knownIds: () => [...(known?.keys.keys() ?? [])],
  };
}
