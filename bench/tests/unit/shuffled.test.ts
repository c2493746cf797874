import { shuffled } from '../../src/shuffled.ts';

describe('a shuffled round', () => {
  it('holds every sample once', () => {
    const random = [0.9, 0.1, 0.5, 0.3];
    let at = 0;

    expect(shuffled([1, 2, 3, 4], () => random[at++ % random.length] as number).toSorted()).toEqual([
      1, 2, 3, 4,
    ]);
  });

  it('has another order when chance says so, and leaves its input alone', () => {
    const items = [1, 2, 3];

    expect(shuffled(items, () => 0)).toEqual([2, 3, 1]);
    expect(shuffled(items, () => 0.999)).toEqual([1, 2, 3]);
    expect(items).toEqual([1, 2, 3]);
  });
});
