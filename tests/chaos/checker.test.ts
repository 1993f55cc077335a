import { describe, expect, it } from 'vitest';
import type { TicketEvent } from '../../src/tickets/event-chain.ts';
import { createSqlite } from '../support/databases.ts';
import { check, type Observed, type Verdict } from './checker.ts';
import type { Facts } from './facts.ts';
import type { Ledger } from './ledger.ts';
import { append } from '../../src/tickets/event-chain.ts';

/** A run in which somebody on WeCom had a ticket, and all went well. */
async function goodRun(): Promise<{ ledger: Ledger; facts: Facts; observed: Observed }> {
  const row = { state: 'done', result: 'answered', receivedAt: 1_000, isBot: false };
  const sent = { state: 'sent', op: 'send', error: null };
  return {
    ledger: {
      said: [
        said('m00001q', 'slack', 'message:D1+1.0'),
        said('m00002q', 'wecom', 'w2'),
        said('m00003q', 'wecom', 'w3'),
        { ...said('m00004q', 'slack', 'message:D2+2.0'), bot: true },
      ],
      posts: [
        { platform: 'slack', place: 'C1', thread: '9.0', text: 'm00002q', key: 'a 0' },
        { platform: 'slack', place: 'C1', thread: '9.0', text: 'm00003q', key: 'b 0' },
        { platform: 'wecom', place: 'ann', text: 'Agnes Adler 已接手工单 IT-1' },
        { platform: 'wecom', place: 'ann', text: 'm00005q' },
      ],
      relays: [{ platform: 'slack', place: 'C1', thread: '9.0', marks: ['m00002q', 'm00003q'] }],
      bots: ['U0ROBOT'],
      requests: ['m00001q'],
    },
    facts: {
      inbox: [
        { ...row, id: 1, keys: ['message:D1+1.0', 'event:1'] },
        { ...row, id: 2, keys: ['w2'] },
        { ...row, id: 3, keys: ['w3'] },
        { ...row, id: 4, keys: ['message:D2+2.0'], isBot: true, result: 'ignored: bot' },
        { ...row, id: 5, keys: [], timer: { key: 'reminder', dueAt: 900 } },
      ],
      outbox: [
        { ...sent, key: 'a', platform: 'slack', channel: 'C1', text: 'm00002q' },
        { ...sent, key: 'b', platform: 'slack', channel: 'C1', text: 'm00003q' },
        { ...sent, key: 'c', platform: 'wecom', channel: 'ann', text: 'm00005q' },
      ],
      web: [],
      tickets: [{ id: 't', number: 'IT-1', words: 'jam m00001q', assigneeId: 'p', version: 1 }],
      events: await history(['opened', 'claimed']),
      timers: [{ key: 'later', dueAt: 100_000 }],
      damage: [],
      now: 2_000,
    },
    observed: {
      ends: [{ replica: 1, how: 'SIGKILL', injected: true }],
      output: '{"msg":"ready"}',
      drainedMs: 100,
      use: [{ forMs: 90_000, first: { rss: 100e6, files: 40 }, last: { rss: 110e6, files: 41 } }],
    },
  };
}

