import type { TextField } from '../../../knowledge/article-body.ts';
import type { ArticleFields } from '../../knowledge/article-form.ts';
import { fieldName } from '../../knowledge/field-names.ts';
import type { TextKey } from '../../text-keys.ts';
import type { Visit } from '../../visit.ts';

export interface EditorState {
  /** Fields that lack before it can be published. */
  missing: readonly string[];
}

interface BothProps extends EditorState {
  visit: Visit;
  fields: ArticleFields;
  field: TextField;
  rows: number;
  hint?: TextKey | undefined;
}

/** One field in both languages, side by side. */
export function Both({ visit, fields, field, rows, hint, missing }: BothProps) {
  return (
    <div class="both">
      {(['zh-CN', 'en'] as const).map((locale) => {
        const name = `${locale}.${field}`;
        const id = `${locale}-${field}`;
        const lacks = missing.includes(name);
        return (
          <div class={`field ${lacks ? 'lacks' : ''}`} data-field={name}>
            <label for={id}>{fieldName(visit, name)}</label>
            <textarea
              id={id}
              name={name}
              rows={rows}
              lang={locale}
              dir="auto"
              aria-describedby={`${id}-hint`}
              aria-invalid={lacks ? 'true' : undefined}
            >
              {fields[name] ?? ''}
            </textarea>
            <Hint id={`${id}-hint`} visit={visit} hint={hint} lacks={lacks} />
          </div>
        );
      })}
    </div>
  );
}

interface HintProps {
  id: string;
  visit: Visit;
  hint?: TextKey | undefined;
  lacks: boolean;
}

/** What a field is for, and that it lacks. */
export function Hint({ id, visit, hint, lacks }: HintProps) {
  return (
    <p id={id} class="small muted hint">
      <strong class="lack" hidden={!lacks}>
        {visit.t('editor.lacks')}
      </strong>{' '}
      {hint && visit.t(hint)}
    </p>
  );
}
