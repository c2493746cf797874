import { type KeyObject } from 'node:crypto';
import { createSigningKeys, SigningKeysUnavailable, type KeySet } from '../../src/signing-keys.ts';
import { TokenRefused } from '../../src/token-refused.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Keys are only handed on here, so a stand-in that can be told apart will do. */
const keyNamed = (name: string) => ({ name }) as unknown as KeyObject;
const setOf = (...keyIds: string[]): KeySet => new Map(keyIds.map((keyId) => [keyId, [keyNamed(keyId)]]));

/** What a look-up ends with: the key, or why there is none; a refusal says whether it is final. */
const outcomeOf = (found: Promise<readonly KeyObject[]>): Promise<string> =>
  found.then(
    () => 'found',
    (error: unknown) =>
      error instanceof TokenRefused
        ? `${error.reason}, ${error.isFinal ? 'for good' : 'for now'}`
        : String(error),
  );
const UNKNOWN = 'key-unknown, for good';
const UNKNOWN_FOR_NOW = 'key-unknown, for now';

function setup() {
  let nowMs = 1_748_736_000_000;
  let requests = 0;
  let answer: () => Promise<KeySet> = async () => setOf('a');
  const lines: unknown[][] = [];
  const counted: string[] = [];
  const write =
    (level: string) =>
    (...line: unknown[]) =>
      void lines.push([level, ...line]);
  const keys = createSigningKeys({
    fetchKeySet: () => {
      requests += 1;
      return answer();
    },
    clock: () => nowMs,
    log: { info: write('info'), warn: write('warn'), error: write('error') },
    metrics: { count: (name) => void counted.push(name) },
  });
  return {
    keys,
    lines,
    counted,
    requests: () => requests,
    publish: (...keyIds: string[]) => void (answer = async () => setOf(...keyIds)),
    goDown: () => void (answer = () => Promise.reject(new Error('the server answered 503'))),
    hold: () => {
      const pending = Promise.withResolvers<KeySet>();
      answer = () => pending.promise;
      return pending;
    },
    wait: (ms: number) => void (nowMs += ms),
  };
}

describe('the known ids', () => {
  it('are none before the first answer, and those of the last one afterwards', async () => {
    const { keys, publish, goDown } = setup();
    expect(keys.knownIds()).toEqual([]);
    goDown();
    await keys.prefetch();
    expect(keys.knownIds()).toEqual([]);
    publish('a', 'b');
    await keys.find('a');

    expect(keys.knownIds()).toEqual(['a', 'b']);
  });
});

