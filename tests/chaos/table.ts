import type { Outcome } from './run.ts';

/** What a run came to, for people to read. */
export function tableOf({ verdicts, figures, again, violated }: Outcome): string {
  const rows = verdicts.map(({ id, what, checked, violated: many, figure, verdict }) => [
    id,
    verdict,
    String(checked),
    String(many),
    figure === '' ? what : `${what}: ${figure}`,
  ]);
  const all = [['', 'verdict', 'checked', 'violated', ''], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const faults = Object.entries(figures.faults).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [
    '',
    ...lines,
    '',
    ...verdicts.flatMap(({ id, violations }) => violations.map((one) => `${id}: ${one}`)),
    `${figures.seconds} s; messages: ${sayEach(figures.messages)}`,
    `delivered twice on purpose: ${figures.copies}; again by the vendors: ${figures.redelivered}`,
    `pages after ${figures.readyMs.median} ms (at most ${figures.readyMs.most}), ` +
      `platforms after ${figures.connectedMs.median} ms (at most ${figures.connectedMs.most}), ` +
      `SIGTERM within ${figures.stopMs} ms`,
    `faults: ${faults.map(([what, many]) => `${what} ${many}`).join(', ')}`,
    `${violated ? 'VIOLATED. Again' : 'Again'}: ${again}`,
  ].join('\n');
}

function sayEach(counts: Record<string, number>): string {
  return Object.entries(counts)
    .map(([name, many]) => `${name} ${many}`)
    .join(', ');
}
