import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONTENT_SECURITY_POLICY } from '../../src/web/security.ts';
import { attempt, NOON, printerBody, webWorld, type WebWorld } from './world.ts';

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
const desk = { platform: 'web', tenant: 'local', channel: 'l1' };

let world: WebWorld;
beforeEach(async () => {
  world = await webWorld();
});
afterEach(() => world.close());

/** A small company's day: a talk, a ticket with its desk thread, articles. */
async function aDay(): Promise<void> {
  const { platform } = world;
  await platform.say({
    channel: 'dm:ann',
    author: { id: 'ann', name: 'Ann' },
    text: 'The printer is jammed',
    clientId: 'a1',
  });
  await platform.send(
    { ...desk, channel: 'dm:ann' },
    {
      text: 'Try **this**',
      buttons: [{ id: 'solved', label: 'Solved', value: 'x' }],
    },
    attempt('b1'),
  );
  const ticketId = await world.addTicket({ number: 'IT-2026-000001', requesterId: 'ann', stage: 'feedback' });
  const root = await platform.send(desk, { text: 'card' }, attempt('root'));
  world.threads.set(ticketId, { channel: 'l1', messageId: root.messageId });
  await world.addArticle(printerBody(), { id: 'printer-paper-jam' });
}

describe('every page', () => {
  it.each([
    ['/', 'ann'],
    ['/chat', 'ann'],
    ['/desk/it-l1', 'lin'],
    ['/desk/it-l1/IT-2026-000001', 'lin'],
    ['/tickets/IT-2026-000001', 'ann'],
    ['/survey/IT-2026-000001', 'ann'],
    ['/knowledge', 'ann'],
    ['/knowledge/printer-paper-jam', undefined],
    ['/no-such-page', undefined],
    ['/desk', 'ann'],
  ])('%s has the strict policy and nothing inline', async (path, who) => {
    await aDay();
    const answer = await world.as(who).get(path);
    const html = await answer.text();
    expect(answer.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).not.toMatch(
      /<script(?![^>]* src="\/assets\/)|<style|\sstyle=|\son\w+=|(src|href)="(https?:)?\/\//i,
    );
    expect(html).toContain('<main id="main"');
  });

  it('speaks the browser’s language until another is chosen', async () => {
    expect(await (await world.as(undefined, 'zh-TW,zh;q=0.9').get('/')).text()).toContain(
      '<html lang="zh-CN"',
    );
    expect(await (await world.as(undefined, 'fr;q=0.9,en-GB;q=0.8').get('/')).text()).toContain(
      '<html lang="en"',
    );

    const switched = await world.as('ann', 'en').form('/language', { locale: 'zh-CN', back: '/chat' });
    expect(switched.status).toBe(303);
    expect(switched.headers.get('location')).toBe('/chat');
    const cookie = switched.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^deskline_locale=zh-CN;.*HttpOnly; SameSite=Lax/);
    const page = await world.as(undefined, 'en').get('/', { cookie: 'deskline_locale=zh-CN' });
    expect(await page.text()).toContain('我是员工');
  });

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)'])(
    'does not lead away to %s',
    async (back) => {
      const answer = await world.as('ann').form('/theme', { theme: 'dark', back });
      expect(answer.headers.get('location')).toBe('/');
    },
  );

  it('is left unchanged in the database by any number of visits', async () => {
    await aDay();
    const before = await fingerprint();
    for (const who of ['ann', 'zhou', undefined]) await crawl(who);
    expect(await fingerprint()).toBe(before);
  });

  async function crawl(who: string | undefined): Promise<void> {
    const seen = new Set([
      '/',
      '/chat/live',
      '/desk-live/it-l1',
      '/healthz',
      '/assets/app.js',
      '/survey/IT-2026-000001',
    ]);
    for (const path of seen) {
      const answer = await world.as(who).get(path);
      const html = await answer.text();
      for (const [, link = ''] of html.matchAll(/(?:href|src)="(\/[^"#]*)"/g)) {
        if (seen.size < 200) seen.add(link.replaceAll('&amp;', '&'));
      }
      const location = answer.headers.get('location');
      if (location) seen.add(location);
    }
    expect(seen.size).toBeGreaterThan(8);
  }

  async function fingerprint(): Promise<string> {
    const hash = createHash('sha256');
    for (const [name, table] of Object.entries(world.db.tables)) {
      hash.update(name + JSON.stringify(await world.db.read.select().from(table)));
    }
    return hash.digest('hex');
  }
});

