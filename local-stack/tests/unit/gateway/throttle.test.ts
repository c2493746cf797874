import { createThrottle } from '../../../src/gateway/throttle.ts';

const THROTTLING =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html';

function setup(ratePerSecond: number, burst: number) {
  const time = { now: 1000 };
  const throttle = createThrottle({ ratePerSecond, burst }, () => time.now);
  return {
    time,
    admitted: (requests: number) =>
      Array.from({ length: requests }, () => throttle.admit()).filter(Boolean).length,
  };
}

describe(`the token bucket, ${THROTTLING}`, () => {
  it('lets a burst through and then nothing', () => {
    expect(setup(1, 5).admitted(7)).toBe(5);
  });

  it('fills again at its rate, and not beyond the burst', () => {
    const { time, admitted } = setup(2, 5);
    admitted(5);
    time.now += 1500;
    expect(admitted(5)).toBe(3);
    time.now += 3_600_000;
    expect(admitted(7)).toBe(5);
  });

  it('does not fill when the clock goes back', () => {
    const { time, admitted } = setup(1000, 1);
    admitted(1);
    time.now -= 500;
    expect(admitted(1)).toBe(0);
  });

  it('admits nothing with a rate and burst of 0, and everything with a negative rate', () => {
    expect(setup(0, 0).admitted(3)).toBe(0);
    expect(setup(-1, 0).admitted(3)).toBe(3);
  });
});
