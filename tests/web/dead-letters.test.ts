import { afterEach, beforeEach, expect, it } from 'vitest';
import { demoPeople, NOON, webWorld, type WebWorld } from './world.ts';

const people = demoPeople.map((person) =>
  person.id === 'zhou' ? { ...person, roles: ['desk-manager'] } : person,
);
let world: WebWorld;
beforeEach(async () => {
  world = await webWorld({ people });
  await world.addTicket({ number: 'IT-2026-000001', requesterId: 'ann' });
  await world.addTicket({ number: 'HR-2026-000001', requesterId: 'bob', queue: 'hr-l1' });
});
afterEach(() => world.close());

type Row = Partial<(typeof world.db.tables.outbox)['$inferInsert']>;

async function letters(...rows: Row[]): Promise<void> {
  const base = {
    lane: 'l',
    op: 'send' as const,
    place: { platform: 'wecom', tenant: 't', channel: 'u' },
    state: 'dead' as const,
    error: 'unreachable: wecom 93006',
    notBefore: NOON,
    createdAt: NOON - 3_600_000,
  };
  await world.db.transaction({}, async (tx) => {
    await tx
      .insert(world.db.tables.outbox)
      .values(rows.map((row, n) => ({ ...base, key: `k${n}-${rows.length}`, ...row })));
  });
}

const ofTicket = { ticketId: 't-IT-2026-000001', body: { text: 'bring the <toner>' } };
const ofOthers = { ticketId: 't-HR-2026-000001', body: { text: 'about the salary' } };
const privately = { body: { text: 'my secret' } };

