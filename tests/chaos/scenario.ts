import { setTimeout as delay } from 'node:timers/promises';
import type { Chance } from './chance.ts';
import { CHANNEL, type Clouds } from './clouds.ts';
import type { Ledger, Relay } from './ledger.ts';
import type { PlatformName, Ways } from './ways.ts';

export interface ScenarioOptions {
  clouds: Clouds;
  ways: Ways;
  ledger: Ledger;
  chance: Chance;
  /** Nobody begins anything new once so many messages are written. */
  messages: number;
  /** How long people wait for each other, ms. */
  patienceMs: number;
}

export const PEOPLE = 24;
interface Agent {
  id: string;
  name: string;
}
const AGENTS: readonly [Agent, Agent] = [
  { id: 'U0AGNES', name: 'Agnes Adler' },
  { id: 'U0BRUNO', name: 'Bruno Beck' },
];
const BOT = 'U0ROBOT';
const PLATFORMS = ['slack', 'dingtalk', 'wecom', 'web'] as const;

interface Person {
  platform: PlatformName;
  id: string;
}

/** The people of the company: a quarter of them on each platform. */
export const people: Person[] = Array.from({ length: PEOPLE }, (_, n) => {
  const platform = PLATFORMS[n % PLATFORMS.length] ?? 'web';
  return { platform, id: platform === 'slack' ? `U0P${n}` : `person-${n}` };
});

/** Longer than the program waits for a verdict and a rating here. */
const SILENCE_MS = 9_000;
const SMALL_TALK = ['你好', '谢谢', '我的工单', '帮助', '在吗', '好的', 'hello', '😀'] as const;
const QUESTIONS: readonly [string[], ...string[][]] = [
  ['打印机卡纸了', '没解决', '没解决', '三楼的惠普 M404', '取消'],
  ['VPN 连不上，报错 809', '好了，谢谢'],
  ['屏幕坏了，开不了机', '没解决', '联想 T14', '上一步', '取消'],
];

/** A ticket that somebody works on. */
interface Case {
  mark: string;
  requester: Person;
  claimed: boolean;
  resolved: boolean;
  failed: boolean;
}

