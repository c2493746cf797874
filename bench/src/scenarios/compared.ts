import type { Sample } from '../samples/run-sample.ts';
import type { Figure } from './function-scenario.ts';

/** Half of the warm invocations took less, in milliseconds. */
export const warmP50 = ({ warm }: Sample): number => warm?.p50Ms ?? Number.NaN;
export const warmCpu = ({ warm }: Sample): number => warm?.cpuMs ?? Number.NaN;

const compared =
  <To extends Figure['to']>(to: To, suffix: string) =>
  (sample: string) =>
    ({ to, samples: [`${sample} ours`, `${sample} ${suffix}`] }) as const;

/** What a figure compares, by the name that two samples share. */
export const toReference = compared('reference', 'reference');
export const toLowerBound = compared('lower bound', 'lower bound');
/** What a figure of the noise compares: the same sample, run twice. */
export const toItself = compared('itself', 'ours again');