describe('a change', () => {
  const said = { channel: 'dm:ann', text: 'hello', clientId: 'client-0001' };

  it.each([
    ['another site’s origin', { origin: 'https://evil.example' }],
    ['another port of this host', { origin: 'http://localhost:8080' }],
    ['no origin at all', { origin: '' }],
    ['an opaque origin', { origin: 'null' }],
    ['a fetch from another site', { 'sec-fetch-site': 'cross-site' }],
    ['a fetch from a sibling site', { 'sec-fetch-site': 'same-site' }],
    ['a host that was rebound to this address', { host: 'evil.example', origin: 'http://evil.example' }],
  ])('is refused from %s', async (_name, headers) => {
    const answer = await world.as('ann').json('/api/messages', said, headers);
    expect(answer.status).toBe(403);
    expect(world.received).toEqual([]);
  });

  it.each([
    ['our own origin', { origin: 'http://localhost' }],
    [
      'a form of ours, which sends no origin under our referrer policy',
      { origin: 'null', 'sec-fetch-site': 'same-origin' },
    ],
    ['the configured host', { host: 'desk.example', origin: 'https://desk.example' }],
    ['the loopback address', { host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3000' }],
    ['the loopback address of IPv6', { host: '[::1]:3000', origin: 'http://[::1]:3000' }],
  ])('is taken from %s', async (_name, headers) => {
    const answer = await world.as('ann').json('/api/messages', said, headers);
    expect(answer.status).toBe(200);
    expect(world.received).toHaveLength(1);
  });

  it('of any kind goes through the same check', async () => {
    for (const path of [
      '/session',
      '/language',
      '/theme',
      '/forms/message',
      '/forms/action',
      '/api/files',
      '/survey/x',
    ]) {
      const answer = await world.as('ann').form(path, {}, { origin: 'https://evil.example' });
      expect({ path, status: answer.status }).toEqual({ path, status: 403 });
    }
  });

  it('is refused for pages read under a foreign host as well', async () => {
    expect((await world.as('ann').get('/chat', { host: 'evil.example' })).status).toBe(403);
  });

  it('by JSON needs JSON’s type', async () => {
    const answer = await world.as('ann').json('/api/messages', said, { 'content-type': 'text/plain' });
    expect(answer.status).toBe(415);
  });

  it.each([
    '{',
    '[]',
    'null',
    '{"channel":"dm:ann"}',
    '{"channel":"dm:ann","text":1,"clientId":"client-0001"}',
  ])('that is malformed (%s) is refused', async (body) => {
    expect((await world.as('ann').json('/api/messages', body)).status).toBe(400);
  });

  it('needs somebody who makes it', async () => {
    expect((await world.as(undefined).json('/api/messages', said)).status).toBe(403);
  });

  it.each(['dm:bob', 'l1', 'dm:lin'])('by an employee in %s is refused', async (channel) => {
    expect((await world.as('ann').json('/api/messages', { ...said, channel })).status).toBe(403);
  });

  it('over 1 MB is refused with a clear text', async () => {
    const answer = await world
      .as('ann')
      .json('/api/messages', { ...said, text: 'x'.repeat(1024 * 1024 + 1) });
    expect(answer.status).toBe(413);
    expect(await answer.text()).toContain('1 MB');
  });

  it('over 40,000 characters is refused with a clear text', async () => {
    const answer = await world.as('ann').json('/api/messages', { ...said, text: '卡'.repeat(40_001) });
    expect(answer.status).toBe(413);
    expect(await answer.text()).toContain('40,000');
  });
});

describe('the chat', () => {
  it('takes a message once however often the page sends it', async () => {
    const said = { channel: 'dm:ann', text: 'hello', clientId: 'client-0001' };
    const first: unknown = await (await world.as('ann').json('/api/messages', said)).json();
    const second = await (await world.as('ann').json('/api/messages', said)).json();
    expect(first).toMatchObject({ repeated: false });
    expect(second).toEqual({ ...Object(first), repeated: true });
  });

  it('works without script: a form posts and comes back', async () => {
    const fields = { channel: 'dm:ann', clientId: 'client-0001', back: '/chat', text: 'Hello\r\nthere' };
    const answer = await world.as('ann').form('/forms/message', fields);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/chat');
    expect(await (await world.as('ann').get('/chat')).text()).toContain('Hello\nthere');
    await world.as('ann').form('/forms/message', fields);
    await world.as('ann').form('/forms/message', { ...fields, text: 'Another thing' });
    const messages = await world.platform.messages({ channel: 'dm:ann', viewerId: 'ann' });
    expect(messages.map(({ text }) => text)).toEqual(['Hello\nthere', 'Another thing']);
  });

  it('lets one press a button with and without script', async () => {
    await aDay();
    world.received.length = 0;
    const html = await (await world.as('ann').get('/chat')).text();
    const messageSeq = Number(/name="messageSeq" value="(\d+)"/.exec(html)?.[1]);
    const pressed = { channel: 'dm:ann', messageSeq, clientId: 'client-0002' };
    const answer = await world.as('ann').json('/api/actions', { ...pressed, action: 'solved', value: 'x' });
    expect(answer.status).toBe(200);
    await world.as('ann').form('/forms/action', {
      channel: 'dm:ann',
      messageSeq: String(messageSeq),
      clientId: 'client-0003',
      back: '/chat',
      press: '{"action":"solved","value":"x"}',
    });
    expect(world.received).toMatchObject([
      { kind: 'action', action: 'solved' },
      { kind: 'action', action: 'solved' },
    ]);
    const gone = await world.as('ann').json('/api/actions', { ...pressed, action: 'close', value: 'x' });
    expect(gone.status).toBe(409);
  });

  it('takes files and gives them back only to those who may see them', async () => {
    const content = new FormData();
    content.append('file', new File([PNG], 'shot.png'));
    const stored = (await (await world.as('ann').upload('/api/files', content)).json()) as { id: string };
    await world.as('ann').json('/api/messages', {
      channel: 'dm:ann',
      text: '',
      clientId: 'client-0001',
      files: [stored.id],
    });
    expect(world.received).toMatchObject([{ files: [{ name: 'shot.png', mime: 'image/png' }] }]);

    const file = await world.as('ann').get(`/files/${stored.id}`);
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''shot\.png$/);
    expect(file.headers.get('content-security-policy')).toBe('sandbox');
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(PNG);
    expect((await world.as('lin').get(`/files/${stored.id}`)).status).toBe(200);
    expect((await world.as('bob').get(`/files/${stored.id}`)).status).toBe(404);

    const ref = { id: stored.id, name: 'shot.png', mime: 'image/png', size: PNG.length };
    await world.platform.send({ ...desk, channel: 'dm:bob' }, { text: 'See', files: [ref] }, attempt('k'));
    expect((await world.as('bob').get(`/files/${stored.id}`)).status).toBe(200);
  });

  it('refuses a file that is too large, or of a kind that is not allowed', async () => {
    const large = new FormData();
    large.append('file', new File([new Uint8Array(11 * 1024 * 1024)], 'a.txt'));
    expect((await world.as('ann').upload('/api/files', large)).status).toBe(413);
    const page = new FormData();
    page.append('file', new File(['<script>alert(1)</script>'], 'a.html'));
    expect((await world.as('ann').upload('/api/files', page)).status).toBe(415);
  });

  it('tells open pages about changes in their own channels only', async () => {
    const stream = await world.as('ann').get('/events?channel=dm:ann');
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const reader = stream.body?.getReader();
    const read = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await read()).toContain('event: open');
    await world.platform.send({ ...desk, channel: 'dm:ann' }, { text: 'hi' }, attempt('k'));
    expect(await read()).toContain('event: changed');
    await reader?.cancel();

    for (const channel of ['dm:bob', 'l1']) {
      expect((await world.as('ann').get(`/events?channel=${channel}`)).status).toBe(404);
    }
  });
});

