import type { Locale } from '../../platforms/platform.ts';
import { CALL } from '../budget.ts';
import type { Made, TicketFacts } from '../model.ts';
import { withoutPlanted } from '../planted.ts';
import type { PromptName, Prompts } from '../prompts.ts';
import { quoted, readable } from '../quote.ts';
import type { NameFinder } from '../../language/redact/names.ts';
import { createRedaction, type Redaction } from '../../language/redact/redact.ts';
import type { Asked, Runner } from '../runner.ts';
import { estimateTokens, fitTokens } from '../tokens.ts';

/** What every purpose works with. */
export interface Desk {
  runner: Runner;
  prompts: Prompts;
  chatModel: string;
  hosts: readonly string[];
  /** Undefined where names may be sent. */
  findNames: () => NameFinder | undefined;
  /** A new word that nobody can guess. */
  nonce: () => string;
}

export const LANGUAGES: Record<Locale, string> = { 'zh-CN': 'Simplified Chinese', en: 'English' };

/** The system's and the user's words of one call, with everything personal taken out. */
export function prepared(
  desk: Desk,
  prompt: PromptName,
  { locale = 'en', data }: { locale?: Locale | undefined; data: Record<string, unknown> },
) {
  const { fill, version } = desk.prompts[prompt];
  const [delimiter, canary] = [desk.nonce(), `mark-${desk.nonce()}`];
  return {
    promptVersion: version,
    canary,
    system: fill({ delimiter, canary, language: LANGUAGES[locale] }),
    user: quoted(data, delimiter),
  };
}

export function redactionOf(desk: Desk): Redaction {
  return createRedaction({ findNames: desk.findNames() });
}

/** What is left of the context once the system's words and the JSON around the data are in it. */
export function tokensLeft(desk: Desk, prompt: PromptName): number {
  const empty = prepared(desk, prompt, { data: {} });
  return CALL.contextTokens - estimateTokens(empty.system) - 150;
}

/** A person's words as they may be sent. */
export function words(text: string, redaction: Redaction, tokens: number = CALL.questionTokens): string {
  return fitTokens(redaction.redact(readable(text, CALL.inputCharacters)), tokens);
}

/** A ticket without what speaks to a machine, short enough: the newest messages, since those say how it stands. */
export function cleanFacts(facts: TicketFacts, tokens: number): TicketFacts {
  const clean = (text: string, most = 1_000) => withoutPlanted(readable(text, most));
  const short: TicketFacts = {
    type: facts.type && clean(facts.type, 60),
    device: facts.device && clean(facts.device, 120),
    answers: facts.answers
      .slice(0, 15)
      .map(({ question, answer }) => ({ question: clean(question, 120), answer: clean(answer, 400) })),
    tried: facts.tried.slice(0, 10).map((one) => clean(one, 200)),
    messages: [],
    cause: facts.cause && clean(facts.cause, 500),
    steps: facts.steps?.slice(0, 15).map((one) => clean(one, 400)),
  };
  let left = tokens - estimateTokens(JSON.stringify(short));
  const messages: TicketFacts['messages'][number][] = [];
  for (const { from, text } of facts.messages.toReversed()) {
    const fitted = fitTokens(clean(text), Math.max(0, left - 20));
    if (fitted === '') break;
    messages.unshift({ from, text: fitted });
    left -= estimateTokens(fitted) + 20;
  }
  return { ...short, messages };
}

/** Every text of a ticket: what an output about it may rest on. */
export function textsOf(facts: TicketFacts): string[] {
  return [
    facts.type,
    facts.device,
    ...facts.answers.flatMap(({ question, answer }) => [question, answer]),
    ...facts.tried,
    ...facts.messages.map(({ text }) => text),
    facts.cause,
    ...(facts.steps ?? []),
  ].filter((text): text is string => text !== undefined && text !== '');
}

/** The same ticket with `change` applied to every text. */
export function mappedFacts(facts: TicketFacts, change: (text: string) => string): TicketFacts {
  return {
    type: facts.type && change(facts.type),
    device: facts.device && change(facts.device),
    answers: facts.answers.map(({ question, answer }) => ({
      question: change(question),
      answer: change(answer),
    })),
    tried: facts.tried.map(change),
    messages: facts.messages.map(({ from, text }) => ({ from, text: change(text) })),
    cause: facts.cause && change(facts.cause),
    steps: facts.steps?.map(change),
  };
}

/** What a purpose gives where a call came to nothing: nothing. */
export function madeOf<R>(asked: Asked<R>): Made<R> | undefined {
  return asked.kind === 'made' ? { value: asked.value, trace: asked.trace } : undefined;
}
