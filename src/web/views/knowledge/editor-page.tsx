import type { FieldChange } from '../../../knowledge/article-diff.ts';
import { issueTypes } from '../../../language/issue-types.ts';
import type { DemoPerson } from '../../deps.ts';
import type { ArticleFields } from '../../knowledge/article-form.ts';
import { fieldName } from '../../knowledge/field-names.ts';
import type { Flash } from '../../knowledge/flash.ts';
import type { TextKey } from '../../text-keys.ts';
import type { Visit } from '../../visit.ts';
import { Icon } from '../icons.tsx';
import { Layout } from '../layout.tsx';
import { ExactTime } from '../time.tsx';
import { Diff } from './diff.tsx';
import { Both, Hint, type EditorState } from './editor-fields.tsx';
import { KnowledgeNav, Said, Token } from './parts.tsx';
import { Preview, type PreviewProps } from './preview.tsx';

export interface EditorProps extends EditorState {
  visit: Visit;
  /** Where it is sent to. */
  action: string;
  /** Undefined for a new article. */
  id: string | undefined;
  fields: ArticleFields;
  revision: number | undefined;
  /** The name under which the browser keeps what isn't saved yet. */
  kept: string;
  origin: { ticket?: string | undefined; gap?: string | undefined };
  /** Why it was not saved. */
  problem?: TextKey | undefined;
  conflict?: { by: string; at: number; changes: FieldChange[] } | undefined;
  preview?: PreviewProps | undefined;
  flash?: Flash | undefined;
  /** Who can own it. */
  keepers: readonly DemoPerson[];
  typeName: (id: string) => string;
}

/** Where articles are written: both languages side by side, type → symptom → solution. */
export function EditorPage(props: EditorProps) {
  const { visit, id, origin } = props;
  const { t } = visit;
  const title = t(id === undefined ? 'knowledge.new' : 'knowledge.edit');
  return (
    <Layout visit={visit} title={title} section="knowledge" scripts={['editor.js']}>
      <KnowledgeNav visit={visit} />
      <main id="main" class="wide editor">
        <div class="page-head">
          <h1>{title}</h1>
          {id !== undefined && (
            <a href={`/knowledge/${encodeURIComponent(id)}`} class="number">
              {id}
            </a>
          )}
        </div>
        {origin.ticket && (
          <p class="muted">
            {t('editor.from-ticket')} <a href={`/tickets/${origin.ticket}`}>{origin.ticket}</a>
          </p>
        )}
        {origin.gap && (
          <p class="muted">
            <a href={`/knowledge/gaps/${encodeURIComponent(origin.gap)}`}>{t('editor.from-gap')}</a>
          </p>
        )}
        <Said visit={visit} flash={props.flash} />
        <Problem {...props} />
        <Unsaved visit={visit} />
        <Form {...props} />
        <section id="preview" class="preview" aria-label={t('editor.preview')}>
          {props.preview && <Preview {...props.preview} />}
        </section>
      </main>
    </Layout>
  );
}

function Problem({ visit, problem, conflict }: EditorProps) {
  const { t } = visit;
  return (
    <>
      {problem && (
        <p class="compose-error flash" role="alert">
          {t(problem)}
        </p>
      )}
      {conflict && (
        <section class="conflict" role="alert">
          <h2>{t('editor.conflict', { name: conflict.by })}</h2>
          <p class="small muted">
            <ExactTime at={conflict.at} visit={visit} /> · {t('editor.conflict.hint')}
          </p>
          <Diff visit={visit} changes={conflict.changes} />
        </section>
      )}
    </>
  );
}

/** Filled in by the script where the browser has text that was never saved. */
function Unsaved({ visit }: { visit: Visit }) {
  const { t } = visit;
  return (
    <div id="unsaved" class="remark" role="status" hidden>
      <span>{t('editor.unsaved')}</span>
      <button type="button" class="button" data-unsaved="restore">
        {t('editor.unsaved.restore')}
      </button>
      <button type="button" class="button" data-unsaved="discard">
        {t('editor.unsaved.discard')}
      </button>
    </div>
  );
}