describe('a known key', () => {
  it('is fetched once and then remembered', async () => {
    const { keys, requests, wait } = setup();

    await expect(keys.find('a')).resolves.toEqual([keyNamed('a')]);
    wait(10 * MINUTE - 1);
    await expect(keys.find('a')).resolves.toEqual([keyNamed('a')]);

    expect(requests()).toBe(1);
  });

  it('is asked for again after ten minutes, and gone if the issuer withdrew it', async () => {
    const { keys, requests, wait, publish } = setup();
    await keys.find('a');
    publish('b');
    wait(10 * MINUTE);

    await expect(outcomeOf(keys.find('a'))).resolves.toBe(UNKNOWN);

    await expect(keys.find('b')).resolves.toEqual([keyNamed('b')]);
    expect(requests()).toBe(2);
  });

  it('is fetched by one request, however many ask at once', async () => {
    const { keys, requests, hold } = setup();
    const pending = hold();
    const asked = Promise.all([keys.find('a'), keys.find('a'), keys.find('b'), keys.prefetch()]);
    pending.resolve(setOf('a', 'b'));

    await asked;

    expect(requests()).toBe(1);
  });

  it('is believed for an hour while the issuer is down, and no longer', async () => {
    const { keys, wait, goDown } = setup();
    await keys.find('a');
    goDown();

    for (let minute = 10; minute <= 60; minute += 10) {
      wait(10 * MINUTE);
      await expect(keys.find('a')).resolves.toEqual([keyNamed('a')]);
    }
    wait(1);
    await expect(keys.find('a')).rejects.toThrow(SigningKeysUnavailable);
    // Lambda reports an error by its name.
    await expect(keys.find('a')).rejects.toMatchObject({ name: 'SigningKeysUnavailable' });
  });

  it('is believed again as soon as the issuer is back', async () => {
    const { keys, wait, goDown, publish } = setup();
    await keys.find('a');
    goDown();
    wait(2 * 60 * MINUTE);
    await expect(keys.find('a')).rejects.toThrow(SigningKeysUnavailable);
    publish('a');

    await expect(keys.find('a')).resolves.toEqual([keyNamed('a')]);
  });

  it('costs the issuer a request in 30 seconds while it is down, not one per token', async () => {
    const { keys, wait, goDown, requests } = setup();
    await keys.find('a');
    goDown();
    wait(10 * MINUTE);

    // The scheduled request, one more at once, and then one in 30 seconds.
    for (let token = 0; token < 5; token += 1) await keys.find('a');
    expect(requests()).toBe(3);
    wait(30 * SECOND - 1);
    await keys.find('a');
    expect(requests()).toBe(3);
    wait(1);
    for (let token = 0; token < 5; token += 1) await keys.find('a');
    expect(requests()).toBe(4);
  });

  it('is not lost when the issuer publishes a broken set', async () => {
    const { keys, wait, goDown, publish } = setup();
    await keys.find('a');
    goDown();
    wait(30 * SECOND);
    await expect(keys.find('b')).rejects.toThrow(SigningKeysUnavailable);
    publish('b');

    await expect(keys.find('a')).resolves.toEqual([keyNamed('a')]);
  });

  it('is not mistaken for young when the clock is set back', async () => {
    const { keys, wait, publish } = setup();
    await keys.find('a');
    publish('b');
    wait(-24 * 60 * MINUTE);

    await expect(outcomeOf(keys.find('a'))).resolves.toBe(UNKNOWN);
  });

  it('survives a clock that is set back a little', async () => {
    const { keys, wait, requests } = setup();
    await keys.find('a');
    wait(-2 * SECOND);

    await expect(keys.find('a')).resolves.toEqual([keyNamed('a')]);
    expect(requests()).toBe(1);
  });
});

