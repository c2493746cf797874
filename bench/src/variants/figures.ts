import type { Sample } from '../samples/run-sample.ts';
import type { Scenario } from '../scenarios/all-scenarios.ts';
import { toItself, toReference } from '../scenarios/compared.ts';
import type { Figure } from '../scenarios/function-scenario.ts';

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

/** The ratios that every function with a reference build has, then its own. */
export function figuresOf({ title, targets, figures = [] }: Scenario): Figure[] {
  const atTheirPace = 'others at their pace';
  const withTarget = (target: number | undefined) => (target === undefined ? {} : { target });
  return [
    {
      name: `import CPU, ${title}`,
      ...toReference(`import ${title}`),
      of: importCpu,
      ...withTarget(targets?.importCpu),
    },
    {
      name: `cold at 512 MB, ${title}`,
      ...toReference(`cold ${title}`),
      of: cold,
      ...withTarget(targets?.cold),
    },
    { name: `cold CPU, ${title}`, ...toReference(`cold ${title}`), of: coldCpu },
    {
      name: `first call after INIT, ${title}`,
      ...toReference(`cold ${title}`),
      of: firstCall,
      ...withTarget(targets?.firstCall),
    },
    { name: `cold at 512 MB, ${title}, ${atTheirPace}`, ...toReference(`waiting cold ${title}`), of: cold },
    {
      name: `first call after INIT, ${title}, ${atTheirPace}`,
      ...toReference(`waiting cold ${title}`),
      of: firstCall,
    },
    ...figures,
  ];
}

/** What the same sample differs from itself: the noise of a run. */
export function noiseFiguresOf({ title }: Scenario): Figure[] {
  return [
    { name: `A/A, import CPU, ${title}`, ...toItself(`import ${title}`), of: importCpu },
    { name: `A/A, cold at 512 MB, ${title}`, ...toItself(`cold ${title}`), of: cold },
  ];
}
