import type { SmalltalkWords } from './content.ts';
import { phraseKey, stripFillers } from './phrases.ts';

/** In the order in which one wins over the next when a message has several. */
const kinds = ['presence', 'thanks', 'goodbye', 'smalltalk', 'greeting'] as const;
export type SmalltalkKind = (typeof kinds)[number];

const LONGEST = 60;

export interface Smalltalk {
  /** The kind of one clause, undefined when it says anything else. */
  kindOf(clause: string): SmalltalkKind | undefined;
  strongest(found: ReadonlySet<SmalltalkKind>): SmalltalkKind | undefined;
}

/** Recognises greetings, thanks and the like. */
export function createSmalltalk(words: SmalltalkWords): Smalltalk {
  const byPhrase = new Map<string, SmalltalkKind>();
  for (const kind of kinds.toReversed()) {
    for (const phrase of words.phrases[kind]) byPhrase.set(phraseKey(phrase), kind);
  }
  const fillers = { start: words.fillers.start.map(phraseKey), end: words.fillers.end.map(phraseKey) };
  return {
    kindOf(clause) {
      if (clause.length > LONGEST) return undefined;
      const key = phraseKey(clause);
      return key === '' ? undefined : stripFillers(key, fillers, (phrase) => byPhrase.get(phrase));
    },
    strongest: (found) => kinds.find((kind) => found.has(kind)),
  };
}
