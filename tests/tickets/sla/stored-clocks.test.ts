import fc from 'fast-check';
import { eq } from 'drizzle-orm';
import pino from 'pino';
import { expect, it } from 'vitest';
import { createClockUpkeep } from '../../../src/standing/clock-upkeep.ts';
import { slaColumns } from '../../../src/tickets/sla/columns.ts';
import { historyOf } from '../../../src/tickets/sla/history.ts';
import { createTerms } from '../../../src/tickets/sla/terms.ts';
import { createSlaWatch } from '../../../src/tickets/sla/watch.ts';
import type { TicketCommand } from '../../../src/tickets/ticket.ts';
import { onEachDatabase } from '../../support/databases.ts';
import { createTicketDesk, MORNING, policy } from '../setting.ts';

const MINUTE = 60_000;
const message = (id: string) => ({ id, text: 'x', files: [], originId: null });

const command: fc.Arbitrary<{ actor: string; command: TicketCommand }> = fc.constantFrom(
  { actor: 'wang', command: { do: 'claim' } },
  { actor: 'wang', command: { do: 'unclaim' } },
  { actor: 'wang', command: { do: 'assign', to: 'tom' } },
  { actor: 'wang', command: { do: 'reprioritise', priority: 'urgent' } },
  { actor: 'wang', command: { do: 'reprioritise', priority: 'low' } },
  { actor: 'wang', command: { do: 'retype', type: 'printer' } },
  { actor: 'wang', command: { do: 'serve', agreement: 'production' } },
  { actor: 'wang', command: { do: 'escalate', line: 'L2', queue: 'it-l2', reason: 'r' } },
  { actor: 'wang', command: { do: 'wait', for: 'vendor', reason: 'r' } },
  { actor: 'wang', command: { do: 'wait', for: 'requester', reason: 'r' } },
  { actor: 'wang', command: { do: 'snooze', until: MORNING + 900 * MINUTE, reason: 'r' } },
  { actor: 'wang', command: { do: 'continue' } },
  { actor: 'wang', command: { do: 'resolve', resolution: { cause: 'c', steps: ['s'] } } },
  { actor: 'ann', command: { do: 'reject', words: '' } },
  { actor: 'ann', command: { do: 'cancel' } },
);

onEachDatabase('the clocks of a stored ticket', (create) => {
  it('are what its events give, whatever was done to it', async () => {
    const { db, drop } = await create();
    const desk = await createTicketDesk(db);
    const termsOf = createTerms(policy);
    let ids = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(command, fc.integer({ min: 0, max: 600 })), { maxLength: 9 }),
        async (steps) => {
          const opened = await desk.open();
          let at = MORNING;
          for (const [{ actor, command: given }, minutes] of steps) {
            at += minutes * MINUTE;
            await desk.give(opened.id, given, actor, at);
            const wrote = { do: 'requester-wrote', message: message(`m${++ids}`) } as const;
            if (minutes % 5 === 0) await desk.give(opened.id, wrote, 'ann', at);
            const said = { do: 'agent-wrote', message: message(`m${++ids}`) } as const;
            if (minutes % 7 === 0) await desk.give(opened.id, said, 'wang', at);
          }
          const ticket = await desk.queries.byId(opened.id);
          const history = historyOf(await desk.queries.eventsOf(opened.id), 'it-l1');
          expect(ticket).toMatchObject(slaColumns(history, termsOf));
        },
      ),
      { numRuns: 25 },
    );
    await drop();
  });

  it('are derived anew for open tickets when the targets have changed, and for tickets of before there were clocks', async () => {
    const { db, drop } = await create();
    const desk = await createTicketDesk(db);
    const { tickets, timers } = db.tables;
    const [old, present, closed] = [await desk.open(), await desk.open(), await desk.open()];
    await desk.give(closed.id, { do: 'cancel' }, 'ann');
    await db.transaction({}, async (tx) => {
      await tx.update(tickets).set({ sla: null }).where(eq(tickets.id, old.id));
      await tx.delete(timers);
    });
    const normal = { ...policy.targets.normal, resolve: { count: 1, unit: 'h' as const } };
    const changed = { ...policy, targets: { ...policy.targets, normal } };
    const { service, queries } = desk;
    const overtimeReason = 'r';
    const watch = createSlaWatch({
      db,
      policy: changed,
      tickets: service,
      queries,
      overtimeReason,
      now: () => MORNING,
    });
    const job = createClockUpkeep({ db, policy: changed, watch, log: pino({ level: 'silent' }) });
    const run = () => db.transaction({}, (tx) => job.run(tx, MORNING));
    const isWanted = () => db.transaction({}, async (tx) => job.isWanted?.(tx, MORNING));
    expect(await isWanted()).toBe(true);
    expect(await run()).toBeUndefined();
    expect(await isWanted()).toBe(false);
    for (const { id } of [old, present]) {
      const ticket = await desk.queries.byId(id);
      expect(ticket?.resolveBy).toBe(MORNING + 60 * MINUTE);
      expect(ticket?.sla).not.toBeNull();
    }
    expect((await desk.queries.byId(closed.id))?.resolveBy).toBe(closed.resolveBy);
    expect(await db.read.$count(timers)).toBe(2);
    await drop();
  });
});