/** Everybody acts until enough has been written; resolves when the last has finished what he began. */
export async function play(options: ScenarioOptions): Promise<void> {
  const { clouds, ways, ledger, chance, messages, patienceMs } = options;
  const { slack } = clouds;
  const cases = new Map<string, Case>();
  const desk: Promise<void>[] = [];
  let seenCards = 0;
  let over = false;

  for (const { platform, id } of people) {
    if (platform === 'slack' || platform === 'dingtalk' || platform === 'wecom') {
      clouds[platform].account({ id, name: id, locale: 'zh-CN' });
    }
  }
  for (const agent of AGENTS) slack.account({ ...agent, locale: 'zh-CN' });
  slack.account({ id: BOT, name: 'Reminder', kind: 'bot' });
  ledger.bots.push(BOT);

  const enough = () => ways.count() >= messages;
  const until = async (isTrue: () => boolean, withinMs = patienceMs) => {
    const end = performance.now() + withinMs;
    while (!isTrue() && performance.now() < end) await delay(40);
    return isTrue();
  };
  const says = (person: Person, text: string, mark = ways.mark()) =>
    ways.write({ platform: person.platform, userId: person.id, text, mark });

  async function asks(person: Person, luck: Chance): Promise<void> {
    for (const text of luck.pick(QUESTIONS)) await says(person, text);
  }

  /** Asks for a human, and talks with him until it is solved. */
  async function reports(person: Person, luck: Chance): Promise<void> {
    const mark = ways.mark();
    const one: Case = { mark, requester: person, claimed: false, resolved: false, failed: false };
    cases.set(mark, one);
    await says(person, '取消');
    await says(person, '转人工');
    ledger.requests.push(mark);
    await says(person, `打印机卡纸了 ${mark}`, mark);
    // Some words became no ticket: one of them was lost on WeCom, or it was taken as said of an earlier problem.
    const hasCard = () => clouds.cards.some(({ text }) => text.includes(mark));
    if (!(await until(hasCard, patienceMs / 2))) return;
    if (!(await until(() => one.claimed || one.failed)) || one.failed) return;
    const card = clouds.cards.find(({ text }) => text.includes(mark));
    const relay: Relay = { platform: 'slack', place: CHANNEL, thread: card?.id, marks: [] };
    ledger.relays.push(relay);
    for (let n = luck.between(1, 4); n > 0; n--) {
      const added = ways.mark();
      // Who isn't heard in time is no measure of order any more.
      if (await says(person, `纸又卡在后盖里，灯一直闪 ${added}`, added)) relay.marks.push(added);
    }
    if (!(await until(() => one.resolved || one.failed)) || one.failed) return;
    // Some never say whether it is solved: their timers do, and until then they have nothing new.
    if (luck.happens(0.3)) {
      await delay(SILENCE_MS);
      return;
    }
    for (const text of ['已解决', '5', '5', '4', '来得很快']) await says(person, text);
  }

  async function lives(person: Person): Promise<void> {
    const luck = chance.of(person.id);
    await delay(luck.between(0, 1_500));
    while (!enough()) {
      const share = luck.below(10);
      if (share < 4) await says(person, luck.pick(SMALL_TALK));
      else if (share < 6) await asks(person, luck);
      else await reports(person, luck);
      await delay(luck.between(0, 400));
    }
  }

  /** The desk's side of a ticket. */
  async function works(card: { id: string; text: string }): Promise<void> {
    const one = [...cases.values()].find(({ mark }) => card.text.includes(mark));
    if (!one) return;
    const luck = chance.of(one.mark);
    const thread = () => clouds.inThread(card.id);
    const heard = (words: string) => thread().some((text) => text.includes(words));
    const press = async (agent: Agent) => {
      const message = { ...slack.world.seen(slackPost(card.id)), id: card.id };
      // A press that isn't acknowledged shows a warning sign.
      await slack.presses(agent.id, message, '认领').catch(() => {});
    };
    for (let tries = 0; tries < 4 && !heard('已认领'); tries++) {
      const both = luck.happens(0.5);
      await Promise.all((both ? AGENTS : [luck.pick(AGENTS)]).map(press));
      await until(() => heard('已认领'));
    }
    const taken = thread().find((text) => text.includes('已认领'));
    const agent = AGENTS.find(({ name }) => taken?.includes(name));
    if (!agent) {
      one.failed = true;
      return;
    }
    one.claimed = true;
    const { platform, id } = one.requester;
    const relay: Relay = { platform, place: id, marks: [] };
    ledger.relays.push(relay);
    const at = { group: CHANNEL, thread: card.id };
    const writes = (text: string, mark: string) =>
      ways.write({ platform: 'slack', userId: agent.id, text, mark, at });
    for (let n = luck.between(1, 4); n > 0; n--) {
      const mark = ways.mark();
      if (await writes(`你好，请看一下搓纸轮 ${mark}`, mark)) relay.marks.push(mark);
      await delay(luck.between(0, 300));
    }
    if (luck.happens(0.2)) {
      await ways.write({
        platform: 'slack',
        userId: BOT,
        text: `提醒 ${one.mark}`,
        mark: ways.mark(),
        at,
        bot: true,
      });
    }
    await delay(luck.between(0, 1_500));
    for (let tries = 0; tries < 3 && !heard('已解决，原因'); tries++) {
      await writes('解决 原因：搓纸轮磨损 步骤：更换搓纸轮；打印测试页', ways.mark());
      await until(() => heard('已解决，原因'));
    }
    one.resolved = heard('已解决，原因');
    one.failed = !one.resolved;
  }

  function slackPost(ts: string) {
    const post = slack.world.find(CHANNEL, ts);
    if (!post) throw new Error(`There is no card ${ts}`);
    return post;
  }

  async function watch(): Promise<void> {
    while (!over) {
      for (const card of clouds.cards.slice(seenCards)) desk.push(works(card));
      seenCards = clouds.cards.length;
      await delay(30);
    }
  }

  /** Another bot writes to ours, in a chat of its own. */
  async function robot(): Promise<void> {
    const luck = chance.of('robot');
    while (!enough()) {
      await ways.write({
        platform: 'slack',
        userId: BOT,
        text: '打印机卡纸了',
        mark: ways.mark(),
        bot: true,
      });
      await delay(luck.between(1_000, 4_000));
    }
  }

  const watching = watch();
  await Promise.all([...people.map(lives), robot()]);
  await Promise.all(desk);
  over = true;
  await watching;
}
