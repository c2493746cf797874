import { linearRegression, mean } from 'simple-statistics';
import type { AwsDouble } from '../aws-double/aws-double.ts';
import { functionEnvironment } from '../samples/environment.ts';
import { runSample } from '../samples/run-sample.ts';
import type { Scenario } from '../scenarios/all-scenarios.ts';

/** How a consumer's cost develops while one execution environment works through many requests. */
export interface Growth {
  readonly events: number;
  readonly cpuMsPerEvent: number;
  /** Change from the first event to the last, as a share of the mean: 0 is flat, 1 would be doubled. */
  readonly cpuSlope: number;
  readonly wallSlope: number;
}

const BATCH = 10;
const SLICES = 20;
/** V8 compiles what is hot within the first hundreds; that is no growth. */
const WARM_UP_BATCHES = 30;

/** Runs the real consumer alone, without the local engines, and fits a line through the cost of equal slices. */
export async function measureGrowth(
  double: AwsDouble,
  consumer: Scenario,
  entry: string,
  events: number,
): Promise<Growth> {
  double.setLatencies({});
  const batches = WARM_UP_BATCHES + Math.ceil(events / BATCH);
  const job = {
    entry,
    events: consumer.load?.batches?.(batches, BATCH, 0) ?? [],
    warmUps: WARM_UP_BATCHES - 1,
    slices: SLICES,
  };
  const { slices = [] } = await runSample(job, functionEnvironment(consumer, double));
  await double.take();
  const slope = (of: 'cpuMs' | 'wallMs'): number => {
    const points = slices.map((slice, index) => [index / (slices.length - 1), slice[of]] as [number, number]);
    return linearRegression(points).m / mean(slices.map((slice) => slice[of]));
  };
  return {
    events,
    cpuMsPerEvent: mean(slices.map(({ cpuMs }) => cpuMs)) / BATCH,
    cpuSlope: slope('cpuMs'),
    wallSlope: slope('wallMs'),
  };
}
