import { createParts } from '../../src/setup/parts.ts';

describe('createParts', () => {
  it('stops what started, also what was still starting, although another part failed', async () => {
    const parts = createParts();
    const stopped: string[] = [];
    const part = (name: string) => ({ stop: async () => void stopped.push(name) });
    let finish: (value: ReturnType<typeof part>) => void;
    void parts.start(Promise.resolve(part('early')));
    void parts.start(new Promise<ReturnType<typeof part>>((resolve) => (finish = resolve)));
    await expect(parts.start(Promise.reject(new Error('no')))).rejects.toThrow('no');
    const stopping = parts.stop();
    finish!(part('late'));
    await stopping;
    expect(stopped.sort()).toEqual(['early', 'late']);
  });

  it('stops once, however often it is told to', async () => {
    const parts = createParts();
    let stops = 0;
    await parts.start(Promise.resolve({ stop: async () => void (stops += 1) }));
    await Promise.all([parts.stop(), parts.stop()]);
    expect(stops).toBe(1);
  });
});