describe('an unknown key', () => {
  it.each([5 * SECOND, 30 * SECOND, 9 * MINUTE])(
    'is looked for at once in a set that is %i ms old, and found if the issuer has added it',
    async (ageMs) => {
      const { keys, wait, requests, publish } = setup();
      await keys.find('a');
      publish('a', 'b');
      wait(ageMs);

      await expect(keys.find('b')).resolves.toEqual([keyNamed('b')]);

      expect(requests()).toBe(2);
    },
  );

  it('is refused for good by a set that was asked for after the token came', async () => {
    const { keys, wait, requests } = setup();

    await expect(outcomeOf(keys.find('b'))).resolves.toBe(UNKNOWN);
    expect(requests()).toBe(1);

    wait(5 * SECOND);
    await expect(outcomeOf(keys.find('b'))).resolves.toBe(UNKNOWN);
    expect(requests()).toBe(2);
  });

  it('is refused for now by an older set, while no further request is allowed', async () => {
    const { keys, wait, requests, publish } = setup();
    await keys.find('a');
    await expect(outcomeOf(keys.find('b'))).resolves.toBe(UNKNOWN);
    publish('a', 'b');

    await expect(outcomeOf(keys.find('b'))).resolves.toBe(UNKNOWN_FOR_NOW);
    wait(30 * SECOND - 1);
    await expect(outcomeOf(keys.find('b'))).resolves.toBe(UNKNOWN_FOR_NOW);
    expect(requests()).toBe(2);

    wait(1);
    await expect(outcomeOf(keys.find('b'))).resolves.toBe('found');
  });

  it('is refused for now by a request that began before the token came', async () => {
    const { keys, requests, hold } = setup();
    await keys.find('a');
    const pending = hold();
    const first = outcomeOf(keys.find('b'));
    const second = outcomeOf(keys.find('b'));
    pending.resolve(setOf('a'));

    await expect(Promise.all([first, second])).resolves.toEqual([UNKNOWN, UNKNOWN_FOR_NOW]);
    expect(requests()).toBe(2);
  });

  it('is looked for anew after a request of the cold start that began before the token came', async () => {
    const { keys, requests, hold, publish } = setup();
    const pending = hold();
    const prefetched = keys.prefetch();
    const found = outcomeOf(keys.find('b'));
    publish('a', 'b');
    pending.resolve(setOf('a'));
    await prefetched;

    await expect(found).resolves.toBe('found');
    expect(requests()).toBe(2);
  });

  it('is looked for again 30 seconds after the last request, however long the answer took', async () => {
    const { keys, wait, requests, hold, publish } = setup();
    await keys.find('a');
    const pending = hold();
    const forged = outcomeOf(keys.find('forged'));
    wait(3 * SECOND);
    pending.resolve(setOf('a'));
    await forged;
    publish('a', 'b');
    wait(27 * SECOND);

    await expect(keys.find('b')).resolves.toEqual([keyNamed('b')]);
    expect(requests()).toBe(3);
  });

  it('is not judged while the issuer cannot be asked', async () => {
    const { keys, wait, requests, goDown } = setup();
    await keys.find('a');
    goDown();
    wait(30 * SECOND);

    await expect(keys.find('b')).rejects.toThrow(SigningKeysUnavailable);
    await expect(keys.find('b')).rejects.toThrow(SigningKeysUnavailable);
    expect(requests()).toBe(2);

    wait(30 * SECOND);
    await expect(keys.find('b')).rejects.toThrow(SigningKeysUnavailable);
    expect(requests()).toBe(3);
  });

  it('is not judged by a young set either, where the last request failed', async () => {
    const { keys, wait, requests, goDown } = setup();
    await keys.find('a');
    goDown();
    wait(5 * SECOND);

    await expect(keys.find('b')).rejects.toThrow(SigningKeysUnavailable);
    await expect(keys.find('b')).rejects.toThrow(SigningKeysUnavailable);
    expect(requests()).toBe(2);
  });

  it('costs one request, not two, where the set is also due for a refresh', async () => {
    const { keys, wait, requests, goDown } = setup();
    await keys.find('a');
    goDown();
    wait(10 * MINUTE);

    await expect(keys.find('b')).rejects.toThrow(SigningKeysUnavailable);

    expect(requests()).toBe(2);
  });

  it('costs one request, not two, where a refresh of the set has just failed', async () => {
    const { keys, wait, requests, goDown, publish } = setup();
    await keys.find('a');
    goDown();
    wait(10 * MINUTE);
    const looking = keys.find('b');
    publish('a', 'b');

    await expect(looking).rejects.toThrow(SigningKeysUnavailable);

    expect(requests()).toBe(2);
  });

  it('may come by the thousand: one request in 30 seconds, and known keys are not kept waiting', async () => {
    const { keys, wait, requests, hold } = setup();
    await keys.find('a');
    wait(30 * SECOND);
    hold();

    const flood = Array.from({ length: 1_000 }, (_, index) => keys.find(`forged-${index}`));
    await expect(keys.find('a')).resolves.toEqual([keyNamed('a')]);

    expect(flood).toHaveLength(1_000);
    expect(requests()).toBe(2);
  });

  it('does not keep a new key out for longer than 30 seconds by coming in floods', async () => {
    const { keys, wait, requests, publish } = setup();
    await keys.find('a');
    const outcomes: string[] = [];
    for (let second = 0; second < 120; second += 1) {
      wait(SECOND);
      outcomes.push(await outcomeOf(keys.find(`forged-${second}`)));
    }
    expect(outcomes.filter((outcome) => outcome === UNKNOWN)).toHaveLength(4);
    expect(outcomes.filter((outcome) => outcome === UNKNOWN_FOR_NOW)).toHaveLength(116);
    expect(requests()).toBe(1 + 4);
    publish('a', 'new');
    wait(30 * SECOND);

    await expect(keys.find('new')).resolves.toEqual([keyNamed('new')]);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])(
    'may have any name: %j',
    async (keyId) => {
      await expect(outcomeOf(setup().keys.find(keyId))).resolves.toBe(UNKNOWN);
    },
  );
});

