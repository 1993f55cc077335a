import { expect, it } from 'vitest';
import { inBrowser, type Visitor } from './product.ts';

const PASSWORD = 'correct horse battery staple 7';

inBrowser('the password reset in a browser', (shop) => {
  it('goes from “忘记密码了” to a new password that works, in six steps', async () => {
    const ann = await shop.product.enter('ann', { locale: 'en' });
    const begun = performance.now();
    await ann.says('I forgot my password');
    await ann.sees('Your account is ann');
    await ann.presses('Reset my password now');
    const page = await opened(ann);
    await page.getByText('A code was sent to your phone').waitFor();
    await page.getByLabel('Code').fill(await newestCode(ann, '+1 555 0100'));
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('A code was sent to your secondary mailbox').waitFor();
    await page.getByLabel('Code').fill(await newestCode(ann, 'ann.private@example.net'));
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByLabel('New password').fill('short');
    await page.getByLabel('The same again').fill('short');
    await page.getByRole('button', { name: 'Save the new password' }).click();
    await page.getByText('Too short: at least 15 characters.').waitFor();
    expect(await page.getByLabel('New password').inputValue()).toBe('');
    await page.getByLabel('New password').fill(PASSWORD);
    await page.getByLabel('The same again').fill(PASSWORD);
    await page.getByRole('button', { name: 'Save the new password' }).click();
    await page.getByText('Done. You can close this page').waitFor();
    const seconds = (performance.now() - begun) / 1000;
    console.info(
      `${seconds.toFixed(1)} s from the first message to the changed password, by machine; 6 steps of the user`,
    );
    await ann.sees('the new password of ann works now');
    await ann.goes('/demo/directory');
    await ann.page.getByLabel('User name').fill('ann');
    await ann.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await ann.page.getByRole('button', { name: 'Try to log in' }).click();
    await ann.sees('You are in.');
    await ann.sees('was just changed through the IT bot');
    expect(complaints(shop.product.complaints)).toEqual([]);
  });

  it('PR-26 somebody else who gets hold of the page can’t open it', async () => {
    const ann = await shop.product.enter('ann', { locale: 'en' });
    await ann.says('I forgot my password');
    await ann.presses('Reset my password now');
    const link = ann.page.getByRole('link', { name: 'Open the page' }).last();
    const path = (await link.getAttribute('href')) ?? '';
    const tom = await shop.product.enter('han-mei', { locale: 'en' });
    await tom.goes(path);
    await tom.sees('This link is not good any more');
    const page = await opened(ann);
    await page.getByText('A code was sent to your phone').waitFor();
    expect(await tom.words()).not.toContain('ann');
  });

  it('unlocks in Chinese, on a phone and without scripts', async () => {
    const mei = await shop.product.enter('han-mei', { phone: true, scripts: false });
    await mei.page.locator('textarea').fill('账号被锁了');
    await mei.page.getByRole('button', { name: /发送/ }).click();
    await expect
      .poll(async () => {
        await mei.goes('/chat');
        return mei.words();
      })
      .toContain('被锁了');
    await mei.page.getByRole('button', { name: '只解锁，不改密码' }).click();
    await expect
      .poll(async () => {
        await mei.goes('/chat');
        return mei.words();
      })
      .toContain('打开页面');
    const path = await mei.page.getByRole('link', { name: '打开页面' }).last().getAttribute('href');
    await mei.goes(path ?? '');
    await mei.page.getByRole('button', { name: '继续' }).click();
    await mei.page.getByLabel('验证码').fill(await newestCode(mei, '+86 139 0013 9000'));
    await mei.page.getByRole('button', { name: '确认' }).click();
    await mei.page.getByLabel('验证码').fill(await newestCode(mei, 'hanmei@example.net'));
    await mei.page.getByRole('button', { name: '确认' }).click();
    await mei.page.getByRole('button', { name: '现在解锁，密码不变' }).click();
    await mei.sees('好了，已经解锁。可以关掉这一页，用原来的密码登录');
  });

  it('is turned off and on by who may, and by nobody else', async () => {
    const lan = await shop.product.enter('zhou-lan');
    await lan.goes('/admin/password-reset');
    await lan.sees('正在运行');
    await lan.presses('停用，进行中的都作废');
    await lan.sees('已被管理员停用');
    const ann = await shop.product.enter('ann', { locale: 'en' });
    await ann.says('I forgot my password');
    await ann.sees("I can't do this here");
    await ann.goes('/admin/password-reset');
    expect(await ann.words()).not.toContain('Self-service password reset\n');
    await lan.presses('打开');
    await lan.sees('正在运行');
  });
});

/** The page of the newest link, which opens in a tab of its own. */
async function opened(who: Visitor) {
  const [page] = await Promise.all([
    who.page.context().waitForEvent('page'),
    who.page.getByRole('link', { name: 'Open the page' }).last().click(),
  ]);
  return page;
}

/** What the demo's panes show for an address. */
async function newestCode(who: Visitor, to: string): Promise<string> {
  const pane = await who.page.context().newPage();
  await pane.goto(new URL('/demo/directory', who.page.url()).href);
  const letter = await pane.locator('article', { hasText: to }).first().innerText();
  await pane.close();
  return /\b\d{6}\b/.exec(letter)?.[0] ?? '';
}

/** A page that refuses what was typed answers with its status, which the browser reports. */
function complaints(all: readonly string[]): string[] {
  return all.filter((one) => !one.includes('422'));
}
