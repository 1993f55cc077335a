import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { missingIn } from '../../../knowledge/article-body.ts';
import { diffBodies } from '../../../knowledge/article-diff.ts';
import { issueTypes } from '../../../language/issue-types.ts';
import type { ArticleBody } from '../../../store/schema.ts';
import type { TicketRow, WebDeps } from '../../deps.ts';
import { formOf } from '../../forms.ts';
import {
  articleFields,
  bodyOf,
  checkedBody,
  fieldsOf,
  type ArticleFields,
} from '../../knowledge/article-form.ts';
import { flashOf, told } from '../../knowledge/flash.ts';
import { previewOf } from '../../knowledge/preview-of.ts';
import { drafter, mayDraft, mayHandOn } from '../../knowledge/rights.ts';
import { maySeeArticle, visibleVersions } from '../../knowledge/visible-drafts.ts';
import type { GapRow } from '../../knowledge-deps.ts';
import { namesOf } from '../../names.ts';
import { page } from '../../page.tsx';
import { notFound, Refusal } from '../../refusal.ts';
import { visibleTicket } from '../../rights.ts';
import type { TextKey } from '../../text-keys.ts';
import { EditorPage, type EditorProps } from '../../views/knowledge/editor-page.tsx';
import { Preview } from '../../views/knowledge/preview.tsx';
import type { Visit, WebEnv } from '../../visit.ts';

const sent = z.object({
  do: z.enum(['save', 'submit', 'preview']).catch('save').default('save'),
  revision: z.coerce.number().int().min(0).optional(),
  ticket: z.string().max(40).optional(),
  gap: z.string().max(60).optional(),
  id: z.string().max(120).optional(),
});

const EMPTY: ArticleBody = { type: '', related: [], firstCheck: false, texts: {} };

