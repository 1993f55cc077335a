import { mayReview, maySubmit, mayVerify } from '../../knowledge/rights.ts';
import type { Visit } from '../../visit.ts';
import { fieldName } from '../../knowledge/field-names.ts';
import { Icon } from '../icons.tsx';
import type { KeptProps } from './article-props.ts';
import { Press, Reasoned } from './parts.tsx';

interface ActionsProps extends KeptProps {
  visit: Visit;
  id: string;
}

const OPEN: ReadonlySet<string> = new Set(['draft', 'in-review', 'returned']);

/** What the visitor may do to the article in the state it is in. */
export function Actions(props: ActionsProps) {
  const { visit, id, article, versions, shown, missing } = props;
  const { t, person } = visit;
  const path = `/knowledge/${encodeURIComponent(id)}`;
  const admin = mayReview(person);
  const drafted = versions.find(({ state }) => OPEN.has(state));
  const canSubmit = drafted && (drafted.state === 'draft' || drafted.state === 'returned');
  const inReview = drafted?.state === 'in-review' ? drafted : undefined;
  const answered = article.state === 'published' || article.state === 'due';
  return (
    <section class="actions" aria-label={t('knowledge.actions')}>
      <div class="row wrap">
        <a class="button" href={`${path}/edit`}>
          <Icon name="edit" />
          {t('knowledge.edit')}
        </a>
        {canSubmit && maySubmit(person, article, drafted) && (
          <Press visit={visit} action={`${path}/submit`} text={t('knowledge.submit')} look="primary" />
        )}
        {inReview && admin && (
          <>
            <Press
              visit={visit}
              action={`${path}/publish`}
              text={t('knowledge.approve')}
              icon="check"
              look="primary"
              fields={{ n: String(inReview.n) }}
            />
            <Reasoned
              id="return"
              visit={visit}
              action={`${path}/return`}
              text={t('knowledge.return')}
              reason={t('knowledge.reason')}
              fields={{ n: String(inReview.n) }}
            />
          </>
        )}
        {answered && mayVerify(person, article) && (
          <Press visit={visit} action={`${path}/verify`} text={t('knowledge.verify')} icon="check" />
        )}
        {answered && admin && (
          <Reasoned
            id="retire"
            visit={visit}
            action={`${path}/retire`}
            text={t('knowledge.retire')}
            look="danger"
            reason={t('knowledge.retire.reason')}
          />
        )}
        {admin && canRestore(props) && (
          <Press
            visit={visit}
            action={`${path}/restore`}
            text={t(article.state === 'retired' ? 'knowledge.restore' : 'knowledge.restore-version', {
              n: shown.n,
            })}
            fields={{ n: String(shown.n) }}
          />
        )}
      </div>
      {inReview && !admin && <p class="muted small">{t('knowledge.waits')}</p>}
      {drafted?.state === 'returned' && drafted.reason && (
        <p class="remark" role="note" dir="auto">
          {t('knowledge.returned-because', { reason: drafted.reason })}
        </p>
      )}
      {canSubmit && missing.length > 0 && (
        <p class="remark" role="note">
          {t('knowledge.missing', {
            fields: missing.map((field) => fieldName(visit, field)).join(t('list.separator')),
          })}
        </p>
      )}
      {drafted && article.version !== null && (
        <p class="small muted">
          <a href={`${path}/diff?from=${article.version}&to=${drafted.n}`}>
            {t('knowledge.see-changes', { n: drafted.n })}
          </a>
        </p>
      )}
    </section>
  );
}

/** A retired article, or a version that was published before the present one. */
function canRestore({ article, shown }: KeptProps): boolean {
  if (article.state === 'retired') return shown.state === 'published' || shown.state === 'superseded';
  return shown.state === 'superseded';
}
