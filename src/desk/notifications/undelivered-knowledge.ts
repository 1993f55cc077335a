import { verbatim } from '../../content/markdown.ts';
import type { OutboxRow } from '../../runtime/deliveries.ts';
import type { Transaction } from '../../store/database.ts';
import { obstacleText } from '../cards/obstacle-text.ts';
import { speaker, type Voice } from '../cards/voice.ts';
import type { KnowledgeChannel } from '../threads/knowledge-channel.ts';
import type { Threads } from '../threads/threads.ts';
import type { TellAdmins } from './admin-alerts.ts';

export interface UndeliveredKnowledgeOptions {
  voice: Voice;
  threads: Threads;
  channel: KnowledgeChannel;
  tellAdmins: TellAdmins;
  now: () => number;
}

const ABOUT_KNOWLEDGE = /^(?:review|fresh|keywords|article-news):/;

/**
 * What somebody could not be told about an article is told in the knowledge channel; that the channel itself takes
 * nothing, to the administrators.
 */
export function createUndeliveredKnowledge(options: UndeliveredKnowledgeOptions) {
  const { voice, threads, channel, tellAdmins, now } = options;
  const { locale } = voice.policy;

  /** For a row that is given up. True if it was about knowledge, and those who must know of it do now. */
  return async function tell(tx: Transaction, row: OutboxRow): Promise<boolean> {
    const { ref, target, place, body } = row;
    if (!ABOUT_KNOWLEDGE.test(ref ?? target ?? '')) return false;
    if (channel.is(place)) {
      const text = obstacleText(voice, locale, row);
      await tellAdmins(tx, { platform: place.platform, code: 'knowledge-channel', text, place });
      return true;
    }
    if (ref === null || !body) return true;
    if (ref.startsWith('fresh:')) await channel.putUp(tx, ref, body, now());
    else {
      const name = verbatim(await threads.chats.nameAt(place, tx));
      const text = speaker(voice, locale)('article.news-for', { name, text: body.text });
      await channel.say(tx, { text }, now());
    }
    return true;
  };
}
