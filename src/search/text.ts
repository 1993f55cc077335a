import { stem } from '../language/stem.ts';
import { normalise } from '../language/tokens.ts';

const HAN = /\p{Script=Han}/u;
const ATOM =
  /\p{Script=Han}+|(?:[^\P{L}\p{Script=Han}]|[\p{N}\p{M}])+(?:[-_.'](?:[^\P{L}\p{Script=Han}]|[\p{N}\p{M}])+)*/gu;
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
// The segmenter's time grows with the square of what it gets at once.
const LONGEST_RUN = 100;
const LONGEST_ATOM = 64;

/** Names that are one word, whatever the segmenter thinks. */
export type WholeNames = RegExp | undefined;

export function wholeNames(names: readonly string[]): WholeNames {
  const han = names.map(normalise).filter((name) => /^\p{Script=Han}{2,}$/u.test(name));
  if (han.length === 0) return undefined;
  return new RegExp(`(${[...new Set(han)].sort((a, b) => b.length - a.length).join('|')})`, 'u');
}

/**
 * The atoms of a text in the form that is stored: runs of Chinese cut into words by `|`, other words as they are, a
 * blank between. What is made of them is made when they are read.
 */
export function atomsOf(text: string, names?: WholeNames): string {
  return atomsOfNormalised(normalise(text), names);
}

export function atomsOfNormalised(text: string, names?: WholeNames): string {
  const atoms = text.match(ATOM) ?? [];
  return atoms
    .map((atom) => (isHan(atom) ? wordsOf(atom, names).join('|') : atom.slice(0, LONGEST_ATOM)))
    .join(' ');
}

export function isHan(text: string): boolean {
  const code = text.charCodeAt(0);
  return code >= 0x2e80 && HAN.test(text);
}

function wordsOf(run: string, names: WholeNames): string[] {
  const words: string[] = [];
  for (const part of names ? run.split(names) : [run]) {
    if (names?.test(part)) {
      words.push(part);
      continue;
    }
    for (let from = 0; from < part.length; from += LONGEST_RUN)
      words.push(...segmented(part.slice(from, from + LONGEST_RUN)));
  }
  return words;
}

// The same runs stand in many texts, and the segmenter is the dearest part of reading them.
const MOST_RUNS = 30_000;
const runs = new Map<string, readonly string[]>();

function segmented(run: string): readonly string[] {
  const known = runs.get(run);
  if (known) return known;
  const segments = segmenter.segment(run);
  const words: string[] = [];
  // A third faster than to go through the segments.
  for (let at = 0; at < run.length;) {
    const word = segments.containing(at)?.segment ?? run.slice(at);
    words.push(word);
    at += word.length;
  }
  if (runs.size >= MOST_RUNS) runs.clear();
  runs.set(run, words);
  return words;
}

/** What one text is compared by. */
export interface TermSink {
  word: (term: string) => void;
  gram: (term: string) => void;
}

/** Marks runs of four characters of a Latin word. */
export const RUN_MARK = '~';
const RUN = 4;

/**
 * The terms of stored atoms. Words: Chinese ones by the segmenter, stems, codes, and pairs of neighbouring Latin words.
 * Grams: Chinese characters alone and in pairs, stems, codes, and runs of four letters, which forgive endings and typos.
 */
export function termsOf(atoms: string, stop: ReadonlySet<string>, sink: TermSink): void {
  if (atoms === '') return;
  let previous = '';
  for (const atom of atoms.split(' ')) {
    if (isHan(atom)) {
      previous = '';
      hanTerms(atom, sink);
      continue;
    }
    for (const { term, runs: runsOfTerm } of latinParts(atom, stop)) {
      sink.word(term);
      sink.gram(term);
      if (previous !== '') sink.word(`${previous} ${term}`);
      previous = term;
      for (const run of runsOfTerm) sink.gram(run);
    }
  }
}

/** A Latin word, and its parts where it has several: each as its stem, with the runs of letters in it. */
export interface LatinPart {
  term: string;
  runs: readonly string[];
}

export function latinParts(atom: string, stop: ReadonlySet<string>): LatinPart[] {
  const word = atom.includes("'") ? atom.replaceAll("'", '') : atom;
  if (stop.has(word)) return [];
  return partsOf(word)
    .filter((part) => !stop.has(part))
    .map((part) => ({ term: stemOf(part), runs: hasDigit(part) ? [] : runsOf(part) }));
}

export function stemOf(word: string): string {
  return hasDigit(word) ? word : stem(word);
}

function hanTerms(run: string, sink: TermSink): void {
  let before = '';
  for (const word of run.split('|')) {
    sink.word(word);
    for (const character of word) {
      sink.gram(character);
      if (before !== '') sink.gram(before + character);
      before = character;
    }
  }
}

function partsOf(word: string): readonly string[] {
  if (!/[-_.]/.test(word)) return [word];
  return [word, ...word.split(/[-_.]/).filter((part) => part !== '')];
}

function runsOf(word: string): string[] {
  const bordered = `^${word}$`;
  const found: string[] = [];
  for (let i = 0; i + RUN <= bordered.length; i++) found.push(RUN_MARK + bordered.slice(i, i + RUN));
  return found;
}

function hasDigit(word: string): boolean {
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i);
    if (code >= 48 && code <= 57) return true;
  }
  return false;
}
