import type { Attainment, Statement } from '../../analytics/statement.ts';
import { priorities } from '../../store/schema.ts';
import type { Agreement, Target } from '../../tickets/sla/agreements.ts';
import type { WorkHours } from '../deps.ts';
import type { NameOf } from '../names.ts';
import type { Visit } from '../visit.ts';
import { Layout } from './layout.tsx';
import { BreachTable } from './overdue-page.tsx';

interface AgreementsProps {
  visit: Visit;
  agreements: readonly Agreement[];
  typeName: (id: string) => string;
  /** The present one, such as `2026-11`. */
  month: string;
}

/** What is promised to whom. */
export function AgreementsPage({ visit, agreements, typeName, month }: AgreementsProps) {
  const { t, locale } = visit;
  return (
    <Layout visit={visit} title={t('agreements.title')} section="board">
      <main id="main" class="wide">
        <div class="page-head">
          <h1>{t('agreements.title')}</h1>
        </div>
        <p class="muted">{t('agreements.intro')}</p>
        {agreements.length === 0 && <p>{t('agreements.none')}</p>}
        {agreements.map((one) => (
          <section class="panel-box">
            <h2>
              {one.name[locale]} {one.vip && <span class="badge">{t('agreements.vip')}</span>}
            </h2>
            <p>
              {t('agreements.with')}: {[...one.departments, ...one.people].join(t('list.separator'))} ·{' '}
              {t('agreements.scope')}:{' '}
              {one.types.length === 0
                ? t('agreements.scope.all')
                : one.types.map(typeName).join(t('list.separator'))}
            </p>
            <Targets visit={visit} agreement={one} />
            <p>
              <a class="button" href={`/agreements/${one.id}?month=${month}`}>
                {t('agreements.statement')}
              </a>
            </p>
          </section>
        ))}
      </main>
    </Layout>
  );
}

interface StatementProps {
  visit: Visit;
  agreement: Agreement;
  month: string;
  statement: Statement;
  nameOf: NameOf;
  typeName: (id: string) => string;
  hours: WorkHours;
}

/** A month of an agreement, made to be printed. */
export function StatementPage(props: StatementProps) {
  const { visit, agreement, month, statement, nameOf, typeName, hours } = props;
  const { t, locale } = visit;
  const { fee } = agreement;
  const { waiver } = statement;
  return (
    <Layout
      visit={visit}
      title={t('statement.title', { name: agreement.name[locale], month })}
      section="board"
      scripts={['print.js']}
    >
      <main id="main" class="wide statement">
        <div class="page-head">
          <h1>{t('statement.title', { name: agreement.name[locale], month })}</h1>
          <form method="get" class="row wrap no-print">
            <label>
              {t('statement.month')} <input type="month" name="month" value={month} />
            </label>
            <button type="submit" class="button">
              {t('board.show')}
            </button>
            <a class="button" href={`/agreements/${agreement.id}/statement.csv?month=${month}`}>
              {t('board.csv')}
            </a>
            <button type="button" class="button" id="print">
              {t('statement.print')}
            </button>
          </form>
        </div>
        <dl class="facts">
          <Fact label={t('agreements.with')}>
            {[...agreement.departments, ...agreement.people].join(t('list.separator'))}
          </Fact>
          <Fact label={t('agreements.scope')}>
            {agreement.types.length === 0
              ? t('agreements.scope.all')
              : agreement.types.map(typeName).join(t('list.separator'))}
          </Fact>
          <Fact label={t('agreements.calendar')}>
            {hours.always
              ? t('statement.hours.always')
              : t('statement.hours', { spans: hours.spans.join(', '), zone: hours.timeZone })}
          </Fact>
          <Fact label={t('statement.tickets')}>{statement.tickets}</Fact>
          <Fact label={t('statement.response')}>
            <Attained visit={visit} attainment={statement.response} />
          </Fact>
          <Fact label={t('statement.resolution')}>
            <Attained visit={visit} attainment={statement.resolution} />
          </Fact>
          {fee && <Fact label={t('statement.fee')}>{`${fee.amount} ${fee.currency}`}</Fact>}
          {fee && (
            <Fact label={t('statement.compensation')}>
              {waiver.percent === 0
                ? t('statement.nothing-waived')
                : `${t('statement.waived', { ...waiver, because: '', currency: fee.currency })} (${waiver.because
                    .map((one) => t(`statement.because.${one}`))
                    .join(t('list.separator'))})`}
            </Fact>
          )}
        </dl>
        <h2>{t('statement.targets')}</h2>
        <Targets visit={visit} agreement={agreement} />
        <h2>{t('statement.breaches')}</h2>
        {statement.breaches.length === 0 ? (
          <p>{t('statement.no-breaches')}</p>
        ) : (
          <BreachTable visit={visit} breaches={statement.breaches} nameOf={nameOf} />
        )}
      </main>
    </Layout>
  );
}

function Attained({ visit, attainment }: { visit: Visit; attainment: Attainment }) {
  const { t } = visit;
  const { met, missed, percent, standard, isKept } = attainment;
  if (percent === null) return <>{t('statement.nothing')}</>;
  return (
    <>
      <strong>{Math.round(percent * 10) / 10}%</strong> ({t('statement.met-missed', { met, missed })};{' '}
      {t('statement.standard', { percent: standard })},{' '}
      <span class={isKept ? '' : 'late'}>{t(isKept ? 'statement.kept' : 'statement.not-kept')}</span>)
    </>
  );
}

function Targets({ visit, agreement }: { visit: Visit; agreement: Agreement }) {
  const { t } = visit;
  const rows = priorities.flatMap((priority) => {
    const target = agreement.targets[priority];
    return target ? [{ priority, target }] : [];
  });
  if (rows.length === 0) return null;
  return (
    <table class="board-table">
      <tbody>
        {rows.map(({ priority, target }) => (
          <tr>
            <th scope="row">{t(`priority.${priority}`)}</th>
            <td>
              {t('statement.target.respond')} {lengthOf(target.respond)}
            </td>
            <td>
              {t('statement.target.resolve')} {lengthOf(target.resolve)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** As desk.yaml writes it: 15m, 4h, 3d. */
function lengthOf({ count, unit }: Target['respond']): string {
  return `${count}${unit}`;
}

function Fact({ label, children }: { label: string; children: unknown }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
