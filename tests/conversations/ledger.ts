import { asc } from 'drizzle-orm';
import type { Chatter, Office } from '../support/office.ts';

/** The smallest thing that passes for a PNG. */
export const PICTURE = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

/** How the talks ended, in the order in which they began; null is one that is open, or was no talk. */
export async function outcomesOf({ deskline }: Office): Promise<(string | null)[]> {
  const { dialogues } = deskline.db.tables;
  const rows = await deskline.db.read.select().from(dialogues).orderBy(asc(dialogues.startedAt));
  return rows.map((row) => row.outcome);
}

export async function ticketsOf({ deskline }: Office) {
  const { tickets } = deskline.db.tables;
  return deskline.db.read.select().from(tickets).orderBy(asc(tickets.number));
}

export async function recoveryTasksOf({ deskline }: Office) {
  return deskline.db.read.select().from(deskline.db.tables.recoveryTasks);
}

export async function surveysOf({ deskline }: Office) {
  return deskline.db.read.select().from(deskline.db.tables.surveys);
}

/** The short way to a ticket. */
export async function asksForHuman(person: Chatter, problem: string): Promise<void> {
  const [human] = /\p{Script=Han}/u.test(problem) ? ['转人工'] : ['talk to a human'];
  await person.says(human ?? '');
  await person.says(problem);
  await person.hears('IT-2026-');
}

/** An agent claims the newest ticket and says that it is solved. */
export async function solves(office: Office): Promise<void> {
  const wang = office.agent('wang-fang', 'l1');
  await wang.opens();
  const labels = (await wang.card()).body?.buttons?.map((button) => button.label) ?? [];
  if (labels.includes('认领')) await wang.pressesOnCard('认领');
  await wang.says('解决 原因：接触不良 步骤：重新插好');
}
