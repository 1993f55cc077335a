import type { Flash } from '../../knowledge/flash.ts';
import type { ImportedArticle, ImportMistake } from '../../knowledge-deps.ts';
import { fieldName } from '../../knowledge/field-names.ts';
import type { Visit } from '../../visit.ts';
import { Icon } from '../icons.tsx';
import { Layout } from '../layout.tsx';
import { KnowledgeNav, Said, Token } from './parts.tsx';

export interface ImportProps {
  visit: Visit;
  flash: Flash | undefined;
  /** What was read, before anything is stored. */
  read?:
    | { drafts: (ImportedArticle & { missing: readonly string[] })[]; mistakes: ImportMistake[] }
    | undefined;
  /** What could not be stored. */
  refused?: { file: string; reason: string }[] | undefined;
  stored?: { id: string; title: string }[] | undefined;
  typeName: (id: string) => string;
}

/** Brings articles in from files and takes them out again. */
export function ImportPage(props: ImportProps) {
  const { visit, flash, read } = props;
  const { t } = visit;
  return (
    <Layout visit={visit} title={t('import.title')} section="knowledge">
      <KnowledgeNav visit={visit} tab="import" />
      <main id="main" class="wide">
        <Said visit={visit} flash={flash} />
        <h1>{t('import.title')}</h1>
        <Stored {...props} />
        {read ? <Read {...props} read={read} /> : <Choose visit={visit} />}
        {!read && <Export visit={visit} />}
      </main>
    </Layout>
  );
}

function Choose({ visit }: { visit: Visit }) {
  const { t } = visit;
  return (
    <form method="post" action="/knowledge/import" enctype="multipart/form-data" class="panel-box stack">
      <Token visit={visit} />
      <h2>{t('import.in')}</h2>
      <p class="muted">{t('import.intro')}</p>
      <label for="files">{t('import.files')}</label>
      <input id="files" type="file" name="files" multiple required accept=".md,.zip,.csv,.docx,.html,.htm" />
      <p class="small muted">{t('import.formats')}</p>
      <button type="submit" class="button primary">
        {t('import.read')}
      </button>
    </form>
  );
}

function Export({ visit }: { visit: Visit }) {
  const { t } = visit;
  return (
    <section class="panel-box stack">
      <h2>{t('import.out')}</h2>
      <p class="muted">{t('import.out.intro')}</p>
      <p class="row wrap">
        <a class="button" href="/knowledge/export.zip">
          <Icon name="file" />
          {t('import.out.zip')}
        </a>
        <a class="button" href="/knowledge/export.csv">
          <Icon name="file" />
          {t('import.out.csv')}
        </a>
      </p>
    </section>
  );
}

function Stored({ visit, stored, refused }: ImportProps) {
  const { t } = visit;
  return (
    <>
      {stored && (
        <div class="thanks" role="status">
          <p>{t('import.stored', { count: stored.length })}</p>
          <ul class="related">
            {stored.map(({ id, title }) => (
              <li>
                <a href={`/knowledge/${encodeURIComponent(id)}`} dir="auto">
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
      {refused && refused.length > 0 && (
        <ul class="compose-error" role="alert">
          {refused.map(({ file, reason }) => (
            <li>
              <code>{file}</code> {reason}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Read({ visit, read, typeName }: ImportProps & { read: NonNullable<ImportProps['read']> }) {
  const { t } = visit;
  const { drafts, mistakes } = read;
  return (
    <>
      {mistakes.length > 0 && (
        <section class="review-part">
          <h2>
            {t('import.mistakes')} <span class="count alert">{mistakes.length}</span>
          </h2>
          <div class="table-scroll">
            <table class="rows">
              <thead>
                <tr>
                  <th scope="col">{t('import.file')}</th>
                  <th scope="col">{t('import.line')}</th>
                  <th scope="col">{t('import.what')}</th>
                </tr>
              </thead>
              <tbody>
                {mistakes.map(({ file, line, key, params }) => (
                  <tr>
                    <th scope="row">{file}</th>
                    <td>{line ?? '–'}</td>
                    <td dir="auto">{t(`import.mistake.${key}`, params)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
      <section class="review-part">
        <h2>
          {t('import.drafts')} <span class="count quiet">{drafts.length}</span>
        </h2>
        {drafts.length === 0 && <p class="muted">{t('import.nothing')}</p>}
        <ul class="articles">
          {drafts.map(({ body, file, missing }) => {
            const text = body.texts[visit.locale] ?? body.texts['zh-CN'] ?? body.texts.en;
            return (
              <li class="panel-box">
                <p class="row wrap">
                  <span class="badge">{typeName(body.type)}</span>
                  <span class="small muted">{Object.keys(body.texts).join(' · ')}</span>
                </p>
                <strong dir="auto">{text?.title}</strong>
                <p class="small muted">
                  {file} · {t('import.steps', { count: text?.steps.length ?? 0 })}
                </p>
                {missing.length > 0 && (
                  <p class="small">
                    {t('knowledge.missing', {
                      fields: missing.map((field) => fieldName(visit, field)).join(t('list.separator')),
                    })}
                  </p>
                )}
              </li>
            );
          })}
        </ul>
        <form method="post" action="/knowledge/import/store" enctype="multipart/form-data" class="row wrap">
          <Token visit={visit} />
          <input
            type="hidden"
            name="drafts"
            value={JSON.stringify(drafts.map(({ id, owner, body, file }) => ({ id, owner, body, file })))}
          />
          {drafts.length > 0 && (
            <button type="submit" class="button primary">
              {t('import.store', { count: drafts.length })}
            </button>
          )}
          <a class="button" href="/knowledge/import">
            {t('import.again')}
          </a>
        </form>
      </section>
    </>
  );
}
