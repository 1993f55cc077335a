import { and, eq, max, notInArray } from 'drizzle-orm';
import { platformName } from '../../content/platform-name.ts';
import type { Capabilities } from '../../platforms/platform.ts';
import { conversationLane } from '../../runtime/conversation-lane.ts';
import type { OutboxRow } from '../../runtime/deliveries.ts';
import { obstacleIn } from '../../runtime/obstacles.ts';
import { post } from '../../runtime/outbox.ts';
import type { Database, Transaction } from '../../store/database.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import { speaker, type Voice } from '../cards/voice.ts';
import { obstacleText } from '../cards/obstacle-text.ts';
import type { Threads } from '../threads/threads.ts';

export interface ReroutingOptions {
  db: Database;
  voice: Voice;
  threads: Threads;
  capabilitiesOf: (platform: string) => Capabilities | undefined;
  now: () => number;
}

/** Takes what can't reach a requester on one platform to his chat on another. */
export function createRerouting({ db, voice, threads, capabilitiesOf, now }: ReroutingOptions) {
  const { outbox, conversations, dialogues } = db.tables;
  const { messages, policy } = voice;
  const say = speaker(voice, policy.locale);

  /** True if it goes another way now, which the desk is told; each platform is tried once. */
  return async function reroute(tx: Transaction, row: OutboxRow, ticket: Ticket): Promise<boolean> {
    const obstacle = obstacleIn(row.error);
    if (obstacle !== 'unreachable' && obstacle !== 'gone') return false;
    const { ref, body, carries } = row;
    if (row.op !== 'send' || ref === null || !body) return false;
    const other = await otherChat(tx, ref, ticket.requesterId);
    if (!other) return false;
    const { platform, tenant, channel, locale } = other;
    const place = { platform, tenant, channel };
    const failed = platformName(messages, locale, row.place.platform);
    const text = `${messages.say(locale, 'news.rerouted', { platform: failed })}\n\n${body.text}`;
    const carrying = carries === null ? {} : { carries };
    const posting = { lane: conversationLane(place), place, ref, ...carrying, message: { ...body, text } };
    await post(tx, db.tables, [posting], now());
    const told = say('desk.rerouted', {
      because: obstacleText(voice, policy.locale, row),
      from: platformName(messages, policy.locale, row.place.platform),
      to: platformName(messages, policy.locale, platform),
    });
    await threads.write(tx, ticket, [{ message: { text: told }, notice: true }], now());
    return true;
  };

  /** The chat he used last of those on platforms that run and weren't tried for this message yet. */
  async function otherChat(tx: Transaction, ref: string, personId: string) {
    const earlier = await tx.select({ place: outbox.place }).from(outbox).where(eq(outbox.ref, ref));
    const tried = [...new Set(earlier.map(({ place }) => place.platform))];
    const others = await tx
      .select()
      .from(conversations)
      .where(and(eq(conversations.personId, personId), notInArray(conversations.platform, tried)));
    const used = [];
    for (const chat of others.filter(({ platform }) => capabilitiesOf(platform) !== undefined)) {
      const [talk] = await tx
        .select({ at: max(dialogues.updatedAt) })
        .from(dialogues)
        .where(eq(dialogues.holder, chat.id));
      used.push({ chat, at: Math.max(chat.createdAt, talk?.at ?? 0) });
    }
    return used.toSorted((a, b) => b.at - a.at)[0]?.chat;
  }
}
