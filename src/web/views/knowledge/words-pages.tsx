import { pointReasons } from '../../../knowledge/points.ts';
import type { Flash } from '../../knowledge/flash.ts';
import { mayTakeBack } from '../../knowledge/rights.ts';
import type { PointsOf, SynonymGroup } from '../../knowledge-deps.ts';
import type { Tables } from '../../../store/schema.ts';
import type { TextKey } from '../../text-keys.ts';
import type { Visit } from '../../visit.ts';
import { Layout } from '../layout.tsx';
import { ExactTime, Time } from '../time.tsx';
import { KnowledgeNav, Press, Said, Token } from './parts.tsx';

export interface SynonymsProps {
  visit: Visit;
  flash: Flash | undefined;
  groups: SynonymGroup[];
  nameOf: (personId: string) => string;
  /** What was typed and why it was not added. */
  refused?: { text: string; mistake: string } | undefined;
}

/** Words that mean the same, those that people added first. */
export function SynonymsPage({ visit, flash, groups, nameOf, refused }: SynonymsProps) {
  const { t } = visit;
  const added = groups.filter(({ id }) => id !== undefined);
  const fixed = groups.filter(({ id }) => id === undefined);
  return (
    <Layout visit={visit} title={t('synonyms.title')} section="knowledge">
      <KnowledgeNav visit={visit} tab="synonyms" />
      <main id="main" class="wide">
        <Said visit={visit} flash={flash} />
        <h1>{t('synonyms.title')}</h1>
        <p class="muted">{t('synonyms.intro')}</p>
        <form method="post" action="/knowledge/synonyms" class="inline-form wide-form">
          <Token visit={visit} />
          <label for="words">{t('synonyms.words')}</label>
          <input
            id="words"
            name="words"
            type="text"
            required
            maxlength={400}
            value={refused?.text ?? ''}
            placeholder="wifi = 无线 = WLAN"
            aria-describedby={refused ? 'words-mistake' : undefined}
          />
          <button type="submit" class="button primary">
            {t('synonyms.add')}
          </button>
        </form>
        {refused && (
          <p id="words-mistake" class="compose-error" role="alert">
            {refused.mistake}
          </p>
        )}
        {added.length === 0 && <p class="muted">{t('synonyms.none')}</p>}
        <div class="table-scroll" hidden={added.length === 0}>
          <table class="rows">
            <thead>
              <tr>
                <th scope="col">{t('synonyms.words')}</th>
                <th scope="col">{t('synonyms.by')}</th>
                <th scope="col">
                  <span class="hidden">{t('knowledge.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {added.map((group) => (
                <tr>
                  <th scope="row" dir="auto">
                    {group.words.join(' = ')}
                  </th>
                  <td>
                    {group.addedBy && nameOf(group.addedBy)}
                    {group.at !== undefined && (
                      <span class="small muted block">
                        <Time at={group.at} visit={visit} />
                      </span>
                    )}
                  </td>
                  <td>
                    {mayTakeBack(visit.person, group) && (
                      <Press
                        visit={visit}
                        action={`/knowledge/synonyms/${encodeURIComponent(group.id ?? '')}/remove`}
                        text={t('synonyms.remove')}
                        label={`${t('synonyms.remove')}: ${group.words.join(' = ')}`}
                        look="danger"
                      />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {fixed.length > 0 && (
          <details id="content-synonyms" class="review-part">
            <summary class="button">
              {t('synonyms.content')} <span class="count quiet">{fixed.length}</span>
            </summary>
            <ul class="word-groups">
              {fixed.map((group) => (
                <li dir="auto">{group.words.join(' = ')}</li>
              ))}
            </ul>
          </details>
        )}
      </main>
    </Layout>
  );
}

export interface PointsProps {
  visit: Visit;
  /** Everybody's, for those who review; else only the visitor's own. */
  table: PointsOf[];
  ledger: Tables['points']['$inferSelect'][];
  person: { id: string; name: string } | undefined;
  nameOf: (personId: string) => string;
  subjectName: (subject: string) => string;
}

/** Who has brought knowledge, and what for points were given. */
export function PointsPage({ visit, table, ledger, person, nameOf, subjectName }: PointsProps) {
  const { t } = visit;
  return (
    <Layout visit={visit} title={t('points.title')} section="knowledge">
      <KnowledgeNav visit={visit} tab="points" />
      <main id="main" class="wide">
        <h1>{t('points.title')}</h1>
        <p class="muted">{t('points.intro')}</p>
        {table.length === 0 && <p class="muted">{t('points.none')}</p>}
        {table.length > 0 && (
          <div class="table-scroll">
            <table class="figures plain-last">
              <thead>
                <tr>
                  <th scope="col">{t('points.person')}</th>
                  <th scope="col">{t('points.points')}</th>
                  <th scope="col">{t('points.entries')}</th>
                  <th scope="col">{t('points.last')}</th>
                </tr>
              </thead>
              <tbody>
                {table.map((row) => (
                  <tr>
                    <th scope="row">
                      <a href={`/knowledge/points?person=${encodeURIComponent(row.personId)}`}>
                        {nameOf(row.personId)}
                      </a>
                    </th>
                    <td>{row.points}</td>
                    <td>{row.entries}</td>
                    <td>
                      <Time at={row.lastAt} visit={visit} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        {person && (
          <section class="review-part">
            <h2>{t('points.of', { name: person.name })}</h2>
            <ol class="events">
              {ledger.map((entry) => (
                <li>
                  <p>
                    <strong>+{entry.points}</strong> {t(pointsReason(entry.reason))}{' '}
                    <a href={`/knowledge/${encodeURIComponent(articleOf(entry.subject))}`} dir="auto">
                      {subjectName(entry.subject)}
                    </a>
                  </p>
                  <p class="muted small">
                    <ExactTime at={entry.at} visit={visit} />
                  </p>
                </li>
              ))}
            </ol>
          </section>
        )}
      </main>
    </Layout>
  );
}

function pointsReason(reason: string): TextKey {
  const known = pointReasons.find((one) => one === reason);
  return known ? `points.${known}` : 'points.other';
}

/** A subject is an article's id, sometimes with a version or a day behind it. */
export function articleOf(subject: string): string {
  return subject.replace(/^article:/, '').split(/[:@#]/)[0] ?? subject;
}
