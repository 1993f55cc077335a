import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { inBrowser } from './product.ts';

const EVIL = '<img src=x onerror="document.title=1"><script>alert(1)</script>';
const TITLE = '打印机一次进两张纸';

inBrowser('knowledge in a browser', (shop) => {
  it('goes from the editor over the review into the chat and the graph', async () => {
    const wang = await shop.product.enter('wang-fang');
    await wang.goes('/knowledge');
    await wang.page.getByRole('link', { name: '写新文章' }).click();
    await fill(wang.page, {
      '现象（中文）': '打印时总是两张纸一起进',
      '关键词（中文）': '双张、进纸',
      '标题（中文）': TITLE,
      '适用场景（中文）': `单页打印机 ${EVIL}`,
      '步骤（中文）': '1. 取出纸盒，把纸抖松\n2. 用湿布擦**搓纸轮**',
    });
    await wang.page.getByLabel('问题类型').selectOption('printer');
    const chat = wang.page.getByRole('region', { name: '员工在聊天里收到的样子' });
    await chat.getByText('搓纸轮', { exact: true }).waitFor();
    await wang.page.locator('.field.lacks', { hasText: '风险（中文）' }).waitFor();
    await wang.sees('未保存的内容已留在这个浏览器里');

    const later = await wang.page.context().newPage();
    await later.goto(`${shop.product.address}/knowledge/new`);
    await later.getByRole('button', { name: '恢复它' }).click();
    expect(await later.getByLabel('标题（中文）').inputValue()).toBe(TITLE);
    await later.getByLabel('风险（中文）').fill('没有');
    await later.getByLabel('没有相关案例').check();
    await later.getByRole('button', { name: '保存并提交审核' }).click();
    await later.getByText('已提交审核').waitFor();
    expect(await later.locator('article img, article script').count()).toBe(0);
    expect(await later.evaluate('localStorage.length')).toBe(0);

    const zhou = await shop.product.enter('zhou-lan');
    await zhou.goes('/knowledge/review');
    await zhou.page.getByText('新文章：阅读全文').click();
    await zhou.sees('单页打印机');
    await zhou.presses('通过并发布');
    await zhou.sees('机器人现在就会用它');

    const lilei = await shop.product.enter('li-lei');
    await lilei.says('打印机一次进两张纸怎么办');
    await lilei.sees('搓纸轮');

    await zhou.goes('/knowledge/graph');
    await zhou.page.locator('#graph[data-drawn]').waitFor();
    await zhou.page.getByRole('searchbox').fill('两张纸');
    await zhou.page.keyboard.press('Enter');
    await zhou.page.locator('#graph[data-drawn="3"]').waitFor();
    await clickNode(zhou.page, TITLE);
    await zhou.page.locator('#graph-node').getByRole('link', { name: '打开' }).click();
    await zhou.page.getByRole('heading', { level: 1, name: TITLE }).waitFor();
    await zhou.sees('审核通过并发布');
    expect(shop.product.complaints).toEqual([]);
  });

  it('works without scripts, and on a phone in English', async () => {
    const tom = await shop.product.enter('tom', { locale: 'en', phone: true, scripts: false });
    await tom.goes('/knowledge/new');
    await tom.page.getByLabel('Issue type').selectOption('hardware');
    await fill(tom.page, {
      'Title (English)': 'Dock does not charge',
      'Steps (English)': 'Try another cable',
    });
    await tom.presses('Preview');
    await tom.sees('As people get it in chat');
    await tom.presses('Save draft');
    await tom.sees('Saved as a draft');
    await tom.page.locator('#menu').waitFor();
    await tom.goes('/knowledge/graph');
    await tom.page.locator('#graph-table > summary').click();
    await tom.page.getByRole('link', { name: 'Paper jam' }).first().waitFor();

    const zhou = await shop.product.enter('zhou-lan', { locale: 'en', phone: true });
    const pages = ['', '/new', '/review', '/gaps', '/synonyms', '/points', '/import', '/model', '/graph'];
    for (const path of [
      ...pages,
      '/printer-paper-jam',
      '/printer-paper-jam/edit',
      '/printer-paper-jam/diff?from=1&to=1',
    ]) {
      await zhou.goes(`/knowledge${path}`);
      const wide: unknown = await zhou.page.evaluate('document.documentElement.scrollWidth');
      expect({ path, wide }).toEqual({ path, wide: 390 });
      expect(await zhou.page.locator('h1').count()).toBe(1);
    }
    expect(shop.product.complaints).toEqual([]);
  });
});

async function fill(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [label, text] of Object.entries(fields))
    await page.getByLabel(label, { exact: true }).fill(text);
}

/** Clicks where the picture has drawn a node. */
async function clickNode(page: Page, name: string): Promise<void> {
  const at = (await page.evaluate(`(() => {
    const chart = echarts.getInstanceByDom(document.getElementById('graph'));
    const data = chart.getModel().getSeriesByIndex(0).getData();
    const [x, y] = data.getItemLayout(data.indexOfName(${JSON.stringify(name)}));
    const shown = chart.convertToPixel({ seriesIndex: 0 }, [x, y]);
    const box = document.getElementById('graph').getBoundingClientRect();
    return { x: box.x + shown[0], y: box.y + shown[1] };
  })()`)) as { x: number; y: number };
  await page.mouse.click(at.x, at.y);
  await page.locator('#graph-node h2', { hasText: name }).waitFor();
}
