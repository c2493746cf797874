import { between, createKeyedRandom, oneOf } from '../../src/core/keyed-random.ts';

test('names the same number for the same seed and key, whatever was asked before', () => {
  const first = createKeyedRandom(7);
  const second = createKeyedRandom(7);
  second('something else');

  expect(second('a place')).toBe(first('a place'));
});

test('names other numbers for other seeds and for keys that differ in one character', () => {
  const numbers = [1, 2, 3].flatMap((seed) =>
    ['fault #1', 'fault #2', 'fault #3'].map(createKeyedRandom(seed)),
  );

  expect(new Set(numbers).size).toBe(numbers.length);
});

test('spreads evenly enough for a rate to mean what it says', () => {
  const random = createKeyedRandom(11);
  const share = Array.from({ length: 10_000 }, (_, index) => random(`draw ${index}`)).filter(
    (one) => one < 0.1,
  );

  expect(share.length).toBeGreaterThan(850);
  expect(share.length).toBeLessThan(1_150);
});

test('draws whole numbers within both bounds, and items of a list', () => {
  const random = createKeyedRandom(3);
  const drawn = new Set(Array.from({ length: 200 }, (_, index) => between(random, `n ${index}`, 2, 4)));

  expect([...drawn].sort()).toEqual([2, 3, 4]);
  expect(['a', 'b']).toContain(oneOf(random, 'item', ['a', 'b']));
});
