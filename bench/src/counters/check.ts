import type { Forbidden } from '../scenarios/forbidden.ts';

/** One thing that was counted, and whether it is within its budget. */
export interface Check {
  /** A sentence that names what is counted. */
  readonly what: string;
  /** What was found, beside what it may be. */
  readonly found: string;
  /** Each names what rose, by how much, over which budget; empty when all is well. */
  readonly faults: readonly string[];
}

/** A closed list of numbers by name, such as bytes by package or calls by operation. */
export type Numbers = Readonly<Record<string, number>>;

/** More numbers than these are read in the budget file, not in a line. */
const FEW = 6;

/** Every number must be at most its budget; one without a budget is new, and must be decided about. */
export function atMost(what: string, found: Numbers, budgets: Numbers, unit: string): Check {
  const faults = Object.entries(found).flatMap(([name, value]) => {
    const budget = budgets[name];
    if (value === 0) return [];
    if (budget === undefined) return [`${what}: ${name} is new: ${amount(value)} ${unit}, and has no budget`];
    return value <= budget
      ? []
      : [`${what}: ${name} rose to ${amount(value)} ${unit}, budget ${amount(budget)}`];
  });
  const pairs = Object.entries(found).map(
    ([name, value]) => `${name} ${amount(value)} of ${amount(budgets[name] ?? 0)}`,
  );
  return { what, found: pairs.length > FEW ? '' : pairs.join(', '), faults };
}

/** Every number must be what it was decided to be: one more is waste, one less is a guarantee lost. */
export function exactly(what: string, found: Numbers, budgets: Numbers): Check {
  const names = [...new Set([...Object.keys(found), ...Object.keys(budgets)])];
  const faults = names
    .filter((name) => (found[name] ?? 0) !== (budgets[name] ?? 0))
    .map(
      (name) =>
        `${what}: ${name} is ${amount(found[name] ?? 0)}, and should be ${amount(budgets[name] ?? 0)}`,
    );
  const counts = Object.entries(found).map(([name, value]) => `${name} ${amount(value)}`);
  return { what, found: counts.join(', '), faults };
}

/** Nothing of what was found may be forbidden. */
export function noneOf(what: string, found: readonly string[], forbidden: readonly Forbidden[]): Check {
  const faults = forbidden.flatMap(({ pattern, because }) =>
    found.filter((name) => pattern.test(name)).map((name) => `${what}: ${name} is there. ${because}`),
  );
  return { what, found: '', faults };
}

function amount(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 3 });
}
