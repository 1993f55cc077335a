import { ages, type Figure } from '../../analytics/figures.ts';
import { periods } from '../../analytics/periods.ts';
import { lines, priorities, talkOutcomes } from '../../store/schema.ts';
import { boardPath } from '../board-query.ts';
import type { BoardProps } from './board-props.ts';
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
        <Tables {...props} />
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
      <Tables {...props} />
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

function Tables(props: BoardProps) {
  return (
    <section id="board-tables" class="board-tables">
      <Rates {...props} />
      <Lines {...props} />
      <Outcomes {...props} />
      <Backlog {...props} />
    </section>
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

const RATES = [
  ['resolution', 'resolved'],
  ['firstContact', 'first-contact'],
  ['reopened', 'reopened'],
  ['handedOver', 'handed-over'],
  ['handedBack', 'handed-back'],
  ['reassigned', 'reassigned'],
] as const;

function Rates({ visit, figures, choice }: BoardProps) {
  const { t } = visit;
  return (
    <Table title={t('board.flow')}>
      {RATES.map(([rate, figure]) => (
        <tr>
          <th scope="row">{t(`board.rate.${rate}`)}</th>
          <td>{percent(figures.rates[rate]) ?? '–'}</td>
          <td>
            <a href={boardPath('/board/tickets', choice, { figure })}>{figures.counts[figure]}</a>
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Lines({ visit, figures, choice, shares }: BoardProps) {
  const { t } = visit;
  return (
    <Table title={t('board.lines')}>
      {lines.map((line) => {
        const [from, to] = shares[line];
        const share = figures.lineShares[line];
        const isOff = share !== null && (share * 100 < from || share * 100 > to);
        return (
          <tr>
            <th scope="row">
              {t(`line.${line}`)} <span class="muted small">{t('board.lines.target', { from, to })}</span>
            </th>
            <td class={isOff ? 'late' : ''}>{percent(share) ?? '–'}</td>
            <td>
              <a href={boardPath('/board/tickets', choice, { figure: `line-${line}` })}>
                {figures.counts[`line-${line}`]}
              </a>
            </td>
          </tr>
        );
      })}
    </Table>
  );
}

function Backlog({ visit, figures, choice, queues }: BoardProps) {
  const { t } = visit;
  const { byQueue, byPriority, byAge } = figures.backlog;
  const row = (label: string, many: number, more: Record<string, string>) => (
    <tr>
      <th scope="row">{label}</th>
      <td>
        <a href={boardPath('/board/tickets', choice, { figure: 'backlog', ...more })}>{many}</a>
      </td>
    </tr>
  );
  return (
    <>
      <Table title={`${t('board.backlog')} · ${t('board.by-queue')}`}>
        {queues.map(({ id, line, department }) =>
          row(t('desk.line', { line: t(`line.${line}`), department }), byQueue[id] ?? 0, { queue: id }),
        )}
      </Table>
      <Table title={`${t('board.backlog')} · ${t('board.by-priority')}`}>
        {priorities.map((priority) => row(t(`priority.${priority}`), byPriority[priority], { priority }))}
      </Table>
      <Table title={`${t('board.backlog')} · ${t('board.by-age')}`}>
        {ages.map((age) => row(t(`board.age.${age}`), byAge[age], { age }))}
      </Table>
    </>
  );
}

function Outcomes({ visit, figures }: BoardProps) {
  const { t } = visit;
  return (
    <Table title={t('board.outcomes')}>
      {talkOutcomes.map((outcome) => (
        <tr>
          <th scope="row">{t(`talk-outcome.${outcome}`)}</th>
          <td>
            <a href="/outcomes">{figures.outcomes[outcome]}</a>
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Table({ title, children }: { title: string; children: unknown }) {
  return (
    <div>
      <h2>{title}</h2>
      <table class="board-table">
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

function percent(share: number | null): string | undefined {
  return share === null ? undefined : `${Math.round(share * 1000) / 10}%`;
}
