// @ts-check
// Draws the knowledge graph. Where everything stands the server has said; here it is only shown, searched and opened.

/** @typedef {{ id: string, kind: string, name: string, weight: number, href?: string, x: number, y: number }} GraphNode */
/** @typedef {{ source: string, target: string, kind: string }} GraphLink */

const KINDS = ['type', 'symptom', 'article', 'cause', 'ticket', 'device'];
/** Kinds that only show when there is room for them. */
const DETAILS = new Set(['ticket', 'device']);
const ROOM_FOR_DETAILS = 2.2;
const ROOM_FOR_NAMES = 1.6;
const ROOM_FOR_DETAILS_NAMES = 6;
/** Beyond so many nodes each is drawn smaller. */
const MANY = 400;
/** So few nodes are shown with everything at once. */
const FEW = 120;
const LONGEST_NAME = 22;

const place = document.getElementById('graph');
// @ts-expect-error the charts are a script of their own
const { echarts } = globalThis;
if (place && echarts) begin(place);

/** @param {HTMLElement} at */
function begin(at) {
  const kinds = JSON.parse(at.dataset.kinds ?? '{}');
  const words = JSON.parse(at.dataset.words ?? '{}');
  const chart = echarts.init(at);
  /** @type {{ nodes: GraphNode[], links: GraphLink[] }} */
  let graph = { nodes: [], links: [] };
  let zoom = 1;
  /** @type {string | undefined} */
  let chosen = at.dataset.around || undefined;

  const draw = (/** @type {boolean} */ anew) => {
    const size = { width: at.clientWidth, height: at.clientHeight };
    chart.setOption(optionOf({ graph, kinds, zoom, chosen, anew, size }), {
      replaceMerge: anew ? ['series'] : [],
    });
  };

  const load = async (/** @type {string} */ url) => {
    try {
      const answer = await fetch(url, { headers: { accept: 'application/json' } });
      if (!answer.ok) throw new Error(String(answer.status));
      graph = await answer.json();
      zoom = 1;
      if (!graph.nodes.some(({ id }) => id === chosen)) chosen = undefined;
      draw(true);
      show();
      at.dataset.drawn = String(graph.nodes.length);
    } catch {
      describe(document.getElementById('graph-node'), [['p', words.failed]]);
    }
  };

  const show = () => {
    const panel = document.getElementById('graph-node');
    const node = graph.nodes.find(({ id }) => id === chosen);
    if (!node) return describe(panel, [['p', words.choose]]);
    describe(panel, [
      ['p', kinds[node.kind] ?? ''],
      ['h2', node.name],
    ]);
    const ways = document.createElement('p');
    ways.className = 'row wrap';
    if (node.href) ways.append(link(node.href, words.open, 'button primary'));
    ways.append(link(`/knowledge/graph?around=${encodeURIComponent(node.id)}`, words.near, 'button'));
    panel?.append(ways);
    panel?.append(neighboursOf(node));
  };

  const neighboursOf = (/** @type {GraphNode} */ node) => {
    const byId = new Map(graph.nodes.map((one) => [one.id, one]));
    const list = document.createElement('ul');
    const others = graph.links.flatMap(({ source, target }) =>
      source === node.id ? [target] : target === node.id ? [source] : [],
    );
    const found = others.flatMap((id) => byId.get(id) ?? []);
    found.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
    for (const one of found.slice(0, 40)) {
      const item = document.createElement('li');
      const button = document.createElement('button');
      button.type = 'button';
      button.className = `node-link kind-${one.kind}`;
      button.textContent = one.name;
      button.title = kinds[one.kind] ?? '';
      button.addEventListener('click', () => choose(one.id));
      item.append(button);
      list.append(item);
    }
    return list;
  };

  const choose = (/** @type {string} */ id) => {
    chosen = id;
    draw(false);
    show();
  };

  chart.on('click', (/** @type {any} */ event) => {
    if (event.dataType === 'node') choose(event.data.id);
  });
  chart.on('graphRoam', (/** @type {any} */ event) => {
    if (!event.zoom) return;
    const before = zoom;
    zoom *= event.zoom;
    const crossed = [ROOM_FOR_DETAILS, ROOM_FOR_NAMES, ROOM_FOR_DETAILS_NAMES].some(
      (limit) => before < limit !== zoom < limit,
    );
    if (crossed) draw(false);
  });
  addEventListener('resize', () => {
    chart.resize();
    draw(false);
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => draw(false));
  watchForm(load);
  void load(at.dataset.url ?? '');
}

/** The filters act at once; without a script they are a form like any other. */
function watchForm(/** @type {(url: string) => Promise<void>} */ load) {
  const form = document.getElementById('graph-form');
  if (!(form instanceof HTMLFormElement)) return;
  const renew = () => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === 'string' && value !== '') query.append(name, value);
    }
    history.replaceState(null, '', `${location.pathname}?${query}`);
    void load(`/api/knowledge/graph?${query}`);
  };
  form.addEventListener('change', (event) => {
    if (event.target instanceof HTMLInputElement && event.target.type === 'search') return;
    renew();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    renew();
  });
}

