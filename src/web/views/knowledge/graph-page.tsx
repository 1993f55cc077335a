import { nodeKinds, type KnowledgeGraph, type NodeKind } from '../../../knowledge/graph-types.ts';
import type { Visit } from '../../visit.ts';
import { Icon } from '../icons.tsx';
import { Layout } from '../layout.tsx';
import { KnowledgeNav } from './parts.tsx';

export interface GraphChoice {
  text: string;
  type: string | undefined;
  kinds: ReadonlySet<NodeKind>;
  around: string | undefined;
}

/** One solution with all that hangs on it, for those who read instead of look. */
export interface GraphTableRow {
  type: string;
  symptoms: string[];
  article: { title: string; href: string } | undefined;
  causes: string[];
  tickets: { number: string; href: string }[];
  devices: string[];
}

export interface GraphPageProps {
  visit: Visit;
  choice: GraphChoice;
  graph: KnowledgeGraph;
  types: { id: string; name: string }[];
  rows: GraphTableRow[];
  /** How many rows there are beyond those shown. */
  moreRows: number;
  /** Whose neighbourhood it is. */
  centre: { name: string; href: string } | undefined;
}

/** How knowledge hangs together, to look at and to read. */
export function GraphPage(props: GraphPageProps) {
  const { visit, choice, graph, centre } = props;
  const { t } = visit;
  const query = graphQuery(choice);
  return (
    <Layout visit={visit} title={t('graph.title')} section="knowledge" scripts={['echarts.js', 'graph.js']}>
      <KnowledgeNav visit={visit} tab="graph" />
      <main id="main" class="wide graph-page">
        <div class="page-head">
          <h1>{t('graph.title')}</h1>
          {centre && (
            <p class="row wrap">
              {t('graph.around')} <a href={centre.href}>{centre.name}</a>
              <a class="button" href="/knowledge/graph">
                {t('graph.all')}
              </a>
            </p>
          )}
        </div>
        <Filters {...props} />
        <p id="graph-count" class="muted small" role="status">
          {t('graph.count', { nodes: graph.nodes.length, links: graph.links.length })}
          {graph.leftOut > 0 && ` ${t('graph.left-out', { count: graph.leftOut })}`}
        </p>
        <div class="graph-columns">
          <div
            id="graph"
            class="graph"
            role="img"
            aria-label={t('graph.title')}
            aria-describedby="graph-hint"
            data-url={`/api/knowledge/graph${query}`}
            data-around={choice.around ?? ''}
            data-kinds={JSON.stringify(
              Object.fromEntries(nodeKinds.map((kind) => [kind, t(`node-kind.${kind}`)])),
            )}
            data-words={JSON.stringify({
              open: t('graph.open'),
              near: t('graph.near'),
              links: t('graph.links'),
              choose: t('graph.choose'),
              failed: t('graph.failed'),
            })}
          />
          <aside id="graph-node" class="panel-box graph-node" aria-live="polite">
            <p class="muted">{t('graph.choose')}</p>
          </aside>
        </div>
        <p id="graph-hint" class="small muted">
          {t('graph.hint')}
        </p>
        <noscript>
          <p class="remark">{t('graph.no-script')}</p>
        </noscript>
        <Table {...props} />
      </main>
    </Layout>
  );
}

function Filters({ visit, choice, types }: GraphPageProps) {
  const { t } = visit;
  return (
    <form id="graph-form" method="get" action="/knowledge/graph" class="find" role="search">
      {choice.around && <input type="hidden" name="around" value={choice.around} />}
      <div class="search">
        <Icon name="search" />
        <label class="hidden" for="q">
          {t('graph.search')}
        </label>
        <input
          id="q"
          type="search"
          name="q"
          value={choice.text}
          placeholder={t('graph.search')}
          maxlength={120}
        />
        <button type="submit" class="button primary">
          {t('articles.search')}
        </button>
      </div>
      <div class="filters">
        <label>
          <span>{t('articles.type')}</span>
          <select name="type">
            <option value="">{t('articles.allTypes')}</option>
            {types.map(({ id, name }) => (
              <option value={id} selected={id === choice.type}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <fieldset class="kinds">
          <legend class="hidden">{t('graph.kinds')}</legend>
          {nodeKinds.map((kind) => (
            <label class={`check kind-${kind}`}>
              <input type="checkbox" name="kind" value={kind} checked={choice.kinds.has(kind)} />
              <span>{t(`node-kind.${kind}`)}</span>
            </label>
          ))}
        </fieldset>
        <noscript>
          <button type="submit" class="button">
            {t('knowledge.filter')}
          </button>
        </noscript>
      </div>
    </form>
  );
}

function Table({ visit, rows, moreRows }: GraphPageProps) {
  const { t } = visit;
  const list = (names: string[]) => names.map((name) => <span class="block">{name}</span>);
  return (
    <details id="graph-table" class="graph-table">
      <summary class="button">
        {t('graph.table')}
        <Icon name="down" />
      </summary>
      <div class="table-scroll">
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">{t('node-kind.type')}</th>
              <th scope="col">{t('node-kind.symptom')}</th>
              <th scope="col">{t('node-kind.article')}</th>
              <th scope="col">{t('node-kind.cause')}</th>
              <th scope="col">{t('node-kind.ticket')}</th>
              <th scope="col">{t('node-kind.device')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr>
                <td>{row.type}</td>
                <td dir="auto">{list(row.symptoms)}</td>
                <th scope="row" dir="auto">
                  {row.article ? <a href={row.article.href}>{row.article.title}</a> : '–'}
                </th>
                <td dir="auto">{list(row.causes)}</td>
                <td>
                  {row.tickets.map(({ number, href }) => (
                    <a class="block number" href={href}>
                      {number}
                    </a>
                  ))}
                </td>
                <td dir="auto">{list(row.devices)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {moreRows > 0 && <p class="muted small">{t('graph.more-rows', { count: moreRows })}</p>}
    </details>
  );
}

/** The choice as the query of an address. */
export function graphQuery({ text, type, kinds, around }: GraphChoice): string {
  const query = new URLSearchParams();
  if (text !== '') query.set('q', text);
  if (type !== undefined) query.set('type', type);
  if (around !== undefined) query.set('around', around);
  if (kinds.size < nodeKinds.length) for (const kind of kinds) query.append('kind', kind);
  const search = query.toString();
  return search === '' ? '' : `?${search}`;
}
