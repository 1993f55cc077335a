import type { Locale } from '../../platforms/platform.ts';
import { isInLanguage } from './language.ts';
import { checkLinks } from './links.ts';
import { checkPiece, type PieceRules } from './piece.ts';
import { piecesOf } from './sentences.ts';
import type { Breach, Sources } from './verdict.ts';

export interface TextRules extends PieceRules {
  /** Undefined where the language doesn't matter, as in keywords. */
  locale: Locale | undefined;
}

/** The sentences of a text for an agent that rest on the ticket and its articles. */
export function checkText(
  text: string,
  sources: Sources,
  rules: TextRules,
): { verdict: 'keep'; text: string } | { verdict: 'refuse'; why: Breach } {
  const kept: string[] = [];
  let dropped: Breach | undefined;
  if (checkLinks(text, sources).verdict === 'refuse') return { verdict: 'refuse', why: 'link' };
  for (const piece of piecesOf(text)) {
    const checked = checkPiece(piece.text, sources, rules);
    if (checked.verdict === 'refuse') return { verdict: 'refuse', why: checked.why };
    if (checked.verdict === 'keep') kept.push(checked.text + piece.after);
    else dropped = checked.why;
  }
  const rest = kept.join('').trim();
  if (rest === '') return { verdict: 'refuse', why: dropped ?? 'empty' };
  if (rules.locale && !isInLanguage(rest, rules.locale)) return { verdict: 'refuse', why: 'language' };
  return { verdict: 'keep', text: rest };
}
