import { written } from '../../../src/counters/written.ts';

describe('what a function wrote', () => {
  it('is log lines and metrics, told apart, in bytes with their line ends', () => {
    const log = '{"level":"INFO","message":"é"}';
    const metric = '{"_aws":{},"AccountOpened":1}';

    expect(written(`${log}\n${metric}\n${log}\n`)).toEqual({
      'log lines': 2,
      'log bytes': 2 * (log.length + 2),
      'metric bytes': metric.length + 1,
    });
  });

  it('is nothing where nothing was written', () => {
    expect(written('')).toEqual({ 'log lines': 0, 'log bytes': 0, 'metric bytes': 0 });
  });
});