async function seen(who: string, path = '/dead-letters', language = 'en') {
  const answer = await world.as(who, language).get(path);
  const html = await answer.text();
  const text = html.replace(/<(?:head|script)[\s\S]*?<\/\w+>|<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  return { status: answer.status, html, text };
}
const states = async () =>
  (await world.db.read.select().from(world.db.tables.outbox).orderBy(world.db.tables.outbox.id)).map(
    ({ state }) => state,
  );
/** Sends a form, and reads the page it leads to. */
async function decides(who: string, path: string, fields: Record<string, string>) {
  const answer = await world.as(who).keeps(`/dead-letters/${path}`, fields);
  const to = answer.headers.get('location');
  return { status: answer.status, to, text: to === null ? '' : (await seen(who, to)).text };
}

it('are seen by staff only, and decided by those who manage the desk', async () => {
  await letters(ofTicket, ofOthers);
  expect((await seen('ann')).status).toBe(404);
  expect((await world.as(undefined).get('/dead-letters')).status).toBe(404);
  expect((await decides('ann', 'retry', { letter: 'm1' })).status).toBe(404);
  const forms = [
    ['retry', { letter: 'm1' }],
    ['retry-all', {}],
    ['drop', { letter: 'm1', reason: 'x' }],
  ] as const;
  for (const [path, fields] of forms) expect((await decides('lin', path, fields)).status).toBe(403);
  const manager = world.as('zhou');
  expect((await manager.form('/dead-letters/retry', { letter: 'm1' })).status).toBe(403);
  expect(await states()).toEqual(['dead', 'dead']);
  expect((await seen('zhou')).html).toContain('action="/dead-letters/retry"');
  expect((await seen('lin')).html).not.toContain('action="/dead-letters/');
  expect((await seen('zhou', '/chat')).html).toContain('href="/dead-letters"');
  expect((await seen('lin', '/chat')).html).not.toContain('href="/dead-letters"');
});

it('show words to those who may read them: a ticket’s to its department, a private chat’s to nobody', async () => {
  const atDesk = {
    place: { platform: 'web', tenant: 'local', channel: 'l1' },
    body: { text: 'said at the desk' },
  };
  const toOne = { ...atDesk, op: 'private' as const, body: { text: 'secret too' } };
  await letters(ofTicket, ofOthers, privately, atDesk, toOne);
  const agent = await seen('lin');
  expect(agent.html).toContain('bring the &lt;toner&gt;');
  expect(agent.html).toContain('href="/tickets/IT-2026-000001"');
  expect(agent.text).toContain('said at the desk');
  expect(agent.html).not.toMatch(/salary|secret|id="m[23]"/);
  const manager = await seen('zhou');
  expect(manager.html).toMatch(/id="m2"[\s\S]*id="m1"/);
  expect(manager.html).toContain('id="m3"');
  expect(manager.html).not.toMatch(/salary|secret|HR-2026-000001/);
  const desk = await seen('lin', '/desk/it-l1');
  expect(desk.html).toContain('bring the &lt;toner&gt;');
  expect(desk.html).not.toMatch(/salary|secret/);
});

it('say in Chinese and English what is wrong, and why something waits', async () => {
  await letters(
    ofTicket,
    {
      place: { platform: 'dingtalk', tenant: 't', channel: 'u' },
      state: 'unknown',
      error: 'unknown: timeout',
    },
    { state: 'pending', error: null, lane: 'w' },
    { state: 'pending', error: null, lane: 'w' },
  );
  const english = (await seen('zhou')).text;
  expect(english).toContain('the bot may not write to this person in WeCom');
  expect(english).toContain('Nobody knows whether it arrived');
  expect(english).toContain('DingTalk cannot be asked whether it has arrived');
  expect(english).toContain('WeCom is not connected');
  expect(english).toContain('waits behind m3');
  const chinese = (await seen('zhou', '/dead-letters', 'zh')).text;
  for (const words of [
    '已放弃发送',
    '机器人不能在企业微信上',
    '结果不明',
    '企业微信没有连接',
    '排在 m3 后面',
  ]) {
    expect(chinese).toContain(words);
  }
  expect((await seen('zhou', '/dead-letters?kind=event')).text).toContain('Nothing here matches');
  expect((await seen('zhou', '/dead-letters?kind=waiting')).html).not.toContain('id="m1"');
  expect((await seen('zhou', '/dead-letters?platform=dingtalk')).html).not.toContain('id="m1"');
});

it('are retried, and whoever comes too late reads who was first', async () => {
  await letters(ofTicket);
  const done = await decides('zhou', 'retry', { letter: 'm1', kind: 'message' });
  expect(done.to).toBe('/dead-letters?kind=message&said=retried&letter=m1');
  expect(done.text).toContain('m1 is being tried again.');
  expect(await states()).toEqual(['pending']);
  // The same form sent twice says the same.
  expect((await decides('zhou', 'retry', { letter: 'm1' })).text).toContain('m1 is being tried again.');
  people.find(({ id }) => id === 'max')?.roles.push('admin');
  expect((await decides('max', 'retry', { letter: 'm1' })).text).toMatch(/周兰 has retried m1 at/);
  expect((await decides('zhou', 'retry', { letter: 'nonsense' })).status).toBe(400);
});

it('are dropped with a reason, which is kept and shown', async () => {
  await letters(ofTicket, { state: 'pending', error: null, lane: 'w' });
  expect((await decides('zhou', 'drop', { letter: 'm1', reason: '  ' })).text).toContain(
    'Please say why it is dropped.',
  );
  expect(await states()).toEqual(['dead', 'pending']);
  const { text } = await decides('zhou', 'drop', { letter: 'm1', reason: 'told her by phone' });
  expect(text).toContain('m1 was dropped; the reason is kept.');
  expect(text).toMatch(/Recently decided m1 dropped · 周兰 · .* told her by phone/);
  expect((await decides('zhou', 'drop', { letter: 'm2', reason: 'x' })).text).toContain('m2 was dropped');
  expect(await states()).toEqual(['dropped', 'dropped']);
  expect((await seen('zhou')).text).toContain('Nothing here: everything was delivered');
});

it('are retried all at once, but for those of unknown outcome; fifty stand on a page', async () => {
  await letters(...Array.from({ length: 60 }, () => ({})), { state: 'unknown', error: 'unknown: x' });
  const first = await seen('zhou');
  expect(first.html.match(/class="letter"/g)).toHaveLength(50);
  expect(first.text).toContain('Page 1 of 2 Next page');
  expect((await seen('zhou', '/dead-letters?page=2')).html.match(/class="letter"/g)).toHaveLength(11);
  expect((await decides('zhou', 'retry-all', { platform: 'wecom' })).text).toContain(
    'Being tried again: 60.',
  );
  expect((await states()).filter((state) => state === 'unknown')).toHaveLength(1);
});