/** Where articles are written. */
export function editorRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const { reads, changes } = deps.knowledge;

  app.get('/knowledge/new', async (c) => {
    const { visit } = c.var;
    const person = drafter(visit);
    const from = await originOf(visit, { ticket: c.req.query('ticket'), gap: c.req.query('gap') });
    const body = from.ticket || from.gap ? await reads.draftOf(draftSource(from)) : EMPTY;
    return page(c, <EditorPage {...editor(visit, undefined, fieldsOf(body, person.id), from)} />);
  });

  app.post('/knowledge/new', async (c) => {
    const { visit } = c.var;
    const author = drafter(visit).id;
    const { fields, form, body } = await read(c);
    const from = await originOf(visit, form);
    const props = editor(visit, undefined, fields, from);
    if (form.do === 'preview') return again(c, props);
    const wrong = mistakeIn(fields, body);
    if (wrong || !body) return again(c, { ...props, problem: wrong });
    const origin = from.ticket ? 'ticket' : from.gap ? 'gap' : 'editor';
    const outcome = await changes.save({
      body,
      owner: fields.owner || author,
      author,
      origin,
      ticketId: from.ticket?.id,
      gapId: from.gap?.id,
    });
    if ('refused' in outcome) return again(c, { ...props, problem: problemOf(outcome.refused) });
    return saved(c, outcome.article.id, form.do, props.kept);
  });

  app.get('/knowledge/:id/edit', async (c) => {
    const { visit } = c.var;
    drafter(visit);
    const { article, newest } = await known(visit, c.req.param('id'));
    const fields = fieldsOf(newest.body, article.owner);
    return page(
      c,
      <EditorPage {...editor(visit, article.id, fields, {}, article.revision)} flash={flashOf(c)} />,
    );
  });

  app.post('/knowledge/:id/edit', async (c) => {
    const { visit } = c.var;
    const author = drafter(visit).id;
    const { article } = await known(visit, c.req.param('id'));
    const { fields, form, body } = await read(c);
    const props = editor(visit, article.id, fields, {}, form.revision ?? article.revision);
    if (form.do === 'preview') return again(c, props);
    const wrong = mistakeIn(fields, body);
    if (wrong || !body) return again(c, { ...props, problem: wrong });
    if (form.revision === undefined) {
      const both = await conflicting(visit, article.id, body, props);
      return again(c, { ...both, problem: 'editor.no-revision' });
    }
    const outcome = await changes.save({
      articleId: article.id,
      revision: form.revision,
      body,
      owner: (mayHandOn(visit.person, article) && fields.owner) || article.owner,
      author,
      origin: article.origin,
    });
    if (!('refused' in outcome)) return saved(c, article.id, form.do, props.kept);
    if (outcome.refused !== 'stale') return again(c, { ...props, problem: problemOf(outcome.refused) });
    return again(c, await conflicting(visit, article.id, body, props));
  });

  app.post('/knowledge/preview', async (c) => {
    const { visit } = c.var;
    drafter(visit);
    const { fields, form } = await read(c);
    return c.html(<Preview {...previewOf(deps, visit, bodyOf(fields), form.id)} />);
  });

  interface Origin {
    ticket?: TicketRow | undefined;
    gap?: GapRow | undefined;
  }

  function editor(
    visit: Visit,
    id: string | undefined,
    fields: ArticleFields,
    { ticket, gap }: Origin,
    revision?: number,
  ): EditorProps {
    const body = bodyOf(fields);
    const isEmpty = Object.keys(body.texts).length === 0;
    return {
      visit,
      id,
      action: id === undefined ? '/knowledge/new' : `/knowledge/${encodeURIComponent(id)}/edit`,
      fields,
      revision,
      kept: keptName(id, ticket, gap),
      origin: { ticket: ticket?.number, gap: gap?.id },
      missing: isEmpty ? [] : missingIn(body),
      preview: isEmpty ? undefined : previewOf(deps, visit, body, id),
      keepers: deps.people.filter(mayDraft),
      typeName: (type) => deps.typeName(type, visit.locale),
    };
  }

  /** What somebody else has stored meanwhile, beside what was typed here; nothing of either is lost. */
  async function conflicting(visit: Visit, id: string, body: ArticleBody, props: EditorProps) {
    const { article, newest } = await known(visit, id);
    const nameOf = await namesOf(deps, visit, [newest.authorId]);
    return {
      ...props,
      revision: article.revision,
      conflict: {
        by: nameOf(newest.authorId),
        at: newest.at,
        changes: diffBodies(newest.body, body),
      },
    };
  }

  async function saved(c: Context<WebEnv>, id: string, asked: string, kept: string) {
    const path = `/knowledge/${encodeURIComponent(id)}`;
    if (asked !== 'submit') return c.redirect(told(path, 'saved', undefined, kept), 303);
    const outcome = await changes.submit({ articleId: id, by: drafter(c.var.visit).id });
    if (!('refused' in outcome)) return c.redirect(told(path, outcome, 'submitted', kept), 303);
    // The text is stored even where it can't be submitted yet; what lacks is filled in where it is written.
    const to = told(outcome.refused === 'incomplete' ? `${path}/edit` : path, outcome);
    return c.redirect(`${to}&kept=${encodeURIComponent(kept)}`, 303);
  }

  async function originOf(
    visit: Visit,
    { ticket, gap }: { ticket?: string | undefined; gap?: string | undefined },
  ): Promise<Origin> {
    if (ticket) {
      const found = await visibleTicket(deps, visit, ticket);
      if (found.viewer !== 'agent') throw notFound();
      return { ticket: found.ticket };
    }
    if (!gap) return {};
    const found = await reads.gap(gap);
    if (!found) throw notFound();
    return { gap: found };
  }

  async function known(visit: Visit, id: string) {
    const [article, [newest]] = await Promise.all([reads.article(id), reads.versions(id)]);
    if (!article || !newest || !(await maySeeArticle(deps, visit, article))) throw notFound();
    const [seen] = await visibleVersions(deps, visit, { article, versions: [newest] });
    if (!seen) throw new Refusal(403, 'editor.elsewhere', 'editor.elsewhere.hint');
    return { article, newest };
  }

  return app;
}

function mistakeIn({ type }: ArticleFields, body: ArticleBody | undefined): TextKey | undefined {
  if (!(issueTypes as readonly string[]).includes(type)) return 'knowledge.said.unknown-type';
  return body ? undefined : 'editor.too-long';
}

function problemOf(refused: string): TextKey {
  if (refused === 'no-article') return 'knowledge.said.no-article';
  return 'knowledge.said.wrong-state';
}

function again(c: Context<WebEnv>, props: EditorProps) {
  if (props.problem) c.status(422);
  if (props.conflict) c.status(409);
  return page(c, <EditorPage {...props} />);
}

async function read(c: Context<WebEnv>) {
  const fields = await formOf(c, articleFields);
  const form = await formOf(c, sent);
  return { fields, form, body: checkedBody(bodyOf(fields)) };
}

function draftSource({ ticket, gap }: { ticket?: TicketRow | undefined; gap?: GapRow | undefined }) {
  if (ticket) return { ticket };
  if (gap) return { gap };
  throw new Error('A prefilled draft is about a ticket or a gap');
}

function keptName(id: string | undefined, ticket?: TicketRow, gap?: GapRow): string {
  if (id !== undefined) return `article:${id}`;
  return ticket ? `new:${ticket.number}` : gap ? `new:${gap.id}` : 'new';
}
