import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { confirms, NUMBER, reports, resolves, talks, type Play } from '../tests/journeys/main-job.ts';
import { Agent, Colleague } from '../tests/journeys/people.ts';
import { wordsIn } from '../tests/journeys/words.ts';
import { openCompany, type VendorName } from '../tests/support/company.ts';
import { pageOf, type Entry, type Scene } from './mock-ups/page.ts';
import { withPalette } from './mock-ups/palette.ts';
import { chatOf } from './mock-ups/chat.ts';

/** Plays the main job on each platform and draws what was sent there, as the platforms' clients show it. */

const out = process.argv[2] ?? join(import.meta.dirname, '..', 'docs', 'pictures');
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const LARGEST_BYTES = 150_000;
const words = wordsIn('zh-CN');
const GAP: Entry = { side: 'gap', name: '', html: '' };
const SIGNS: Record<string, string> = { white_check_mark: '✅', lock: '🔒' };

async function main(): Promise<void> {
  mkdirSync(out, { recursive: true });
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-lcd-text'],
  });
  try {
    for (const vendor of ['slack', 'dingtalk', 'wecom'] as const) await draw(browser, vendor);
  } finally {
    await browser.close();
  }
}

async function draw(browser: Browser, vendor: VendorName): Promise<void> {
  const company = await openCompany({ requesters: [vendor], desk: vendor });
  const names = vendor === 'wecom' ? { requester: 'zhangsan', agent: 'wangfang' } : words;
  const requester = new Colleague(company, vendor, {
    id: 'zhangsan',
    name: words.requester,
    locale: 'zh-CN',
  });
  const agent = new Agent(company, 'L1', { id: 'wangfang', name: words.agent, locale: 'zh-CN' });
  const play: Play = { requester, agent, words: wordsIn('zh-CN', names.agent) };
  await agent.arrives();
  const greeted = agent.chat().length;
  await reports(play);
  await talks(play);
  const group = chatOf(vendor, { viewer: agent, messages: agent.inGroup(), place: agent.group, marksOf });
  const direct = chatOf(vendor, {
    viewer: agent,
    messages: agent.chat().slice(greeted),
    place: agent.id,
    greeted,
  });
  await resolves(play);
  await confirms(play);
  const chat = chatOf(vendor, { viewer: requester, messages: requester.chat(), place: requester.id });
  const at = (text: string) => chat.findIndex(({ html }) => html.includes(text));
  await company.close();

  const scene = (title: string, entries: Scene['entries']): Scene => ({ vendor, title, entries });
  await picture(browser, `${vendor}-requester`, [
    scene('Deskline', [
      ...chat.slice(0, 2),
      GAP,
      ...chat.slice(at(words.whichPrinter), at(words.opened) + 1),
    ]),
    scene('Deskline', chat.slice(at('已接手工单'), at(words.quality))),
  ]);
  const places = agent.hasThreads
    ? [scene('# it-l1', group.slice(0, 2)), scene(NUMBER, group.slice(2))]
    : [scene('IT 一线', group), scene('Deskline', direct)];
  await picture(browser, `${vendor}-desk`, places);

  function marksOf(id: string): string[] {
    const post = company.twins.slack?.world.posts.find(({ ts }) => ts === id);
    return post?.reactions.map((name) => SIGNS[name] ?? `:${name}:`) ?? [];
  }
}

async function picture(browser: Browser, name: string, scenes: readonly Scene[]): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 100, height: 100 } });
  await page.setContent(pageOf(scenes));
  const png = withPalette(await page.locator('body').screenshot());
  await page.close();
  writeFileSync(join(out, `${name}.png`), png);
  const { length: size } = png;
  if (size > LARGEST_BYTES) throw new Error(`${name}.png has ${size} bytes, at most ${LARGEST_BYTES}`);
  process.stdout.write(`${name}.png ${Math.round(size / 1000)} kB\n`);
}

await main();
