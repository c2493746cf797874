import type { Report } from './run-seed.ts';

/** Runs the same seed with some ingredients taken out. */
export type Rerun = (without: ReadonlySet<string>) => Promise<Report>;

/**
 * The shortest run that still violates the same invariant: steps and faults are taken out, first in large pieces,
 * then one by one, until each step that is left is needed. Chance is drawn by name, so what is left behaves as it did.
 *
 * @see https://www.st.cs.uni-saarland.de/papers/tse2002/ (delta debugging)
 */
export async function shrink(first: Report, rerun: Rerun): Promise<Report> {
  const invariant = first.violation?.invariant;
  const without = new Set<string>();
  let best = first;
  for (
    let size = Math.ceil(best.ingredients.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    let hasShrunk = true;
    while (hasShrunk) {
      hasShrunk = false;
      for (const piece of piecesOf(best.ingredients, size)) {
        const report = await rerun(new Set([...without, ...piece]));
        // The first and the rerun must tell of the same fault, or the history would explain another one.
        if (report.violation?.invariant !== invariant) continue;
        for (const name of piece) without.add(name);
        best = report;
        hasShrunk = true;
        break;
      }
    }
  }
  return best;
}

/** From the end: what happened last is most often beside the point. */
function piecesOf(items: readonly string[], size: number): (readonly string[])[] {
  const pieces: (readonly string[])[] = [];
  for (let end = items.length; end > 0; end -= size) pieces.push(items.slice(Math.max(0, end - size), end));
  return pieces;
}
