import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { inBrowser, type Visitor } from './product.ts';

const EVIL =
  '<img src=x onerror="document.title=1"> <script>alert(1)</script> **bold** [link](https://evil.example) `code`';

inBrowser('in a browser', (shop) => {
  it('goes from a message to a ticket, a human, a solution, a rating and a complete history', async () => {
    const lilei = await shop.product.enter('li-lei', { chooses: true });
    await openPrinterTicket(lilei);

    const wang = await shop.product.enter('wang-fang');
    await wang.page.locator('.ticket-row', { hasText: '打印机卡纸了' }).click();
    await wang.presses('认领');
    await wang.sees('王芳 已认领');
    await lilei.sees('王芳');

    await wang.says('你好，我五分钟后到。');
    await lilei.sees('你好，我五分钟后到。');
    await wang.message('你好，我五分钟后到。').getByText('已发给报修人').waitFor();

    await lilei.says('#1 我在工位等你');
    await wang.sees('我在工位等你');

    await wang.says('// 备件只剩一个');
    await wang.message('备件只剩一个').getByText('内部').waitFor();
    await wang.says('我到楼下了');
    await lilei.sees('我到楼下了');
    expect(await lilei.words()).not.toContain('备件只剩一个');

    const tom = await shop.product.enter('tom', { locale: 'en' });
    await tom.goes(new URL(wang.page.url()).pathname);
    await tom.says('claim');
    await tom.sees('王芳 has it already');
    await tom.sees('Only you can see this');
    expect(await wang.words()).not.toContain('has it already');

    await wang.page.locator('#tool-resolve > summary').click();
    await wang.page.getByLabel('原因').fill('搓纸轮磨损');
    await wang.page.getByLabel('步骤').fill('更换搓纸轮\n打印测试页');
    await wang.presses('提交，请报修人确认');
    await lilei.sees('打印测试页');
    await wang.page.locator('#thread-head').getByText('待报修人确认').waitFor();

    await lilei.presses('已解决');
    await lilei.sees('响应速度');
    await wang.page.locator('#thread-head').getByText('待评价').waitFor();
    await lilei.presses(/^5 /);
    await lilei.sees('解决质量');
    await lilei.presses(/^4 /);
    await lilei.sees('服务态度');
    await lilei.presses(/^5 /);
    await lilei.sees('还有什么想说的');
    await lilei.says('来得很快');
    await lilei.sees('工单已关闭');
    await wang.page.locator('#thread-head').getByText('已关闭').waitFor();

    await lilei.page.locator('#my-tickets a').first().click();
    await lilei.sees('记录链完整 ✓');
    const history = await lilei.page.locator('main').innerText();
    for (const fact of [
      'HP M404',
      '李雷 开了工单',
      '王芳 认领了工单',
      '我在工位等你',
      '原因：搓纸轮磨损',
      '4/5',
    ]) {
      expect(history).toContain(fact);
    }
    expect(history).not.toContain('备件只剩一个');
    expect(history).not.toMatch(/[{}]|内部备注/);

    await wang.page.getByRole('link', { name: '完整历史' }).click();
    await wang.sees('备件只剩一个');
    expect(shop.product.complaints).toEqual([]);
  });

  it('renews the forms under the thread and the thread itself as the ticket moves', async () => {
    await shop.product.openTicket('li-lei');
    const wang = await shop.product.enter('wang-fang');
    await wang.page.locator('.ticket-row').first().click();
    const resolve = wang.page.locator('#tool-resolve');
    const escalate = wang.page.locator('#tool-escalate');
    await escalate.waitFor();
    expect(await resolve.count()).toBe(0);
    await wang.presses('认领');
    await resolve.waitFor();

    const zhou = await shop.product.enter('zhou-lan');
    await zhou.page.locator('.ticket-row').first().click();
    await escalate.locator('summary').click();
    await wang.page.getByLabel('理由').fill('要拆机');
    await wang.presses('升级工单');
    await wang.sees('已转到二线');
    await zhou.page.locator('#thread-head').getByText('未认领').waitFor();
    await zhou.message('王芳 转来').waitFor();
    await zhou.says('认领');
    await zhou.sees('周兰 已认领');
    expect(shop.product.complaints).toEqual([]);
  });

  it('keeps what is being written in a form while the page changes', async () => {
    await shop.product.openTicket('li-lei');
    const lilei = await shop.product.enter('li-lei');
    const wang = await shop.product.enter('wang-fang');
    await wang.page.locator('.ticket-row').first().click();
    await wang.presses('认领');
    await wang.page.locator('#tool-resolve > summary').click();
    await wang.page.getByLabel('原因').fill('搓纸轮');
    await lilei.says('#1 又卡了一张');
    await wang.sees('又卡了一张');
    const zhou = await shop.product.enter('zhou-lan');
    await zhou.goes(new URL(wang.page.url()).pathname);
    await zhou.says('优先级 高');
    await wang.page.locator('#thread-head').getByText('高', { exact: true }).waitFor();
    expect(await wang.page.getByLabel('原因').inputValue()).toBe('搓纸轮');
    expect(await hasFocus(wang.page.getByLabel('原因'))).toBe(true);
    expect(shop.product.complaints).toEqual([]);
  });

  it('shows once what the live connection brings before the answer to sending it', async () => {
    const lilei = await shop.product.enter('li-lei');
    await lilei.page.route('**/api/messages', async (route) => {
      const answer = await route.fetch();
      const { seq } = (await answer.json()) as { seq: number };
      await lilei.page.locator(`#m-${seq}`).waitFor();
      await route.fulfill({ response: answer });
    });
    await lilei.says('打印机卡纸了');
    await lilei.sees('来源：知识库');
    await lilei.page.locator('.message.pending').waitFor({ state: 'detached' });
    expect(await lilei.page.locator('.message.mine').count()).toBe(1);
    expect(shop.product.complaints).toEqual([]);
  });

  it('serves an English employee on a phone', async () => {
    const ann = await shop.product.enter('ann', { locale: 'en', phone: true });
    await ann.says('The printer is jammed');
    await ann.presses('Not solved');
    await ann.sees('printer-first-checks');
    await ann.presses('Talk to a human');
    await ann.sees(/opened ticket|which printer/i);
    if (!(await ann.page.getByText(/opened ticket/).count())) await ann.presses('Talk to a human');
    await ann.sees(/opened ticket/);

    const desktop = await shop.product.enter('ann', { locale: 'en' });
    await desktop.sees(/waiting to be claimed/i);
    const card = await desktop.page.locator('#my-tickets li').first().boundingBox();
    expect(card!.x + card!.width).toBeLessThanOrEqual(1280);

    const tom = await shop.product.enter('tom', { locale: 'en', phone: true });
    await tom.page.locator('.ticket-row', { hasText: 'The printer is jammed' }).click();
    await tom.presses(/Claim|认领/);
    await tom.says('On my way, Ann');
    await tom.sees(/Sent to the requester/);
    await ann.sees('On my way, Ann');

    await ann.page.locator('#my-tickets summary').click();
    await ann.page.locator('#my-tickets a').first().click();
    await ann.sees('Chain intact ✓');
    for (const one of [ann, tom]) {
      expect(await one.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    }
    expect(shop.product.complaints).toEqual([]);
  });

  it('runs nothing that a requester has written, and shows it as it is: on the card and passed on', async () => {
    await shop.product.openTicket('han-mei', `打印机卡纸了 ${EVIL}`);
    const hanmei = await shop.product.enter('han-mei');
    const wang = await shop.product.enter('wang-fang');
    await wang.page.locator('.ticket-row').first().click();
    await hanmei.says(`#1 补充 ${EVIL}`);
    await wang.message('补充').waitFor();
    const card = wang.page.locator('.card').first();
    expect(await card.innerText()).toContain(EVIL);
    expect(await card.locator('a, strong, code').count()).toBe(0);
    expect(await wang.page.locator('#messages img, #messages script').count()).toBe(0);
    expect(await wang.message('补充').innerText()).toContain(EVIL);
    expect(await wang.message('补充').locator('a').count()).toBe(0);
    expect(await hanmei.message('补充').innerText()).toContain(EVIL);
    expect(shop.product.complaints).toEqual([]);
  });

  it('can be used with the keyboard alone', async () => {
    const { page } = await shop.product.enter('li-lei');
    await page.locator('#text:focus').waitFor();
    await page.keyboard.type('打印机卡纸了');
    await page.keyboard.press('Enter');
    const button = page.getByRole('button', { name: '没解决', exact: true }).last();
    await button.waitFor();
    for (let i = 0; i < 12 && !(await hasFocus(button)); i++) await page.keyboard.press('Shift+Tab');
    expect(await hasFocus(button)).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByText('printer-first-checks').waitFor();

    await page.locator('#text').focus();
    await page.keyboard.type('转人工');
    await page.keyboard.press('Shift+Enter');
    expect(await page.locator('#text').inputValue()).toBe('转人工\n');
    expect(shop.product.complaints).toEqual([]);
  });

  it('shows the way to the newest message while it is out of sight, and goes there', async () => {
    const { page } = await shop.product.enter('ann', { locale: 'en', phone: true });
    const way = page.getByRole('link', { name: 'Newest message' });
    await page.locator('#text').fill('VPN error 809');
    await page.keyboard.press('Enter');
    await way.click();
    await way.waitFor({ state: 'hidden' });
    expect(await inView(page.getByRole('button', { name: 'Not solved' }))).toBe(true);
    expect(shop.product.complaints).toEqual([]);
  });

  it('shows the newest message to somebody without scripts as well', async () => {
    const { page } = await shop.product.enter('ann', { locale: 'en', phone: true, scripts: false });
    for (const text of ['VPN error 809', 'one moment please']) {
      await page.locator('#text').fill(text);
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText(text, { exact: true }).waitFor();
    }
    expect(await inView(page.locator('#messages > li').last())).toBe(true);
  });

  it('has no page that a browser complains about, in either language', async () => {
    await shop.product.openTicket('li-lei');
    const crawl = async (person: string, locale: 'zh-CN' | 'en') => {
      const visitor = await shop.product.enter(person, { locale });
      const seen = new Set<string>(['/', '/chat', '/articles?q=vpn']);
      for (const path of seen) {
        await visitor.goes(path);
        expect(await visitor.page.locator('h1').count()).toBe(1);
        const links = await visitor.page
          .locator('a[href^="/"]')
          .evaluateAll((all) => all.map((a) => a.getAttribute('href')));
        for (const link of links) if (link && seen.size < 9 && !link.startsWith('/files')) seen.add(link);
      }
    };
    await Promise.all([crawl('zhou-lan', 'zh-CN'), crawl('tom', 'en'), crawl('li-lei', 'en')]);
    expect(shop.product.complaints).toEqual([]);
  });
});

/** Whether the lower edge of `element` is above the composer. */
async function inView(element: Locator): Promise<boolean> {
  const [box, composer] = await Promise.all([
    element.boundingBox(),
    element.page().locator('#composer').boundingBox(),
  ]);
  return box !== null && composer !== null && box.y > 0 && box.y + box.height <= composer.y + 1;
}

function hasFocus(field: Locator): Promise<boolean> {
  return field.and(field.page().locator(':focus')).isVisible();
}

/** From the first words to the open ticket, the way an employee goes whom no article helps. */
async function openPrinterTicket(visitor: Visitor): Promise<void> {
  await visitor.says('打印机卡纸了');
  await visitor.presses('没解决');
  await visitor.sees('printer-first-checks');
  await visitor.presses('没解决');
  await visitor.sees('哪台打印机');
  await visitor.says('HP M404，3 楼东侧');
  await visitor.sees('错误代码');
  await visitor.presses('跳过');
  await visitor.sees('已为你开工单');
}
