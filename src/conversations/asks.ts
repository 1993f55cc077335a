import type { Article, KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { Asker, Model } from '../model/model.ts';
import type { Locale } from '../platforms/platform.ts';
import type { AskSources } from './findings.ts';
import type { Desk } from './scene.ts';

/** Nobody waits longer for the model than this in one turn, all its calls together, ms (rule L-10). */
const PATIENCE_MS = 3_000;
/** In less than this no model answers. */
const TOO_SHORT_MS = 200;

/** How long the model may still take in this turn, ms; undefined where asking it makes no sense any more. */
export type Patience = () => number | undefined;

/** Begins with the first question, whatever was done before. `clock`: ms, monotonic. */
export function patienceOf(clock: () => number): Patience {
  let begun: number | undefined;
  return () => {
    begun ??= clock();
    const left = PATIENCE_MS - (clock() - begun);
    return left < TOO_SHORT_MS ? undefined : left;
  };
}

export interface AsksOptions {
  model: Model;
  desk: Pick<Desk, 'typeNames'> & { knowledge: Pick<KnowledgeBase, 'byId'> };
  locale: Locale;
  who: Asker;
  patience: Patience;
  /** Gets the answer so far, as it is written. */
  onText?: ((textSoFar: string) => void) | undefined;
}

/** What the model is asked in a turn; each has an offline way behind it. */
export function createAsks({ model, desk, locale, who, patience, onText }: AsksOptions): AskSources {
  async function inTime<T>(ask: (within: number) => Promise<T>): Promise<T | undefined> {
    const within = patience();
    return within === undefined ? undefined : ask(within);
  }

  // “Other” is no answer but the lack of one.
  const types = () =>
    [...desk.typeNames].flatMap(([id, name]) => (id === 'other' ? [] : [{ id, name: name[locale] }]));

  return {
    async type(words) {
      const made = await inTime((within) => model.classifyType(words, types(), { who, within }));
      return made && desk.typeNames.has(made.value) ? made.value : undefined;
    },

    async answer({ question, articleIds }) {
      const articles = articleIds.flatMap((id) => desk.knowledge.byId(id, locale) ?? []);
      const asked = {
        text: question,
        passages: articles.map(passageOf),
        locale,
        onText: onText ?? (() => {}),
      };
      const answer = await inTime((within) => model.answer(asked, { who, within }));
      if (answer?.kind !== 'answer') return undefined;
      const [first, ...others] = answer.citations.filter((id) => articleIds.includes(id));
      // What rests on nothing that was shown is no answer (rule L-7).
      return first === undefined ? undefined : { text: answer.text, cited: [first, ...others] };
    },

    async slots({ words, questions }) {
      const asked = questions.map(({ key, ask, options }) => ({
        key,
        ask,
        ...(options.length > 0 ? { options } : {}),
      }));
      const made = await inTime((within) => model.fillSlots(words, asked, { who, within }));
      return made?.value;
    },
  };
}

function passageOf({ id, title, symptom, scene, preconditions, steps, risks }: Article) {
  const numbered = steps.map((step, i) => `${i + 1}. ${step}`);
  const text = [symptom, scene, ...preconditions, ...numbered, risks]
    .filter((part) => part !== '')
    .join('\n');
  return { id, title, text };
}
