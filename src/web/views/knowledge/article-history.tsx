import type { Locale } from '../../../platforms/platform.ts';
import { articleEventSentence, savesTogether } from '../../knowledge/article-events.ts';
import type { Visit } from '../../visit.ts';
import { ExactTime } from '../time.tsx';
import type { KeptProps } from './article-props.ts';
import { State } from './parts.tsx';

interface HistoryProps extends KeptProps {
  visit: Visit;
  id: string;
  locale: Locale;
}

/** The versions of an article, any two of which can be compared, and every step of its life. */
export function History(props: HistoryProps) {
  const { visit, events, nameOf } = props;
  const { t } = visit;
  return (
    <div class="history">
      <Versions {...props} />
      <section>
        <h2>{t('knowledge.events')}</h2>
        <ol class="events">
          {savesTogether(events).map((event) => (
            <li>
              <p dir="auto">{articleEventSentence(event, { t, nameOf })}</p>
              <p class="muted small">
                <ExactTime at={event.at} visit={visit} />
              </p>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

function Versions({ visit, id, locale, versions, shown, nameOf }: HistoryProps) {
  const { t } = visit;
  const path = `/knowledge/${encodeURIComponent(id)}`;
  const [newest, before] = versions;
  return (
    <section>
      <h2>{t('knowledge.versions')}</h2>
      <form method="get" action={`${path}/diff`} class="versions">
        <div class="table-scroll">
          <table class="rows">
            <thead>
              <tr>
                <th scope="col">{t('knowledge.version.n')}</th>
                <th scope="col">{t('knowledge.state')}</th>
                <th scope="col">{t('knowledge.author')}</th>
                <th scope="col">{t('knowledge.reviewer')}</th>
                <th scope="col">{t('knowledge.why')}</th>
                {versions.length > 1 && <th scope="col">{t('knowledge.compare')}</th>}
              </tr>
            </thead>
            <tbody>
              {versions.map((version) => (
                <tr>
                  <th scope="row">
                    <a
                      href={`${path}?v=${version.n}&lang=${locale}`}
                      aria-current={version.n === shown.n ? 'true' : undefined}
                    >
                      {t('knowledge.version', { n: version.n })}
                    </a>
                  </th>
                  <td>
                    <State state={version.state} visit={visit} />
                  </td>
                  <td>
                    {nameOf(version.authorId)}
                    <span class="small muted block">
                      <ExactTime at={version.at} visit={visit} />
                    </span>
                  </td>
                  <td>{version.reviewerId === null ? '–' : nameOf(version.reviewerId)}</td>
                  <td dir="auto">{version.reason ?? ''}</td>
                  {versions.length > 1 && (
                    <td class="compare">
                      <label>
                        <input
                          type="radio"
                          name="from"
                          value={String(version.n)}
                          checked={version.n === before?.n}
                          aria-label={t('knowledge.compare.from', { n: version.n })}
                        />
                      </label>
                      <label>
                        <input
                          type="radio"
                          name="to"
                          value={String(version.n)}
                          checked={version.n === newest?.n}
                          aria-label={t('knowledge.compare.to', { n: version.n })}
                        />
                      </label>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {versions.length > 1 && (
          <button type="submit" class="button">
            {t('knowledge.compare.go')}
          </button>
        )}
      </form>
    </section>
  );
}
