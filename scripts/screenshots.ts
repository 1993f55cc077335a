import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { pastWeeks } from './past-weeks.ts';

/** Plays the README's story in a real browser against the running product, and photographs it. */

const root = join(import.meta.dirname, '..');
const out = process.argv[2] ?? join(root, 'docs', 'screenshots');
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const LARGEST_BYTES = 150_000;

interface Look {
  locale?: 'zh-CN' | 'en';
  dark?: boolean;
  phone?: boolean;
  /** Pixels; 720 where it isn't said. */
  height?: number;
}

interface Stage {
  browser: Browser;
  address: string;
}

async function main(): Promise<void> {
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'deskline-shots-'));
  const server = startServer(folder);
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const stage = { browser, address: await addressOf(server) };
    await story(stage);
    await passwordReset(stage);
    await past(browser);
  } finally {
    await browser.close();
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
    rmSync(folder, { recursive: true });
  }
}

/** The pages that count, after some weeks of work. */
async function past(browser: Browser): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'deskline-past-'));
  await pastWeeks(`file:${join(folder, 'deskline.db')}`, Date.now());
  const server = startServer(folder);
  try {
    await serviceLevels({ browser, address: await addressOf(server) });
  } finally {
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
    rmSync(folder, { recursive: true });
  }
}

/** What was kept and what wasn't, why a deadline is what it is, and what a month has cost. */
async function serviceLevels(stage: Stage): Promise<void> {
  const zhou = await enter(stage, 'zhou-lan', { height: 1_000 });
  await zhou.goto(`${stage.address}/board?period=month`);
  await zhou.locator('#board-trend canvas').waitFor();
  await zhou.waitForTimeout(1_200);
  await picture(zhou, 'board');
  await zhou.setViewportSize({ width: 1040, height: 720 });
  await zhou.goto(`${stage.address}/board/overdue?period=month`);
  await picture(zhou, 'overdue');
  await zhou.locator('.breaches a').first().click();
  await zhou.locator('.why').evaluate((part) => part.scrollIntoView({ block: 'start' }));
  await picture(zhou, 'ticket-why');
  await zhou.goto(`${stage.address}/agreements/production`);
  await picture(zhou, 'statement');
}

function startServer(folder: string): ChildProcess {
  const env = {
    ...process.env,
    PORT: '0',
    DATABASE_URL: `file:${join(folder, 'deskline.db')}`,
    LOG_LEVEL: 'error',
  };
  return spawn(process.execPath, [join(root, 'dist', 'main.js')], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The address that the server prints once it is ready. */
async function addressOf(server: ChildProcess): Promise<string> {
  let said = '';
  for await (const part of server.stdout ?? []) {
    said += String(part);
    const [address] = /http:\/\/\S+/.exec(said) ?? [];
    if (address) return address;
  }
  throw new Error(`The server ended without an address: ${said}`);
}

async function story(stage: Stage): Promise<void> {
  const hanmei = await enter(stage, 'han-mei');
  await say(hanmei, '我们整个产线的扫码枪都连不上网，停产了');
  await press(hanmei, '转人工');
  await sees(hanmei, '已为你开工单');

  const ann = await enter(stage, 'ann', { locale: 'en', phone: true });
  await say(ann, 'VPN error 809');
  await sees(ann, 'Source: knowledge base');
  await picture(ann, 'chat-phone');

  const lilei = await enter(stage, 'li-lei');
  await say(lilei, '打印机卡纸了');
  await press(lilei, '没解决');
  await sees(lilei, 'printer-first-checks');
  await press(lilei, '没解决');
  await sees(lilei, '哪台打印机');
  await say(lilei, 'HP M404，3 楼东侧');
  await sees(lilei, '错误代码');
  await press(lilei, '跳过');
  await sees(lilei, '已为你开工单');
  await picture(lilei, 'chat-ticket');

  const wang = await enter(stage, 'wang-fang', { height: 880 });
  await wang.locator('.ticket-row', { hasText: '打印机卡纸了' }).click();
  await press(wang, '认领');
  await sees(wang, '王芳 已认领');
  await say(wang, '你好，我带上搓纸轮，五分钟后到你那里。');
  await sees(wang, '已发给报修人');
  await say(wang, '// 备件柜的搓纸轮只剩一个，要补货');
  await wang.locator('.internal').waitFor();
  await picture(wang, 'desk-thread');
  await say(lilei, '#2 好的，我在工位等你');
  await sees(wang, '我在工位等你');

  await wang.locator('#tool-resolve > summary').click();
  await wang.getByLabel('原因').fill('搓纸轮磨损');
  await wang.getByLabel('步骤').fill('更换搓纸轮\n打印测试页');
  await press(wang, '提交，请报修人确认');
  await sees(lilei, '现在好了吗');
  await press(lilei, '已解决');
  await sees(lilei, '响应速度');
  await press(lilei, '5 很好');
  await sees(lilei, '解决质量');
  await press(lilei, '4 好');
  await sees(lilei, '服务态度');
  await picture(lilei, 'chat-survey');
  await press(lilei, '5 很好');
  await sees(lilei, '还有什么想说的');
  await say(lilei, '来得很快');
  await sees(lilei, '工单已关闭');

  const tom = await enter(stage, 'tom', { locale: 'en', dark: true, height: 820 });
  await tom.locator('#closed-tickets > summary').click();
  await tom.locator('#closed-tickets .ticket-row').first().click();
  await tom.getByRole('link', { name: 'Full history' }).click();
  await sees(tom, 'Chain intact');
  await tom.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })");
  await picture(tom, 'ticket-dark');
  await knowledge(stage);
}

