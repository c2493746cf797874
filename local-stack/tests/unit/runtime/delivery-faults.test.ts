import { type DeliveryFaults, planDelivery } from '../../../src/runtime/delivery-faults.ts';

/** Faults that strike at the given rolls of each kind, counted from 0. */
function setup(strikes: { duplicate?: number[]; reorder?: number[] }): DeliveryFaults {
  const counts = { duplicate: 0, reorder: 0 };
  return { shouldInject: (kind) => (strikes[kind] ?? []).includes(counts[kind]++) };
}

describe('planDelivery', () => {
  it('leaves a batch as it is without faults, or when none strikes', () => {
    const plan = { messages: ['a', 'b'], alongside: [], afterwards: [] };
    expect(planDelivery(['a', 'b'], 'requests', undefined)).toEqual(plan);
    expect(planDelivery(['a', 'b'], 'requests', setup({}))).toEqual(plan);
  });

  it('delivers what a reorder strikes after the others, the last one first', () => {
    expect(planDelivery(['a', 'b', 'c', 'd'], 'requests', setup({ reorder: [0, 1] })).messages).toEqual([
      'c',
      'd',
      'b',
      'a',
    ]);
    expect(planDelivery(['a', 'b'], 'requests', setup({ reorder: [0, 1] })).messages).toEqual(['b', 'a']);
  });

  it('delivers a duplicate in addition, never instead', () => {
    const plan = planDelivery(['a', 'b', 'c'], 'requests', setup({ duplicate: [1] }));
    expect(plan).toEqual({ messages: ['a', 'b', 'c'], alongside: [], afterwards: ['b'] });
  });

  it('lets each duplicate overlap with the first delivery when the dice say so', () => {
    expect(planDelivery(['a', 'b', 'c'], 'requests', setup({ duplicate: [0, 2, 4] }))).toEqual({
      messages: ['a', 'b', 'c'],
      alongside: ['c'],
      afterwards: ['a'],
    });
  });
});
