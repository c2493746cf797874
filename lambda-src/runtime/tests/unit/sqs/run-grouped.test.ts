import { runGrouped } from '../../../src/sqs/batch.ts';

/** Work that ends when the test says so, and what is under way meanwhile. */
function setup() {
  const started: string[] = [];
  const gates = new Map<string, () => void>();
  const work = (item: string): Promise<void> => {
    started.push(item);
    return new Promise((resolve) => gates.set(item, resolve));
  };
  const finish = async (item: string): Promise<void> => {
    gates.get(item)?.();
    gates.delete(item);
    // Everything that may start now does so in microtasks.
    await new Promise(setImmediate);
  };
  const groupingKey = (item: string) => item.slice(0, 1);
  return { started, work, finish, groupingKey };
}

describe('grouped work', () => {
  it('takes the items of one group one after another, in order, and on others beside it', async () => {
    const { started, work, finish, groupingKey } = setup();
    const done = runGrouped(['a1', 'b1', 'a2', 'a3', 'c1'], groupingKey, 10, work);
    expect(started).toEqual(['a1', 'b1', 'c1']);
    await finish('b1');
    await finish('c1');
    expect(started).toHaveLength(3);
    await finish('a1');
    expect(started).toEqual(['a1', 'b1', 'c1', 'a2']);
    await finish('a2');
    await finish('a3');
    await done;
    expect(started).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
  });

  it('keeps within the bound, and uses it', async () => {
    const { started, work, finish, groupingKey } = setup();
    const done = runGrouped(['a', 'b', 'c', 'd'], groupingKey, 2, work);
    expect(started).toEqual(['a', 'b']);
    await finish('b');
    expect(started).toEqual(['a', 'b', 'c']);
    await finish('c');
    await finish('a');
    await finish('d');
    await done;
  });

  it('has nothing to do for nothing', async () => {
    const { started, work, groupingKey } = setup();
    await runGrouped([], groupingKey, 2, work);
    expect(started).toEqual([]);
  });
});
