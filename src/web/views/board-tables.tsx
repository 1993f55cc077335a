import { ages } from '../../analytics/figures.ts';
import { lines, priorities, talkOutcomes } from '../../store/schema.ts';
import { boardPath } from '../board-query.ts';
import type { BoardProps } from './board-props.ts';

/** The board's numbers that stand in tables. */
export function BoardTables(props: BoardProps) {
  return (
    <section id="board-tables" class="board-tables">
      <Rates {...props} />
      <Lines {...props} />
      <Outcomes {...props} />
      <Resets {...props} />
      <Backlog {...props} />
    </section>
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

function Resets({ visit, figures, resetReason }: BoardProps) {
  const { t } = visit;
  const { started, done, medianMs, refused } = figures.resets;
  const row = (label: string, many: string | number) => (
    <tr>
      <th scope="row">{label}</th>
      <td>{many}</td>
    </tr>
  );
  return (
    <Table title={t('board.resets')}>
      {row(t('board.resets.started'), started)}
      {row(t('board.resets.done'), done)}
      {row(
        t('board.resets.median'),
        medianMs === null ? '–' : t('board.seconds', { n: Math.round(medianMs / 1000) }),
      )}
      {refused.map(({ because, count }) => row(resetReason(because), count))}
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

/** As a percentage with one decimal; undefined where there is nothing to share. */
export function percent(share: number | null): string | undefined {
  return share === null ? undefined : `${Math.round(share * 1000) / 10}%`;
}