/**
 * @param {{ graph: { nodes: GraphNode[], links: GraphLink[] }, kinds: Record<string, string>, zoom: number,
 *   chosen: string | undefined, anew: boolean, size: { width: number, height: number } }} drawing
 */
function optionOf({ graph, kinds, zoom, chosen, anew, size }) {
  const colour = coloursOf();
  const few = graph.nodes.length <= FEW;
  const scale = few ? 1.3 : graph.nodes.length > MANY ? 0.6 : 1;
  const near = new Set(chosen === undefined ? [] : [chosen]);
  for (const { source, target } of graph.links) {
    if (source === chosen) near.add(target);
    if (target === chosen) near.add(source);
  }
  const visible = (/** @type {GraphNode} */ node) =>
    few || !DETAILS.has(node.kind) || zoom >= ROOM_FOR_DETAILS || near.has(node.id);
  const named = (/** @type {GraphNode} */ node) =>
    node.kind === 'type' ||
    near.has(node.id) ||
    (few && node.kind !== 'symptom') ||
    zoom >= (DETAILS.has(node.kind) ? ROOM_FOR_DETAILS_NAMES : ROOM_FOR_NAMES);
  const nodes = graph.nodes.filter(visible);
  const ids = new Set(nodes.map(({ id }) => id));
  const present = KINDS.filter((kind) => nodes.some((node) => node.kind === kind));
  return {
    animation: false,
    aria: { enabled: false },
    // A tooltip of HTML would need inline styles, which the pages' policy refuses.
    tooltip: { renderMode: 'richText', confine: true, formatter: tooltip },
    legend: {
      data: present.map((kind) => kinds[kind]),
      bottom: 0,
      textStyle: { color: colour.text },
      inactiveColor: colour.muted,
      icon: 'circle',
    },
    series: [
      {
        type: 'graph',
        layout: 'none',
        ...frameOf(graph.nodes, size),
        roam: true,
        ...(anew ? { zoom: 1, center: null } : {}),
        scaleLimit: { min: 0.5, max: 30 },
        categories: present.map((kind) => ({ name: kinds[kind], itemStyle: { color: colour[kind] } })),
        data: [
          ...cornersOf(graph.nodes),
          ...nodes.map((node) => ({
            id: node.id,
            name: node.name,
            kind: kinds[node.kind],
            x: node.x,
            y: node.y,
            value: node.weight,
            category: present.indexOf(node.kind),
            symbolSize: sizeOf(node, scale),
            itemStyle:
              node.id === chosen ? { borderColor: colour.text, borderWidth: 2.5 } : { borderWidth: 0 },
            label: {
              show: named(node),
              fontSize: node.kind === 'type' ? 14 : 11,
              ...nameStyle(node, colour),
            },
          })),
        ],
        links: graph.links
          .filter(({ source, target }) => ids.has(source) && ids.has(target))
          // Articles that name each other would hide everything else in the whole picture.
          .filter(
            ({ source, target, kind }) => few || kind !== 'related' || source === chosen || target === chosen,
          )
          .map(({ source, target, kind }) => ({
            source,
            target,
            lineStyle: {
              color: source === chosen || target === chosen ? colour.type : colour.line,
              width: source === chosen || target === chosen ? 2 : 0.8,
              type: kind === 'related' ? 'dashed' : 'solid',
              opacity: 0.75,
            },
          })),
        label: { position: 'right', formatter: (/** @type {any} */ of) => shortened(of.data.name) },
        labelLayout: { hideOverlap: true },
        emphasis: { focus: 'adjacency', label: { show: true }, scale: 1.2 },
        blur: { itemStyle: { opacity: 0.25 }, lineStyle: { opacity: 0.1 } },
      },
    ],
  };
}

