import { createScheduler } from '../../src/core/scheduler.ts';

function setup() {
  const scheduler = createScheduler();
  const seen: string[] = [];
  const note = (what: string) => () => seen.push(`${what} at ${scheduler.now()}`);
  return { scheduler, seen, note };
}

test('fires by time, and in the order of asking at one instant', async () => {
  const { scheduler, seen, note } = setup();
  scheduler.after(20, note('late'));
  scheduler.after(10, note('first'));
  scheduler.after(10, note('second'));

  await scheduler.run(100);

  expect(seen).toEqual(['first at 10', 'second at 10', 'late at 20']);
  expect(scheduler.now()).toBe(100);
});

test('lets every continuation of a settled promise run before time passes', async () => {
  const { scheduler, seen, note } = setup();
  const settled = new Promise<void>((resolve) => {
    scheduler.after(5, () => {
      resolve();
      scheduler.touched();
    });
  });
  const chain = settled
    .then(() => undefined)
    .then(() => undefined)
    .then(note('continued'));
  scheduler.after(6, note('next'));

  await scheduler.run(Infinity);
  await chain;

  expect(seen).toEqual(['continued at 5', 'next at 6']);
});

test('fires nothing that was taken back, nothing past the end, and nothing once stopped', async () => {
  const { scheduler, seen, note } = setup();
  scheduler.after(1, note('taken back'))();
  scheduler.after(2, note('kept'));
  scheduler.after(50, note('past the end'));

  await scheduler.run(10);
  scheduler.stop();
  await scheduler.run(Infinity);

  expect(seen).toEqual(['kept at 2']);
});

test('keeps order among thousands', async () => {
  const { scheduler } = setup();
  const times: number[] = [];
  for (let index = 0; index < 5_000; index += 1)
    scheduler.after((index * 7_919) % 1_000, () => times.push(scheduler.now()));

  await scheduler.run(Infinity);

  expect(times).toEqual([...times].sort((left, right) => left - right));
});
