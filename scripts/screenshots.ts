import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Plays the README's story in a real browser against the running product, and photographs it. */

const root = join(import.meta.dirname, '..');
const out = process.argv[2] ?? join(root, 'docs', 'screenshots');
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const PORT = 3987;
const address = `http://127.0.0.1:${PORT}`;

interface Look {
  person: string;
  locale: 'zh-CN' | 'en';
  dark?: boolean;
  phone?: boolean;
}

async function main(): Promise<void> {
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'deskline-shots-'));
  const server = await startServer(folder);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    await story(browser);
  } finally {
    await browser.close();
    server.kill('SIGTERM');
    await once(server, 'exit');
    rmSync(folder, { recursive: true });
  }
}

async function startServer(folder: string) {
  const env = {
    ...process.env,
    PORT: String(PORT),
    DATABASE_URL: `file:${join(folder, 'deskline.db')}`,
    LOG_LEVEL: 'error',
  };
  const server = spawn(process.execPath, [join(root, 'dist', 'main.js')], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(server.stdout, 'data');
  return server;
}

async function story(browser: Browser): Promise<void> {
  const lilei = await open(browser, { person: 'li-lei', locale: 'zh-CN' });
  await lilei.screenshot({ path: shot('landing-before') });
  await say(lilei, '打印机卡纸了');
  await lilei.getByRole('button', { name: '没解决' }).last().waitFor();
  await picture(lilei, 'chat-answer');
  await lilei.getByRole('button', { name: '没解决' }).last().click();
  await lilei.getByText('先快速检查').waitFor();
  await lilei.getByRole('button', { name: '没解决' }).last().click();
  await lilei.getByText('哪台打印机').waitFor();
  await say(lilei, 'HP M404，3 楼东侧');
  await lilei.getByRole('button', { name: '跳过' }).last().click();
  await lilei.getByText('已为你开工单').waitFor();
  await picture(lilei, 'chat-ticket');

  const ann = await open(browser, { person: 'ann', locale: 'en', phone: true });
  await say(ann, 'vpn error 809, customer call in 10 minutes');
  await ann.getByRole('button', { name: 'Solved', exact: true }).last().waitFor();
  await picture(ann, 'chat-phone');

  const wang = await open(browser, { person: 'wang-fang', locale: 'zh-CN' });
  await wang.goto(`${address}/desk/it-l1`);
  await wang.getByText('打印机卡纸了').first().click();
  await wang.getByRole('button', { name: '认领' }).first().click();
  await wang.getByText('王芳 已认领').waitFor();
  await say(wang, '你好，我带上搓纸轮，五分钟后到你那里。');
  await wang.getByText('五分钟后到').first().waitFor();
  await picture(wang, 'desk-thread');
  await say(wang, '解决 原因：搓纸轮磨损 步骤：更换搓纸轮；打印测试页');
  await wang.getByText('正在请报修人确认').waitFor();
  await lilei.getByText('现在好了吗').waitFor();
  await lilei.getByRole('button', { name: '已解决' }).last().click();
  await lilei.getByText('响应速度').last().waitFor();
  await picture(lilei, 'chat-survey');
  for (const score of ['5 很好', '5 很好', '4 好']) {
    await lilei.getByRole('button', { name: score }).last().click();
    await lilei.waitForTimeout(400);
  }

  const tom = await open(browser, { person: 'tom', locale: 'en', dark: true });
  await tom.goto(`${address}/tickets/IT-2026-000001`);
  await picture(tom, 'ticket-dark');
  await tom.goto(`${address}/articles?q=vpn`);
  await picture(tom, 'articles-dark');
}

async function open(browser: Browser, { person, locale, dark = false, phone = false }: Look): Promise<Page> {
  const context = await browser.newContext({
    locale,
    colorScheme: dark ? 'dark' : 'light',
    viewport: phone ? { width: 390, height: 780 } : { width: 1200, height: 780 },
  });
  const page = await context.newPage();
  await page.goto(address);
  await page.locator(`button[value="${person}"]`).click();
  await page.waitForLoadState('networkidle').catch(() => undefined);
  return page;
}

async function say(page: Page, text: string): Promise<void> {
  await page.locator('textarea[name="text"]').fill(text);
  await page.keyboard.press('Enter');
}

async function picture(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(500);
  await page.screenshot({ path: shot(name) });
}

function shot(name: string): string {
  return join(out, `${name}.png`);
}

await main();
