import type { OutboundMessage } from '../../platforms/platform.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Database } from '../../store/database.ts';
import { digestRef } from '../cards/keyword-digest.ts';
import type { Digests } from '../threads/digests.ts';
import type { FollowUpEvent } from '../../runtime/follow-up.ts';
import type { KnowledgeChannel } from '../threads/knowledge-channel.ts';

interface KeywordDigestsOptions {
  db: Database;
  digests: Digests;
  channel: KnowledgeChannel;
  now: () => number;
}

/** Most that are asked about by one card: each has two buttons. */
const MOST_AT_ONCE = 10;
const PER_CARD = 5;

/** Shows the knowledge channel what requesters called things lately, to be taken as keywords or not. */
export function createKeywordDigests({ db, digests, channel, now }: KeywordDigestsOptions) {
  return async function show({ payload: { subject } }: FollowUpEvent): Promise<Plan> {
    const ids = await digests.pendingSince(Number(subject), MOST_AT_ONCE);
    const cards: { id: string; message: OutboundMessage }[] = [];
    for (let from = 0; from < ids.length; from += PER_CARD) {
      const card = await digests.of(db.read, ids.slice(from, from + PER_CARD));
      if (card) cards.push(card);
    }
    if (cards.length === 0) return { result: 'nothing was proposed' };
    return {
      result: 'keywords shown',
      apply: async (tx) => {
        for (const { id, message } of cards) await channel.putUp(tx, digestRef(id), message, now());
      },
    };
  };
}
