/** The probability of “yes” for the signals of a row. */
export type Logistic = (signals: readonly number[]) => number;

interface Row {
  signals: readonly number[];
  yes: boolean;
}

const STEPS = 25;
const CALM: number = 1;

/** Logistic regression by Newton's method; yes and no count alike in training, and `share` says how often yes is the truth. */
export function fitLogistic(rows: readonly Row[], share: number): Logistic {
  const size = rows[0]?.signals.length ?? 0;
  const means = columns(size, (i) => mean(rows.map(({ signals }) => signals[i] ?? 0)));
  const spreads = columns(size, (i) => {
    const middle = means[i] ?? 0;
    return Math.sqrt(mean(rows.map(({ signals }) => ((signals[i] ?? 0) - middle) ** 2))) || 1;
  });
  const scaled = (signals: readonly number[]) => [
    ...signals.map((signal, i) => (signal - (means[i] ?? 0)) / (spreads[i] ?? 1)),
    1,
  ];
  const yes = rows.filter((row) => row.yes).length;
  const weightOf = (row: Row) => rows.length / 2 / Math.max(1, row.yes ? yes : rows.length - yes);
  const prepared = rows.map((row) => ({ x: scaled(row.signals), y: Number(row.yes), weight: weightOf(row) }));

  let weights = Array.from({ length: size + 1 }, () => 0);
  for (let step = 0; step < STEPS; step++) {
    const slope = weights.map((w) => CALM * w);
    const curve = weights.map((_, i) => weights.map((_w, j) => (i === j ? CALM : 0)));
    for (const { x, y, weight } of prepared) {
      const guess = sigmoid(dot(weights, x));
      const bend = weight * guess * (1 - guess);
      x.forEach((a, i) => {
        slope[i] = (slope[i] ?? 0) + weight * (guess - y) * a;
        const row = curve[i];
        if (row) x.forEach((b, j) => (row[j] = (row[j] ?? 0) + bend * a * b));
      });
    }
    const change = solved(curve, slope);
    weights = weights.map((w, i) => w - (change[i] ?? 0));
  }
  const prior = Math.log(share / (1 - share));
  return (signals) => sigmoid(dot(weights, scaled(signals)) + prior);
}

/** Gauss and Jordan, with pivots. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  for (let column = 0; column < rows.length; column++) {
    const candidates = rows.slice(column);
    const largest = candidates.reduce((a, b) =>
      Math.abs(b[column] ?? 0) > Math.abs(a[column] ?? 0) ? b : a,
    );
    const at = rows.indexOf(largest);
    [rows[column], rows[at]] = [largest, rows[column] ?? largest];
    const pivot = largest[column] ?? 0;
    if (pivot === 0) continue;
    for (const row of rows) {
      if (row === largest) continue;
      const factor = (row[column] ?? 0) / pivot;
      for (let i = column; i < row.length; i++) row[i] = (row[i] ?? 0) - factor * (largest[i] ?? 0);
    }
  }
  return rows.map((row, i) => (row[rows.length] ?? 0) / (row[i] || 1));
}

function columns(size: number, of: (i: number) => number): number[] {
  return Array.from({ length: size }, (_, i) => of(i));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
