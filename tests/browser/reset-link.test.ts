import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { serveWeb, type WebServer } from '../../src/web-server.ts';
import { codeIn, GOOD_PASSWORD, openClinic, setupOf, type Clinic } from '../password-reset/clinic.ts';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const skipped = !existsSync(executablePath) && process.env.CI !== 'true';

describe.skipIf(skipped)('the link of a chat platform in a browser', { timeout: 60_000 }, () => {
  let browser: Browser;
  let clinic: Clinic;
  let server: WebServer;
  let page: Page;
  const asked: string[] = [];
  const complaints: string[] = [];
  beforeAll(async () => {
    clinic = await openClinic();
    const now = () => clinic.now();
    const config = readConfig({ PORT: '0' });
    // Chromium keeps cookies that ask for TLS to itself without it.
    const reset = { ...setupOf(clinic), baseUrl: 'http://127.0.0.1' };
    server = await serveWeb({
      deskline: clinic.deskline,
      config,
      log: clinic.pino,
      now,
      root: process.cwd(),
      reset,
    });
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
    page = await browser.newPage({ locale: 'en' });
    page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
    await clinic.close();
  });

  async function opensLink(path: string, token: string): Promise<void> {
    await page.goto(`http://127.0.0.1:${server.port}${path}#${token}`);
  }

  it('PR-8, PR-11 hands its token over by itself, and leaves it in no address', async () => {
    const ann = clinic.user('ann');
    await ann.says('I forgot my password');
    await ann.presses('Reset my password now');
    const token = ann.token();
    await opensLink('/reset', token);
    await page.getByText('A code was sent to your phone ***100').waitFor();
    expect(page.url()).toMatch(/\/reset\/steps$/);
    expect(asked.filter((one) => one.includes(token))).toEqual([]);
    await page.getByLabel('Code').fill(codeIn(clinic.post.letters().phone));
    clinic.shift(10);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('secondary mailbox').first().waitFor();
    await page.getByLabel('Code').fill(codeIn(clinic.post.letters().mailbox));
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByLabel('New password').fill(GOOD_PASSWORD);
    await page.getByLabel('The same again').fill(GOOD_PASSWORD);
    await page.getByLabel('Show').check();
    expect(await page.getByLabel('New password').getAttribute('type')).toBe('text');
    await page.getByRole('button', { name: 'Save the new password' }).click();
    await page.getByText('Done. You can close this page').waitFor();
    expect(clinic.lab.writes).toEqual(['password ann']);
    await page.goBack().catch(() => null);
    expect(await page.content()).not.toContain(GOOD_PASSWORD);
    expect(complaints).toEqual([]);
  });

  it('PR-21 “It wasn’t me” waits for the press', async () => {
    await clinic.deskline.settle();
    const letter = clinic.post.letters().mailbox.find(({ to }) => to === 'ann@work.example');
    const token = /not-me#([\w-]+)/.exec(letter?.text ?? '')?.[1] ?? '';
    await opensLink('/reset/not-me', token);
    await page.getByText('press the button').waitFor();
    expect(await page.getByLabel('Last part of the link').inputValue()).toBe(token);
    await page.getByRole('button', { name: "It wasn't me, block it now" }).click();
    await page.getByText('an urgent ticket is open').waitFor();
  });

  it('sets up an authenticator from a picture or from its letters', async () => {
    clinic.lab.passwords.set('li-lei', 'the present one');
    const lilei = clinic.user('li-lei');
    await lilei.says('设置动态口令');
    await opensLink('/reset', lilei.token());
    await page.getByLabel('现在的密码').fill('the present one');
    await page.getByRole('button', { name: '继续' }).click();
    await page.locator('.reset-qr svg').waitFor();
    const secret = (await page.locator('.reset-secret').innerText()).replaceAll(' ', '');
    const { Secret, TOTP } = await import('otpauth');
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clinic.now() });
    await page.getByLabel('验证码').fill(code);
    await page.getByRole('button', { name: '确认' }).click();
    await page.locator('.reset-codes li').first().waitFor();
    expect(await page.locator('.reset-codes li').allInnerTexts()).toHaveLength(8);
  });
});
