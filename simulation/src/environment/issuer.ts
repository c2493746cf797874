import type { KeyObject } from 'node:crypto';
import type { FetchKeySet } from '../../../lambda-src/authorizer/src/signing-keys.ts';
import { call, type Caller } from './call.ts';
import type { Environment } from './environment.ts';
import { TIMEOUT_MS } from '../../../lambda-src/authorizer/src/jwks-endpoint.ts';

export const ISSUER = 'https://issuer.example.org/';
export const AUDIENCE = 'https://api.example.org';
export const MSISDN_CLAIM = 'https://fintech-solution/msisdn';

/** The last JWKS fetch of one environment that succeeded. */
export interface LastJwksFetch {
  readonly keyIds: readonly string[];
  /** When it asked, by its own clock and by the scheduler's, in milliseconds. */
  readonly askedAtWall: number;
  readonly askedAt: number;
}

/** The identity provider: it publishes keys, replaces them, and is sometimes not there. */
export interface Issuer {
  fetchFor(caller: Caller, clock: () => number): FetchKeySet;
  publish(keyIds: readonly string[]): void;
  readonly published: readonly string[];
  /** True once the issuer has been out of reach. */
  readonly wasDown: boolean;
  setOutage(isDown: boolean): void;
  lastFetchOf(callerName: string): LastJwksFetch | undefined;
}

const FRESH_FOR_MS = 600_000;
const RATE_LIMIT_MS = 30_000;

interface Asking {
  isOpen: boolean;
  /** The first request of an environment is made ahead of its first token; a failed one counts for nothing. */
  isFirst: boolean;
  scheduledWasSpent: boolean;
  lastUnscheduledAt: number | undefined;
}

export function createIssuer(environment: Environment, keys: ReadonlyMap<string, KeyObject>): Issuer {
  let published: readonly string[] = ['key-1'];
  let isDown = false;
  let wasDown = false;
  const lastFetches = new Map<string, LastJwksFetch>();
  const askings = new Map<string, Asking>();

  /** One request at a time; one when nothing fresh is known, and any other only once in 30 seconds. */
  function checkRateLimit(callerName: string, now: number): void {
    const { invariants, clock } = environment;
    const asking = askings.get(callerName) ?? {
      isOpen: false,
      isFirst: true,
      scheduledWasSpent: false,
      lastUnscheduledAt: undefined,
    };
    askings.set(callerName, asking);
    invariants.check(!asking.isOpen, 'ISSUER_IS_ASKED_SPARINGLY', () => `${callerName} asks twice at once`);
    asking.isOpen = true;
    const last = lastFetches.get(callerName);
    const isScheduled =
      (last === undefined || now - last.askedAtWall >= FRESH_FOR_MS) && !asking.scheduledWasSpent;
    if (isScheduled) {
      asking.scheduledWasSpent = !asking.isFirst;
      asking.isFirst = false;
      return;
    }
    const since = now - (asking.lastUnscheduledAt ?? -Infinity);
    // A clock that was set back makes distances meaningless.
    const isSparing = since >= RATE_LIMIT_MS || clock.jumpsBack > 0;
    invariants.check(
      isSparing,
      'ISSUER_IS_ASKED_SPARINGLY',
      () => `${callerName} asks again after ${since} ms`,
    );
    asking.lastUnscheduledAt = now;
  }

  return {
    get published() {
      return published;
    },
    get wasDown() {
      return wasDown;
    },
    publish(keyIds) {
      published = keyIds;
    },
    setOutage(down) {
      isDown = down;
      wasDown ||= down;
    },
    lastFetchOf: (callerName) => lastFetches.get(callerName),
    fetchFor: (caller, clock) => () => {
      const askedAtWall = clock();
      const askedAt = environment.scheduler.now();
      const by = caller.current;
      checkRateLimit(caller.name, askedAtWall);
      const fetching = call(environment, caller, {
        site: 'issuer keys',
        subject: '',
        budget: { attemptTimeoutMs: TIMEOUT_MS, attempts: 1 },
        faults: ['jwks-down', 'jwks-broken', 'jwks-empty', 'request-lost', 'slow'],
        effect() {
          if (isDown) {
            by?.disturbed.add('');
            throw new Error('connect ECONNREFUSED');
          }
          return published;
        },
        failure: (kind) => new Error(kind === 'jwks-empty' ? 'the JWKS is empty' : kind),
      });
      const close = (): void => {
        const asking = askings.get(caller.name);
        if (asking !== undefined) asking.isOpen = false;
      };
      return fetching.then(
        (keyIds) => {
          close();
          lastFetches.set(caller.name, { keyIds, askedAtWall, askedAt });
          (askings.get(caller.name) as Asking).scheduledWasSpent = false;
          return new Map(keyIds.map((keyId) => [keyId, [keys.get(keyId) as KeyObject]] as const));
        },
        (error: unknown) => {
          close();
          throw error;
        },
      );
    },
  };
}
