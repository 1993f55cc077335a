import { clauses } from '../language/clauses.ts';
import { deviceModels, errorCodes } from '../language/extract.ts';
import { tokens } from '../language/tokens.ts';
import type { Ticket } from './ticket.ts';
import type { TicketMessage } from './ticket-queries.ts';

/** What a solved ticket tells (requirement 12.5). */
export interface TicketFeatures {
  type: string;
  /** In the requester's words, in one line. */
  symptom: string;
  device?: string | undefined;
  errorCodes: string[];
  /** Empty where nobody said it. */
  cause: string;
  steps: string[];
  /** What the requester called it: phrases by which it may be looked for. */
  words: string[];
}

type Said = Pick<TicketMessage, 'side' | 'text' | 'deletedAt'>;
type Told = Pick<Ticket, 'type' | 'description' | 'answers' | 'resolution'>;

const LONGEST_SYMPTOM = 300;
const MOST_WORDS = 3;
const SHORTEST_PHRASE = 3;
const LONGEST_PHRASE = 60;
const FEWEST_TOKENS = 2;
/** What may be somebody's: addresses, long numbers, names of accounts, and words around secrets. */
const PERSONAL =
  /@|\d{6,}|https?:|\\\\|(?:密码|口令|验证码|工号|账号|password|passcode|pin|otp|account|username|employee (?:id|number))\s*(?:是|为|:|：|is|=)/iu;
const SMALL_TALK =
  /^(?:你好|您好|大家好|谢谢|多谢|辛苦|麻烦|请问|请|帮忙|帮我|在吗|急|很急|hi|hello|hey|thanks?|thank you|please|urgent|good (?:morning|afternoon))(?![a-z])[\s,，。!！~啊呀了吗]*/iu;

/** What can be learnt from a ticket and what was said on it. Notes of agents are read for codes and devices only. */
export function featuresOf(ticket: Told, messages: readonly Said[]): TicketFeatures {
  const { type, description, resolution } = ticket;
  const said = messages.filter(({ deletedAt }) => deletedAt === null).map(({ text }) => text);
  // Steps name ports, sizes and versions: a number there is rarely an error.
  const told = [description, ...said, resolution?.cause ?? ''].join('\n');
  const device = deviceOf(ticket, told);
  return {
    type,
    symptom: inOneLine(description, LONGEST_SYMPTOM),
    ...(device ? { device } : {}),
    errorCodes: distinct(errorCodes(told)),
    cause: resolution?.cause.trim() ?? '',
    steps: (resolution?.steps ?? []).map((step) => step.trim()).filter((step) => step !== ''),
    words: wordsOf(description),
  };
}

function deviceOf({ answers }: Pick<Ticket, 'answers'>, text: string): string | undefined {
  const named = deviceModels(text);
  const sure = named.find((one) => one.sure);
  return sure?.value ?? answers.find(({ key }) => key === 'device')?.shown ?? named[0]?.value;
}

/** Phrases that say what is wrong, without greetings and without what may be personal. */
function wordsOf(description: string): string[] {
  const phrases = clauses(description)
    .map(({ text }) => text.replace(SMALL_TALK, '').replace(/\s+/g, ' ').trim())
    .filter(isTelling);
  return distinct(phrases).slice(0, MOST_WORDS);
}

function isTelling(phrase: string): boolean {
  const length = Array.from(phrase).length;
  if (length < SHORTEST_PHRASE || length > LONGEST_PHRASE || PERSONAL.test(phrase)) return false;
  return new Set(tokens(phrase)).size >= FEWEST_TOKENS;
}

function inOneLine(text: string, longest: number): string {
  const characters = Array.from(text.replace(/\s+/g, ' ').trim());
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : characters.join('');
}

/** In their order, once each whatever their capitals. */
function distinct(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  return texts.filter((text) => {
    const key = text.toLowerCase();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
