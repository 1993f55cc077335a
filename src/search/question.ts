import { errorCodes } from '../language/extract.ts';
import { normalise } from '../language/tokens.ts';
import type { Lexicon } from './lexicon.ts';
import { createRecent } from './recent.ts';
import { countTerms } from './terms.ts';
import type { Terms } from './terms.ts';
import { atomsOfNormalised } from './text.ts';

/** One thing that is asked for, in its own words and in others: a document has it if it has any of them. */
export interface Concept {
  own: Terms;
  others: readonly Terms[];
  /** As it was written. */
  text: string;
}

export interface Question {
  normalised: string;
  /** All that was asked. */
  all: Terms;
  /** What belongs to no concept. */
  free: Terms;
  concepts: readonly Concept[];
  codes: readonly string[];
}

const LONGEST = 1000;

const MOST_KEPT = 500;

/** Reads questions with one lexicon. A message is searched for several times: what was read last is kept. */
export function keepQuestions(lexicon: Lexicon): (text: string) => Question {
  const kept = createRecent<Question>(MOST_KEPT);
  return (text) => {
    const head = text.slice(0, LONGEST);
    return kept.of(head, () => readQuestion(head, lexicon));
  };
}

/** What a text asks for. */
export function readQuestion(text: string, lexicon: Lexicon): Question {
  const head = text.slice(0, LONGEST);
  const normalised = normalise(head);
  const analyse = (part: string) =>
    countTerms(atomsOfNormalised(part.replaceAll(lexicon.stopHan, ' '), lexicon.names), lexicon.stop);
  const all = analyse(normalised);
  const concepts = lexicon
    .spansIn(normalised)
    .map(({ from, to, others }) => {
      const written = normalised.slice(from, to);
      return { own: analyse(written), others, text: written };
    })
    .filter(({ own }) => own.words.size > 0);
  return {
    normalised,
    all,
    free: {
      words: without(
        all.words,
        concepts.map(({ own }) => own.words),
      ),
      grams: without(
        all.grams,
        concepts.map(({ own }) => own.grams),
      ),
    },
    concepts,
    codes: errorCodes(head).map((code) => code.toLowerCase()),
  };
}

function without(
  terms: ReadonlyMap<string, number>,
  taken: readonly ReadonlyMap<string, number>[],
): Map<string, number> {
  const left = new Map(terms);
  for (const some of taken) {
    for (const [term, count] of some) {
      const rest = (left.get(term) ?? 0) - count;
      if (rest > 0) left.set(term, rest);
      else left.delete(term);
    }
  }
  return left;
}