describe('the checker', () => {
  it('finds nothing where all went well, and has looked at everything but V9', async () => {
    const { ledger, facts, observed } = await goodRun();
    const verdicts = check(ledger, facts, observed);
    expect(verdicts.filter(({ verdict }) => verdict !== 'ok').map(({ id }) => id)).toEqual(['V9']);
  });

  it('says of nothing that it is well without having looked at it', () => {
    const ledger: Ledger = { said: [], posts: [], relays: [], bots: [], requests: [] };
    const facts = { inbox: [], outbox: [], web: [], tickets: [], events: [], timers: [], damage: [], now: 0 };
    const verdicts = check(ledger, facts, { ends: [], output: '', drainedMs: 0, use: [] });
    expect(verdicts.filter(({ verdict }) => verdict === 'ok').map(({ id }) => id)).toEqual(['V11', 'V12']);
  });

  const faults: [string, string, (run: Awaited<ReturnType<typeof goodRun>>) => void][] = [
    ['V1', 'a message that was accepted and lost', ({ facts }) => void facts.inbox.splice(0, 1)],
    [
      'V1',
      'a message that was stored twice',
      ({ facts }) => void facts.inbox.push({ ...facts.inbox[0]!, id: 9 }),
    ],
    ['V1', 'a message that never came to an end', ({ facts }) => void (facts.inbox[0]!.state = 'pending')],
    ['V1', 'an end without a result', ({ facts }) => void (facts.inbox[0]!.result = null)],
    ['V2', 'a post that stands there twice', ({ ledger }) => void ledger.posts.push({ ...ledger.posts[0]! })],
    [
      'V2',
      'a message on WeCom that stands there twice and isn’t marked',
      ({ ledger }) => void ledger.posts.push({ ...ledger.posts[3]! }),
    ],
    ['V2', 'what is booked as sent and nobody sees', ({ ledger }) => void ledger.posts.pop()],
    [
      'V3',
      'two messages in the other order',
      ({ ledger }) => void ledger.posts.splice(0, 2, ledger.posts[1]!, ledger.posts[0]!),
    ],
    ['V4', 'a bot that was listened to', ({ facts }) => void (facts.inbox[3]!.result = 'answered')],
    [
      'V4',
      'a bot that was answered',
      ({ ledger }) => void ledger.posts.push({ platform: 'slack', place: 'U0ROBOT', text: 'hello' }),
    ],
    [
      'V5',
      'two tickets for one problem',
      ({ facts }) => void facts.tickets.push({ ...facts.tickets[0]!, number: 'IT-2' }),
    ],
    [
      'V6',
      'two who were told that it is theirs',
      ({ ledger }) =>
        void ledger.posts.push({ platform: 'wecom', place: 'ann', text: 'Bruno Beck 已接手工单 IT-1' }),
    ],
    ['V7', 'a timer that fired early', ({ facts }) => void (facts.inbox[4]!.timer!.dueAt = 1_001)],
    ['V7', 'a timer that fired twice', ({ facts }) => void facts.inbox.push({ ...facts.inbox[4]!, id: 9 })],
    ['V7', 'a timer that never fires', ({ facts }) => void (facts.now = 200_000)],
    ['V8', 'a history that was altered', ({ facts }) => void (facts.events[0]!.actor = 'somebody')],
    ['V8', 'a history that ends too soon', ({ facts }) => void facts.events.pop()],
    ['V10', 'words of people in the log', ({ observed }) => void (observed.output += 'm00002q')],
    ['V11', 'a damaged database', ({ facts }) => void facts.damage.push('row 3 missing from index')],
    ['V12', 'a backlog that stays', ({ observed }) => void (observed.drainedMs = undefined)],
    ['V13', 'memory that grows', ({ observed }) => void (observed.use[0]!.last.rss *= 2)],
    ['V13', 'files that stay open', ({ observed }) => void (observed.use[0]!.last.files += 100)],
    ['V14', 'a process that ended by itself', ({ observed }) => void (observed.ends[0]!.injected = false)],
  ];
  for (const [id, what, spoil] of faults) {
    it(`${id}: notices ${what}`, async () => {
      const run = await goodRun();
      spoil(run);
      const verdicts = check(run.ledger, run.facts, run.observed);
      expect(violatedIn(verdicts)).toContain(id);
    });
  }

  it('V6: notices a ticket that was claimed twice', async () => {
    const { ledger, facts, observed } = await goodRun();
    const events = await history(['opened', 'claimed', 'claimed']);
    const tickets = facts.tickets.map((ticket) => ({ ...ticket, version: 2 }));
    expect(violatedIn(check(ledger, { ...facts, events, tickets }, observed))).toEqual(['V6']);
  });

  it('V2: forgives a second one on WeCom where the first is marked as unknown', async () => {
    const { ledger, facts, observed } = await goodRun();
    ledger.posts.push({ ...ledger.posts[3]! });
    facts.outbox[2]!.state = 'unknown';
    expect(violatedIn(check(ledger, facts, observed))).toEqual([]);
  });

  it('V1: counts what WeCom lost in a gap apart', async () => {
    const { ledger, facts, observed } = await goodRun();
    ledger.said.push({ ...said('m00009q', 'wecom', 'w9'), accepted: false });
    const [first] = check(ledger, facts, observed);
    expect(first).toMatchObject({ verdict: 'ok', figure: expect.stringContaining('1 of WeCom') });
  });
});

function said(mark: string, platform: string, key: string) {
  return { mark, platform, key, accepted: platform !== 'wecom', bot: false, copies: 0 };
}

const violatedIn = (verdicts: readonly Verdict[]) =>
  verdicts.filter(({ verdict }) => verdict === 'VIOLATED').map(({ id }) => id);

/** A history of a ticket `t` as the program writes it. */
async function history(kinds: readonly string[]): Promise<TicketEvent[]> {
  const { db, drop } = await createSqlite();
  const { people, conversations, tickets, ticketEvents } = db.tables;
  await db.transaction({}, async (tx) => {
    await tx.insert(people).values({ id: 'p', name: 'Ann', profile: {}, createdAt: 1 });
    const place = { platform: 'wecom', tenant: 'x', channel: 'ann' };
    await tx.insert(conversations).values({ id: 'c', ...place, personId: 'p', locale: 'en', createdAt: 1 });
    await tx.insert(tickets).values({
      id: 't',
      number: 'IT-1',
      requesterId: 'p',
      conversationId: 'c',
      title: 'jam',
      description: 'jam',
      type: 'printer',
      impact: 'person',
      urgency: 'normal',
      priority: 'normal',
      queue: 'it-l1',
      answers: [],
      tried: [],
      respondBy: 1,
      resolveBy: 1,
      createdAt: 1,
      updatedAt: 1,
    });
    for (const kind of kinds) {
      const entry = { ticketId: 't', kind, actor: 'p', at: 1, sourceEvent: null, data: {} };
      await append(tx, db.tables, entry);
    }
  });
  const events = await db.read.select().from(ticketEvents);
  await drop();
  return events;
}
