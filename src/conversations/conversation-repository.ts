import { and, desc, eq, isNotNull, sql } from 'drizzle-orm';
import type { Identity, People, Person } from '../identity/people.ts';
import type { Locale, Place, Sender } from '../platforms/platform.ts';
import { conversationLane } from '../runtime/conversation-lane.ts';
import { newId } from '../runtime/id.ts';
import type { Database, Reader, Transaction } from '../store/database.ts';
import { StaleError } from '../store/errors.ts';
import { insertRows, prepared, preparedOn, slotsFor } from '../store/prepared.ts';
import type { Tables, TalkOutcome } from '../store/schema.ts';
import type { Conversation } from './scene.ts';
import { dialogueState, talkOf, type DialogueState } from './talk.ts';

export interface OpenDialogue {
  id: string;
  version: number;
  updatedAt: number;
  startedAt: number;
  /** Absent where the stored state is of a version that can't be read any more. */
  state: DialogueState | undefined;
}

export interface Meeting {
  conversation: Conversation;
  person: Person;
}

export { conversationLane };

/** Conversations and their dialogues. */
export function createConversationRepository(db: Database, people: People) {
  const { conversations, dialogues, people: persons } = db.tables;
  // Written out, not as a parameter: SQLite uses the partial index only where the text says so.
  const isOpen = sql`${dialogues.open} = true`;
  const isUnchanged = and(
    eq(dialogues.id, sql.placeholder('id')),
    eq(dialogues.version, sql.placeholder('version')),
  );

  async function at(
    { platform, tenant, channel }: Place,
    from: Reader = db.read,
  ): Promise<Meeting | undefined> {
    const query = preparedOn({ db, from }, 'meeting at a place', () =>
      from
        .select({ conversation: conversations, person: persons })
        .from(conversations)
        .innerJoin(persons, eq(persons.id, conversations.personId))
        .where(
          and(
            eq(conversations.platform, sql.placeholder('platform')),
            eq(conversations.tenant, sql.placeholder('tenant')),
            eq(conversations.channel, sql.placeholder('channel')),
          ),
        ),
    );
    return (await query.execute({ platform, tenant, channel }))[0];
  }

  return {
    at,

    async byId(id: string, from: Reader = db.read): Promise<Meeting | undefined> {
      const query = preparedOn({ db, from }, 'meeting by id', () =>
        from
          .select({ conversation: conversations, person: persons })
          .from(conversations)
          .innerJoin(persons, eq(persons.id, conversations.personId))
          .where(eq(conversations.id, sql.placeholder('id'))),
      );
      return (await query.execute({ id }))[0];
    },

    personOf: (identity: Identity): Promise<Person | undefined> => people.byIdentity(identity),

    /** The conversation at a place; the first message there begins one, in the language it is `spoken` in. */
    async begin(
      place: Place,
      sender: Sender,
      { now, spoken, otherwise }: { now: number; spoken: Locale | undefined; otherwise: Locale },
    ): Promise<Meeting> {
      return db.transaction({ lock: [conversationLane(place)] }, async (tx) => {
        const known = await at(place, tx);
        if (known) return known;
        const { platform, tenant, channel } = place;
        const person = await people.ensure(tx, { platform, tenant, userId: sender.userId }, sender, now);
        const [conversation] = await tx
          .insert(conversations)
          .values({
            id: newId(now),
            platform,
            tenant,
            channel,
            personId: person.id,
            locale: spoken ?? person.locale ?? otherwise,
            createdAt: now,
          })
          .returning();
        if (spoken && person.locale === null) await people.setLocale(tx, person.id, spoken);
        if (!conversation) throw new Error('The database returned no row for a new conversation');
        return { conversation, person };
      });
    },

    /** From now on the conversation is in this language, and so is what agents send to the person. */
    async speak(tx: Transaction, { id, personId }: Conversation, locale: Locale): Promise<void> {
      await tx.update(conversations).set({ locale }).where(eq(conversations.id, id));
      await people.setLocale(tx, personId, locale);
    },

    /** Counts messages of the bot's own; false when the budget is spent and nothing may be said. */
    async spendTurn(tx: Transaction, conversationId: string, budget: number): Promise<boolean> {
      const spent = await tx
        .update(conversations)
        .set({ botTurns: sql`${conversations.botTurns} + 1` })
        .where(and(eq(conversations.id, conversationId), sql`${conversations.botTurns} < ${budget}`))
        .returning({ id: conversations.id });
      return spent.length > 0;
    },

    async resetTurns(tx: Transaction, conversationId: string): Promise<void> {
      await tx.update(conversations).set({ botTurns: 0 }).where(eq(conversations.id, conversationId));
    },

    async openDialogue(holder: string, from: Reader = db.read): Promise<OpenDialogue | undefined> {
      const query = preparedOn({ db, from }, 'open dialogue', () =>
        from
          .select()
          .from(dialogues)
          .where(and(eq(dialogues.holder, sql.placeholder('holder')), isOpen)),
      );
      const [row] = await query.execute({ holder });
      return row && opened(row);
    },

    async dialogue(
      id: string,
      from: Reader = db.read,
    ): Promise<(OpenDialogue & { open: boolean; holder: string }) | undefined> {
      const [row] = await from.select().from(dialogues).where(eq(dialogues.id, id));
      return row && { ...opened(row), open: row.open, holder: row.holder };
    },

    /** The talk closed last, if silence closed it. */
    async lastAbandoned(holder: string): Promise<string | undefined> {
      const [row] = await db.read
        .select({ id: dialogues.id, outcome: dialogues.outcome })
        .from(dialogues)
        .where(and(eq(dialogues.holder, holder), isNotNull(dialogues.outcome)))
        .orderBy(desc(dialogues.updatedAt))
        .limit(1);
      return row?.outcome === 'abandoned' ? row.id : undefined;
    },

    /** Opens a dialogue; undefined where another one is open already. */
    async open(
      tx: Transaction,
      { id: given, holder, personId, state, now }: NewDialogue,
    ): Promise<string | undefined> {
      const id = given ?? newId(now);
      const row = { id, holder, personId, ...columnsOf(state), startedAt: now, updatedAt: now };
      const { slots, values, shape } = slotsFor(row);
      const query = prepared(db.tables, `open a dialogue ${shape}`, () =>
        tx.insert(dialogues).values(slots).onConflictDoNothing().returning({ id: dialogues.id }),
      );
      const opened = await query.execute(values);
      return opened.length > 0 ? id : undefined;
    },

    /** Books a talk that needed no dialogue. */
    async book(tx: Transaction, { id: given, now, ...talk }: FinishedTalk): Promise<string> {
      const id = given ?? newId(now);
      const row = { kind: 'intake', open: false, ...talk, id, startedAt: now, updatedAt: now };
      await insertRows(tx, { tables: db.tables, into: 'dialogues' }, [row]);
      return id;
    },

    /** Stores where a dialogue stands now. Throws a StaleError if it was changed since it was read. */
    async save(
      tx: Transaction,
      { id, version }: OpenDialogue,
      state: DialogueState,
      now: number,
    ): Promise<void> {
      const query = prepared(db.tables, 'save a dialogue', () =>
        tx
          .update(dialogues)
          .set({
            kind: sql`${sql.placeholder('kind')}`,
            state: sql`${sql.param(sql.placeholder('state'), dialogues.state)}`,
            type: sql`${sql.placeholder('type')}`,
            articleId: sql`${sql.placeholder('articleId')}`,
            ticketId: sql`${sql.placeholder('ticketId')}`,
            updatedAt: sql`${sql.placeholder('now')}`,
            version: sql`${dialogues.version} + 1`,
          })
          .where(isUnchanged)
          .returning({ id: dialogues.id }),
      );
      const saved = await query.execute({ id, version, ...columnsOf(state), now });
      if (saved.length === 0) throw changedMeanwhile();
    },

    async close(
      tx: Transaction,
      { id, version }: OpenDialogue,
      { outcome, ticketId, now }: { outcome: TalkOutcome | null; ticketId: string | null; now: number },
    ): Promise<void> {
      const query = prepared(db.tables, 'close a dialogue', () =>
        tx
          .update(dialogues)
          .set({
            open: false,
            outcome: sql`${sql.placeholder('outcome')}`,
            ticketId: sql`coalesce(${sql.placeholder('ticketId')}, ${dialogues.ticketId})`,
            updatedAt: sql`${sql.placeholder('now')}`,
            version: sql`${dialogues.version} + 1`,
          })
          .where(isUnchanged)
          .returning({ id: dialogues.id }),
      );
      const closed = await query.execute({ id, version, outcome, ticketId, now });
      if (closed.length === 0) throw changedMeanwhile();
    },

    /** Takes up a closed dialogue again; false where another one is open. */
    async takeUp(tx: Transaction, { id, version }: OpenDialogue, now: number): Promise<void> {
      await change(tx, { id, version }, { open: true, outcome: null, updatedAt: now });
    },
  };

  async function change(
    tx: Transaction,
    { id, version }: { id: string; version: number },
    set: Partial<Tables['dialogues']['$inferInsert']>,
  ): Promise<void> {
    const changed = await tx
      .update(dialogues)
      .set({ ...set, version: version + 1 })
      .where(and(eq(dialogues.id, id), eq(dialogues.version, version)))
      .returning({ id: dialogues.id });
    if (changed.length === 0) throw changedMeanwhile();
  }
}

function changedMeanwhile(): StaleError {
  return new StaleError('The dialogue was changed meanwhile');
}

export type ConversationRepository = ReturnType<typeof createConversationRepository>;

interface NewDialogue {
  id?: string | undefined;
  holder: string;
  personId: string;
  state: DialogueState;
  now: number;
}

interface FinishedTalk {
  id?: string | undefined;
  holder: string;
  personId: string;
  type: string;
  ticketId: string | null;
  outcome: TalkOutcome;
  now: number;
}

function opened({
  id,
  version,
  updatedAt,
  startedAt,
  state,
}: Tables['dialogues']['$inferSelect']): OpenDialogue {
  return { id, version, updatedAt, startedAt, state: dialogueState.safeParse(state).data };
}

function columnsOf(state: DialogueState) {
  const articleId = state.kind === 'answer' && state.show === 'article' ? state.articleId : null;
  const ticketId = 'ticketId' in state ? state.ticketId : null;
  return { kind: state.kind, state, type: talkOf(state)?.type ?? null, articleId, ticketId };
}
