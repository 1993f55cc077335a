import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadMessages } from '../../src/content/messages.ts';
import { createServiceLevels } from '../../src/service-levels.ts';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open.ts';
import { loadDeskPolicy } from '../../src/tickets/desk-policy.ts';
import { createTicketQueries } from '../../src/tickets/ticket-queries.ts';
import { createTicketService } from '../../src/tickets/ticket-service.ts';
import { copyContent, type ContentFolder } from '../support/content-folder.ts';
import { diskFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const TICKETS = 1_000;
const KILLS = 20;
const HOUR = 3_600_000;
/** Between two of them: each life has its share that comes due in it. */
const APART_MS = 600;
const POINTS = [
  'timer-before-move',
  'timer-in-move',
  'timer-after-move',
  'after-take',
  'before-commit',
  'after-commit',
];

let folder: string;
let content: ContentFolder;
let db: Database;
let databaseUrl: string;
/** Clocks of a desk in Berlin that never sleeps, opened in the nights of both clock changes. */
beforeAll(async () => {
  folder = mkdtempSync(join(diskFolder(), 'deskline-clocks-'));
  content = copyContent('desk.yaml');
  content.replace('desk.yaml', 'timeZone: Asia/Shanghai', 'timeZone: Europe/Berlin');
  content.replace(
    'desk.yaml',
    "spans: [['09:00', '12:00'], ['13:30', '18:00']]",
    "spans: [['00:00', '24:00']]",
  );
  content.replace('desk.yaml', 'weekdays: [1, 2, 3, 4, 5]', 'weekdays: [1, 2, 3, 4, 5, 6, 7]');
  content.replace('desk.yaml', 'holidays: CN', 'open: []');
  content.replace('desk.yaml', "  closed: ['2027-01-01']\n  open: []\n", "  closed: ['2027-01-01']\n");
  databaseUrl = `file:${join(folder, 'clocks.db')}`;
  db = openDatabase({ url: databaseUrl, migrationsFolder: 'migrations', onPoolError: () => {} });
  await db.migrate();
});
afterAll(async () => {
  await db.close();
  content.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('a thousand clocks', () => {
  it(
    'each fire once, never early, through twenty kills, a clock that jumps, and both clock changes',
    { timeout: 120_000 },
    async () => {
      const spring = Date.parse('2026-03-29T00:30:00+01:00');
      const autumn = Date.parse('2026-10-25T00:30:00+02:00');
      await open(spring, TICKETS / 2);
      await open(autumn, TICKETS / 2);
      let kills = 0;
      // A normal ticket is warned of after an hour of two; the nights are as long as their clocks show.
      for (const [night, expected] of [
        [spring, TICKETS / 2],
        [autumn, TICKETS],
      ] as const) {
        for (let n = 0; n < KILLS / 2; n++) {
          // Some lives have a clock that is two hours wrong, one way or the other; nothing is due in those behind.
          const wrong = n % 5 === 3 ? -2 * HOUR : 0;
          const at = night + HOUR + (n + 1) * 30_000 + wrong;
          const crashAt = { point: POINTS[n % POINTS.length] ?? '', passing: 1 };
          if (await live(at, { crashAt, wrong })) kills += 1;
        }
        await live(night + HOUR + 15 * 60_000, { expected });
      }
      const told = await toldEvents();
      expect(told).toHaveLength(TICKETS);
      expect(new Set(told.map(({ ticketId }) => ticketId)).size).toBe(TICKETS);
      expect(told.filter(({ at, warnAt }) => at < warnAt - 1_000)).toEqual([]);
      expect(kills).toBeGreaterThanOrEqual(KILLS - 4);
    },
  );
});

/** Tickets that will be warned of an hour later, one after the other. */
async function open(night: number, many: number): Promise<void> {
  const policy = loadDeskPolicy(content.path);
  const messages = loadMessages('prompts', ['common', 'desk', 'service-levels']);
  const queries = createTicketQueries(db);
  const tickets = createTicketService(db, policy);
  createServiceLevels({ db, policy, messages, tickets, queries, now: () => night });
  const { people, conversations } = db.tables;
  await db.transaction({}, async (tx) => {
    await tx.insert(people).values({ id: `p${night}`, name: 'Ann', profile: {}, createdAt: night });
    await tx.insert(conversations).values({
      id: `c${night}`,
      platform: 'web',
      tenant: 'local',
      channel: `dm:${night}`,
      personId: `p${night}`,
      locale: 'en',
      createdAt: night,
    });
    for (let i = 0; i < many; i++) {
      const draft = {
        requesterId: `p${night}`,
        conversationId: `c${night}`,
        title: 'VPN',
        description: 'VPN',
        type: 'network',
        impact: 'person' as const,
        urgency: 'normal' as const,
        answers: [],
        tried: [],
      };
      await tickets.open(tx, draft, { actor: 'ann', at: night + i * APART_MS, sourceEvent: null });
    }
  });
}

interface Life {
  crashAt?: { point: string; passing: number };
  wrong?: number;
  /** How many are to have been told at its end. */
  expected?: number;
}

/** One life of the program that begins at `at`; whether it was killed. */
async function live(at: number, { crashAt, wrong = 0, expected }: Life): Promise<boolean> {
  const orders = { databaseUrl, contentDir: content.path, shift: at - Date.now(), crashAt };
  const child = fork(join(import.meta.dirname, 'clocks-child.mjs'), [JSON.stringify(orders)]);
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  await Promise.race([once(child, 'message'), ended]);
  if (expected !== undefined) {
    await until(async () => (await toldEvents()).length >= expected);
    child.send('end');
  } else if (wrong < 0) {
    // Nothing is due for it: it is killed from outside.
    await delay(50);
    child.kill('SIGKILL');
  } else {
    const isDead = await Promise.race([ended.then(() => true), delay(1_500, false)]);
    if (!isDead) child.kill('SIGKILL');
  }
  const [, signal] = await ended;
  return signal === 'SIGKILL';
}

/** The warnings that were told, with when they were due. */
async function toldEvents(): Promise<{ ticketId: string; at: number; warnAt: number }[]> {
  const { ticketEvents, tickets } = db.tables;
  const events = await db.read.select().from(ticketEvents);
  const rows = await db.read.select({ id: tickets.id, createdAt: tickets.createdAt }).from(tickets);
  const created = new Map(rows.map(({ id, createdAt }) => [id, createdAt]));
  return events
    .filter(({ kind, data }) => kind === 'told' && data.what === 'warning' && data.clock === 'response')
    .map(({ ticketId, at }) => ({ ticketId, at, warnAt: (created.get(ticketId) ?? 0) + HOUR }));
}
