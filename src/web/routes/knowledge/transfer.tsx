import { Hono } from 'hono';
import { z } from 'zod';
import { missingIn } from '../../../knowledge/article-body.ts';
import type { WebDeps } from '../../deps.ts';
import { formOf } from '../../forms.ts';
import { checkedBody } from '../../knowledge/article-form.ts';
import { flashOf } from '../../knowledge/flash.ts';
import { drafter } from '../../knowledge/rights.ts';
import { page } from '../../page.tsx';
import { badRequest, notFound } from '../../refusal.ts';
import { ImportPage } from '../../views/knowledge/import-page.tsx';
import { localeOf, type Visit, type WebEnv } from '../../visit.ts';
import { titleOf } from './article.tsx';

const MOST_FILES = 200;
const upload = z.object({ files: z.unknown() });
/** It stands in addresses, file names and the values of buttons. */
const articleId = z
  .string()
  .max(120)
  .regex(/^[a-z0-9-]+$/);
const drafts = z
  .array(
    z.object({
      id: articleId.optional(),
      owner: z.string().max(120).optional(),
      body: z.unknown().transform((value, context) => {
        const body = checkedBody(value);
        if (!body) context.addIssue('Not an article');
        return body ?? z.NEVER;
      }),
      file: z.string().max(300),
    }),
  )
  .max(1_000);

/** Brings articles in from files, as drafts, and takes those that are given out out again. */
export function transferRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const { changes, transfer } = deps.knowledge;

  app.get('/knowledge/import', (c) => {
    drafter(c.var.visit);
    return page(c, <ImportPage {...common(c.var.visit)} flash={flashOf(c)} />);
  });

  app.post('/knowledge/import', async (c) => {
    drafter(c.var.visit);
    const files = await filesOf((await formOf(c, upload)).files);
    const { drafts: read, mistakes } = await transfer.read(files);
    const withMissing = read.map((draft) => ({ ...draft, missing: missingIn(draft.body) }));
    return page(
      c,
      <ImportPage {...common(c.var.visit)} flash={undefined} read={{ drafts: withMissing, mistakes }} />,
    );
  });

  app.post('/knowledge/import/store', async (c) => {
    const { visit } = c.var;
    const { id: author } = drafter(visit);
    const stored: { id: string; title: string }[] = [];
    const refused: { file: string; reason: string }[] = [];
    for (const { file, body, owner, id } of await draftsOf(c.req)) {
      const draft = { newId: id, body, owner: owner || author, author, origin: 'import' as const };
      const outcome = await changes.save(draft);
      if ('refused' in outcome) {
        refused.push({ file, reason: visit.t(`knowledge.said.${outcome.refused}`, { what: '' }) });
      } else {
        stored.push({ id: outcome.article.id, title: titleOf(body, visit.locale) ?? outcome.article.id });
      }
    }
    return page(c, <ImportPage {...common(visit)} flash={undefined} stored={stored} refused={refused} />);
  });

  app.get('/knowledge/export.csv', (c) => {
    drafter(c.var.visit);
    return download(transfer.csv(), TEXT.csv, 'knowledge.csv');
  });

  app.get('/knowledge/export.zip', (c) => {
    drafter(c.var.visit);
    return download(transfer.zip(), 'application/zip', 'knowledge.zip');
  });

  app.get('/knowledge/:id/markdown', (c) => {
    drafter(c.var.visit);
    const language = localeOf(c.req.query('lang')) ?? c.var.visit.locale;
    const file = transfer.markdown(c.req.param('id'), language);
    if (!file) throw notFound();
    return download(file.text, TEXT.markdown, file.name);
  });

  function common(visit: Visit) {
    return { visit, typeName: (id: string) => deps.typeName(id, visit.locale) };
  }

  return app;
}

const TEXT = { csv: 'text/csv; charset=utf-8', markdown: 'text/markdown; charset=utf-8' };

function download(content: string | Uint8Array<ArrayBuffer>, type: string, name: string): Response {
  return new Response(content, {
    headers: {
      'Content-Type': type,
      'Content-Disposition': `attachment; filename="${name}"`,
    },
  });
}

async function filesOf(field: unknown) {
  const files = (Array.isArray(field) ? field : [field]).filter(
    (file): file is File => file instanceof File && file.name !== '',
  );
  if (files.length === 0 || files.length > MOST_FILES) throw badRequest();
  return Promise.all(
    files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
}

/** The drafts as the page before had read them, checked again: a form can bring anything. */
async function draftsOf(request: { parseBody(options: { all: true }): Promise<Record<string, unknown>> }) {
  const { drafts: json } = await request.parseBody({ all: true });
  try {
    return drafts.parse(JSON.parse(typeof json === 'string' ? json : ''));
  } catch {
    throw badRequest();
  }
}
