import type { ArticleService } from '../../knowledge/article-service.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';
import { digestRef } from '../cards/keyword-digest.ts';
import type { Digests } from '../threads/digests.ts';
import type { Caller } from '../threads/seat.ts';
import type { StandingCards } from '../threads/standing-cards.ts';
import type { Replies } from '../threads/replies.ts';
import { isKnowledgeAdmin } from './rights.ts';

export interface KeywordActsOptions {
  policy: DeskPolicy;
  articles: Pick<ArticleService, 'decideKeyword'>;
  digests: Digests;
  cards: StandingCards;
  replies: Replies;
}

/** What a knowledge admin does with requesters' words that may become keywords. */
export function createKeywordActs({ policy, articles, digests, cards, replies }: KeywordActsOptions) {
  /** `digest`: the card on which the proposal stands. */
  return async function decide(
    caller: Caller,
    { digest, id, accept }: { digest: string; id: string; accept: boolean },
  ): Promise<Plan> {
    const { say, person, identity, cause } = caller;
    if (!isKnowledgeAdmin(person, policy, identity)) {
      const text = say('refused.not-reviewer');
      return { result: 'refused: no knowledge admin', apply: (tx) => replies.to(tx, caller, { text }) };
    }
    return {
      result: accept ? 'keyword accepted' : 'keyword rejected',
      lock: [`keywords:${digest}`],
      apply: async (tx) => {
        const done = await articles.decideKeyword(tx, { id, accept, by: person.id }, cause.at);
        if ('refused' in done)
          await replies.to(tx, caller, { text: say(`keywords.refused-${done.refused}`) });
        const card = await cards.find(digestRef(digest), tx);
        if (!card) return;
        const now = await digests.of(tx, idsOn(card.message.buttons ?? []));
        if (now) await cards.change(tx, card, now.message, cause.at);
      },
    };
  };
}

/** What a digest was made of, as its buttons say. */
function idsOn(buttons: readonly { value: string }[]): string[] {
  return [...new Set(buttons.flatMap(({ value }) => value.split(':')[1] ?? []))];
}
