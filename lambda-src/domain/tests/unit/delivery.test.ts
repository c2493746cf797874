import { type DeliveryRecord, isSettled, MAX_REDRIVES_REMEMBERED, takeUp } from '../../src/delivery.ts';

const NOW = 1_000_000;
const UNTIL = NOW + 60_000;
const taken = (changes: Partial<DeliveryRecord>): DeliveryRecord => ({
  state: 'sending',
  leaseUntil: UNTIL,
  unknown: 0,
  ...changes,
});

describe('a message', () => {
  it.each<[string, DeliveryRecord, DeliveryRecord]>([
    ['pending', { state: 'pending', unknown: 0 }, taken({})],
    ['pending with a count', { state: 'pending', unknown: 1 }, taken({ unknown: 1 })],
    [
      'pending after a redrive',
      { state: 'pending', unknown: 0, redrivenBy: 'm' },
      taken({ redrivenBy: 'm' }),
    ],
    ['held under a lease that ended', taken({ leaseUntil: NOW - 0.25 }), taken({ unknown: 1 })],
    ['held and counted', taken({ leaseUntil: NOW - 1, unknown: 1 }), taken({ unknown: 2 })],
  ])('is taken up that is %s', (_, record, expected) => {
    expect(takeUp(record, NOW, UNTIL)).toEqual(expected);
  });

  it.each<[string, DeliveryRecord]>([
    ['held under a lease that ends now', taken({ leaseUntil: NOW })],
    ['held under a lease that lasts', taken({ leaseUntil: NOW + 1 })],
    ['held without an end', { state: 'sending', unknown: 0 }],
    ['sent', { state: 'sent', unknown: 0 }],
    ['given up', { state: 'given-up', unknown: 0 }],
  ])('is not taken up that is %s', (_, record) => {
    expect(takeUp(record, NOW, UNTIL)).toBeUndefined();
  });

  it.each([
    [0, 0],
    [1, 1],
    [2, 1],
    [3, 1],
  ])('that was given up with %i unknown outcomes is taken up by a redrive with %i', (unknown, left) => {
    const record: DeliveryRecord = { state: 'given-up', unknown, redrivenBy: 'redrive-1' };
    expect(takeUp(record, NOW, UNTIL, 'redrive-2')).toEqual(
      taken({ unknown: left, redrivenBy: 'redrive-1 redrive-2' }),
    );
    expect(takeUp(record, NOW, UNTIL, 'redrive-1')).toBeUndefined();
  });

  it.each<[string, DeliveryRecord, number]>([
    ['pending', { state: 'pending', unknown: 0 }, 0],
    ['held under a lease that ended', taken({ leaseUntil: NOW - 1 }), 1],
    ['given up', { state: 'given-up', unknown: 0 }, 0],
  ])('that is %s remembers every redrive that took it up, once', (_, { ...record }, unknown) => {
    expect(takeUp({ ...record, redrivenBy: 'a b' }, NOW, UNTIL, 'c')).toEqual(
      taken({ unknown, redrivenBy: 'a b c' }),
    );
    if (record.state === 'given-up') return;
    expect(takeUp({ ...record, redrivenBy: 'a b' }, NOW, UNTIL, 'a')?.redrivenBy).toBe('b a');
    expect(takeUp({ ...record, redrivenBy: 'a b' }, NOW, UNTIL)?.redrivenBy).toBe('a b');
  });

  it('forgets the oldest redrive first, beyond a bound', () => {
    let record: DeliveryRecord = { state: 'given-up', unknown: 0 };
    const ids = Array.from({ length: MAX_REDRIVES_REMEMBERED + 1 }, (_, index) => `redrive-${index}`);
    for (const id of ids)
      record = { ...(takeUp(record, NOW, UNTIL, id) as DeliveryRecord), state: 'given-up' };
    expect(ids.filter((id) => !isSettled(record, id))).toEqual(['redrive-0']);
  });

  it('does not take one redrive for another whose id begins alike', () => {
    const record: DeliveryRecord = { state: 'given-up', unknown: 0, redrivenBy: 'redrive-10 redrive-2' };
    expect(isSettled(record, 'redrive-1')).toBe(false);
    expect(isSettled(record, 'redrive-10')).toBe(true);
  });

  it.each<[DeliveryRecord['state'], boolean, boolean, boolean]>([
    ['pending', false, false, false],
    ['sending', false, false, false],
    ['sent', true, true, true],
    ['given-up', true, false, true],
  ])('that is %s needs a delivery, a new redrive, the same redrive: %s', (state, plain, another, same) => {
    const record: DeliveryRecord = { state, unknown: 0, redrivenBy: 'redrive-1' };
    expect(isSettled(record)).toBe(plain);
    expect(isSettled(record, 'redrive-2')).toBe(another);
    expect(isSettled(record, 'redrive-1')).toBe(same);
  });
});
