import type { FieldChange, LineChange } from '../../../knowledge/article-diff.ts';
import { fieldName } from '../../knowledge/field-names.ts';
import type { Visit } from '../../visit.ts';

/** What differs, field by field; in words for those who don't see the colours. */
export function Diff({ visit, changes }: { visit: Visit; changes: readonly FieldChange[] }) {
  const { t } = visit;
  if (changes.length === 0) return <p class="muted">{t('knowledge.diff.none')}</p>;
  return (
    <dl class="diff">
      {changes.map(({ field, lines }) => (
        <div>
          <dt>{fieldName(visit, field)}</dt>
          <dd>
            <ul>
              {lines.map((line) => (
                <Line line={line} field={field} visit={visit} />
              ))}
            </ul>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Line({ line, field, visit }: { line: LineChange; field: string; visit: Visit }) {
  const { t } = visit;
  if (field === 'firstCheck') {
    return (
      <li class={`line-${line.op}`}>
        <span>{t(line.op === 'added' ? 'knowledge.yes' : 'knowledge.no')}</span>
      </li>
    );
  }
  return (
    <li class={`line-${line.op}`} dir="auto">
      {line.op !== 'same' && <span class="hidden">{t(`knowledge.diff.${line.op}`)}: </span>}
      {line.pieces.map(({ op, text }) =>
        op === 'added' ? <ins>{text}</ins> : op === 'removed' ? <del>{text}</del> : <span>{text}</span>,
      )}
    </li>
  );
}