function Form(props: EditorProps) {
  const { visit, action, fields, revision, kept, origin, id } = props;
  const { t } = visit;
  return (
    <form
      id="editor"
      method="post"
      action={action}
      class="editor-form"
      data-keep={`${kept}`}
      data-saved-here={t('editor.kept')}
      data-preview="/knowledge/preview"
    >
      <Token visit={visit} />
      {revision !== undefined && <input type="hidden" name="revision" value={String(revision)} />}
      {id !== undefined && <input type="hidden" name="id" value={id} />}
      {origin.ticket && <input type="hidden" name="ticket" value={origin.ticket} />}
      {origin.gap && <input type="hidden" name="gap" value={origin.gap} />}

      <fieldset>
        <legend>
          <span class="step-mark">1</span> {t('article-field.type')}
        </legend>
        <div class="filters">
          <label for="type">
            <span>{t('article-field.type')}</span>
            <select id="type" name="type" required>
              {fields.type === '' && <option value="">{t('editor.choose')}</option>}
              {issueTypes.map((type) => (
                <option value={type} selected={type === fields.type}>
                  {props.typeName(type)}
                </option>
              ))}
            </select>
          </label>
          <label for="owner">
            <span>{t('article-field.owner')}</span>
            <input id="owner" name="owner" type="text" value={fields.owner} maxlength={120} list="owners" />
            <datalist id="owners">
              {props.keepers.map(({ id: person, name }) => (
                <option value={person}>{name}</option>
              ))}
            </datalist>
          </label>
          <label class="check">
            <input type="checkbox" name="firstCheck" checked={fields.firstCheck !== undefined} />
            <span>{t('editor.first-check')}</span>
          </label>
        </div>
      </fieldset>

      <fieldset>
        <legend>
          <span class="step-mark">2</span> {t('editor.symptom')}
        </legend>
        <Both {...props} field="symptom" rows={2} />
        <Both {...props} field="keywords" rows={1} hint="editor.words" />
        <Both {...props} field="synonyms" rows={1} hint="editor.synonyms" />
      </fieldset>

      <fieldset>
        <legend>
          <span class="step-mark">3</span> {t('editor.solution')}
        </legend>
        <Both {...props} field="title" rows={1} />
        <Both {...props} field="scene" rows={2} hint="editor.scene" />
        <Both {...props} field="preconditions" rows={2} hint="editor.lines" />
        <Both {...props} field="steps" rows={6} hint="editor.steps" />
        <Both {...props} field="risks" rows={2} hint="editor.risks" />
        <Both {...props} field="rollback" rows={2} />
      </fieldset>

      <fieldset>
        <legend>
          <span class="step-mark">4</span> {t('editor.links')}
        </legend>
        <div class="both">
          <div class="field">
            <label for="cause">{t('article-field.cause')}</label>
            <textarea id="cause" name="cause" rows={2}>
              {fields.cause}
            </textarea>
          </div>
          <div class={`field ${props.missing.includes('related') ? 'lacks' : ''}`}>
            <label for="related">{t('article-field.related')}</label>
            <textarea id="related" name="related" rows={2} aria-describedby="related-hint">
              {fields.related}
            </textarea>
            <Hint
              id="related-hint"
              visit={visit}
              hint="editor.related"
              lacks={props.missing.includes('related')}
            />
            <label class="check">
              <input type="checkbox" name="noRelated" checked={fields.noRelated !== undefined} />
              <span>{t('editor.no-related')}</span>
            </label>
          </div>
        </div>
      </fieldset>

      <Missing {...props} />
      <p class="editor-foot">
        <button type="submit" name="do" value="save" class="button primary">
          <Icon name="check" />
          {t('editor.save')}
        </button>
        <button type="submit" name="do" value="submit" class="button">
          {t('editor.submit')}
        </button>
        <button type="submit" name="do" value="preview" class="button" formnovalidate>
          {t('editor.preview')}
        </button>
        <a class="button" href={id === undefined ? '/knowledge' : `/knowledge/${encodeURIComponent(id)}`}>
          {t('editor.cancel')}
        </a>
        <span id="kept" class="small muted" role="status" />
      </p>
    </form>
  );
}

function Missing({ visit, missing }: EditorProps) {
  return (
    <p id="missing" class="small muted" role="status">
      {missing.length > 0 &&
        visit.t('knowledge.missing', {
          fields: missing.map((field) => fieldName(visit, field)).join(visit.t('list.separator')),
        })}
    </p>
  );
}
