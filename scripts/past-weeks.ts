import { loadMessages } from '../src/content/messages.ts';
import { createServiceLevels } from '../src/service-levels.ts';
import { openDatabase } from '../src/store/open.ts';
import { impacts, urgencies } from '../src/store/schema.ts';
import { loadDeskPolicy } from '../src/tickets/desk-policy.ts';
import { SLA_WATCH } from '../src/tickets/sla/watch.ts';
import { nextOpening } from '../src/tickets/sla/working-time.ts';
import { createTicketQueries } from '../src/tickets/ticket-queries.ts';
import { createTicketService } from '../src/tickets/ticket-service.ts';
import type { TicketCommand } from '../src/tickets/ticket.ts';

const TICKETS = 240;
const DAYS = 25;
const DAY = 86_400_000;
const MINUTE = 60_000;
const REQUESTERS = ['ann', 'li-lei', 'han-mei'];
const PROBLEMS = [
  ['network', '无线网连不上'],
  ['printer', '打印机卡纸'],
  ['software', 'Excel 打不开'],
  ['email', 'Outlook 搜不到邮件'],
  ['hardware', '笔记本很热'],
  ['account', '账号被锁'],
] as const;

/** Some weeks of a desk's work, done by its own rules, for pictures of the pages that count: the same in each run. */
export async function pastWeeks(databaseUrl: string, now: number): Promise<void> {
  const db = openDatabase({ url: databaseUrl, migrationsFolder: 'migrations', onPoolError: () => {} });
  await db.migrate();
  const policy = loadDeskPolicy('prompts');
  const messages = loadMessages('prompts', ['common', 'desk', 'service-levels']);
  const queries = createTicketQueries(db);
  const tickets = createTicketService(db, policy);
  let time = now;
  const { slaWatch } = createServiceLevels({ db, policy, messages, tickets, queries, now: () => time });
  const desk = policy.calendars.named('desk');
  const { people, conversations } = db.tables;
  await db.transaction({}, async (tx) => {
    for (const { id, name, department } of policy.demo) {
      const row = { id, name, profile: {}, department: department['zh-CN'], createdAt: now - 60 * DAY };
      await tx.insert(people).values(row);
      await tx.insert(conversations).values({
        id: `past-${id}`,
        platform: 'web',
        tenant: 'local',
        channel: `past:${id}`,
        personId: id,
        locale: 'zh-CN',
        createdAt: now - 60 * DAY,
      });
    }
  });
  const chance = (n: number, of: number) => ((n * 7_919 + of * 104_729) % 997) / 997;

  for (let n = 0; n < TICKETS; n++) {
    const [type, title] = PROBLEMS[n % PROBLEMS.length] ?? PROBLEMS[0];
    const requesterId = REQUESTERS[n % REQUESTERS.length] ?? 'ann';
    time = nextOpening(Math.round(now - DAYS * DAY + (n / TICKETS) * (DAYS - 0.1) * DAY), desk);
    if (time >= now) break;
    const draft = {
      requesterId,
      conversationId: `past-${requesterId}`,
      title,
      description: title,
      type,
      impact: impacts[chance(n, 1) > 0.9 ? 1 : 0] ?? 'person',
      urgency: urgencies[1 + Math.floor(chance(n, 2) * 2.2)] ?? 'normal',
      answers: [],
      tried: [],
    };
    const id = await db.transaction({}, async (tx) => {
      const ticket = await tickets.open(tx, draft, { actor: requesterId, at: time, sourceEvent: null });
      return ticket.id;
    });
    const give = async (actor: string, minutes: number, command: TicketCommand): Promise<boolean> => {
      const at = nextOpening(Math.round(time + minutes * MINUTE), desk);
      if (at >= now) return false;
      time = at;
      // What comes due meanwhile happens first, as it would have.
      const payload = { kind: 'timer' as const, key: '', name: SLA_WATCH, subject: id, dueAt: at };
      const plan = await slaWatch.planFor({ id: 0, payload });
      await db.transaction({}, async (tx) => plan?.apply?.(tx));
      const result = await db.transaction({}, (tx) =>
        tickets.command(tx, id, command, { actor, at, sourceEvent: null }),
      );
      return !('refused' in result);
    };
    const agent = chance(n, 3) > 0.5 ? 'wang-fang' : 'tom';
    if (!(await give(agent, 4 + chance(n, 4) ** 2 * 70, { do: 'claim' }))) continue;
    const message = { id: `past-${n}`, text: '我来看看', files: [], originId: null };
    await give(agent, 2, { do: 'agent-wrote', message });
    let solver = agent;
    if (chance(n, 5) > 0.72) {
      const expert = n % 5 === 0;
      const queue = expert ? 'it-expert' : 'it-l2';
      await give(agent, 15, {
        do: 'escalate',
        line: expert ? 'expert' : 'L2',
        queue,
        reason: '需要进一步排查',
      });
      solver = expert ? 'sun-qi' : 'chen-wei';
      await give(solver, 30, { do: 'claim' });
      if (expert) await give(solver, 20, { do: 'find-cause', cause: '驱动版本不兼容' });
    }
    const resolution = { cause: '配置有误', steps: ['改正配置'] };
    const minutes = chance(n, 7) > 0.93 ? 3_000 : 5 + chance(n, 7) * 18;
    if (!(await give(solver, minutes, { do: 'resolve', resolution }))) continue;
    if (chance(n, 8) > 0.06) await give(requesterId, 20, { do: 'confirm' });
    await give(requesterId, 5, { do: 'finish' });
  }
  await db.close();
}
