import { normalise } from '../../language/tokens.ts';
import type { Profile } from '../../store/schema.ts';
import { readAnswer, recogniseAnswer, type Given } from './answers.ts';
import type { Question, Questionnaire } from './schema.ts';
import { validAnswer, type Answer, type Answers, type GivenAnswer, type Source } from './state.ts';

export interface Known {
  /** What the requester wrote so far, oldest first. */
  texts: readonly string[];
  files?: readonly string[] | undefined;
  profile: Profile;
  /** Values from earlier tickets by question key: only for what a profile could know, and always confirmed. */
  earlier?: Readonly<Record<string, string>> | undefined;
  /** UTC ms. */
  now: number;
  /** IANA name. */
  timeZone: string;
}

/** The answers that are already known and needn't be asked; those with `sure: false` are to be confirmed. */
export function prefill(questionnaire: Questionnaire, known: Known): Answers {
  const answers = new Map<string, Answer>();
  const { now, timeZone, files } = known;
  for (const [index, text] of known.texts.entries()) {
    const given = { text, files: index === 0 ? files : undefined, now, timeZone };
    for (const [key, answer] of recogniseOpen(questionnaire, Object.fromEntries(answers), given)) {
      answers.set(key, answer);
    }
  }
  for (const question of questionnaire.questions) {
    const answer = fromRecords(question, answers.get(question.key), { questionnaire, known });
    if (answer) answers.set(question.key, answer);
  }
  return Object.fromEntries(answers);
}

/** Answers to the questions without one, hidden ones included, that stand in the text; none value twice. */
export function recogniseOpen(
  { questions, words }: Questionnaire,
  answers: Answers,
  given: Given,
): Map<string, GivenAnswer> {
  const taken = new Map<string, GivenAnswer>();
  const used = new Set(
    Object.values(answers).flatMap((answer) => ('value' in answer ? freeValue(answer.value) : [])),
  );
  for (const question of questions) {
    if (validAnswer(question, answers)) continue;
    const found = recogniseAnswer(question, given, { words, used: isFree(question) ? used : new Set() });
    if (!found) continue;
    taken.set(question.key, { ...found, source: 'message' });
    if (isFree(question)) used.add(found.value);
  }
  return taken;
}

function fromRecords(
  question: Question,
  written: Answer | undefined,
  { questionnaire, known }: { questionnaire: Questionnaire; known: Known },
): GivenAnswer | undefined {
  if (!question.profile) return undefined;
  const read = (value: string | undefined, source: Source): GivenAnswer | undefined => {
    if (value === undefined) return undefined;
    const given = { text: value, now: known.now, timeZone: known.timeZone };
    const reading = readAnswer(question, given, questionnaire.words);
    return 'value' in reading ? { ...reading, source, sure: source === 'profile' } : undefined;
  };
  const profile = Object.hasOwn(known.profile, question.profile)
    ? known.profile[question.profile]
    : undefined;
  const own = read(profile, 'profile');
  if (!written || 'skipped' in written) return own ?? read(known.earlier?.[question.key], 'ticket');
  // "M404" in the message is the "HP LaserJet M404dn" of the profile.
  const same = own && !written.sure && normalise(own.value).includes(normalise(written.value));
  return same ? own : undefined;
}

/** Kinds whose value is a piece of the text, which then can't mean something else as well. */
function isFree({ kind }: Question): boolean {
  return kind === 'device' || kind === 'error-code' || kind === 'number' || kind === 'text';
}

function freeValue(value: string): string[] {
  return value.split(', ');
}
