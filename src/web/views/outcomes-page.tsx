import { talkOutcomes } from '../../store/schema.ts';
import type { OutcomeCount } from '../deps.ts';
import type { Visit } from '../visit.ts';
import { Layout } from './layout.tsx';

export interface OutcomesProps {
  visit: Visit;
  counts: OutcomeCount[];
  /** Undefined for talks whose type was never known. */
  typeName: (type: string | null) => string | undefined;
}

/** The honest ledger: one row an issue type, one column an outcome. */
export function OutcomesPage({ visit, counts, typeName }: OutcomesProps) {
  const { t } = visit;
  const types = [...new Set(counts.map((count) => count.type))];
  const total = (chosen: readonly OutcomeCount[]) => chosen.reduce((sum, { talks }) => sum + talks, 0);
  const rows = types
    .map((type) => ({
      name: typeName(type) ?? t('outcomes.no-type'),
      of: counts.filter((one) => one.type === type),
    }))
    .toSorted((a, b) => total(b.of) - total(a.of));
  return (
    <Layout visit={visit} title={t('outcomes.title')} section="desk">
      <main id="main" class="wide">
        <div class="page-head">
          <h1>{t('outcomes.title')}</h1>
        </div>
        <p>{t('outcomes.intro')}</p>
        {rows.length === 0 ? (
          <p class="muted">{t('outcomes.none')}</p>
        ) : (
          <div class="table-scroll">
            <table class="figures">
              <thead>
                <tr>
                  <th scope="col">{t('outcomes.type')}</th>
                  {talkOutcomes.map((outcome) => (
                    <th scope="col">{t(`talk-outcome.${outcome}`)}</th>
                  ))}
                  <th scope="col">{t('outcomes.total')}</th>
                </tr>
              </thead>
              <tbody>
                {[...rows, { name: t('outcomes.total'), of: counts }].map(({ name, of }) => (
                  <tr>
                    <th scope="row">{name}</th>
                    {talkOutcomes.map((outcome) => (
                      <td>{total(of.filter((one) => one.outcome === outcome)) || '–'}</td>
                    ))}
                    <td>{total(of)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </main>
    </Layout>
  );
}
