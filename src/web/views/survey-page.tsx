import type { TicketRow } from '../deps.ts';
import type { Visit } from '../visit.ts';
import { Layout } from './layout.tsx';

export const dimensions = ['response', 'quality', 'attitude'] as const;

interface SurveyPageProps {
  visit: Visit;
  ticket: TicketRow;
  /** What to say instead of asking. */
  done?: 'saved' | 'already' | 'closed' | undefined;
  missing?: boolean | undefined;
}

/** Three ratings and a few words, on a page of their own. */
export function SurveyPage({ visit, ticket, done, missing }: SurveyPageProps) {
  const { t } = visit;
  return (
    <Layout visit={visit} title={t('survey.title')}>
      <main id="main" class="narrow">
        <h1>{t('survey.title')}</h1>
        <p class="muted">{t('survey.intro', { number: ticket.number, title: ticket.title })}</p>
        {done ? (
          <p class="thanks" role="status">
            {t(done === 'saved' ? 'survey.thanks' : `survey.${done}`)}
          </p>
        ) : (
          <SurveyForm visit={visit} ticket={ticket} missing={missing} />
        )}
        <p>
          <a class="button" href="/chat">
            {t('ticket.openChat')}
          </a>
        </p>
      </main>
    </Layout>
  );
}

function SurveyForm({ visit, ticket, missing }: SurveyPageProps) {
  const { t } = visit;
  return (
    <form method="post" action={`/survey/${ticket.number}`} class="survey">
      {missing && (
        <p class="compose-error" role="alert">
          {t('survey.missing')}
        </p>
      )}
      {dimensions.map((dimension) => (
        <fieldset>
          <legend>{t(`survey.${dimension}`)}</legend>
          <span class="scale">
            {[1, 2, 3, 4, 5].map((rating) => (
              <label>
                <input type="radio" name={dimension} value={String(rating)} required />
                <span>{rating}</span>
              </label>
            ))}
          </span>
        </fieldset>
      ))}
      <p class="small muted">{t('survey.scale')}</p>
      <label for="comment">{t('survey.comment')}</label>
      <textarea id="comment" name="comment" rows={3} maxlength={4000} />
      <button type="submit" class="button primary">
        {t('survey.send')}
      </button>
    </form>
  );
}
