import { MANIFEST } from '../../../../deployment/manifest.ts';
import { type BuildEnd, createRebuilds } from '../../../src/dev/rebuilds.ts';

function setup() {
  const builds: { names: readonly string[]; end: (end: BuildEnd) => void }[] = [];
  const notes: string[] = [];
  const timers: (() => void)[] = [];
  let time = 0;
  const rebuilds = createRebuilds({
    build: (names) => new Promise((end) => builds.push({ names, end })),
    note: (sentence) => notes.push(sentence),
    later: (action) => timers.push(action),
    now: () => (time += 100),
  });
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    ...rebuilds,
    builds,
    notes,
    timers,
    async quiet() {
      timers.shift()!();
      await settle();
    },
    async built(end: BuildEnd = { ok: true, output: '' }) {
      builds.at(-1)!.end(end);
      await settle();
    },
  };
}

describe('createRebuilds', () => {
  it('builds once for the many writes of one change, and says that it did', async () => {
    const { changed, quiet, built, builds, notes, timers } = setup();
    changed('authorizer');
    changed('authorizer');
    changed('get-account-info');
    expect(timers).toHaveLength(1);
    await quiet();
    await built();
    expect(builds.map(({ names }) => names)).toEqual([['authorizer', 'get-account-info']]);
    expect(notes).toEqual([
      'rebuilt authorizer, get-account-info in 100 ms: the next call runs the new code',
    ]);
  });

  it('builds every function when what they share changes', async () => {
    const { changed, quiet, builds } = setup();
    changed('domain');
    await quiet();
    expect(builds[0]!.names).toEqual(Object.keys(MANIFEST.functions));
  });

  it('builds again what changed during a build, and not before it ended', async () => {
    const { changed, quiet, built, builds, timers } = setup();
    changed('authorizer');
    await quiet();
    changed('init-user-account');
    expect([builds.length, timers.length]).toEqual([1, 0]);
    await built();
    expect(builds.map(({ names }) => names)).toEqual([['authorizer'], ['init-user-account']]);
  });

  it('shows why a build failed, and goes on with the next change', async () => {
    const { changed, quiet, built, builds, notes } = setup();
    changed('authorizer');
    await quiet();
    await built({ ok: false, output: 'app.ts:3: Expected ";"\n\n' });
    expect(notes).toEqual([
      'authorizer could not be built; what runs keeps running',
      'app.ts:3: Expected ";"',
    ]);
    changed('authorizer');
    await quiet();
    expect(builds).toHaveLength(2);
  });
});
