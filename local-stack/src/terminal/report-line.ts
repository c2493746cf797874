import type { InvocationReport } from '../runtime/invocation.ts';
import type { Paint } from './styling.ts';

/** In words, what became of an invocation that did not go well. */
const MISHAPS: Readonly<Record<Exclude<InvocationReport['outcome'], 'success'>, string>> = {
  error: 'threw an error',
  timeout: 'ran into its time limit and was killed',
  crash: 'its process ended in the middle',
  'init-error': 'could not start',
};

/** Cold starts and mishaps are worth a line; a warm success already shows in the request's own. */
export function formatReport(report: InvocationReport, paint: Paint): string[] {
  const head = `          ${paint('dim', report.functionName)}  `;
  if (report.outcome !== 'success') {
    return [
      `${head}${paint('red', MISHAPS[report.outcome])} ${paint('dim', `after ${Math.round(report.durationMs)} ms`)}`,
    ];
  }
  if (report.initMs === undefined) return [];
  const memory = report.maxMemoryMb === undefined ? '' : `, ${report.maxMemoryMb} MB`;
  return [head + paint('dim', `cold start ${Math.round(report.initMs)} ms${memory}`)];
}