/** From the solved ticket to an article that is reviewed, and how it all hangs together. */
async function knowledge(stage: Stage): Promise<void> {
  const wang = await enter(stage, 'wang-fang', { height: 860 });
  await wang.locator('#closed-tickets > summary').click();
  await wang.locator('#closed-tickets .ticket-row').first().click();
  await wang.getByRole('link', { name: '完整历史' }).click();
  await wang.getByRole('link', { name: '写成文章' }).click();
  await wang.getByLabel('标题（中文）').fill('打印机频繁卡纸：搓纸轮磨损');
  await wang.getByLabel('适用场景（中文）').fill('纸张没问题、清过纸道还是卡纸的激光打印机');
  await wang.getByLabel('风险（中文）').fill('更换前断电，滚筒附近可能烫手');
  await wang.getByText('未保存的内容已留在这个浏览器里').waitFor();
  await wang.locator('.preview-chat').first().getByText('烫手').waitFor();
  await wang.evaluate("scrollTo({ top: 0, behavior: 'instant' })");
  await picture(wang, 'knowledge-editor');
  await wang.getByRole('button', { name: '保存并提交审核' }).click();
  await sees(wang, '已提交审核');

  await wang.goto(`${stage.address}/knowledge/printer-paper-jam/edit`);
  const steps = wang.getByLabel('步骤（中文）');
  await steps.fill(`${(await steps.inputValue()).trim()}\n还是卡纸：检查搓纸轮是否磨损，磨损就更换。`);
  await wang.getByRole('button', { name: '保存并提交审核' }).click();
  await sees(wang, '已提交审核');

  const zhou = await enter(stage, 'zhou-lan', { height: 860 });
  await zhou.goto(`${stage.address}/knowledge/review`);
  await zhou.locator('.review-item').first().getByText('阅读全文').click();
  await picture(zhou, 'knowledge-review');
  await zhou.getByRole('button', { name: '通过并发布' }).first().click();
  await sees(zhou, '机器人现在就会用它');
  await zhou.goto(`${stage.address}/knowledge/graph`);
  await zhou.locator('#graph[data-drawn]').waitFor();
  await picture(zhou, 'knowledge-graph');

  const tom = await enter(stage, 'tom', { locale: 'en', phone: true, dark: true, height: 780 });
  await tom.goto(`${stage.address}/knowledge/printer-paper-jam`);
  await picture(tom, 'knowledge-article-phone');
}

/** A forgotten password: the offer in the chat, and the page with the number for the manager. */
async function passwordReset(stage: Stage): Promise<void> {
  const zhou = await enter(stage, 'zhou-lan');
  await zhou.goto(`${stage.address}/chat`);
  await say(zhou, '你好');
  const lilei = await enter(stage, 'li-lei', { phone: true, height: 780 });
  await say(lilei, '忘记密码了');
  await press(lilei, '现在重置密码');
  await sees(lilei, '打开页面');
  await picture(lilei, 'reset-chat');
  const [page] = await Promise.all([
    lilei.context().waitForEvent('page'),
    lilei.getByRole('link', { name: '打开页面' }).last().click(),
  ]);
  await sees(page, '验证码已发到你的手机');
  const panes = await lilei.context().newPage();
  await panes.goto(`${stage.address}/demo/directory`);
  const letter = await panes.locator('article').first().innerText();
  await page.getByLabel('验证码').fill(/\b\d{6}\b/.exec(letter)?.[0] ?? '');
  await press(page, '确认');
  await sees(page, '告诉他这个数字');
  await picture(page, 'reset-page');
}

async function enter({ browser, address }: Stage, person: string, look: Look = {}): Promise<Page> {
  const { locale = 'zh-CN', dark = false, phone = false, height = 720 } = look;
  const context = await browser.newContext({
    locale,
    colorScheme: dark ? 'dark' : 'light',
    viewport: { width: phone ? 390 : 1040, height },
    deviceScaleFactor: 1,
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  await page.goto(address);
  await page.locator(`button[value="${person}"]`).click();
  await page.waitForURL(/\/(chat|desk)/);
  return page;
}

async function say(page: Page, text: string): Promise<void> {
  await page.locator('#text').fill(text);
  await page.keyboard.press('Enter');
}

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).last().click();
}

async function sees(page: Page, text: string): Promise<void> {
  await page.getByText(text).last().waitFor();
}

async function picture(page: Page, name: string): Promise<void> {
  const path = join(out, `${name}.png`);
  await page.mouse.move(0, 0);
  const { length: size } = await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  if (size > LARGEST_BYTES) throw new Error(`${name}.png has ${size} bytes, at most ${LARGEST_BYTES}`);
  process.stdout.write(`${name}.png ${Math.round(size / 1000)} kB\n`);
}

await main();
