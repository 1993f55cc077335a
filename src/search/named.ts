import type { NumberedQuestion, NumberedTerms } from './numbered.ts';
import { isHan } from './text.ts';
import { UNKNOWN } from './vocabulary.ts';

/** A thing by the numbers of all that it is called. */
export type NamedThing = readonly number[];

const NAME = /^[a-z]{2,}$/;
const HAN = /\p{Script=Han}/u;

/**
 * The things that a Chinese question names in Latin letters: “无法连接到 VPN” is about VPN, however many texts only
 * tell of a connection. In an English question any word may be one, so none is.
 */
export function thingsNamed({ question, free, concepts }: NumberedQuestion): NamedThing[] {
  if (!HAN.test(question.normalised)) return [];
  const alone = termsOf(free, (term) => NAME.test(term)).map((id) => [id]);
  const called = concepts
    .filter(({ own }) => [...own.terms.words.keys()].every((word) => NAME.test(word)))
    .map(({ own, others }) =>
      [own, ...others].flatMap((way) =>
        termsOf(way, (term) => NAME.test(term) || (isHan(term) && term.length > 1)),
      ),
    );
  return [...alone, ...called].filter((ids) => ids.length > 0);
}

function termsOf({ terms, grams }: NumberedTerms, isIt: (term: string) => boolean): number[] {
  return [...terms.grams.keys()].flatMap((term, i) => {
    const id = grams[i] ?? UNKNOWN;
    return id !== UNKNOWN && isIt(term) ? [id] : [];
  });
}