describe('the desk', () => {
  it('does not exist for employees', async () => {
    await aDay();
    for (const path of ['/desk', '/desk/it-l1', '/desk-live/it-l1', '/desk/it-l1/IT-2026-000001']) {
      const { status } = await world.as('ann').get(path);
      expect({ path, status }).toEqual({ path, status: 404 });
    }
  });

  it('shows an agent only the queues he works in', async () => {
    expect((await world.as('lin').get('/desk')).headers.get('location')).toBe('/desk/it-l1');
    expect((await world.as('lin').get('/desk/it-l2')).status).toBe(404);
    expect((await world.as('max').get('/desk/it-l2')).status).toBe(200);
  });

  it('lists the open tickets and shows the thread of one', async () => {
    await aDay();
    const html = await (await world.as('lin').get('/desk/it-l1/IT-2026-000001')).text();
    expect(html).toContain('The printer is jammed');
    expect(html).toContain('id="m-3"');
    expect(html).toContain('data-channels="l1"');
  });

  it('shows the cards of its channels that belong to no ticket, to be answered there', async () => {
    await aDay();
    const { platform, received } = world;
    const buttons = [{ id: 'article-approve', label: 'Approve', value: 'jam:1' }];
    const place = { platform: 'web', tenant: 'local', channel: 'l1' };
    const card = await platform.send(place, { text: 'For review: **Paper jam**', buttons }, attempt('card'));
    await platform.sendPrivately?.(place, 'max', { text: 'Only for Max' }, attempt('answer'));
    const html = await (await world.as('lin').get('/desk/it-l1')).text();
    expect(html).toContain('For review: <strong>Paper jam</strong>');
    expect(html).not.toContain('Only for Max');
    expect(await (await world.as('max').get('/desk/it-l2')).text()).toContain('Only for Max');
    await world.as('lin').form('/forms/action', {
      channel: 'l1',
      messageSeq: card.messageId,
      clientId: 'client-0001',
      back: '/desk/it-l1',
      press: JSON.stringify({ action: 'article-approve', value: 'jam:1' }),
    });
    expect(received.at(-1)).toMatchObject({ kind: 'action', action: 'article-approve', value: 'jam:1' });
  });

  it('turns its forms into the commands of the desk', async () => {
    await aDay();
    const form = { clientId: 'client-0001', back: '/desk/it-l1' };
    const resolved = {
      ...form,
      cause: 'Worn\r\nroller',
      steps: 'Cleaned it; twice\r\n\r\nPrinted a page\r\n',
    };
    await world.as('lin').form('/forms/resolve/IT-2026-000001', resolved);
    await world
      .as('lin', 'zh')
      .form('/forms/escalate/IT-2026-000001', { ...form, line: 'L2', reason: '需要换件' });
    expect(world.received.slice(1)).toMatchObject([
      {
        text: 'resolve cause: Worn roller steps: Cleaned it, twice; Printed a page',
        place: { channel: 'l1', thread: '3' },
      },
      { text: '升级 二线 需要换件', place: { channel: 'l1', thread: '3' } },
    ]);
    const byEmployee = await world.as('ann').form('/forms/resolve/IT-2026-000001', resolved);
    expect(byEmployee.status).toBe(404);
  });

  it('keeps service recovery and undelivered messages in view', async () => {
    await aDay();
    await world.db.transaction({}, async (tx) => {
      const { recoveryTasks, outbox } = world.db.tables;
      await tx.insert(recoveryTasks).values({
        id: 'r1',
        ticketId: 't-IT-2026-000001',
        ownerId: 'max',
        reason: 'quality 1',
        dueAt: NOON,
        createdAt: NOON,
      });
      await tx.insert(outbox).values({
        key: 'k',
        lane: 'x',
        op: 'send',
        place: { platform: 'wecom', tenant: 't', channel: 'u' },
        body: { text: 'You are next' },
        state: 'dead',
        error: 'user has left',
        ticketId: 't-IT-2026-000001',
        notBefore: NOON,
        createdAt: NOON,
      });
    });
    const html = await (await world.as('lin').get('/desk/it-l1')).text();
    expect(html).toContain('quality 1');
    expect(html).toContain('You are next');
    expect(html).toContain('user has left');
  });
});

