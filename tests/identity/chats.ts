import { randomBytes } from 'node:crypto';
import { and, asc, eq, gt } from 'drizzle-orm';
import { expect } from 'vitest';
import { loadContent, type Content } from '../../src/content.ts';
import { createConversationRepository } from '../../src/conversations/conversation-repository.ts';
import { createConversations } from '../../src/conversations/conversations.ts';
import { createLinking } from '../../src/conversations/linking.ts';
import type { Directory, KnownPerson } from '../../src/identity/directory.ts';
import { createPeople } from '../../src/identity/people.ts';
import { translations } from '../../src/knowledge/article.ts';
import type { InboundEvent, OutboundMessage, Profile } from '../../src/platforms/platform.ts';
import { acceptEvent, finishEvent, takeEvents } from '../../src/runtime/inbox.ts';
import type { Database } from '../../src/store/database.ts';
import { StaleError } from '../../src/store/errors.ts';
import { createTicketQueries } from '../../src/tickets/ticket-queries.ts';
import { createTicketService } from '../../src/tickets/ticket-service.ts';
import { MORNING } from '../support/office.ts';

let content: Content | undefined;
let chatsOpened = 0;
let count = 0;

function starter(): Content {
  content ??= loadContent({
    contentDir: 'prompts',
    deskChannels: {},
    locale: undefined,
    timeZone: undefined,
  });
  return content;
}

export interface Account {
  platform: string;
  userId: string;
  name: string;
}

/** Somebody as the administrator's list has him. */
export function listed(id: string, identities: Record<string, string>, email?: string): KnownPerson {
  return { id, name: `Listed ${id}`, email, profile: {}, identities };
}

interface Setting {
  directory: Directory;
  tenant: string;
}

/** An organisation of its own for each test: they share a database. */
export function newTenant(): string {
  return `T${++chatsOpened}`;
}

/** One article is enough to have a question open. */
function oneArticle({ articles }: Content) {
  const jam = articles.find(({ id }) => id === 'printer-paper-jam');
  if (!jam) throw new Error('There is no article about paper jams');
  const frame = {
    id: jam.id,
    owner: jam.owner,
    version: 1,
    state: 'published',
    validUntil: jam.review,
  } as const;
  const [article] = translations(jam.body, frame);
  if (!article) throw new Error('The article is in no language');
  return {
    byId: (id: string) => (id === article.id ? article : undefined),
    firstChecks: () => undefined,
    search: (words: string) => Promise.resolve(/卡纸/.test(words) ? [{ article, score: 0.9, why: [] }] : []),
  };
}

