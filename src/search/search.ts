import type { Database, Transaction } from '../store/database.ts';
import { createCandidates, statisticsOf } from './candidates.ts';
import { createStates } from './collection-state.ts';
import type { SearchWords } from './content.ts';
import { findHits } from './hits.ts';
import { enqueueChanges } from './indexer.ts';
import type { Change } from './indexer.ts';
import { createLexicon } from './lexicon.ts';
import type { Lexicon } from './lexicon.ts';
import { countExamples } from './memory-search.ts';
import { numberQuestion, numbersOf } from './numbered.ts';
import { comparePostings } from './postings.ts';
import { keepQuestions } from './question.ts';
import type { Question } from './question.ts';
import type { Collection, SearchHit, SearchOptions } from './search-types.ts';
import type { Vectors } from './vectors.ts';

export interface SearchDependencies {
  db: Database;
  words: SearchWords;
  /** Groups added at run time: the same array while nothing changed. */
  synonyms?: (() => readonly (readonly string[])[]) | undefined;
  /** Names kept whole: the same array while nothing changed. */
  productNames?: (() => readonly string[]) | undefined;
  /** Where a model is configured; the indexer takes the same. */
  vectors?: Vectors | undefined;
  now: () => number;
  /** Up to how many documents a collection is kept in memory. */
  residentUpTo?: number | undefined;
}

export interface Search {
  /** The best first, each key (or entry) once. */
  search: (text: string, options: SearchOptions) => Promise<SearchHit[]>;
  /** Notes that something changed, in the transaction that changes it; the indexer does the rest. */
  enqueue: (tx: Transaction, changes: readonly Change[]) => Promise<void>;
  /** How many documents of a collection can be found. */
  size: (collection: Collection) => Promise<number>;
}

const RESIDENT_UP_TO = 3000;
const NO_GROUPS: readonly (readonly string[])[] = [];
const NO_NAMES: readonly string[] = [];

/** The search in articles and past tickets. */
export function createSearch(dependencies: SearchDependencies): Search {
  const { db, words, now, vectors, residentUpTo = RESIDENT_UP_TO } = dependencies;
  const { synonyms = () => NO_GROUPS, productNames = () => NO_NAMES } = dependencies;
  const lexicon = keptLexicon(words, synonyms, productNames);
  const stopped = lexicon().stop;
  const states = createStates({ db, stop: stopped, now, residentUpTo });
  const candidates = createCandidates({ db, stop: stopped, now });

  async function search(text: string, options: SearchOptions): Promise<SearchHit[]> {
    const { weak, read } = lexicon();
    const question = read(text);
    if (question.all.words.size === 0) return [];
    const { figures, resident } = await states.of(options.collection);
    if (figures.documents === 0) return [];
    const near = (ids: readonly number[]) =>
      (options.wordsOnly ? undefined : vectors)?.nearness(text, {
        collection: options.collection,
        documents: figures.documents,
        ids,
      });
    if (resident) {
      const { ids, texts } = resident;
      const numbered = resident.understand(question, read);
      const nearness = byNumber(ids, await near(ids));
      return findHits(
        numbered,
        { ...resident, statistics: texts.statistics, weak },
        { ...options, nearness },
      );
    }
    const frequency = await candidates.frequenciesFor(question, options.collection);
    const byText = await candidates.find(question, options, { frequency, documents: figures.documents });
    const nearness = await near(byText);
    const { found, vocabulary } = await candidates.read(nearness ? union(byText, nearness.keys()) : byText);
    const numbered = numberQuestion(question, vocabulary);
    const cards = found.map(({ card }) => card);
    const texts = comparePostings(
      found.map((candidate) => candidate.text),
      { size: figures.size, vocabulary, terms: numbersOf(numbered) },
    );
    const statistics = statisticsOf(figures, { frequency, vocabulary });
    const ids = found.map(({ id }) => id);
    return findHits(
      numbered,
      { cards, texts, statistics, examplesOf: countExamples(cards), weak },
      { ...options, nearness: byNumber(ids, nearness) },
    );
  }

  return {
    search,
    enqueue: (tx, changes) => enqueueChanges(db, tx, changes),
    size: async (collection) => (await states.of(collection)).figures.documents,
  };
}

function union(ids: readonly number[], more: Iterable<number>): number[] {
  return [...new Set([...ids, ...more])];
}

function byNumber(
  ids: readonly number[],
  nearness: ReadonlyMap<number, number> | undefined,
): ReadonlyMap<number, number> | undefined {
  if (!nearness) return undefined;
  return new Map(ids.flatMap((id, at) => (nearness.has(id) ? [[at, nearness.get(id) ?? 0] as const] : [])));
}

interface Known extends Lexicon {
  read: (text: string) => Question;
}

function keptLexicon(
  words: SearchWords,
  synonyms: () => readonly (readonly string[])[],
  productNames: () => readonly string[],
): () => Known {
  let made: { groups: readonly (readonly string[])[]; names: readonly string[]; known: Known } | undefined;
  return () => {
    const [groups, names] = [synonyms(), productNames()];
    if (!made || made.groups !== groups || made.names !== names) {
      const lexicon = createLexicon({ words, added: groups, productNames: names });
      made = { groups, names, known: { ...lexicon, read: keepQuestions(lexicon) } };
    }
    return made.known;
  };
}
