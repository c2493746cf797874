import { createFaults } from '../../../src/faults/faults.ts';
import { NO_FAULTS } from '../../../src/faults/fault-settings.ts';
import { HANG_MS, SLOW_MS } from '../../../src/faults/service-faults.ts';
import { valkeyFaults } from '../../../src/stack/valkey-faults.ts';

const setup = (valkey: (typeof NO_FAULTS)['valkey']) => {
  const faults = createFaults({ ...NO_FAULTS, valkey });
  const sleep = jest.fn(async () => undefined);
  return { faults, sleep, decide: valkeyFaults(faults, sleep) };
};
const HERE = new AbortController().signal;

describe('what befalls a command to the request guard’s store', () => {
  it.each([
    ['ok', 'none', []],
    ['fail', 'drop', []],
    ['flush', 'flush', []],
    ['slow', 'none', [[SLOW_MS, HERE]]],
    ['timeout', 'drop', [[HANG_MS, HERE]]],
  ] as const)('while it is %s: %s', async (state, expected, slept) => {
    const { decide, sleep } = setup(state);

    expect(await decide('GET', HERE)).toBe(expected);
    expect(sleep.mock.calls).toEqual(slept);
  });

  it('is counted by its command', async () => {
    const { decide, faults } = setup('flush');
    await decide('INCR', HERE);

    expect(faults.injected()).toEqual({ 'flush:valkey.INCR': 1 });
  });
});
