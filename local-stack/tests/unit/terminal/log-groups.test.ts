import { createLogGroups } from '../../../src/terminal/log-groups.ts';

function setup() {
  const shown: string[][] = [];
  const timers: Array<() => void> = [];
  const groups = createLogGroups<string>(
    (lines) => shown.push([...lines]),
    (callback) => timers.push(callback),
  );
  return { groups, shown, timers, claim: (wanted: string) => groups.claim((id) => id === wanted) };
}

describe('createLogGroups', () => {
  it('keeps lines until their request claims them', () => {
    const { groups, shown, claim } = setup();
    groups.add('one', 'a');
    groups.add('two', 'x');
    groups.add('one', 'b');
    expect(claim('one')).toEqual(['a', 'b']);
    expect(shown).toEqual([]);
    expect(claim('one')).toEqual([]);
  });

  it('shows a line at once that comes after its request', () => {
    const { groups, shown, claim } = setup();
    groups.add('one', 'a');
    claim('one');
    groups.add('one', 'late');
    expect(shown).toEqual([['late']]);
  });

  it('shows lines by themselves when no request claims them in time', () => {
    const { groups, shown, timers } = setup();
    groups.add('one', 'a');
    groups.add('one', 'b');
    expect(timers).toHaveLength(1);
    timers[0]!();
    groups.add('one', 'c');
    expect(shown).toEqual([['a', 'b'], ['c']]);
  });

  it('shows nothing twice when time is up for lines that were claimed', () => {
    const { groups, shown, timers, claim } = setup();
    groups.add('one', 'a');
    claim('one');
    timers[0]!();
    expect(shown).toEqual([]);
  });

  it('shows at the end what still waits', () => {
    const { groups, shown } = setup();
    groups.add('one', 'a');
    groups.add('two', 'b');
    groups.flush();
    groups.flush();
    expect(shown).toEqual([['a'], ['b']]);
  });

  it('forgets old requests', () => {
    const { groups, shown, claim } = setup();
    for (let index = 0; index <= 200; index += 1) {
      groups.add(`${index}`, 'a');
      claim(`${index}`);
    }
    groups.add('0', 'late');
    expect(shown).toEqual([]);
    groups.add('200', 'late');
    expect(shown).toEqual([['late']]);
  });
});
