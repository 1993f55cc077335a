import { asc } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { openCompany, type Company, type VendorName } from '../support/company.ts';
import { until } from '../support/until.ts';
import { NUMBER } from './main-job.ts';
import { Agent, Colleague, plain } from './people.ts';
import { handsOn } from './vendor-faults.ts';

const vendors: readonly VendorName[] = ['slack', 'dingtalk', 'wecom'];
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let company: Company;
afterEach(() => company.close());

describe('what comes twice or in another order', () => {
  it.each(vendors)('takes effect once, on %s, among some hundred messages', async (vendor) => {
    const people = 8;
    const rounds = 12;
    const { staff, agent } = await withTickets(vendor, people);
    const hands = handsOn(company, vendor);
    const random = seeded(7);
    const written = new Map<string, string[]>(staff.map(({ id }) => [id, []]));
    await Promise.all(
      staff.map(async ({ id }) => {
        for (let n = 0; n < rounds; n += 2) {
          const texts = [`${id} 第${n}句`, `${id} 第${n + 1}句`] as const;
          const ids = random() < 0.2 ? await hands.swapped(id, texts) : await hands.inTurn(id, texts);
          written.get(id)?.push(...texts);
          for (const [k, text] of texts.entries()) {
            if (random() < 0.1) await hands.again(ids[k] ?? '', { userId: id, text });
          }
        }
      }),
    );
    const total = people * rounds;
    await until(async () => (await wordsOnTickets()).length >= total);
    await company.recovers();

    const kept = await wordsOnTickets();
    expect(kept.toSorted()).toEqual([...written.values()].flat().toSorted());
    for (const { id } of staff) {
      const own = kept.filter((text) => text.startsWith(id));
      const shown = agent.atWork().flatMap(({ text }) => text.match(/U0P\d 第\d+句/) ?? []);
      // In the order in which they came, each once.
      expect(shown.filter((text) => text.startsWith(id))).toEqual(own);
    }
    await expectEmptyBoxes();
  });

  it.each(vendors)('is known after ten minutes, a month and a restart, on %s', async (vendor) => {
    company = await openCompany({ requesters: [vendor], desk: 'slack' });
    const li = new Colleague(company, vendor, { id: 'lilei', name: '李雷' });
    const hands = handsOn(company, vendor);
    const id = await li.write('你好');
    expect(li.chat()).toHaveLength(1);
    for (const later of [10 * MINUTE, 30 * DAY]) {
      await company.pass(later);
      await company.after(vendor, 'lilei', () => hands.again(id, { userId: 'lilei', text: '你好' }));
    }
    await company.restart();
    await company.after(vendor, 'lilei', () => hands.again(id, { userId: 'lilei', text: '你好' }));
    expect(li.chat()).toHaveLength(1);
    const { db } = company.deskline;
    const rows = await db.read.select().from(db.tables.inbox);
    expect(
      rows.filter(({ payload }) => 'sender' in payload && payload.sender.userId === 'lilei'),
    ).toHaveLength(1);
  });
});

describe('a mention in a Slack channel', () => {
  it('claims once, though Slack tells of it as a message and as a mention', async () => {
    company = await openCompany({ requesters: ['wecom'], desk: 'slack' });
    const agent = new Agent(company, 'L1', { id: 'U0WANG', name: '王芳' });
    const li = new Colleague(company, 'wecom', { id: 'lilei', name: '李雷' });
    await li.says('转人工');
    await li.says('打印机卡纸了');
    await agent.saysInGroup('认领 #1');
    li.hears('王芳 已接手工单');
    const { delivered } = company.twins.slack.sockets;
    const { db } = company.deskline;
    const rows = await db.read.select().from(db.tables.inbox);
    const own = rows.filter(({ payload }) => 'sender' in payload && payload.sender.userId === 'U0WANG');
    expect(own.map(({ result }) => result)).toEqual(['claim']);
    expect(delivered.length).toBeGreaterThan(own.length);
    const news = li.chat().filter(({ text }) => text.includes('已接手工单'));
    expect(news).toHaveLength(1);
  });
});

describe('twenty seconds without the vendor', () => {
  it.each(vendors)('in the middle of a talk delay it and nothing else, on %s', async (vendor) => {
    const { staff, agent } = await withTickets(vendor, 1);
    const [zhang] = staff as [Colleague];
    const hands = handsOn(company, vendor);
    await agent.says('第0句');
    await hands.goesDown();
    await until(() => company.health(vendor).state !== 'connected');
    for (let n = 1; n <= 5; n++) await agent.says(`第${n}句`);
    // Nobody waits for an acknowledgement that can only come afterwards.
    const meanwhile = hands.inTurn(zhang.id, ['你们还在吗']);
    await company.pass(20_000);
    await hands.comesBack();
    await meanwhile;
    if (vendor !== 'wecom') await until(async () => (await wordsOnTickets()).length === 1);
    await company.recovers();

    const said = zhang.chat().flatMap(({ text }) => /第\d句$/.exec(plain(text))?.[0] ?? []);
    expect(said).toEqual([0, 1, 2, 3, 4, 5].map((n) => `第${n}句`));
    // WeCom gives nothing back of what was written while nobody was connected.
    const heard = agent.atWork().filter(({ text }) => text.includes('你们还在吗'));
    expect(heard).toHaveLength(vendor === 'wecom' ? 0 : 1);
    await expectEmptyBoxes();
  });
});

