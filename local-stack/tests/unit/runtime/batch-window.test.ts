import { nextStep, splitBySize, windowMs } from '../../../src/runtime/batch-window.ts';

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html#invocation-eventsourcemapping-batching
const LIMITS = { batchSize: 10, windowMs: 5000 };

describe('nextStep', () => {
  it('waits for the first message as long as SQS allows', () => {
    const step = { kind: 'receive', maximum: 10, waitSeconds: 20, delayMs: 0 };
    expect(nextStep({ messages: 0, elapsedMs: 60_000 }, LIMITS)).toEqual(step);
  });

  it('asks for no more than SQS hands out, and for no more than the batch still takes', () => {
    expect(nextStep({ messages: 0, elapsedMs: 0 }, { ...LIMITS, batchSize: 100 })).toMatchObject({
      maximum: 10,
    });
    expect(nextStep({ messages: 0, elapsedMs: 0 }, { ...LIMITS, batchSize: 3 })).toMatchObject({
      maximum: 3,
    });
    expect(nextStep({ messages: 7, elapsedMs: 0 }, LIMITS)).toMatchObject({ maximum: 3 });
  });

  it('delivers a full batch before its window is over', () => {
    expect(nextStep({ messages: 10, elapsedMs: 1 }, LIMITS)).toEqual({ kind: 'deliver' });
  });

  it('delivers what there is when the window is over', () => {
    expect(nextStep({ messages: 1, elapsedMs: 5000 }, LIMITS)).toEqual({ kind: 'deliver' });
  });

  it('delivers at once without a window', () => {
    expect(nextStep({ messages: 1, elapsedMs: 0 }, { ...LIMITS, windowMs: 0 })).toEqual({ kind: 'deliver' });
  });

  it('waits at the queue for the whole seconds of what is left', () => {
    expect(nextStep({ messages: 1, elapsedMs: 1500 }, LIMITS)).toMatchObject({ waitSeconds: 3, delayMs: 0 });
  });

  it('waits here for a last part of a second, and asks the queue once at its end', () => {
    expect(nextStep({ messages: 1, elapsedMs: 4300 }, LIMITS)).toMatchObject({
      waitSeconds: 0,
      delayMs: 700,
    });
  });

  it('never asks SQS to wait longer than it does', () => {
    expect(nextStep({ messages: 1, elapsedMs: 0 }, { ...LIMITS, windowMs: 300_000 })).toMatchObject({
      waitSeconds: 20,
    });
  });
});

describe('windowMs', () => {
  it('divides the declared window by the speed', () => {
    expect(windowMs(1, 1)).toBe(1000);
    expect(windowMs(5, 20)).toBe(250);
  });
});

describe('splitBySize', () => {
  const split = (...sizes: number[]) => splitBySize(sizes, (size) => size, 10);

  it('keeps a batch together that fits', () => {
    expect(split(4, 6)).toEqual([[4, 6]]);
  });

  it('cuts before the message that no longer fits', () => {
    expect(split(4, 7, 3, 1)).toEqual([[4], [7, 3], [1]]);
  });

  it('lets a message go alone that is too large by itself', () => {
    expect(split(1, 11, 1)).toEqual([[1], [11], [1]]);
  });

  it('makes nothing of nothing', () => {
    expect(split()).toEqual([]);
  });
});