describe('a ticket', () => {
  it('is seen by its requester and its department’s agents, and by nobody else', async () => {
    await aDay();
    const status = async (who: string | undefined) =>
      (await world.as(who).get('/tickets/IT-2026-000001')).status;
    expect(await status('ann')).toBe(200);
    expect(await status('lin')).toBe(200);
    expect(await status('max')).toBe(200);
    expect(await status('bob')).toBe(404);
    await world.addTicket({ number: 'HR-2026-000001', requesterId: 'bob', queue: 'hr-l1' });
    expect((await world.as('lin').get('/tickets/HR-2026-000001')).status).toBe(404);
  });

  it('keeps internal notes and details of events from its requester', async () => {
    await aDay();
    await world.db.transaction({}, async (tx) => {
      const { ticketMessages, ticketEvents } = world.db.tables;
      const base = { ticketId: 't-IT-2026-000001', authorId: 'lin', files: [], at: NOON };
      await tx.insert(ticketMessages).values([
        { ...base, id: 'm1', side: 'agent', text: 'On my way' },
        { ...base, id: 'm2', side: 'note', text: 'Secret remark' },
      ]);
      await tx.insert(ticketEvents).values({
        ticketId: 't-IT-2026-000001',
        n: 1,
        kind: 'escalated',
        actor: 'lin',
        at: NOON,
        data: { from: 'L1', to: 'L2', by: 'lin', reason: 'Secret reason' },
        previousHash: '',
        hash: 'abcdef0123456789',
      });
    });
    const requesters = await (await world.as('ann').get('/tickets/IT-2026-000001')).text();
    expect(requesters).toContain('On my way');
    expect(requesters).toContain('abcdef01');
    expect(requesters).not.toContain('Secret');
    const agents = await (await world.as('lin').get('/tickets/IT-2026-000001')).text();
    expect(agents).toContain('Secret remark');
    expect(agents).toContain('Secret reason');
  });

  it('is rated by its requester alone, with all three ratings', async () => {
    await aDay();
    const ratings = { response: '5', quality: '4', attitude: '5', comment: ' Thanks ' };
    expect((await world.as('lin').form('/survey/IT-2026-000001', ratings)).status).toBe(404);
    const { quality, ...two } = ratings;
    expect((await world.as('ann').form('/survey/IT-2026-000001', two)).status).toBe(422);
    expect((await world.as('ann').form('/survey/IT-2026-000001', { ...two, quality: '6' })).status).toBe(422);
    expect(world.surveys).toEqual([]);
    const rated = await world.as('ann').form('/survey/IT-2026-000001', { ...two, quality });
    expect(await rated.text()).toContain('Thank you');
    expect(world.surveys).toEqual([
      {
        number: 'IT-2026-000001',
        personId: 'ann',
        answers: { response: 5, quality: 4, attitude: 5, comment: 'Thanks' },
      },
    ]);
  });
});

