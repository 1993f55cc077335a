import { isSentence, plainWords } from '../language/sentence.ts';
import type { Understanding } from '../language/understand.ts';
import type { Locale } from '../platforms/platform.ts';
import { openQuestionOf } from './hand-over.ts';
import type { Desk } from './scene.ts';
import type { DialogueState } from './talk.ts';

/**
 * The language of what somebody wrote, where it is clear enough to answer in it from now on.
 * An error message, a product's name or an “ok” in the other language changes nothing.
 */
export function spokenLocale(
  desk: Desk,
  {
    words,
    understood,
    state,
  }: { words: string; understood: Understanding; state: DialogueState | undefined },
): Locale | undefined {
  const { locale, kind } = understood;
  if (!locale || (state && takesForeignWords(desk, state))) return undefined;
  if (isSentence(words, locale)) return locale;
  if (state) return undefined;
  return kind === 'problem' && (locale === 'zh-CN' || plainWords(words) >= 2) ? locale : undefined;
}

/** Error messages and models are copied as they are. */
function takesForeignWords(desk: Desk, state: DialogueState): boolean {
  if (state.kind !== 'questionnaire') return false;
  const kind = openQuestionOf({ desk }, state.talk)?.kind;
  return kind === 'error-code' || kind === 'device';
}