describe('a start', () => {
  it('with one vendor down and another one refusing the token serves the third, and later all', async () => {
    company = await openCompany({
      requesters: vendors,
      desk: 'dingtalk',
      async prepare({ slack, wecom }) {
        slack.refuse('bot', 'invalid_auth');
        await wecom.down();
      },
    });
    const [onSlack, onDingtalk, onWecom] = vendors.map(
      (vendor) => new Colleague(company, vendor, { id: `U0LI${vendor}`, name: '李雷' }),
    ) as [Colleague, Colleague, Colleague];
    await company.connected('dingtalk');
    await onDingtalk.says('VPN 连不上，报错 809');
    onDingtalk.hears('来源：知识库');
    await until(() => company.health('slack').state === 'refused');
    expect(company.health('slack').reason).toContain('SLACK_BOT_TOKEN');
    expect(company.health('wecom').state).toBe('connecting');

    company.twins.slack.refuse('bot', undefined);
    await company.twins.wecom.up();
    await company.connected();
    for (const [person, problem] of [
      [onSlack, 'VPN 连不上，报错 809'],
      [onWecom, '打印机卡纸了'],
    ] as const) {
      await person.says(problem);
      person.hears('来源：知识库');
    }
  });
});

describe('a message whose fate is unknown', () => {
  it('stands once on Slack, because it is looked for first', async () => {
    const { staff, agent } = await withTickets('slack', 1);
    company.twins.slack.fail('chat.postMessage', { line: 'cut-after' });
    await agent.says('我马上到');
    await company.recovers();
    expect(timesSaid(staff[0], '我马上到')).toBe(1);
    await expectEmptyBoxes();
  });

  it.each(['dingtalk', 'wecom'] as const)('is tried once more on %s, and the desk knows', async (vendor) => {
    const { staff, agent } = await withTickets(vendor, 1);
    await handsOn(company, vendor).losesAnswer();
    await agent.says('我马上到');
    await company.recovers();
    expect(timesSaid(staff[0], '我马上到')).toBe(2);
    const { db } = company.deskline;
    const rows = await db.read.select().from(db.tables.outbox);
    expect(rows.filter(({ state }) => state !== 'sent')).toMatchObject([{ op: 'send', state: 'unknown' }]);
    agent.hears('可能');
  });
});

describe('a vendor that says when to come again', () => {
  it('is not called before', async () => {
    const { staff, agent } = await withTickets('slack', 1);
    const { slack } = company.twins;
    const chat = staff[0]?.chat().length ?? 0;
    const toHim = () =>
      slack.calls.filter(({ method, args }) => method === 'chat.postMessage' && args['channel'] === 'D0P0')
        .length;
    const before = toHim();
    slack.fail('chat.postMessage', { status: 429, retryAfter: 30 });
    await agent.writesOnly('我马上到');
    await agent.writesOnly('带着新的搓纸轮');
    await company.deskline.settle();
    expect(toHim()).toBe(before + 1);
    await company.pass(29_000);
    expect(toHim()).toBe(before + 1);
    await company.pass(10_000);
    await company.quiet();
    expect(
      staff[0]
        ?.chat()
        .slice(chat)
        .map(({ text }) => text.replace(/^.*：/, '')),
    ).toEqual(['我马上到', '带着新的搓纸轮']);
  });
});

/** People on a platform whose tickets an agent has, on another platform than theirs so that only one is in trouble. */
async function withTickets(vendor: VendorName, count: number): Promise<{ staff: Colleague[]; agent: Agent }> {
  const desk = vendor === 'slack' ? 'dingtalk' : 'slack';
  company = await openCompany({ requesters: [vendor], desk });
  const agent = new Agent(company, 'L1', { id: 'U0WANG', name: '王芳' });
  const staff: Colleague[] = [];
  for (let n = 0; n < count; n++) {
    const person = new Colleague(company, vendor, { id: `U0P${n}`, name: `员工${n}` });
    await person.says('转人工');
    await person.says('打印机卡纸了');
    await agent.claims(NUMBER.replace('1', String(n + 1)));
    staff.push(person);
  }
  return { staff, agent };
}

/** What requesters have written on tickets since, in the order in which it came. */
async function wordsOnTickets(): Promise<string[]> {
  const { db } = company.deskline;
  const { ticketMessages } = db.tables;
  const rows = await db.read.select().from(ticketMessages).orderBy(asc(ticketMessages.id));
  return rows.filter(({ side }) => side === 'requester').map(({ text }) => text);
}

async function expectEmptyBoxes(): Promise<void> {
  const { db } = company.deskline;
  const sent = await db.read.select({ state: db.tables.outbox.state }).from(db.tables.outbox);
  const handled = await db.read.select({ state: db.tables.inbox.state }).from(db.tables.inbox);
  expect([...new Set(sent.map(({ state }) => state))]).toEqual(['sent']);
  expect([...new Set(handled.map(({ state }) => state))]).toEqual(['done']);
}

function timesSaid(person: Colleague | undefined, text: string): number {
  return person?.chat().filter((one) => one.text.includes(text)).length ?? 0;
}

/** 0 ≤ x < 1, the same at every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}