describe('an article', () => {
  it('is found by words and opened in its language', async () => {
    await aDay();
    expect(await (await world.as('ann').get('/knowledge?q=Paper')).text()).toContain('Paper jam');
    expect(await (await world.as('ann').get('/knowledge?q=nothing')).text()).not.toContain('Paper jam');
    expect(await (await world.as('ann').get('/knowledge/printer-paper-jam')).text()).toContain(
      'Switch it <strong>off</strong>',
    );
    expect((await world.as('ann').get('/knowledge/no-such-article')).status).toBe(404);
  });
});

describe('the address of an article before', () => {
  it('leads to where it is now', async () => {
    const list = await world.as('ann').get('/articles?q=vpn&lang=en');
    expect(list.status).toBe(301);
    expect(list.headers.get('location')).toBe('/knowledge?q=vpn&lang=en');
    const one = await world.as('ann').get('/articles/a%2fb?lang=en');
    expect(one.headers.get('location')).toBe('/knowledge/a%2Fb?lang=en');
  });
});

describe('an error', () => {
  it('shows a number to report and nothing of the inside', async () => {
    world.deps.tickets.ofRequester = async () => {
      throw new Error('secret: select * from tickets');
    };
    const answer = await world.as('ann').get('/chat');
    const html = await answer.text();
    expect(answer.status).toBe(500);
    expect(html).toMatch(/id-\d{8}/);
    expect(html).not.toContain('secret');
    expect(html).not.toContain('.ts:');
  });

  it('is worded in the visitor’s language', async () => {
    expect(await (await world.as('ann', 'zh').get('/nope')).text()).toContain('没有这个页面');
    expect(await (await world.as('ann', 'en').get('/nope')).text()).toContain('No such page');
  });
});

describe('an asset', () => {
  it('is sent again only when it has changed', async () => {
    const first = await world.as(undefined).get('/assets/style.css');
    const etag = first.headers.get('etag') ?? '';
    expect((await world.as(undefined).get('/assets/style.css', { 'if-none-match': etag })).status).toBe(304);
    expect((await world.as(undefined).get('/assets/..%2fweb-app.ts')).status).toBe(404);
  });
});
