import { and, eq } from 'drizzle-orm';
import { withoutPersonalData } from '../language/redact/kept.ts';
import { normalise } from '../language/tokens.ts';
import { newId } from '../runtime/id.ts';
import type { ArticleBody } from '../store/schema.ts';
import { cleanedOf, type ArticleRecords } from './article-records.ts';
import type { ArticleService, KeywordProposal } from './article-changes.ts';
import { visible } from './hygiene.ts';

const LONGEST = 80;

/** Requesters' words on their way into articles, after somebody has looked at them (requirement 5.6). */
export function createKeywords(
  records: ArticleRecords,
): Pick<ArticleService, 'proposeKeywords' | 'decideKeyword'> {
  const { keywordProposals } = records.tables;

  return {
    async proposeKeywords(tx, proposals, at) {
      let made = 0;
      for (const proposal of proposals) {
        const words = visible(proposal.words).replace(/\s+/g, ' ').trim();
        if (words === '' || Array.from(words).length > LONGEST) continue;
        if (withoutPersonalData(words) !== words) continue;
        const article = await records.byId(tx, proposal.articleId);
        const present = article && (await records.version(tx, article.id, article.version));
        if (!present || has(present.body, { ...proposal, words })) continue;
        const rows = await tx
          .insert(keywordProposals)
          .values({ ...proposal, words, id: newId(at), at })
          .onConflictDoNothing()
          .returning({ id: keywordProposals.id });
        made += rows.length;
      }
      return made;
    },

    async decideKeyword(tx, { id, accept, by }, at) {
      const [proposal] = await tx.select().from(keywordProposals).where(eq(keywordProposals.id, id));
      if (!proposal) return { refused: 'no-proposal' };
      const decided = await tx
        .update(keywordProposals)
        .set({ state: accept ? 'accepted' : 'rejected', decidedBy: by })
        .where(and(eq(keywordProposals.id, id), eq(keywordProposals.state, 'pending')))
        .returning({ id: keywordProposals.id });
      if (decided.length === 0) return { refused: 'decided' };
      if (!accept) return { ok: true };
      return addWords(tx, proposal, { by, at });
    },
  };

  /** The article with the words is a version of its own, like any other change; nothing else in it changes. */
  async function addWords(
    tx: Parameters<ArticleService['decideKeyword']>[0],
    proposal: Omit<KeywordProposal, 'ticketId'> & { id: string },
    { by, at }: { by: string; at: number },
  ): ReturnType<ArticleService['decideKeyword']> {
    const undo = async (refused: 'no-article' | 'stale') => {
      await tx
        .update(keywordProposals)
        .set({ state: 'pending', decidedBy: null })
        .where(eq(keywordProposals.id, proposal.id));
      return { refused };
    };
    const seen = await records.byId(tx, proposal.articleId);
    const present = seen && (await records.version(tx, seen.id, seen.version));
    if (!seen || !present || seen.state === 'retired') return undo('no-article');
    const n = (await records.lastNumber(tx, seen.id)) + 1;
    const article = await records.change(tx, seen, { version: n, updatedAt: at });
    if (!article) return undo('stale');
    await records.changeVersion(tx, present, { state: 'superseded' });
    const version = await records.addVersion(tx, {
      articleId: seen.id,
      n,
      state: 'published',
      body: withWords(present.body, proposal),
      authorId: present.authorId,
      at,
      reviewerId: by,
      reviewedAt: at,
      reason: `+ ${proposal.words}`,
    });
    const open = await records.openVersion(tx, seen.id);
    if (open) await records.changeVersion(tx, open, cleanedOf(withWords(open.body, proposal)));
    await records.tell(tx, { kind: 'keywords', article, version, actor: by, at }, { words: proposal.words });
    return { ok: true };
  }
}

/** The requester's words stand with the other ways to ask for it. */
function withWords(
  body: ArticleBody,
  { locale, words }: Pick<KeywordProposal, 'locale' | 'words'>,
): ArticleBody {
  const target = body.texts[locale] ? locale : otherThan(locale);
  const text = body.texts[target];
  if (!text) return body;
  return { ...body, texts: { ...body.texts, [target]: { ...text, synonyms: [...text.synonyms, words] } } };
}

function has({ texts }: ArticleBody, { words }: Pick<KeywordProposal, 'words'>): boolean {
  const wanted = normalise(words);
  return Object.values(texts).some(({ title, keywords, synonyms }) =>
    [title, ...keywords, ...synonyms].some((one) => normalise(one) === wanted),
  );
}

function otherThan(locale: 'zh-CN' | 'en') {
  return locale === 'en' ? 'zh-CN' : 'en';
}
