import { ages } from '../../analytics/figures.ts';
import { priorities } from '../../store/schema.ts';
import { boardPath } from '../board-query.ts';
import type { BoardProps } from './board-props.ts';

/** What the charts show: names in the visitor's language, and where a bar leads. */
export function chartData({
  visit,
  figures,
  choice,
  queues,
}: Pick<BoardProps, 'visit' | 'figures' | 'choice' | 'queues'>) {
  const { t } = visit;
  const link = (more: Record<string, string>) =>
    boardPath('/board/tickets', choice, { figure: 'backlog', ...more });
  return {
    names: {
      opened: t('board.trend.opened'),
      met: t('board.trend.met'),
      missed: t('board.trend.missed'),
    },
    days: figures.days,
    backlog: [
      ...queues.map(({ id, line }) => ({
        name: t(`line.${line}`),
        value: figures.backlog.byQueue[id] ?? 0,
        href: link({ queue: id }),
      })),
      ...priorities.map((priority) => ({
        name: t(`priority.${priority}`),
        value: figures.backlog.byPriority[priority],
        href: link({ priority }),
      })),
      ...ages.map((age) => ({
        name: t(`board.age.${age}`),
        value: figures.backlog.byAge[age],
        href: link({ age }),
      })),
    ],
  };
}
