import { isValid, validAnswer, type Answers } from './questionnaire/state.ts';
import type { Question, Questionnaire } from './questionnaire/schema.ts';
import type { SlotQuestion } from './findings.ts';
import type { Scene } from './scene.ts';

/** “打印机坏了” holds no answers to anything else. */
const FEWEST_CHARACTERS = 12;

interface Told {
  questionnaire: Questionnaire;
  /** What was found without the model. */
  answers: Answers;
  texts: readonly string[];
}

/** Answers that the model finds in what was told, for what is still open; each is to be confirmed. */
export function askedSlots(scene: Scene, { questionnaire, answers, texts }: Told): Answers {
  const words = texts.join('\n').trim();
  if (words.length < FEWEST_CHARACTERS) return {};
  const open = questionnaire.questions.filter(
    (question) => mayStandInWords(question) && !validAnswer(question, answers),
  );
  if (open.length === 0) return {};
  const found = scene.ask.slots(
    words,
    open.map((question) => slotOf(scene, question)),
  );
  return Object.fromEntries(
    open.flatMap((question) => {
      const value = found && Object.hasOwn(found, question.key) ? found[question.key]?.trim() : undefined;
      if (value === undefined || !isValid(question, value)) return [];
      return [[question.key, { value, source: 'message' as const, sure: false }]];
    }),
  );
}

function mayStandInWords({ kind, recognise }: Question): boolean {
  return recognise && kind !== 'attachment' && kind !== 'date';
}

function slotOf(scene: Scene, { key, kind, ask, options }: Question): SlotQuestion {
  const { locale } = scene;
  if (kind === 'yes-no') {
    const yesNo = (['yes', 'no'] as const).map((id) => ({ id, name: scene.say(`button.${id}`) }));
    return { key, ask: ask[locale], options: yesNo };
  }
  return {
    key,
    ask: ask[locale],
    options: options.map(({ value, label }) => ({ id: value, name: label[locale] })),
  };
}