describe('the first request', () => {
  it('is tried again at once when it failed, and then every 30 seconds', async () => {
    const { keys, wait, requests, goDown, publish } = setup();
    goDown();

    await expect(keys.find('a')).rejects.toThrow(SigningKeysUnavailable);
    await expect(keys.find('a')).rejects.toThrow(SigningKeysUnavailable);
    expect(requests()).toBe(2);
    publish('a');
    await expect(keys.find('a')).rejects.toThrow(SigningKeysUnavailable);
    expect(requests()).toBe(2);
    wait(30 * SECOND);

    await expect(keys.find('a')).resolves.toEqual([keyNamed('a')]);
    expect(requests()).toBe(3);
  });

  it('leaves no trace of a short disturbance', async () => {
    const { keys, goDown, publish } = setup();
    goDown();
    await expect(keys.find('a')).rejects.toThrow(SigningKeysUnavailable);
    publish('a');

    await expect(keys.find('a')).resolves.toEqual([keyNamed('a')]);
  });

  it('fails for everyone who waits for it', async () => {
    const { keys, hold, requests } = setup();
    const pending = hold();
    const verdicts = Promise.allSettled([keys.find('a'), keys.find('a')]);
    pending.reject(new Error('reset'));

    expect((await verdicts).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(requests()).toBe(1);
  });

  it('may be made ahead of the first token', async () => {
    const { keys, requests } = setup();

    await keys.prefetch();
    await keys.find('a');

    expect(requests()).toBe(1);
  });

  it('is joined by the first token while it is still under way', async () => {
    const { keys, requests, hold } = setup();
    const pending = hold();
    const prefetched = keys.prefetch();
    const found = keys.find('a');
    pending.resolve(setOf('a'));

    await expect(found).resolves.toEqual([keyNamed('a')]);
    await prefetched;
    expect(requests()).toBe(1);
  });

  it('does not fail the cold start when it fails ahead of the first token', async () => {
    const { keys, goDown, publish } = setup();
    goDown();
    await expect(keys.prefetch()).resolves.toBeUndefined();
    publish('a');

    await expect(keys.find('a')).resolves.toEqual([keyNamed('a')]);
  });

  it('leaves the first tokens their second try when it failed ahead of them', async () => {
    const { keys, goDown, publish } = setup();
    goDown();
    await keys.prefetch();
    await expect(keys.find('a')).rejects.toBeInstanceOf(SigningKeysUnavailable);
    publish('a');

    await expect(keys.find('a')).resolves.toEqual([keyNamed('a')]);
  });

  it('may fail before it has begun', async () => {
    const { keys, hold } = setup();
    const pending = hold();
    pending.reject('not even an Error');

    await expect(keys.find('a')).rejects.toThrow(SigningKeysUnavailable);
  });
});

describe('a failure of the issuer', () => {
  it('is an error in the log and a metric where there is no key', async () => {
    const { keys, goDown, lines, counted } = setup();
    goDown();

    await expect(keys.find('a')).rejects.toThrow(SigningKeysUnavailable);

    expect(counted).toEqual(['JwksFailure']);
    expect(lines).toEqual([
      [
        'error',
        'signing keys could not be fetched; every token is answered 5xx',
        { cause: 'Error: the server answered 503' },
      ],
    ]);
  });

  it('is a warning in the log and a metric where known keys stay in use', async () => {
    const { keys, goDown, lines, counted, wait } = setup();
    await keys.find('a');
    goDown();
    wait(10 * MINUTE);

    await keys.find('a');

    expect(counted).toEqual(['JwksFailure']);
    expect(lines).toEqual([
      [
        'warn',
        'signing keys could not be fetched; known keys stay in use for up to an hour',
        { cause: 'Error: the server answered 503' },
      ],
    ]);
  });

  it('is nothing to an issuer that answers', async () => {
    const { keys, lines, counted } = setup();

    await keys.find('a');

    expect([lines, counted]).toEqual([[], []]);
  });
});
