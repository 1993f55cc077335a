import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { figures } from '../../src/analytics/figures.ts';
import { NOON, webWorld } from './world.ts';

const HOUR = 3_600_000;
const counts = z.object({ counts: z.record(z.string(), z.number()) });

let world: Awaited<ReturnType<typeof webWorld>>;
beforeEach(async () => {
  world = await webWorld();
  const { tickets, slaBreaches } = world.db.tables;
  const common = {
    requesterId: 'ann',
    title: 'VPN <b>down</b>',
    description: 'VPN',
    type: 'printer',
    impact: 'person' as const,
    urgency: 'normal' as const,
    priority: 'high' as const,
    department: 'Sales',
    answers: [],
    tried: [],
    createdAt: NOON - 3 * HOUR,
    updatedAt: NOON,
  };
  await world.db.transaction({}, async (tx) => {
    const chats = world.db.tables.conversations;
    const [chat] = await tx.select().from(chats).where(eq(chats.personId, 'ann'));
    const row = { ...common, conversationId: chat?.id ?? '' };
    await tx.insert(tickets).values([
      {
        ...row,
        id: 't1',
        number: 'IT-2026-000001',
        queue: 'it-l1',
        respondBy: NOON - HOUR,
        resolveBy: NOON + HOUR / 2,
      },
      {
        ...row,
        id: 't2',
        number: 'IT-2026-000002',
        queue: 'it-l1',
        stage: 'closed',
        respondBy: NOON,
        resolveBy: NOON,
        firstResponseAt: NOON - 2 * HOUR,
        resolvedAt: NOON - HOUR,
        closedAt: NOON - HOUR,
      },
      { ...row, id: 't3', number: 'HR-2026-000001', queue: 'hr-l1', respondBy: NOON, resolveBy: NOON },
    ]);
    await tx.insert(slaBreaches).values({
      id: 'b1',
      ticketId: 't1',
      clock: 'response',
      priority: 'high',
      queue: 'it-l1',
      type: 'printer',
      dueAt: NOON - HOUR,
      at: NOON - HOUR,
      cause: 'queue',
      spent: { queue: HOUR, handling: 0, requester: 0, 'hand-overs': 0, vendor: 0, night: 0 },
      reason: '=HYPERLINK("evil")',
    });
  });
});
afterEach(() => world.close());

const get = async (path: string, who = 'lin') => {
  const answer = await world.as(who, 'en').get(path);
  return { status: answer.status, text: await answer.text() };
};

describe('the board', () => {
  it('shows an agent the numbers of his departments, each with a link to its tickets', async () => {
    const { status, text } = await get('/board');
    expect(status).toBe(200);
    expect(text).toContain('Service board');
    const { text: json } = await get('/board.json?period=today');
    const { counts: now } = counts.parse(JSON.parse(json));
    expect(now).toMatchObject({
      backlog: 1,
      resolved: 1,
      'response-late': 1,
      'resolution-met': 1,
      'near-breach': 1,
    });
    for (const figure of figures) {
      const { text: listed } = await get(`/board/tickets?period=today&figure=${figure}`);
      const numbers = new Set(
        [...listed.matchAll(/\/tickets\/(IT-2026-\d+|HR-2026-\d+)/g)].map((match) => match[1]),
      );
      expect([figure, numbers.size]).toEqual([figure, now[figure]]);
      expect(numbers.has('HR-2026-000001')).toBe(false);
    }
  });

  it('says the same as JSON and as CSV', async () => {
    const { text: json } = await get('/board.json?period=week');
    const { text: csv } = await get('/board.csv?period=week');
    const rows = new Map(csv.split('\r\n').map((line) => line.split(',') as [string, string]));
    const { counts: now } = counts.parse(JSON.parse(json));
    for (const [name, many] of Object.entries(now))
      expect([name, rows.get(name)]).toEqual([name, String(many)]);
  });

  it('is narrowed by department and type, and shows what people wrote as it is', async () => {
    const { text } = await get('/board.json?department=Finance');
    expect(counts.parse(JSON.parse(text)).counts.backlog).toBe(0);
    const { text: listed } = await get('/board/tickets?figure=backlog&department=Sales&type=printer');
    expect(listed).toContain('VPN &lt;b&gt;down&lt;/b&gt;');
  });

  it('is nobody’s who isn’t of the desk', async () => {
    expect((await get('/board', 'ann')).status).toBe(404);
    expect((await get('/board.csv', 'ann')).status).toBe(404);
    expect((await get('/board/tickets?figure=backlog', 'ann')).status).toBe(404);
    expect((await get('/events?channel=board', 'ann')).status).toBe(404);
    expect((await get('/board/tickets?figure=nonsense')).status).toBe(400);
  });

  it('tells open pages that something has changed', async () => {
    const stream = await world.as('lin').get('/events?channel=board');
    const reader = stream.body!.getReader();
    const next = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await next()).toContain('event: open');
    world.platform.announce('board');
    expect(await next()).toContain('event: changed');
    await reader.cancel();
  });
});

describe('the overdue report', () => {
  it('names cause, owner and reason, on the page and as a table that holds no formulas', async () => {
    const { text } = await get('/board/overdue?period=today');
    expect(text).toContain('waiting in the queue');
    expect(text).toContain('Nobody');
    const { text: csv } = await get('/board/overdue.csv?period=today');
    expect(csv).toContain(`"'=HYPERLINK(""evil"")"`);
  });
});

describe('agreements', () => {
  it('are read by who answers for them alone', async () => {
    expect((await get('/agreements', 'lin')).status).toBe(404);
    expect((await get('/agreements/none', 'zhou')).status).toBe(404);
  });
});

describe('colleagues in one thread', () => {
  it('see that another is writing, and nobody of another desk can say so', async () => {
    const said = (who: string) => world.as(who).json('/api/writing', { channel: 'l1', thread: '1' });
    expect((await said('lin')).status).toBe(200);
    expect((await said('ann')).status).toBe(403);
  });
});
