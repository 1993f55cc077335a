import { afterEach, describe, expect, it } from 'vitest';
import { firstBroken, eventsOf } from '../../src/tickets/event-chain.ts';
import { openCompany, type Company, type VendorName } from '../support/company.ts';
import type { SeenMessage } from '../twins/twin.ts';
import {
  confirms,
  corrects,
  MANUAL,
  NUMBER,
  PHOTO,
  reports,
  resolves,
  talks,
  type Play,
} from './main-job.ts';
import { Agent, Colleague, plain } from './people.ts';
import { wordsIn, type Words } from './words.ts';

const vendors: readonly VendorName[] = ['slack', 'dingtalk', 'wecom'];
const mixes = vendors.flatMap((from) =>
  vendors.flatMap((to) => (['zh-CN', 'en'] as const).map((locale) => ({ from, to, locale }))),
);

let company: Company;
afterEach(() => company.close());

describe('the main job', () => {
  it.each(mixes)('from $from to a desk on $to ($locale): each step once', async ({ from, to, locale }) => {
    company = await openCompany({ requesters: [from], desk: to, locale });
    const { requester, words } = await playMainJob(from, to);
    expect(requester.chat().filter(({ text }) => isInternal(text, words))).toEqual([]);
  });

  it('from dingtalk to a desk on dingtalk, with interactive cards: each step once', async () => {
    company = await openCompany({
      requesters: ['dingtalk'],
      desk: 'dingtalk',
      cardTemplateId: 'tickets.schema',
    });
    await playMainJob('dingtalk', 'dingtalk');
    // The group's card was claimed by its button, and shows in the end how things stand.
    const [card] = company.twins.dingtalk.sent(company.groupOf('L1').group);
    expect(card).toMatchObject({ edited: true, text: expect.stringContaining('王芳') as string });
    expect(card?.text).toContain('已关闭');
  });
});

/** Plays it to the end, and holds both sides' chats and the record against what must stand there. */
async function playMainJob(from: VendorName, to: VendorName): Promise<Play> {
  const { locale } = company;
  // WeCom tells the bot nobody's name.
  const words = wordsIn(locale, to === 'wecom' ? 'wangfang' : undefined);
  const requester = new Colleague(company, from, { id: 'zhangsan', name: words.requester, locale });
  const agent = new Agent(company, 'L1', { id: 'wangfang', name: words.agent, locale });
  await agent.arrives();
  const play = { requester, agent, words };
  await reports(play);
  await talks(play);
  await corrects(play);
  await resolves(play);
  await confirms(play);

  expectOnce(requester.chat(), [
    words.source,
    words.firstChecks,
    words.whichPrinter,
    words.whichError,
    words.opened,
    words.taken,
    words.onMyWay,
    words.manual,
    words.resolved,
    words.confirmed,
    words.response,
    words.quality,
    words.attitude,
    words.anythingElse,
    words.closed,
  ]);
  expectOnce(agent.inGroup(), [words.claimedHere, words.resolvedHere, words.confirmedHere]);
  expectOnce(agent.atWork(), [
    words.atMyDesk,
    words.sheet,
    words.claimedHere,
    words.resolvedHere,
    words.confirmedHere,
  ]);
  expect(filesIn(requester.chat())).toEqual([MANUAL.bytes]);
  expect(filesIn(agent.atWork())).toEqual([PHOTO.bytes]);
  await expectRecord(from, to);
  await expectReceipts(agent);
  return play;
}

function isInternal(text: string, { aside, secret }: Words): boolean {
  return plain(text).includes(aside) || plain(text).includes(secret);
}

/** Each of these was said exactly once. */
function expectOnce(messages: readonly SeenMessage[], expected: readonly string[]): void {
  const texts = messages.filter(({ deleted }) => !deleted).map(({ text }) => plain(text));
  const counts = expected.map((one) => [one, texts.filter((text) => text.includes(one)).length]);
  expect(counts).toEqual(expected.map((one) => [one, 1]));
}

function filesIn(messages: readonly SeenMessage[]): Buffer[] {
  return messages.flatMap(({ files }) => files.map(({ bytes }) => bytes));
}

/** What the ticket's history says, and that nothing is left in the boxes. */
async function expectRecord(from: VendorName, to: VendorName): Promise<void> {
  const { db } = company.deskline;
  const tickets = await db.read.select().from(db.tables.tickets);
  expect(tickets).toMatchObject([{ number: NUMBER, stage: 'closed', outcome: 'confirmed', reopens: 0 }]);
  const events = await eventsOf(db.read, db.tables, tickets[0]?.id ?? '');
  expect(firstBroken(events)).toBeUndefined();
  expect(withoutRepeats(events.map(({ kind }) => kind))).toEqual(
    withoutRepeats([
      'opened',
      'claimed',
      'agent-wrote',
      'note',
      'requester-wrote',
      'agent-wrote',
      ...(from === 'slack' ? ['requester-wrote', 'message-edited'] : []),
      ...(to === 'slack' ? ['agent-wrote', 'message-edited'] : []),
      'resolved',
      'confirmed',
      'rated',
      'commented',
      'closed',
    ]),
  );
  const { outbox, inbox } = db.tables;
  const sent = await db.read.select({ state: outbox.state }).from(outbox);
  const handled = await db.read.select({ state: inbox.state }).from(inbox);
  expect(new Set(sent.map(({ state }) => state))).toEqual(new Set(['sent']));
  expect(new Set(handled.map(({ state }) => state))).toEqual(new Set(['done']));
}

/** Each message that went out is marked as delivered for who wrote it, and nothing else is. */
async function expectReceipts(agent: Agent): Promise<void> {
  const { db } = company.deskline;
  const { ticketMessages } = db.tables;
  const written = await db.read.select().from(ticketMessages);
  const relayed = written.filter(({ side }) => side === 'agent');
  if (agent.hasThreads) {
    const { posts } = company.twins.slack.world;
    const marked = posts.filter(({ reactions }) => reactions.includes('white_check_mark'));
    expect(marked.map(({ ts }) => ts)).toEqual(relayed.map(({ originId }) => originId));
  } else {
    const marks = agent.atWork().flatMap(({ text }) => text.match(/✅ #IT-2026-000001\b/g) ?? []);
    expect(marks).toHaveLength(relayed.length);
  }
}

/** Words and the file that goes with them are one message here and two there. */
function withoutRepeats(kinds: readonly string[]): string[] {
  return kinds.filter((kind, n) => kind !== kinds[n - 1]);
}
