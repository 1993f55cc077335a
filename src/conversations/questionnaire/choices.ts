import { normalise } from '../../language/tokens.ts';
import type { Option, Question, SharedWords } from './schema.ts';

const HAN_DIGITS = '零一二三四五六七八九';
/** `2`, `2.`, `(2)`, `第二个`: an option by its place in the list. */
const POSITION = /^[(第]?(\d{1,2}|[一二三四五六七八九])[).、个号项]{0,2}$/u;

interface Mention {
  value: string;
  start: number;
  end: number;
}

/**
 * The option that free text speaks of. Undefined when it speaks of none, or of several:
 * a wrong guess costs the requester more than a question.
 */
export function mentionedOption(question: Question, text: string, words: SharedWords): string | undefined {
  return single(meantOptions(question.options, normalise(text), words));
}

/** The option that an answer to the question itself chooses: its number, its label, or a word for it. */
export function chosenOption(question: Question, text: string, words: SharedWords): string | undefined {
  const said = bare(text);
  const exact = question.options.find((option) => namesOf(option).includes(said));
  if (exact) return exact.value;
  const position = POSITION.exec(said)?.[1];
  if (position) return question.options[(Number(position) || HAN_DIGITS.indexOf(position)) - 1]?.value;
  const meant = meantOptions(question.options, said, words);
  if (meant.size > 0) return single(meant);
  const labelled = question.options.filter((option) =>
    labelsOf(option).some((label) => said.includes(label)),
  );
  return single(new Set(labelled.map(({ value }) => value)));
}

/** Whether normalised `text` contains `word`, Latin words only as whole ones (a plural counts). */
export function contains(text: string, word: string): boolean {
  return spansOf(text, word).length > 0;
}

function single(values: ReadonlySet<string>): string | undefined {
  return values.size === 1 ? [...values][0] : undefined;
}

function meantOptions(options: readonly Option[], text: string, words: SharedWords): Set<string> {
  const found = options.flatMap(({ value, words: meaning }) =>
    meaning.flatMap((word) => spansOf(text, word).map((span) => ({ ...span, value }))),
  );
  // "blue screen" is not also about the screen.
  const whole = found.filter((a) => !found.some((b) => b.value !== a.value && isInside(a, b)));
  const meant = whole.filter((mention) => !isDenied(text, mention, words));
  return new Set(meant.map(({ value }) => value));
}

function isInside(a: Mention, b: Mention): boolean {
  return b.start <= a.start && a.end <= b.end && b.end - b.start > a.end - a.start;
}

function isDenied(text: string, { start, end }: Mention, words: SharedWords): boolean {
  const before = text.slice(Math.max(0, start - 24), start).trimEnd();
  const after = text.slice(end, end + 24).trimStart();
  return (
    words.deniedBefore.some(
      (word) => before.endsWith(word) && !continues(before.at(-word.length - 1), word[0]),
    ) ||
    words.deniedAfter.some((word) => after.startsWith(word) && !continues(after[word.length], word.at(-1)))
  );
}

function spansOf(text: string, word: string): { start: number; end: number }[] {
  const spans: { start: number; end: number }[] = [];
  for (let start = text.indexOf(word); start >= 0; start = text.indexOf(word, start + 1)) {
    const end = start + word.length;
    const ending = isLatin(word.at(-1))
      ? (/^(?:s|es|ed|ing)?(?![a-z0-9])/.exec(text.slice(end, end + 4)) ?? undefined)
      : [''];
    if (ending && !continues(text[start - 1], word[0])) spans.push({ start, end });
  }
  return spans;
}

/** Whether `neighbour` belongs to the same Latin word or number as the character beside it. */
function continues(neighbour: string | undefined, edge: string | undefined): boolean {
  return isLatin(neighbour) && isLatin(edge);
}

function isLatin(character: string | undefined): boolean {
  return character !== undefined && /[a-z0-9]/.test(character);
}

function namesOf(option: Option): string[] {
  return [bare(option.value), ...labelsOf(option), ...option.words];
}

function labelsOf({ label }: Option): string[] {
  return [bare(label['zh-CN']), bare(label.en)];
}

function bare(text: string): string {
  return normalise(text)
    .trim()
    .replace(/[。.!?]+$/u, '')
    .trim();
}
