import type { ModelUse, Use } from '../../../model/use.ts';
import type { TextKey } from '../../text-keys.ts';
import { modelPurposeKeys } from '../../text-keys.ts';
import type { Visit } from '../../visit.ts';
import { Layout } from '../layout.tsx';
import { KnowledgeNav } from './parts.tsx';

/** What the model is used for and what it costs; that there is none is said plainly. */
export function ModelPage({ visit, use }: { visit: Visit; use: ModelUse | undefined }) {
  const { t } = visit;
  return (
    <Layout visit={visit} title={t('model.title')} section="knowledge">
      <KnowledgeNav visit={visit} tab="model" />
      <main id="main" class="wide">
        <h1>{t('model.title')}</h1>
        {use ? (
          <Board visit={visit} use={use} />
        ) : (
          <section class="panel-box">
            <h2>{t('model.none')}</h2>
            <p class="muted">{t('model.none.hint')}</p>
          </section>
        )}
      </main>
    </Layout>
  );
}

function Board({ visit, use }: { visit: Visit; use: ModelUse }) {
  const { t } = visit;
  const spent = Math.min(1, use.share);
  return (
    <>
      <section class="panel-box">
        <h2>{t('model.today')}</h2>
        <p>
          <span class={`badge ${use.off.length === 0 ? 'article-published' : 'article-due'}`}>
            {t(use.off.length === 0 ? 'model.on' : 'model.off')}
          </span>{' '}
          {use.off.map((reason) => t(`model.off.${reason}`)).join(t('list.separator'))}
        </p>
        <p>
          {t('model.budget', {
            used: number(visit, use.today.inputTokens + use.today.outputTokens),
            of: number(visit, use.dailyTokens),
          })}
        </p>
        <meter min={0} max={1} high={0.8} optimum={0} value={spent} aria-label={t('model.share')}>
          {Math.round(spent * 100)} %
        </meter>
      </section>
      <section class="review-part">
        <h2>{t('model.by-purpose')}</h2>
        {use.byPurpose.length === 0 ? (
          <p class="muted">{t('model.unused')}</p>
        ) : (
          <UseTable
            visit={visit}
            currency={use.currency}
            head={t('model.purpose')}
            rows={[
              ...use.byPurpose.map((row) => ({ name: purposeName(visit, row.purpose), use: row })),
              { name: t('outcomes.total'), use: use.today },
            ]}
          />
        )}
      </section>
      {use.last30Days.length > 0 && (
        <section class="review-part">
          <h2>{t('model.days')}</h2>
          <UseTable
            visit={visit}
            currency={use.currency}
            head={t('model.day')}
            rows={use.last30Days.toReversed().map(({ day, ...row }) => ({ name: day, use: row }))}
          />
        </section>
      )}
    </>
  );
}

interface UseTableProps {
  visit: Visit;
  currency: string | undefined;
  head: string;
  rows: { name: string; use: Use }[];
}

function UseTable({ visit, currency, head, rows }: UseTableProps) {
  const { t } = visit;
  const hasCost = rows.some(({ use }) => use.cost !== undefined);
  return (
    <div class="table-scroll">
      <table class="figures plain-last">
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <th scope="col">{t('model.calls')}</th>
            <th scope="col">{t('model.input')}</th>
            <th scope="col">{t('model.output')}</th>
            <th scope="col">{t('model.failed')}</th>
            <th scope="col">{t('model.filtered')}</th>
            {hasCost && <th scope="col">{t('model.cost')}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, use }) => (
            <tr>
              <th scope="row">{name}</th>
              <td>{number(visit, use.calls)}</td>
              <td>{number(visit, use.inputTokens)}</td>
              <td>{number(visit, use.outputTokens)}</td>
              <td>{number(visit, use.failed)}</td>
              <td>{number(visit, use.filtered)}</td>
              {hasCost && (
                <td>{use.cost === undefined ? '–' : `${use.cost.toFixed(2)} ${currency ?? ''}`}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function number(visit: Visit, value: number): string {
  return value.toLocaleString(visit.locale);
}

function purposeName({ t }: Visit, purpose: string): string {
  const key: TextKey | undefined = modelPurposeKeys.find((known) => known === `model-purpose.${purpose}`);
  return key ? t(key) : purpose;
}
