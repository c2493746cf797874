import { createValkeyStore } from '../../../../src/emulators/valkey/store.ts';

function setup() {
  let nowMs = 1_000;
  const store = createValkeyStore(() => nowMs);
  const ask = (line: string) => {
    const [command = '', ...words] = line.split(' ');
    return store.answer(command, words);
  };
  return { store, ask, pass: (ms: number) => void (nowMs += ms) };
}

describe('the stand-in for Valkey', () => {
  it('counts from nothing, and keeps the time of a counter', () => {
    const { ask, pass } = setup();

    expect([ask('INCR n'), ask('TTL n'), ask('EXPIRE n 2'), ask('INCR n'), ask('TTL n')]).toEqual([
      1, -1, 1, 2, 2,
    ]);
    pass(2_000);
    expect([ask('TTL n'), ask('INCR n'), ask('EXPIRE other 2')]).toEqual([-2, 1, 0]);
  });

  it('keeps a text for its time', () => {
    const { ask, pass } = setup();

    expect([ask('GET k'), ask('SET k v EX 1'), ask('GET k')]).toEqual([null, 'OK', 'v']);
    pass(1_000);
    expect([ask('GET k'), ask('SET k v'), ask('TTL k'), ask('PING')]).toEqual([null, 'OK', -1, 'PONG']);
  });

  it('forgets everything when it is told to', () => {
    const { store, ask } = setup();
    ask('SET k v');
    expect(ask('FLUSHALL')).toBe('OK');
    ask('SET k v');
    store.flush();

    expect(ask('GET k')).toBeNull();
  });

  it.each(['SET k v PX 1', 'SET k v EX 0', 'SET k v EX', 'GET', 'EVAL x', 'toString'])(
    'refuses %s',
    (line) => {
      expect(setup().ask(line)).toBeInstanceOf(Error);
    },
  );

  it('counts nothing that is no number', () => {
    const { ask } = setup();
    ask('SET n abc');

    expect(ask('INCR n')).toBeInstanceOf(Error);
  });
});
