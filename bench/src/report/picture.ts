import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Result } from './results.ts';

/** The ratios to the reference build and their targets as bars and ticks. Deterministic: the same results, the same SVG. */
export async function drawRatios(results: readonly Result[]): Promise<string> {
  const values = results
    .filter(({ to }) => to === 'reference')
    .map(({ name, ratio, target }) => ({
      name,
      ratio: Number(ratio.toFixed(3)),
      target: target ?? null,
      numberAt: numberAt(ratio, target),
    }));
  const { spec } = compile(chartOf(values));
  return new View(parse(spec), { renderer: 'none' }).toSVG();
}

/** How wide a number is, in units of the axis. */
const NUMBER_WIDTH = 0.07;

/** At the bar's end, or behind the tick that would go through the number there. */
function numberAt(ratio: number, target = 0): number {
  const isHit = target >= ratio && target < ratio + NUMBER_WIDTH;
  return Number((isHit ? target : ratio).toFixed(3));
}

function chartOf(values: readonly object[]): TopLevelSpec {
  return {
    width: 460,
    height: { step: 22 },
    background: 'white',
    title: {
      text: 'Ours; the reference build is 1',
      subtitle: 'bar: measured · black tick: target',
      anchor: 'start',
    },
    data: { values: [...values] },
    encoding: { y: { field: 'name', type: 'nominal', sort: null, title: null, axis: { labelLimit: 500 } } },
    layer: [
      {
        mark: { type: 'bar', color: '#3b7a57' },
        encoding: {
          x: { field: 'ratio', type: 'quantitative', scale: { domain: [0, 1] }, title: 'less is better' },
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 4, fontSize: 11 },
        encoding: {
          x: { field: 'numberAt', type: 'quantitative' },
          text: { field: 'ratio', type: 'quantitative', format: '.2f' },
        },
      },
      {
        transform: [{ filter: 'datum.target !== null' }],
        mark: { type: 'tick', color: 'black', thickness: 2, height: 18 },
        encoding: { x: { field: 'target', type: 'quantitative' } },
      },
    ],
  };
}
