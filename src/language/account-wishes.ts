import type { LoginTroubleWords } from './login-trouble.ts';
import { phraseKey, stripFillers, type Fillers } from './phrases.ts';

/** A wish about the password reset that is somebody's whole message. */
export type AccountWish = 'enrol' | 'switch-on' | 'switch-off';

const LONGEST = 60;

/** Recognises it, also with polite words around it. */
export function createAccountWishes(
  { enrol, switchOff, switchOn }: Pick<LoginTroubleWords, 'enrol' | 'switchOff' | 'switchOn'>,
  fillers: Fillers,
): (text: string) => AccountWish | undefined {
  const byPhrase = new Map<string, AccountWish>();
  const put = (phrases: readonly string[], wish: AccountWish) => {
    for (const phrase of phrases) byPhrase.set(phraseKey(phrase), wish);
  };
  put(enrol, 'enrol');
  put(switchOff, 'switch-off');
  put(switchOn, 'switch-on');
  const polite = { start: fillers.start.map(phraseKey), end: fillers.end.map(phraseKey) };
  return function wishOf(text) {
    if (text.length > LONGEST) return undefined;
    return stripFillers(phraseKey(text), polite, (phrase) => byPhrase.get(phrase));
  };
}
