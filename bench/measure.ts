/** One measured value and what it may be at most (or at least). */
export interface Figure {
  bench: string;
  what: string;
  value: number;
  unit: string;
  budget?: { most: number } | { least: number } | undefined;
}

/** The `p`-th percentile (0 to 100) of `values`; 0 where there are none. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * p) / 100))] ?? 0;
}

/** True where a figure is within its budget, or has none. */
export function isWithin({ value, budget }: Figure): boolean {
  if (!budget) return true;
  return 'most' in budget ? value <= budget.most : value >= budget.least;
}

/** One line of the table. */
export function rowOf(figure: Figure): string {
  const { bench, what, unit, budget } = figure;
  const limit = budget ? ('most' in budget ? `≤ ${budget.most}` : `≥ ${budget.least}`) : '';
  const verdict = budget ? (isWithin(figure) ? 'ok' : 'OVER') : '';
  return [
    bench.padEnd(11),
    what.padEnd(50),
    `${shown(figure.value)} ${unit}`.padStart(16),
    limit.padStart(9),
    verdict,
  ]
    .join('  ')
    .trimEnd();
}

function shown(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
