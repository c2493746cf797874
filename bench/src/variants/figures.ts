import type { Sample } from '../samples/run-sample.ts';

/** One ratio that is reported: two samples of a round, and what of them is compared. */
export interface Figure {
  readonly name: string;
  /** What the ratio is to: the textbook handlers, the least that Node allows, or the same once more. */
  readonly to: 'baseline' | 'floor' | 'itself';
  readonly samples: readonly [string, string];
  /** Milliseconds. */
  readonly of: (sample: Sample) => number;
  /** The ratio that is to be reached; none where a figure is told for comparison only. */
  readonly target?: number;
}

/**
 * Lambda gives a function CPU in proportion to its memory, a whole one at 1,769 MB; so at 512 MB CPU time takes 3.5
 * times as long, and waiting for others what it takes.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
export const CPU_SHARE_AT_512_MB = 512 / 1_769;

const importCpu = ({ init }: Sample): number => init.cpuMs;
const coldCpu = ({ init, first }: Sample): number => init.cpuMs + (first?.cpuMs ?? Number.NaN);
const firstCall = ({ first }: Sample): number =>
  first === undefined ? Number.NaN : first.cpuMs / CPU_SHARE_AT_512_MB + first.idleMs;
/**
 * INIT is not held to that share ("burst CPU"), the first invocation is.
 *
 * @see https://awslabs.github.io/aws-lambda-web-adapter/configuration/async-init.html
 */
const cold = (sample: Sample): number => sample.init.cpuMs + sample.init.idleMs + firstCall(sample);
const warmP50 = ({ warm }: Sample): number => warm?.p50Ms ?? Number.NaN;
const warmCpu = ({ warm }: Sample): number => warm?.cpuMs ?? Number.NaN;

const READ = 'get-account-info';
const OPEN = 'init-user-account';
const toBaseline = (sample: string) => [`${sample} ours`, `${sample} baseline`] as const;
const toFloor = (sample: string) => [`${sample} ours`, `${sample} floor`] as const;
const toItself = (sample: string) => [`${sample} ours`, `${sample} ours again`] as const;

export const FIGURES: readonly Figure[] = [
  {
    name: 'import CPU, read',
    to: 'baseline',
    samples: toBaseline(`import ${READ}`),
    of: importCpu,
    target: 0.55,
  },
  {
    name: 'import CPU, open',
    to: 'baseline',
    samples: toBaseline(`import ${OPEN}`),
    of: importCpu,
    target: 0.48,
  },
  {
    name: 'import CPU, authorize',
    to: 'baseline',
    samples: toBaseline('import authorizer'),
    of: importCpu,
    target: 0.68,
  },
  {
    name: 'cold at 512 MB, read',
    to: 'baseline',
    samples: toBaseline(`cold ${READ}`),
    of: cold,
    target: 0.48,
  },
  {
    name: 'cold at 512 MB, open',
    to: 'baseline',
    samples: toBaseline(`cold ${OPEN}`),
    of: cold,
    target: 0.38,
  },
  {
    name: 'cold at 512 MB, authorize',
    to: 'baseline',
    samples: toBaseline('cold authorizer'),
    of: cold,
    target: 0.48,
  },
  { name: 'cold CPU, read', to: 'baseline', samples: toBaseline(`cold ${READ}`), of: coldCpu },
  { name: 'cold CPU, open', to: 'baseline', samples: toBaseline(`cold ${OPEN}`), of: coldCpu },
  { name: 'cold CPU, authorize', to: 'baseline', samples: toBaseline('cold authorizer'), of: coldCpu },
  {
    name: 'first call after INIT, read',
    to: 'baseline',
    samples: toBaseline(`cold ${READ}`),
    of: firstCall,
    target: 0.08,
  },
  {
    name: 'first call after INIT, authorize',
    to: 'baseline',
    samples: toBaseline('cold authorizer'),
    of: firstCall,
    target: 0.03,
  },
  {
    name: 'cold at 512 MB, read, others at their pace',
    to: 'baseline',
    samples: toBaseline(`waiting cold ${READ}`),
    of: cold,
  },
  {
    name: 'cold at 512 MB, open, others at their pace',
    to: 'baseline',
    samples: toBaseline(`waiting cold ${OPEN}`),
    of: cold,
  },
  {
    name: 'cold at 512 MB, authorize, others at their pace',
    to: 'baseline',
    samples: toBaseline('waiting cold authorizer'),
    of: cold,
  },
  {
    name: 'first call after INIT, read, others at their pace',
    to: 'baseline',
    samples: toBaseline(`waiting cold ${READ}`),
    of: firstCall,
  },
  { name: 'first call after INIT, open', to: 'baseline', samples: toBaseline(`cold ${OPEN}`), of: firstCall },
  {
    name: 'warm authorizer, p50',
    to: 'floor',
    samples: toFloor('warm authorizer'),
    of: warmP50,
    target: 1.75,
  },
  { name: 'warm read, p50', to: 'floor', samples: toFloor(`warm ${READ}`), of: warmP50, target: 2.35 },
  { name: 'warm authorizer, p50', to: 'baseline', samples: toBaseline('warm authorizer'), of: warmP50 },
  { name: 'warm read, p50', to: 'baseline', samples: toBaseline(`warm ${READ}`), of: warmP50 },
  {
    name: 'batch of 10, wall',
    to: 'baseline',
    samples: toBaseline(`batch ${OPEN}`),
    of: warmP50,
    target: 0.1,
  },
  {
    name: 'batch of 10, CPU',
    to: 'baseline',
    samples: toBaseline(`fast batch ${OPEN}`),
    of: warmCpu,
    target: 0.2,
  },
  { name: 'A/A, import CPU, read', to: 'itself', samples: toItself(`import ${READ}`), of: importCpu },
  { name: 'A/A, cold at 512 MB, read', to: 'itself', samples: toItself(`cold ${READ}`), of: cold },
];
