import { shownBy, type Change, type Outcome, type Summary } from './compare.ts';

const ORDER: readonly Change['kind'][] = ['lost', 'other', 'gained', 'type'];
const TITLES: Record<Change['kind'], string> = {
  lost: 'Lose their article',
  other: 'Get another article',
  gained: 'Get an article',
  type: 'Same article, another type',
  same: 'Same',
};
const LONGEST = 70;

/** The report for people: what would change, the worst first. `most` questions of each kind are listed. */
export function reportText(changes: readonly Change[], summary: Summary, most: number): string {
  const lines = [
    `${summary.questions} questions: ${summary.same} the same, ${summary.gained} gained an article, ` +
      `${summary.lost} lost it, ${summary.other} get another, ${summary.type} only another type.`,
    `Answered with an article: ${percent(summary.answeredBefore)} → ${percent(summary.answeredAfter)}.`,
  ];
  if (summary.worse > 0) {
    lines.push(
      `Careful: ${summary.worse} of them lose an article that somebody said had solved it (marked !).`,
    );
  }
  for (const kind of ORDER) {
    const these = changes
      .filter((change) => change.kind === kind)
      .toSorted((a, b) => Number(b.worse) - Number(a.worse) || b.question.count - a.question.count);
    if (these.length === 0) continue;
    lines.push('', `${TITLES[kind]} (${these.length})`);
    for (const change of these.slice(0, most)) lines.push(lineOf(change));
    if (these.length > most)
      lines.push(`  … and ${these.length - most} more (--limit ${these.length} shows them)`);
  }
  return lines.join('\n');
}

function lineOf({ question, worse, before, after }: Change): string {
  const text = question.text.replaceAll(/\s+/g, ' ');
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  const times = question.count > 1 ? ` ×${question.count}` : '';
  return `${worse ? '!' : ' '} ${short}${times}\n    ${outcomeText(before)} → ${outcomeText(after)}`;
}

function outcomeText(outcome: Outcome): string {
  const shown = shownBy(outcome);
  const what = shown.length > 0 ? `${outcome.answer} ${shown.join(', ')}` : outcome.answer;
  return `${what} [${outcome.type ?? 'type not sure'}]`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
