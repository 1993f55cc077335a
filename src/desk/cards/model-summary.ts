import type { Summary } from '../../model/model.ts';
import type { Say } from './voice.ts';

/** What the model made of a ticket, for who goes on with it (X51); said to be the model's. */
export function summaryText(say: Say, { summary, tried, open }: Summary): string {
  const list = (key: string, lines: readonly string[]) =>
    lines.length > 0 ? [`**${say(key)}**\n\n${lines.map((line) => `- ${line}`).join('\n')}`] : [];
  return [
    say('summary.by-model', { summary }),
    ...list('summary.was-tried', tried),
    ...list('summary.still-open', open),
  ].join('\n\n');
}
