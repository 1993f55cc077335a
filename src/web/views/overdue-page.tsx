import type { Breach, OverdueReport } from '../../analytics/overdue.ts';
import { clockKinds } from '../../tickets/sla/clocks.ts';
import { breachCauses } from '../../store/schema.ts';
import { boardPath, type BoardChoice } from '../board-query.ts';
import type { NameOf } from '../names.ts';
import type { Visit } from '../visit.ts';
import { Layout } from './layout.tsx';
import { ExactTime } from './time.tsx';

interface OverdueProps {
  visit: Visit;
  choice: BoardChoice;
  report: OverdueReport;
  nameOf: NameOf;
}

/** What was missed in a period, and why (requirement 15.4). */
export function OverduePage({ visit, choice, report, nameOf }: OverdueProps) {
  const { t } = visit;
  return (
    <Layout visit={visit} title={t('overdue.title')} section="board">
      <main id="main" class="wide">
        <div class="page-head">
          <h1>
            {t('overdue.title')} <span class="muted">{t(`board.period.${choice.period}`)}</span>
          </h1>
          <p class="row wrap">
            <a href={boardPath('/board/overdue.csv', choice)}>{t('board.csv')}</a>
            <a class="button" href={boardPath('/board', choice)}>
              {t('board.back')}
            </a>
          </p>
        </div>
        <p class="muted">{t('overdue.intro')}</p>
        <p class="row wrap">
          {breachCauses
            .filter((cause) => report.byCause[cause] > 0)
            .map((cause) => (
              <span class="badge">{`${t(`cause.${cause}`)} ${report.byCause[cause]}`}</span>
            ))}
        </p>
        {report.breaches.length === 0 ? (
          <p class="muted">{t('overdue.none')}</p>
        ) : (
          <BreachTable visit={visit} breaches={report.breaches} nameOf={nameOf} />
        )}
      </main>
    </Layout>
  );
}

export function BreachTable({
  visit,
  breaches,
  nameOf,
}: {
  visit: Visit;
  breaches: readonly Breach[];
  nameOf: NameOf;
}) {
  const { t } = visit;
  return (
    <div class="table-scroll">
      <table class="figures breaches">
        <thead>
          <tr>
            {(['ticket', 'clock', 'due', 'owner', 'cause', 'spent', 'reason'] as const).map((column) => (
              <th scope="col">{t(`overdue.${column}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {breaches.map((one) => (
            <tr>
              <th scope="row">
                <a href={`/tickets/${one.number}`}>{one.number}</a> <span dir="auto">{one.title}</span>
              </th>
              <td>{clockName(visit, one.clock)}</td>
              <td>
                <ExactTime at={one.dueAt} visit={visit} />
              </td>
              <td>{one.ownerId === null ? t('overdue.nobody') : nameOf(one.ownerId)}</td>
              <td>{t(`cause.${one.cause}`)}</td>
              <td class="small">{spentText(visit, one)}</td>
              <td dir="auto">{one.reason ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function clockName({ t }: Visit, clock: string): string {
  const kind = clockKinds.find((one) => one === clock);
  return kind ? t(`clock.${kind}`) : clock;
}

function spentText({ t }: Visit, { spent }: Breach): string {
  return breachCauses
    .filter((cause) => spent[cause] >= 60_000)
    .map((cause) => `${t(`cause.${cause}`)} ${hours(spent[cause])}`)
    .join(t('list.separator'));
}

function hours(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