/** Room for the graph in which nothing is stretched. */
function frameOf(
  /** @type {GraphNode[]} */ nodes,
  /** @type {{ width: number, height: number }} */ { width, height },
) {
  const room = { width: width - 80, height: height - 90 };
  const [low, high] = bounds(nodes);
  const scale = Math.min(room.width / (high.x - low.x || 1), room.height / (high.y - low.y || 1));
  const own = { width: (high.x - low.x) * scale, height: (high.y - low.y) * scale };
  return { left: (width - own.width) / 2, top: 25 + (room.height - own.height) / 2, ...own };
}

/** Two points that nobody sees: the picture stays where it is while details come and go. */
function cornersOf(/** @type {GraphNode[]} */ nodes) {
  return bounds(nodes).map(({ x, y }, i) => ({
    id: `corner ${i}`,
    name: '',
    x,
    y,
    symbolSize: 0,
    label: { show: false },
    tooltip: { show: false },
  }));
}

function bounds(/** @type {GraphNode[]} */ nodes) {
  const xs = nodes.map(({ x }) => x);
  const ys = nodes.map(({ y }) => y);
  return [
    { x: Math.min(...xs, 0), y: Math.min(...ys, 0) },
    { x: Math.max(...xs, 0), y: Math.max(...ys, 0) },
  ];
}

function tooltip(/** @type {any} */ of) {
  return of.dataType === 'node' ? `${of.data.kind}\n${wrapped(of.data.name)}` : '';
}

function wrapped(/** @type {string} */ text) {
  return (
    Array.from(text.slice(0, 240))
      .join('')
      .match(/.{1,40}/gu) ?? []
  ).join('\n');
}

function shortened(/** @type {string} */ name) {
  const letters = Array.from(name);
  return letters.length > LONGEST_NAME ? `${letters.slice(0, LONGEST_NAME - 1).join('')}…` : name;
}

function sizeOf(/** @type {GraphNode} */ { kind, weight }, /** @type {number} */ scale) {
  if (kind === 'type') return Math.min(44, 20 + Math.sqrt(weight) * 2) * scale;
  if (kind === 'article') return Math.min(20, 7 + weight * 0.6) * scale;
  return (kind === 'symptom' ? 4 : Math.min(12, 5 + weight * 0.4)) * scale;
}

function nameStyle(/** @type {GraphNode} */ { kind }, /** @type {Record<string, string>} */ colour) {
  const halo = { textBorderColor: colour.surface, textBorderWidth: 3 };
  return kind === 'type'
    ? { color: colour.text, fontWeight: 'bold', position: 'inside', ...halo }
    : { color: colour.text, ...halo };
}

/** The page's own colours, light or dark. @returns {Record<string, string>} */
function coloursOf() {
  const style = getComputedStyle(document.documentElement);
  const of = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return {
    text: of('--text'),
    muted: of('--muted'),
    line: of('--line-strong'),
    surface: of('--surface'),
    ...Object.fromEntries(KINDS.map((kind) => [kind, of(`--node-${kind}`)])),
  };
}

function describe(/** @type {HTMLElement | null} */ panel, /** @type {[string, string][]} */ parts) {
  panel?.replaceChildren(
    ...parts.map(([tag, text]) => {
      const element = document.createElement(tag);
      element.textContent = text;
      if (tag === 'p') element.className = 'muted small';
      return element;
    }),
  );
}

function link(/** @type {string} */ href, /** @type {string} */ text, /** @type {string} */ look) {
  const anchor = document.createElement('a');
  anchor.href = href;
  anchor.className = look;
  anchor.textContent = text;
  return anchor;
}
