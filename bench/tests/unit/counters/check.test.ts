import { atMost, exactly, noneOf } from '../../../src/counters/check.ts';

describe('a budget that may not be exceeded', () => {
  it('passes what is within it, to the last byte', () => {
    expect(atMost('bytes', { zip: 100, code: 99 }, { zip: 100, code: 100 }, 'bytes').faults).toEqual([]);
  });

  it('names what rose, and from where to where', () => {
    const { faults } = atMost('read: bytes', { semver: 28_808 }, { semver: 49 }, 'bytes');

    expect(faults).toEqual(['read: bytes: semver rose to 28,808 bytes, budget 49']);
  });

  it('names what is new, however small', () => {
    const { faults } = atMost('read: bytes', { lodash: 1 }, {}, 'bytes');

    expect(faults).toEqual([expect.stringContaining('lodash is new: 1 bytes')]);
  });

  it('does not mind what is gone', () => {
    expect(atMost('bytes', {}, { lodash: 12 }, 'bytes').faults).toEqual([]);
    expect(atMost('connections', { INIT: 0 }, {}, '').faults).toEqual([]);
  });
});

describe('a number that is decided', () => {
  it('passes when it is that number', () => {
    expect(exactly('calls', { GetItem: 1 }, { GetItem: 1 }).faults).toEqual([]);
  });

  it.each([
    ['one more', { UpdateItem: 3 }, 'UpdateItem is 3, and should be 2'],
    ['one less', { UpdateItem: 1 }, 'UpdateItem is 1, and should be 2'],
    ['none', {}, 'UpdateItem is 0, and should be 2'],
  ])('names %s', (_what, found, fault) => {
    expect(exactly('calls', found, { UpdateItem: 2 }).faults).toEqual([`calls: ${fault}`]);
  });

  it('names what was not decided', () => {
    expect(exactly('calls', { Query: 1 }, {}).faults).toEqual(['calls: Query is 1, and should be 0']);
  });
});

describe('what is forbidden', () => {
  const forbidden = [{ pattern: /undici/, because: 'Use node:https.' }];

  it('is named with the reason', () => {
    const { faults } = noneOf('modules', ['fs', 'internal/deps/undici/undici'], forbidden);

    expect(faults).toEqual(['modules: internal/deps/undici/undici is there. Use node:https.']);
  });

  it('is nothing where nothing fits', () => {
    expect(noneOf('modules', ['fs', 'https'], forbidden).faults).toEqual([]);
  });
});
