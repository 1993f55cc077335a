import type { ArticleDraft } from '../../model/model.ts';
import type { Locale } from '../../platforms/platform.ts';
import type { ArticleBody, ArticleText } from '../../store/schema.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { ArticleParts } from '../commands/article-fields.ts';
import type { TicketFeatures } from '../../tickets/features.ts';

/** An article as far as a solved ticket says it: what nobody has said stays empty, for its author to write. */
export function articleFrom(
  ticket: Ticket,
  features: TicketFeatures,
  { locale, draft }: { locale: Locale; draft?: ArticleDraft | undefined },
): ArticleBody {
  const { type, symptom, cause, steps, errorCodes, device } = features;
  const offline: ArticleText = {
    title: ticket.title,
    symptom,
    keywords: [...errorCodes, ...(device ? [device] : [])],
    synonyms: [],
    scene: '',
    preconditions: [],
    steps: [...steps],
    risks: '',
    rollback: '',
  };
  const keywords = [...new Set([...(draft?.keywords ?? []), ...offline.keywords])];
  const text = draft ? { ...offline, ...draft, keywords } : offline;
  return { type, related: [ticket.number], cause, firstCheck: false, texts: { [locale]: text } };
}

/** An article with what a solved ticket adds to it: its cause, the steps that it hasn't got, and the case itself. */
export function updateFrom(
  body: ArticleBody,
  { ticket, features, locale }: { ticket: Ticket; features: TicketFeatures; locale: Locale },
): ArticleBody {
  const present = body.texts[locale];
  const texts = present
    ? {
        ...body.texts,
        [locale]: {
          ...present,
          steps: withNew(present.steps, features.steps),
          keywords: withNew(present.keywords, features.errorCodes),
        },
      }
    : body.texts;
  return {
    ...body,
    related: withNew(body.related, [ticket.number]),
    cause: body.cause ?? features.cause,
    texts,
  };
}

/** A body with what its author says of it in one language. */
export function filledIn(body: ArticleBody, parts: ArticleParts, locale: Locale): ArticleBody {
  const { cause, related, ...texts } = parts;
  const present = body.texts[locale];
  return {
    ...body,
    ...(cause === undefined ? {} : { cause }),
    ...(related === undefined ? {} : { related, noRelated: related.length === 0 }),
    texts: present ? { ...body.texts, [locale]: { ...present, ...texts } } : body.texts,
  };
}

function withNew(present: readonly string[], more: readonly string[]): string[] {
  const known = new Set(present.map(bare));
  return [...present, ...more.filter((one) => !known.has(bare(one)))];
}

function bare(text: string): string {
  return text.toLowerCase().replaceAll(/[\s.。,，;；]/g, '');
}
