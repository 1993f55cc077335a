import { verbatim } from '../../content/markdown.ts';
import type { Locale } from '../../platforms/platform.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { Say, Voice } from './voice.ts';

/** The words by which a text is of a type, the most telling first. */
export type WhyType = (text: string, type: string) => readonly string[];

const NOTHING_SURE = 'other';

interface Question {
  say: Say;
  voice: Pick<Voice, 'typeNames'>;
  ticket: Ticket;
  locale: Locale;
  whyType: WhyType;
  /** The name of who gave it another type than the bot, if anybody did. */
  by: string | undefined;
}

/** Why a ticket has its type: the words of the requester that decided. */
export function typeWhyText({ say, voice, ticket, locale, whyType, by }: Question): string {
  const type = voice.typeNames.get(ticket.type)?.[locale] ?? ticket.type;
  if (by !== undefined) return say('why.type-by-hand', { type, agent: verbatim(by) });
  // It is what is left where nothing was sure; words that speak for it would be none of the person's meaning.
  if (ticket.type === NOTHING_SURE) return say('why.type-unsure', { type });
  const words = whyType(ticket.description, ticket.type);
  if (words.length === 0) return say('why.type-unknown', { type });
  return say('why.type', {
    type,
    words: words.map((word) => `“${verbatim(word)}”`).join(say('list.separator')),
  });
}