/** Deskline's conversations without the rest of it, for people on several platforms at once. */
export function openChats(
  db: Database,
  { directory = { known: [], linkByEmail: [] }, tenant = newTenant() }: Partial<Setting> = {},
) {
  const { policy, messages, typeNames, questionnaires, understand, moveOf, readOutage } = starter();
  const knowledge = oneArticle(starter());
  let time = MORNING;
  const now = () => time;
  const people = createPeople(db, directory);
  const queries = createTicketQueries(db);
  const desk = { policy, messages, knowledge, questionnaires, typeNames, understand, moveOf, readOutage };
  const repository = createConversationRepository(db, people);
  const linking = createLinking({
    db,
    desk,
    people,
    repository,
    isListed: (id) => directory.known.some((person) => person.id === id),
    random: randomBytes,
  });
  const tickets = createTicketService(db, policy);
  const conversations = createConversations({
    db,
    desk,
    knowledge,
    repository,
    tickets,
    queries,
    now,
    linking,
  });

  async function work(event: InboundEvent): Promise<string> {
    const owner = 'test';
    await acceptEvent(db, event, { lane: `test-${tenant}`, now: time });
    const [stored] = await takeEvents(db, { owner, now: time, leaseMs: 1_000, limit: 1 });
    if (!stored) throw new Error('The event was not stored');
    for (let round = 0; ; round++) {
      try {
        const plan = await conversations.handle({ ...stored, payload: event });
        await db.transaction({ lock: plan.lock ?? [] }, async (tx) => {
          await finishEvent(tx, db.tables, { id: stored.id, owner, result: plan.result, now: time });
          await plan.apply?.(tx);
        });
        return plan.result;
      } catch (error) {
        if (!(error instanceof StaleError) || round > 5) throw error;
      }
    }
  }

  function chat({ platform, userId, name }: Account) {
    const place = { platform, tenant, channel: `D-${userId}` };
    let read = 0;

    const base = () => ({
      platform,
      tenant,
      keys: [`k${++count}`] as [string],
      place: { ...place, kind: 'direct' as const },
      sender: { userId, name, kind: 'member' as const },
      at: time++,
      messageId: `m${count}`,
    });

    async function rows() {
      const { outbox } = db.tables;
      const all = await db.read
        .select()
        .from(outbox)
        .where(and(eq(outbox.lane, `conversation:${platform}:${tenant}:D-${userId}`), gt(outbox.id, 0)))
        .orderBy(asc(outbox.id));
      return all.map((row) => ({ id: row.id, body: row.body ?? { text: '' } }));
    }

    async function catchUp() {
      read = (await rows()).at(-1)?.id ?? read;
    }

    return {
      identity: { platform, tenant, userId },

      async says(text: string, more: { forwarded?: boolean } = {}) {
        await catchUp();
        return work({ ...base(), kind: 'message', text, files: [], ...more });
      },

      /** What would be done about his words, before it is done. */
      thinksOf(text: string) {
        const payload = { ...base(), kind: 'message' as const, text, files: [] };
        return conversations.handle({ id: 1, lane: 'test', payload, attempts: 0, receivedAt: time });
      },

      async presses(label: string) {
        const offered = (await rows()).flatMap(({ body }) => body.buttons ?? []);
        const found = offered.findLast((one) => one.label === label);
        if (!found) throw new Error(`No button ${label} among ${offered.map((one) => one.label).join()}`);
        await catchUp();
        return work({ ...base(), kind: 'action', action: found.id, value: found.value });
      },

      async heard(): Promise<OutboundMessage[]> {
        return (await rows()).filter(({ id }) => id > read).map(({ body }) => body);
      },

      async hears(expected: string | RegExp) {
        const words = (await this.heard()).map(({ text }) => text).join('\n');
        if (typeof expected === 'string') expect(words).toContain(expected);
        else expect(words).toMatch(expected);
        await catchUp();
      },

      async hearsNothing() {
        expect(await this.heard()).toEqual([]);
      },

      /** Asks for a code, and gives it back. */
      async getsCode(): Promise<string> {
        await this.says('绑定账号');
        const words = (await this.heard()).map(({ text }) => text).join('\n');
        const code = /\*\*(?:绑定|link) (\S+)\*\*/.exec(words)?.[1];
        if (!code) throw new Error(`No code in: ${words}`);
        return code;
      },

      async person() {
        const person = await people.byIdentity(this.identity);
        if (!person) throw new Error(`Nobody is behind ${userId}`);
        return person;
      },
    };
  }

  return {
    chat,
    people,
    queries,
    tickets,
    tenant,
    now,
    pass(ms: number) {
      time += ms;
    },
  };
}

export type Chats = ReturnType<typeof openChats>;
export type Chat = ReturnType<Chats['chat']>;

/** Joins `second` to `first` as people do it. */
export async function link(first: Chat, second: Chat): Promise<void> {
  await second.says(`绑定 ${await first.getsCode()}`);
  await second.presses('确认绑定');
}

export function profileOf(email: string | undefined, kind: Profile['kind'] = 'member'): Profile {
  return { userId: 'U1', name: 'From Slack', kind, email, locale: 'en', department: 'Sales' };
}
