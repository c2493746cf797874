import { createDeadLetterWatch } from '../../../src/observed/dead-letter-watch.ts';
import { type StackEvent } from '../../../src/observed/events.ts';

function setup(counts: (number | Error)[]) {
  const told: StackEvent[] = [];
  let asked = 0;
  const watch = createDeadLetterWatch({
    async count() {
      asked += 1;
      const next = counts.shift() ?? 0;
      if (next instanceof Error) throw next;
      return next;
    },
    events: { emit: (event) => void told.push(event), stream: () => undefined },
  });
  return { watch, told, asked: () => asked };
}

const ARRIVED = { type: 'state', what: 'dead-letter', change: 'arrived' };

describe('the watch on the dead letters', () => {
  it('tells when there are more than before, and only then', async () => {
    const { watch, told } = setup([1, 1, 3, 2]);
    for (let i = 0; i < 4; i += 1) await watch.look();
    expect(told).toEqual([ARRIVED, ARRIVED]);
  });

  it('looks once for all who ask at the same time', async () => {
    const { watch, asked } = setup([1]);
    await Promise.all([watch.look(), watch.look()]);
    expect(asked()).toBe(1);
  });

  it('says nothing when the queue cannot be asked, and looks again later', async () => {
    const { watch, told } = setup([new Error('stopping'), 1]);
    await watch.look();
    expect(told).toEqual([]);
    await watch.look();
    expect(told).toEqual([ARRIVED]);
  });
});
