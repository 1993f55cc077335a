import { z } from 'zod';
import type { OutboundMessage, Surroundings } from '../platform.ts';
import type { Api } from './api.ts';
import type { Cards } from './cards.ts';
import { encodeCard } from './encode.ts';
import { DingtalkError } from './errors.ts';
import type { ProgressBook } from './progress.ts';
import type { Settings } from './settings.ts';
import { isCardId, placeText, type Target } from './target.ts';
import type { Way } from './way.ts';

const recallAnswer = z.object({ failedResult: z.record(z.string(), z.unknown()).catch({}) });

export interface ChangesOptions {
  settings: Settings;
  api: Api;
  cards: Cards;
  way: Way;
  book: ProgressBook;
  log: Surroundings['log'];
}

/** Changes of what was sent. What can't be changed stays as it is, without an error. */
export function createChanges({ settings, api, cards, way, book, log }: ChangesOptions) {
  const { robotCode } = settings;

  async function recallAll(to: Target, processQueryKeys: string[]): Promise<void> {
    way.useApi(to);
    const [path, body] = to.direct
      ? ['/v1.0/robot/otoMessages/batchRecall', { robotCode, processQueryKeys }]
      : ['/v1.0/robot/groupMessages/recall', { robotCode, openConversationId: to.channel, processQueryKeys }];
    const answer = await ifStill(api.post(path, body, { posts: false }));
    const { failedResult } = recallAnswer.catch({ failedResult: {} }).parse(answer);
    const [failed] = processQueryKeys.filter((key) => key in failedResult);
    if (failed === undefined) return;
    throw new DingtalkError(
      { fate: 'permanent', code: 'not-recalled' },
      `DingTalk did not take the message back: ${JSON.stringify(failedResult[failed]).slice(0, 200)}`,
    );
  }

  return {
    async edit(to: Target, messageId: string, message: OutboundMessage): Promise<void> {
      if (!isCardId(messageId)) return;
      const { card } = encodeCard(message, placeText(to));
      try {
        await way.onlyByApi(to, async () => {
          way.useApi(to);
          await ifStill(cards.update(messageId, card));
        });
      } catch (error) {
        if (!(error instanceof DingtalkError) || error.fate !== 'permanent' || error.obstacle !== 'quota')
          throw error;
        // What follows in the conversation matters more than an older card.
        log.warn({ code: error.code }, 'DingTalk: a card stays as it is');
      }
    },

    /** Throws a DeliveryError where the vendor says that it failed. */
    async recall(to: Target, messageId: string): Promise<void> {
      const keys = isCardId(messageId) ? [] : book.keysOf(messageId);
      if (keys.length > 0) await way.onlyByApi(to, () => recallAll(to, keys));
    },
  };
}

/** Awaits a change of something sent: what the vendor doesn't change any more is over, and no error. */
async function ifStill<T>(change: Promise<T>): Promise<T | undefined> {
  try {
    return await change;
  } catch (error) {
    const isOver = error instanceof DingtalkError && error.fate === 'permanent';
    if (!isOver || error.obstacle === 'not-permitted') throw error;
    return undefined;
  }
}
