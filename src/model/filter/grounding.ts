import { once, type Sources } from './verdict.ts';

const LATIN = /[a-z][a-z'’-]*/g;
const HAN = /\p{Script=Han}+/gu;
const FUNCTION_WORDS = new Set(
  (
    'a an the and or but if then else of to in on at by for from with without as is are was were be been being do does did done have has had will would can could should may might must shall ' +
    'it its this that these those there here you your yours we our us i me my he she they them their his her not no so than too very just also please when while where which who whom what why how ' +
    'into onto up down out off over under again once more most some any all each every both few other such only own same after before until because about between through during above below ' +
    "don't doesn't isn't aren't can't won't it's you're that's let let's first second third next finally last lastly now also instead however therefore otherwise simply step steps follow following afterwards"
  ).split(' '),
);
const WHOLE = 0.65;
const CLAUSE = 0.4;
const CLAUSE_UNITS = 4;
/** Words that only join Chinese sentences. */
const JOINTS =
  /首先|然后|最后|接着|其次|如果|请您?|之后|另外|此外|随后|那么|即可|可以|您可|若是?|并且|以及|或者|第[一二三四五六七八九十]步?/g;
const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/\S+/gi;
/** So much of the same is no sentence. */
const LONG = 12;
const VARIED = 0.3;

/** What a text is about: its stems of words and its pairs of Han characters. */
interface Gist {
  words: string[];
  pairs: string[];
}

/** Whether what a piece says stands in the sources: most of its words, and no part of it about something else (rule L-7). */
export function isGrounded(piece: string, sources: Sources): boolean {
  const known = knowledge(sources);
  const gist = gistOf(piece);
  if (isMonotonous(gist.words) || isMonotonous(gist.pairs)) return false;
  const whole = coverage(gist, known);
  if (whole.units === 0 || whole.share < WHOLE) return false;
  return piece
    .replace(ADDRESS, ' ')
    .split(/[,;:，；：、()（）[\]{}"“”「」『』《》|]|\s(?:and|or|then)\s/)
    .every((clause) => {
      const { units, share } = coverage(gistOf(clause), known);
      if (units === 0) return true;
      return units < CLAUSE_UNITS ? share > 0 : share >= CLAUSE;
    });
}

interface Known {
  words: ReadonlySet<string>;
  pairs: ReadonlySet<string>;
  signs: ReadonlySet<string>;
}

/** How much of a gist is known; what is said twice counts once. */
function coverage(gist: Gist, known: Known): { units: number; share: number } {
  const [words, pairs] = [[...new Set(gist.words)], [...new Set(gist.pairs)]];
  const wordHits = words.filter((word) => known.words.has(word)).length;
  const pairHits = pairs.reduce((sum, pair) => {
    if (known.pairs.has(pair)) return sum + 1;
    return sum + (Array.from(pair).every((sign) => known.signs.has(sign)) ? 0.5 : 0);
  }, 0);
  const units = 2 * words.length + pairs.length;
  return { units: words.length + pairs.length, share: units === 0 ? 0 : (2 * wordHits + pairHits) / units };
}

const knowledge = once(({ texts }): Known => {
  const gists = texts.map(gistOf);
  const [words, pairs] = [gists.flatMap((gist) => gist.words), gists.flatMap((gist) => gist.pairs)];
  return {
    words: new Set(words),
    pairs: new Set(pairs),
    signs: new Set(pairs.flatMap((pair) => Array.from(pair))),
  };
});

function isMonotonous(units: readonly string[]): boolean {
  return units.length > LONG && new Set(units).size < units.length * VARIED;
}

function gistOf(text: string): Gist {
  const plain = text.normalize('NFKC').toLowerCase().replace(ADDRESS, ' ').replace(JOINTS, ' ');
  const words = [...plain.matchAll(LATIN)]
    .map((match) => match[0].replace(/['’]s$/, ''))
    .filter((word) => !FUNCTION_WORDS.has(word))
    .flatMap((word) => word.split('-'))
    .filter((word) => word.length > 1)
    .map(stem);
  const pairs = [...plain.matchAll(HAN)].flatMap((match) => {
    const signs = Array.from(match[0]);
    return signs.length === 1 ? [] : signs.slice(1).map((sign, at) => `${signs[at]}${sign}`);
  });
  return { words, pairs };
}

function stem(word: string): string {
  const short = word.replace(/(?:ing|ed|es|s|ly)$/, '');
  return (short.length >= 3 ? short : word).replace(/(.)\1$/, '$1').replace(/e$/, '');
}
