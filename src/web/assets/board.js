// @ts-check
// Draws the board's charts from what the page says, and again whenever the page has been renewed.

/** @typedef {{ day: string, opened: number, resolved: number, met: number, missed: number }} Day */
/** @typedef {{ name: string, value: number, href: string }} Bar */
/** @typedef {{ names: { opened: string, met: string, missed: string }, days: Day[], backlog: Bar[] }} Data */

const POLL_MS = 30_000;

// @ts-expect-error the charts are a script of their own
const { echarts } = globalThis;
const trendPlace = document.getElementById('board-trend');
const backlogPlace = document.getElementById('board-backlog');

if (echarts && trendPlace && backlogPlace) {
  const style = getComputedStyle(document.body);
  const text = { color: style.color, fontFamily: style.fontFamily };
  const trend = echarts.init(trendPlace);
  const backlog = echarts.init(backlogPlace);
  // Under the page's policy the tooltip is drawn on the canvas.
  const tooltip = { trigger: 'axis', renderMode: 'richText' };

  const draw = () => {
    const figures = document.getElementById('board-figures');
    if (!figures?.dataset.board) return;
    /** @type {Data} */
    const { names, days, backlog: bars } = JSON.parse(figures.dataset.board);
    const bar = (/** @type {string} */ name, /** @type {(day: Day) => number} */ of, more = {}) => ({
      name,
      type: 'bar',
      data: days.map(of),
      ...more,
    });
    trend.setOption({
      textStyle: text,
      tooltip,
      legend: { textStyle: text, top: 0, bottom: 'auto' },
      grid: { left: 40, right: 16, top: 40, bottom: 32 },
      xAxis: { type: 'category', data: days.map(({ day }) => day.slice(5)) },
      yAxis: { type: 'value', minInterval: 1 },
      series: [
        bar(names.opened, ({ opened }) => opened, { itemStyle: { color: '#7a8aa0' } }),
        bar(names.met, ({ met }) => met, { stack: 'resolved', itemStyle: { color: '#2e9e6b' } }),
        bar(names.missed, ({ missed }) => missed, { stack: 'resolved', itemStyle: { color: '#d6493f' } }),
      ],
    });
    backlog.setOption({
      textStyle: text,
      tooltip,
      grid: { left: 110, right: 24, top: 8, bottom: 24 },
      xAxis: { type: 'value', minInterval: 1 },
      yAxis: { type: 'category', inverse: true, data: bars.map(({ name }) => name) },
      series: [{ type: 'bar', data: bars, itemStyle: { color: '#3a6fd8' } }],
    });
  };

  backlog.on('click', (/** @type {{ data?: Bar }} */ { data }) => {
    if (data?.href) location.href = data.href;
  });
  addEventListener('resize', () => {
    trend.resize();
    backlog.resize();
  });
  const figures = document.getElementById('board-figures');
  if (figures) new MutationObserver(draw).observe(figures, { attributes: true, childList: true });
  draw();
  // Time alone changes numbers too: what was in time is late a moment later.
  setInterval(() => dispatchEvent(new Event('deskline:refresh')), POLL_MS);
}
