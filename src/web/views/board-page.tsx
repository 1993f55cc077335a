import type { Figure } from '../../analytics/figures.ts';
import { periods } from '../../analytics/periods.ts';
import { boardPath } from '../board-query.ts';
import type { BoardProps } from './board-props.ts';
import { BoardTables, percent } from './board-tables.tsx';
import { chartData } from './board-charts.ts';
import { Layout } from './layout.tsx';
import { ExactTime } from './time.tsx';

/** What the desk manages and what it doesn't, at this moment. */
export function BoardPage(props: BoardProps) {
  const { visit, choice, live } = props;
  const { t } = visit;
  return (
    <Layout
      visit={visit}
      title={t('board.title')}
      section="board"
      scripts={['echarts.js', 'board.js']}
      live={{ url: live, channels: ['board'] }}
    >
      <main id="main" class="wide board">
        <div class="page-head">
          <h1>{t('board.title')}</h1>
          <p class="row wrap">
            <a href={boardPath('/board/overdue', choice)}>{t('overdue.title')}</a>
            <a href="/agreements">{t('agreements.title')}</a>
            <a href={boardPath('/board.csv', choice)}>{t('board.csv')}</a>
            <a href={boardPath('/board.json', choice)}>{t('board.json')}</a>
          </p>
        </div>
        <p class="muted">{t('board.intro')}</p>
        <Filters {...props} />
        <Cards {...props} />
        <div class="board-charts">
          <figure>
            <figcaption>{t('board.trend')}</figcaption>
            <div id="board-trend" class="board-chart" role="img" aria-label={t('board.trend')} />
          </figure>
          <figure>
            <figcaption>{t('board.backlog')}</figcaption>
            <div id="board-backlog" class="board-chart" role="img" aria-label={t('board.backlog')} />
          </figure>
        </div>
        <BoardTables {...props} />
      </main>
    </Layout>
  );
}

function Filters({ visit, choice, departments, types }: BoardProps) {
  const { t } = visit;
  return (
    <form method="get" action="/board" class="row wrap board-filters">
      <label>
        {t('board.period')}{' '}
        <select name="period">
          {periods.map((one) => (
            <option value={one} selected={one === choice.period}>
              {t(`board.period.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('board.department')}{' '}
        <select name="department">
          <option value="">{t('board.all')}</option>
          {departments.map((one) => (
            <option value={one} selected={one === choice.department}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('board.type')}{' '}
        <select name="type">
          <option value="">{t('board.all')}</option>
          {types.map(({ id, name }) => (
            <option value={id} selected={id === choice.type}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="button">
        {t('board.show')}
      </button>
    </form>
  );
}

/** The parts that change by themselves; the charts are drawn anew from what the first of them says. */
export function BoardLive(props: BoardProps) {
  return (
    <>
      <Cards {...props} />
      <BoardTables {...props} />
    </>
  );
}

function Cards(props: BoardProps) {
  const { visit, figures } = props;
  return (
    <div id="board-figures" data-board={JSON.stringify(chartData(props))}>
      <p class="muted small">
        {visit.t('board.as-of', { at: '' })} <ExactTime at={figures.at} visit={visit} />
      </p>
      <section class="board-cards">
        <Attainment {...props} clock="response" />
        <Attainment {...props} clock="resolution" />
        <Number {...props} figure="near-breach" />
        <Number {...props} figure="backlog" />
        <Number {...props} figure="opened" />
        <Number {...props} figure="resolved" />
      </section>
    </div>
  );
}

function Attainment({ clock, ...props }: BoardProps & { clock: 'response' | 'resolution' }) {
  const { visit, figures, choice } = props;
  const { t } = visit;
  const { counts } = figures;
  const late = counts[`${clock}-late`];
  const to = (figure: Figure) => boardPath('/board/tickets', choice, { figure });
  return (
    <div class="board-card">
      <h2>
        {t('board.attainment')} · {t(`board.attainment.${clock}`)}
      </h2>
      <p class="board-number">{percent(figures.attainment[clock]) ?? t('board.nothing')}</p>
      <p class="small">
        <a href={to(`${clock}-met`)}>{`${t(`board.figure.${clock}-met`)} ${counts[`${clock}-met`]}`}</a> ·{' '}
        <a
          href={to(`${clock}-missed`)}
        >{`${t(`board.figure.${clock}-missed`)} ${counts[`${clock}-missed`]}`}</a>
        {late > 0 && (
          <>
            {' · '}
            <a class="late" href={to(`${clock}-late`)}>{`${t(`board.figure.${clock}-late`)} ${late}`}</a>
          </>
        )}
      </p>
    </div>
  );
}

function Number({ visit, figures, choice, figure }: BoardProps & { figure: Figure }) {
  const many = figures.counts[figure];
  return (
    <a class="board-card" href={boardPath('/board/tickets', choice, { figure })}>
      <h2>{visit.t(`board.figure.${figure}`)}</h2>
      <p class={`board-number ${figure === 'near-breach' && many > 0 ? 'late' : ''}`}>{many}</p>
    </a>
  );
}
