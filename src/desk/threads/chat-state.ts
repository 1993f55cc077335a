import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Identity } from '../../identity/people.ts';
import { newId } from '../../runtime/id.ts';
import type { Database, Reader, Transaction } from '../../store/database.ts';
import { StaleError } from '../../store/errors.ts';

/** Turned to by who talks with the bot about something of his own. */
export const OWN = 'own';

const file = z.object({ id: z.string(), name: z.string(), mime: z.string(), size: z.number() });

const heldMessage = z.object({
  /** The inbox row it came with. */
  event: z.number(),
  messageId: z.string(),
  text: z.string(),
  files: z.array(file),
  lost: z.array(z.string()).default([]),
  forwarded: z.boolean().default(false),
  at: z.number(),
});
/** Something an agent wrote of which it isn't known yet whom it is for. */
export type HeldMessage = z.infer<typeof heldMessage>;

const chatState = z.object({
  /** The ticket his plain words are about; `own`: none. */
  active: z.string().nullable(),
  /** When he last said something to whom he had chosen, or chose, in this chat; UTC ms. */
  since: z.number(),
  /** The last change of any ticket that had happened by then. */
  seen: z.number().default(0),
  held: z.array(heldMessage).default([]),
});
export type ChatState = z.infer<typeof chatState>;

export interface ChatHolder {
  identity: Identity;
  personId: string;
  now: number;
}

const BLANK: ChatState = { active: null, since: 0, seen: 0, held: [] };

/** What an agent's own chat with the bot is about at the moment. */
export function createChatStates(db: Database) {
  const { dialogues } = db.tables;
  const holderOf = ({ platform, tenant, userId }: Identity) => `desk-chat:${platform}:${tenant}:${userId}`;

  async function row(identity: Identity, from: Reader) {
    const [found] = await from
      .select({ id: dialogues.id, version: dialogues.version, state: dialogues.state })
      .from(dialogues)
      .where(and(eq(dialogues.holder, holderOf(identity)), eq(dialogues.open, true)));
    return found;
  }

  return {
    async of(identity: Identity, from: Reader = db.read): Promise<ChatState> {
      const found = await row(identity, from);
      return chatState.safeParse(found?.state).data ?? BLANK;
    },

    /** Changes it in one step. Throws a StaleError if somebody else does so at the same time. */
    async change(
      tx: Transaction,
      { identity, personId, now }: ChatHolder,
      change: (before: ChatState) => Partial<ChatState>,
    ): Promise<void> {
      const found = await row(identity, tx);
      const before = chatState.safeParse(found?.state).data ?? BLANK;
      const state: ChatState = { ...before, ...change(before) };
      const saved = found
        ? await tx
            .update(dialogues)
            .set({ state, updatedAt: now, version: found.version + 1 })
            .where(and(eq(dialogues.id, found.id), eq(dialogues.version, found.version)))
            .returning({ id: dialogues.id })
        : await tx
            .insert(dialogues)
            .values({
              id: newId(now),
              holder: holderOf(identity),
              personId,
              kind: 'desk-chat',
              state,
              startedAt: now,
              updatedAt: now,
            })
            .onConflictDoNothing()
            .returning({ id: dialogues.id });
      if (saved.length === 0) throw new StaleError('The chat was changed meanwhile');
    },
  };
}
