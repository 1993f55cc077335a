import { gapStates, type GapState } from '../../../store/schema.ts';
import type { DemoPerson } from '../../deps.ts';
import type { Flash } from '../../knowledge/flash.ts';
import { mayReview } from '../../knowledge/rights.ts';
import type { GapRow } from '../../knowledge-deps.ts';
import type { Visit } from '../../visit.ts';
import { Icon } from '../icons.tsx';
import { Layout } from '../layout.tsx';
import { Time } from '../time.tsx';
import { KnowledgeNav, Press, Said, Token } from './parts.tsx';

interface GapsCommon {
  visit: Visit;
  flash: Flash | undefined;
  typeName: (id: string) => string;
  nameOf: (personId: string) => string;
}

export interface GapsProps extends GapsCommon {
  state: GapState;
  gaps: GapRow[];
}

/** Questions that had no good answer, those alike together, the most asked first. */
export function GapsPage({ visit, flash, state, gaps, typeName, nameOf }: GapsProps) {
  const { t } = visit;
  return (
    <Layout visit={visit} title={t('gaps.title')} section="knowledge">
      <KnowledgeNav visit={visit} tab="gaps" />
      <main id="main" class="wide">
        <Said visit={visit} flash={flash} />
        <div class="page-head">
          <h1>{t('gaps.title')}</h1>
          <nav class="segments" aria-label={t('knowledge.state')}>
            {gapStates.map((one) => (
              <a href={`/knowledge/gaps?state=${one}`} aria-current={one === state ? 'true' : undefined}>
                {t(`gap-state.${one}`)}
              </a>
            ))}
          </nav>
        </div>
        <p class="muted">{t('gaps.intro')}</p>
        {gaps.length === 0 && <p class="muted">{t('gaps.none')}</p>}
        <ul class="gaps">
          {gaps.map((gap) => (
            <li>
              <a href={`/knowledge/gaps/${encodeURIComponent(gap.id)}`} class="panel-box">
                <span class="gap-count" aria-label={t('gaps.asked', { count: gap.count })}>
                  {gap.count}×
                </span>
                <span class="gap-text">
                  <strong dir="auto">{gap.title}</strong>
                  <span class="small muted row wrap">
                    {gap.type !== null && <span class="badge">{typeName(gap.type)}</span>}
                    <span>
                      {t('gaps.first')} <Time at={gap.firstAt} visit={visit} /> · {t('gaps.last')}{' '}
                      <Time at={gap.lastAt} visit={visit} />
                    </span>
                    <span>{gap.ownerId === null ? t('gaps.no-owner') : nameOf(gap.ownerId)}</span>
                  </span>
                </span>
              </a>
            </li>
          ))}
        </ul>
      </main>
    </Layout>
  );
}

export interface GapProps extends GapsCommon {
  gap: GapRow;
  /** What was asked, without who asked it. */
  examples: { text: string; at: number }[];
  others: GapRow[];
  /** Those of them that may be the same gap. */
  likely: GapRow[];
  agents: DemoPerson[];
}

/** One gap with examples, and what can be done about it. */
export function GapPage(props: GapProps) {
  const { visit, flash, gap, examples, likely, typeName, nameOf } = props;
  const { t } = visit;
  return (
    <Layout visit={visit} title={gap.title} section="knowledge">
      <KnowledgeNav visit={visit} tab="gaps" />
      <main id="main" class="narrow">
        <Said visit={visit} flash={flash} />
        <p class="row wrap crumbs">
          <a href="/knowledge/gaps">{t('gaps.title')}</a>
          {gap.type !== null && <span class="badge">{typeName(gap.type)}</span>}
          <span class="badge">{t(`gap-state.${gap.state}`)}</span>
        </p>
        <h1 dir="auto">{gap.title}</h1>
        <p class="muted">
          {t('gaps.asked', { count: gap.count })} · {t('gaps.first')} <Time at={gap.firstAt} visit={visit} />{' '}
          · {t('gaps.last')} <Time at={gap.lastAt} visit={visit} /> ·{' '}
          {gap.ownerId === null ? t('gaps.no-owner') : nameOf(gap.ownerId)}
        </p>
        {gap.articleId !== null && (
          <p>
            <a href={`/knowledge/${encodeURIComponent(gap.articleId)}`}>{t('gaps.article')}</a>
          </p>
        )}
        {gap.state !== 'closed' && <GapActions {...props} />}
        {likely.length > 0 && (
          <section>
            <h2>{t('gaps.alike')}</h2>
            <ul class="related">
              {likely.map(({ id, title, count }) => (
                <li>
                  <a href={`/knowledge/gaps/${encodeURIComponent(id)}`} dir="auto">
                    {title}
                  </a>{' '}
                  <span class="small muted">{t('gaps.asked', { count })}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
        <section>
          <h2>{t('gaps.examples')}</h2>
          <ul class="examples">
            {examples.map(({ text, at }) => (
              <li>
                <blockquote class="plain" dir="auto">
                  {text}
                </blockquote>
                <span class="small muted">
                  <Time at={at} visit={visit} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      </main>
    </Layout>
  );
}

function GapActions({ visit, gap, others, agents }: GapProps) {
  const { t, person } = visit;
  const path = `/knowledge/gaps/${encodeURIComponent(gap.id)}`;
  return (
    <div class="gap-actions">
      <div class="row wrap">
        <a class="button primary" href={`/knowledge/new?gap=${encodeURIComponent(gap.id)}`}>
          <Icon name="edit" />
          {t('gaps.write')}
        </a>
        {person && gap.ownerId !== person.id && (
          <Press
            visit={visit}
            action={`${path}/assign`}
            text={t('gaps.take')}
            fields={{ owner: person.id }}
          />
        )}
        <Press visit={visit} action={`${path}/close`} text={t('gaps.close')} />
      </div>
      <form method="post" action={`${path}/assign`} class="inline-form">
        <Token visit={visit} />
        <label for="owner">{t('gaps.assign')}</label>
        <select id="owner" name="owner">
          {agents.map(({ id, name }) => (
            <option value={id} selected={id === gap.ownerId}>
              {name}
            </option>
          ))}
        </select>
        <button type="submit" class="button">
          {t('gaps.assign.go')}
        </button>
      </form>
      {mayReview(person) && others.length > 0 && (
        <form method="post" action={`${path}/merge`} class="inline-form">
          <Token visit={visit} />
          <label for="into">{t('gaps.merge')}</label>
          <select id="into" name="into">
            {others.map(({ id, title }) => (
              <option value={id}>{title.slice(0, 80)}</option>
            ))}
          </select>
          <button type="submit" class="button">
            {t('gaps.merge.go')}
          </button>
        </form>
      )}
    </div>
  );
}
