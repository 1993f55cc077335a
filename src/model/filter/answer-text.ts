import type { Locale } from '../../platforms/platform.ts';
import { isInLanguage } from './language.ts';
import { checkLinks } from './links.ts';
import { checkPiece } from './piece.ts';
import { marksIn, piecesOf, withoutMarks, type Piece } from './sentences.ts';
import type { Breach, Sources } from './verdict.ts';

export interface AnswerRules {
  /** By the short ids that the model knows: P1, P2 … */
  passages: ReadonlyMap<string, string>;
  hosts: readonly string[];
  locale: Locale;
}

export type CheckedAnswer =
  | { verdict: 'keep'; text: string; cited: string[] }
  | { verdict: 'refuse'; why: Breach };

const LIST_ITEM = /^\s*(?:[-*•]|\d{1,2}[.)、])\s/;

/**
 * The sentences of an answer that rest on what they cite. A sentence without a mark cites all of `listed`. What is only a courtesy is left out;
 * a step that can't be kept ends the answer, since steps with a hole are worse than none.
 */
export function checkAnswer(answer: string, listed: readonly string[], rules: AnswerRules): CheckedAnswer {
  const pieces = piecesOf(answer);
  const sources = sourcesFrom(rules);
  // An address may be spread over what looks like two sentences.
  if (checkLinks(withoutMarks(answer), sources([...rules.passages.keys()])).verdict === 'refuse') {
    return { verdict: 'refuse', why: 'link' };
  }
  const kept: Piece[] = [];
  const cited = new Set<string>();
  const dropped: Breach[] = [];
  for (const piece of pieces) {
    const marks = marksIn(piece.text);
    const ids = marks.length > 0 ? marks : listed;
    if (marks.some((id) => !rules.passages.has(id))) return { verdict: 'refuse', why: 'uncited' };
    const checked = checkPiece(withoutMarks(piece.text), sources(ids), { grounded: true, listedMail: true });
    if (checked.verdict === 'refuse') return { verdict: 'refuse', why: checked.why };
    if (checked.verdict === 'keep') {
      kept.push({ ...piece, text: checked.text });
      for (const id of ids) cited.add(id);
    } else if (LIST_ITEM.test(piece.text)) return { verdict: 'refuse', why: checked.why };
    else dropped.push(checked.why);
  }
  const [why] = dropped;
  if (kept.length === 0) return { verdict: 'refuse', why: why ?? 'empty' };
  if (why && dropped.length > kept.length) return { verdict: 'refuse', why };
  const text = kept
    .map((piece) => piece.text + piece.after)
    .join('')
    .trim();
  return isInLanguage(text, rules.locale)
    ? { verdict: 'keep', text, cited: [...cited] }
    : { verdict: 'refuse', why: 'language' };
}

const sourcesOfRules = new WeakMap<AnswerRules, Map<string, Sources>>();

/** The cited passages' texts, worked out once for each set of them, however often a stream is looked at. */
function sourcesFrom(rules: AnswerRules): (ids: readonly string[]) => Sources {
  const { passages, hosts } = rules;
  const known = sourcesOfRules.get(rules) ?? new Map<string, Sources>();
  sourcesOfRules.set(rules, known);
  return (ids) => {
    const key = ids.join();
    const sources = known.get(key) ?? { texts: ids.flatMap((id) => passages.get(id) ?? []), hosts };
    known.set(key, sources);
    return sources;
  };
}

/** The part of an unfinished answer whose sentences are complete. */
export function finishedPart(partial: string): string {
  const pieces = piecesOf(partial);
  const last = pieces.at(-1);
  // A citation mark that has only begun belongs to the sentence before.
  const open = last && /^\s*\[?[^\]]{0,6}$/.test(last.text) ? 2 : 1;
  return pieces
    .slice(0, -open)
    .map((piece) => piece.text + piece.after)
    .join('');
}
