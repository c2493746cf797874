import { emfLines } from '../../src/emf.ts';
import { createBatchMetrics, createMetrics } from '../../src/metrics.ts';
import { captureOutput } from '@fintech-solution/testing/captured-output';

describe('metrics that are written at once', () => {
  it('are one line of embedded metric format each, with the dimensions given', () => {
    const output = captureOutput();
    try {
      const metrics = createMetrics();
      metrics.count('TokenRefused', { Reason: 'expired' });
      metrics.count('JwksFailure');
    } finally {
      output.release();
    }
    expect(output.lines()).toHaveLength(2);
    const [refused, failure] = output.metrics();
    expect(refused).toMatchObject({
      _aws: {
        Timestamp: expect.any(Number) as number,
        CloudWatchMetrics: [
          {
            Namespace: 'fintech-solution',
            Dimensions: [['service', 'Reason']],
            Metrics: [{ Name: 'TokenRefused', Unit: 'Count' }],
          },
        ],
      },
      Reason: 'expired',
      TokenRefused: 1,
    });
    expect(failure).toMatchObject({ JwksFailure: 1, service: expect.any(String) as string });
  });
});

describe('metrics of a batch', () => {
  function setup() {
    const written: unknown[][] = [];
    return { metrics: createBatchMetrics((counts) => void written.push([...counts])), written };
  }

  it('are added up by name and dimensions and written on demand', () => {
    const { metrics, written } = setup();
    metrics.count('AccountOpened');
    metrics.count('WelcomeSent', { Channel: 'sms' });
    metrics.count('AccountOpened');
    metrics.count('WelcomeSent', { Channel: 'email' });
    expect(written).toEqual([]);
    metrics.flush();
    expect(written).toEqual([
      [
        { name: 'AccountOpened', dimensions: {}, value: 2 },
        { name: 'WelcomeSent', dimensions: { Channel: 'sms' }, value: 1 },
        { name: 'WelcomeSent', dimensions: { Channel: 'email' }, value: 1 },
      ],
    ]);
  });

  it('begin anew after they were written', () => {
    const { metrics, written } = setup();
    metrics.count('EventParked');
    metrics.flush();
    metrics.count('EventParked');
    metrics.flush();
    expect(written[1]).toEqual([{ name: 'EventParked', dimensions: {}, value: 1 }]);
  });
});

describe('embedded metric format', () => {
  const count = (
    name: 'AccountOpened' | 'WelcomeSent' | 'WelcomeFailed',
    dimensions: Record<string, string>,
    value = 1,
  ) => ({
    name,
    dimensions,
    value,
  });

  it('writes nothing for nothing', () => {
    expect(emfLines([], 'service', 0)).toEqual([]);
  });

  it('shares a line between counts whose dimensions agree, and with those that have none', () => {
    const lines = emfLines(
      [
        count('AccountOpened', {}, 3),
        count('WelcomeSent', { Channel: 'sms' }, 2),
        count('WelcomeSent', { Channel: 'email' }, 3),
        count('WelcomeFailed', { Channel: 'sms' }),
      ],
      'opener',
      1_764_039_120_000,
    );
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { service: 'opener', AccountOpened: 3, Channel: 'sms', WelcomeSent: 2, WelcomeFailed: 1 },
      { service: 'opener', Channel: 'email', WelcomeSent: 3 },
    ]);
  });

  it('names a dimension and a value for every metric of a line', () => {
    const lines = emfLines(
      [count('AccountOpened', {}), count('WelcomeSent', { Channel: 'sms' })],
      'opener',
      1,
    );
    interface Line extends Record<string, unknown> {
      _aws: { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[] };
    }
    for (const line of lines.map((text) => JSON.parse(text) as Line)) {
      for (const { Dimensions, Metrics } of line._aws.CloudWatchMetrics) {
        for (const dimension of Dimensions.flat()) expect(typeof line[dimension]).toBe('string');
        for (const { Name } of Metrics) expect(typeof line[Name]).toBe('number');
      }
    }
  });
});
