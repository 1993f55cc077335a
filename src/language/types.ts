import { trainClassifier, trainInTurns } from './classifier/classifier.ts';
import type { Classifier, Example, Hint } from './classifier/classifier.ts';
import type { LanguageContent } from './content.ts';
import { issueTypes } from './issue-types.ts';

/** No problem at all: small talk and what is no matter for support. */
export const NONE = 'none';
/** A problem, and nothing said of what it is about. */
export const VAGUE = 'vague';

/** A text whose type people have settled. */
export interface TypeLesson {
  text: string;
  type: string;
  /** `corrected`: an agent gave it another type than the bot; `confirmed`: solved with it. */
  via: 'corrected' | 'confirmed';
}

/** What a lesson weighs beside an example of the content: one alone overturns nothing, a few alike do. */
const WEIGHTS = { corrected: 0.6, confirmed: 0.25 };
/** All lessons of a type together weigh no more than this many times its examples in the content. */
const MOST = 1;

/** The classifier of issue types; what it learns from people replaces it in one step. */
export function createTypes(content: LanguageContent) {
  const { examples, hints } = fromContent(content);
  const options = { hints, none: NONE, parts: 0 };
  let classifier = trainClassifier(examples, options);
  let latest = 0;
  return {
    present: (): Classifier => classifier,
    async learn(lessons: readonly TypeLesson[]): Promise<void> {
      const started = ++latest;
      const learnt = await trainInTurns([...examples, ...fromLessons(lessons, examples)], options);
      // Who began later knows more.
      if (started === latest) classifier = learnt;
    },
  };
}

function fromContent({ types, smalltalk }: LanguageContent): { examples: Example[]; hints: Hint[] } {
  const examples: Example[] = types.types.flatMap((type) =>
    [...type.zh, ...type.en].map((text) => ({ text, label: type.id as string })),
  );
  for (const text of types.vague) examples.push({ text, label: VAGUE });
  for (const text of smalltalk.offTopic) examples.push({ text, label: NONE });
  for (const text of Object.values(smalltalk.phrases).flat()) examples.push({ text, label: NONE });
  const hints = types.types.flatMap((type) =>
    Object.entries(type.keywords).map(([word, weight]) => ({ word, weight, label: type.id })),
  );
  return { examples, hints };
}

/** Lessons as examples, lighter than those of the content, and never so many that they drown them. */
function fromLessons(lessons: readonly TypeLesson[], content: readonly Example[]): Example[] {
  return issueTypes.flatMap((type) => {
    const own = lessons.filter((lesson) => lesson.type === type);
    const total = own.reduce((sum, { via }) => sum + WEIGHTS[via], 0);
    const allowed = MOST * content.filter(({ label }) => label === type).length;
    const share = Math.min(1, allowed / Math.max(total, 1e-9));
    return own.map(({ text, via }) => ({ text, label: type, weight: WEIGHTS[via] * share }));
  });
}
