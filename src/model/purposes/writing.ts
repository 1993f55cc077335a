import { z } from 'zod';
import type { Locale } from '../../platforms/platform.ts';
import { CALL } from '../budget.ts';
import { checkText } from '../filter/text.ts';
import { isInLanguage } from '../filter/language.ts';
import type { ArticleDraft, CallOptions, Made, Passage, Summary, TicketFacts } from '../model.ts';
import { isPlanted } from '../planted.ts';
import { readable } from '../quote.ts';
import type { Kind } from '../../language/redact/spans.ts';
import type { Judged } from '../runner.ts';
import { fitTokens } from '../tokens.ts';
import {
  cleanFacts,
  madeOf,
  mappedFacts,
  prepared,
  redactionOf,
  textsOf,
  tokensLeft,
  type Desk,
} from './desk.ts';

const line = z.string().max(1_000);
const lines = z.array(line).max(30);
const summaryOutput = z.strictObject({ summary: z.string().max(2_000), tried: lines, open: lines });
const replyOutput = z.strictObject({ reply: z.string().max(4_000).nullable() });
const articleOutput = z.strictObject({
  title: line,
  symptom: line,
  keywords: lines,
  scene: line,
  preconditions: lines,
  steps: lines,
  risks: line,
  rollback: line,
});

/** What an article may name: machines, but nobody's own data. */
const IMPERSONAL: ReadonlySet<Kind> = new Set(['URL', 'HOST', 'IP']);

export interface About {
  locale: Locale;
  options: CallOptions;
}

/** What is known of a ticket, for whoever takes it over. */
export async function summarise(
  desk: Desk,
  facts: TicketFacts,
  { locale, options }: About,
): Promise<Made<Summary> | undefined> {
  const { ask, check, redaction } = prepareWriting(desk, 'summary', { facts, locale });
  const asked = await desk.runner.ask<z.infer<typeof summaryOutput>, Summary>(
    {
      ...ask,
      purpose: 'summary',
      schema: summaryOutput,
      judge: (output): Judged<Summary> => {
        const summary = check(redaction.restore(output.summary));
        if (summary.verdict === 'refuse') return { verdict: `filtered:${summary.why}` };
        const kept = (some: readonly string[]) =>
          some.flatMap((one) => {
            const checked = check(redaction.restore(one));
            return checked.verdict === 'keep' ? [checked.text] : [];
          });
        return {
          verdict: 'answered',
          value: { summary: summary.text, tried: kept(output.tried), open: kept(output.open) },
        };
      },
    },
    options,
  );
  return madeOf(asked);
}

/** A reply for an agent to edit, from the ticket and articles alone. */
export async function draftReply(
  desk: Desk,
  facts: TicketFacts,
  { passages, locale, options }: About & { passages: readonly Passage[] },
): Promise<Made<string> | undefined> {
  const { ask, check, redaction } = prepareWriting(desk, 'reply', { facts, locale, passages });
  const asked = await desk.runner.ask<z.infer<typeof replyOutput>, string>(
    {
      ...ask,
      purpose: 'reply',
      schema: replyOutput,
      judge: ({ reply }): Judged<string> => {
        if (reply === null || reply.trim() === '') return { verdict: 'abstained' };
        const checked = check(redaction.restore(reply));
        return checked.verdict === 'keep'
          ? { verdict: 'answered', value: checked.text }
          : { verdict: `filtered:${checked.why}` };
      },
    },
    options,
  );
  return madeOf(asked);
}

/** An article for an agent to edit and a reviewer to publish. One step that can't be kept ends the draft. */
export async function draftArticle(
  desk: Desk,
  facts: TicketFacts,
  { locale, options }: About,
): Promise<Made<ArticleDraft> | undefined> {
  const { ask, check, redaction } = prepareWriting(desk, 'article', { facts, locale });
  const asked = await desk.runner.ask<z.infer<typeof articleOutput>, ArticleDraft>(
    {
      ...ask,
      purpose: 'article',
      schema: articleOutput,
      judge: (output): Judged<ArticleDraft> => {
        let refused: string | undefined;
        const text = (raw: string, grounded = false) => {
          if (raw.trim() === '') return '';
          const checked = check(redaction.restore(raw, IMPERSONAL), grounded);
          if (checked.verdict === 'refuse') refused = checked.why;
          return checked.verdict === 'keep' ? checked.text : '';
        };
        const list = (some: readonly string[], grounded = false) =>
          some
            .map((one) => text(one.replace(/^\s*\d{1,2}[.)、]\s*/, ''), grounded))
            .filter((one) => one !== '');
        const draft: ArticleDraft = {
          title: text(output.title),
          symptom: text(output.symptom),
          keywords: list(output.keywords),
          scene: text(output.scene),
          preconditions: list(output.preconditions),
          steps: list(output.steps, true),
          risks: text(output.risks),
          rollback: text(output.rollback),
        };
        if (refused) return { verdict: `filtered:${refused}` };
        if (draft.title === '' || draft.steps.length === 0) return { verdict: 'abstained' };
        return isInLanguage([draft.title, ...draft.steps].join('\n'), locale)
          ? { verdict: 'answered', value: draft }
          : { verdict: 'filtered:language' };
      },
    },
    options,
  );
  return madeOf(asked);
}

function prepareWriting(
  desk: Desk,
  prompt: 'summary' | 'reply' | 'article',
  { facts, locale, passages = [] }: { facts: TicketFacts; locale: Locale; passages?: readonly Passage[] },
) {
  const redaction = redactionOf(desk);
  const room = tokensLeft(desk, prompt);
  const articles = passages
    .slice(0, 3)
    .filter(({ title, text }) => !isPlanted(readable(`${title}\n${text}`, 8_000)))
    .map(({ title, text }) => ({
      title: readable(title, 200),
      text: fitTokens(readable(text, 8_000), room / 6),
    }));
  const clean = cleanFacts(facts, articles.length > 0 ? room / 2.5 : room - 200);
  const sources = {
    texts: [...textsOf(clean), ...articles.flatMap(({ title, text }) => [title, text])],
    hosts: desk.hosts,
  };
  // Only what is in the same language can be compared word by word.
  const isSame = isInLanguage(sources.texts.join('\n'), locale);
  const data = {
    ticket: mappedFacts(clean, (text) => redaction.redact(text)),
    ...(articles.length > 0
      ? {
          passages: articles.map(({ title, text }) => ({
            title: redaction.redact(title),
            text: redaction.redact(text),
          })),
        }
      : {}),
  };
  return {
    redaction,
    check: (text: string, grounded = true) =>
      checkText(text, sources, { grounded: grounded && isSame, locale: grounded ? locale : undefined }),
    ask: {
      model: desk.chatModel,
      ...prepared(desk, prompt, { locale, data }),
      maxTokens: CALL.outputTokens,
      redactions: redaction.count(),
    },
  };
}
