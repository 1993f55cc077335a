import { clean } from '../../language/clean.ts';
import type { InboundEvent } from '../../platforms/platform.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Caller } from '../threads/seat.ts';
import type { ArticleActs } from './article-acts.ts';
import type { createKeywordActs } from './keyword-acts.ts';
import type { SynonymActs } from './synonym-acts.ts';

interface ArticlePressesOptions {
  acts: ArticleActs;
  decideKeyword: ReturnType<typeof createKeywordActs>;
  synonyms: SynonymActs;
}

const BUTTONS: ReadonlySet<string> = new Set([
  'article-approve',
  'article-return',
  'article-verify',
  'article-fix',
  'article-retire',
  'keyword-accept',
  'keyword-reject',
  'synonym-remove',
]);

/** What the buttons of cards do that are about articles and words and no ticket. */
export function createArticlePresses({ acts, decideKeyword, synonyms }: ArticlePressesOptions) {
  return {
    knows: (action: string): boolean => BUTTONS.has(action),

    async onPress(
      caller: Caller,
      { action, value, input = {} }: InboundEvent & { kind: 'action' },
    ): Promise<Plan> {
      const [first = '', second = ''] = value.split(':');
      const n = Number(second);
      if (action.startsWith('article-') && !Number.isSafeInteger(n))
        return { result: 'ignored: malformed button' };
      const reason = clean(input.reason ?? '');
      switch (action) {
        case 'article-approve':
          return acts.approve(caller, first, n);
        case 'article-return':
          return acts.giveBack(caller, { articleId: first, n, reason });
        case 'article-verify':
          return acts.verify(caller, first, n);
        case 'article-retire':
          return acts.retire(caller, { articleId: first, asked: n, reason });
        case 'article-fix':
          return acts.fix(caller, first);
        case 'keyword-accept':
        case 'keyword-reject':
          return decideKeyword(caller, { digest: first, id: second, accept: action === 'keyword-accept' });
        case 'synonym-remove':
          return synonyms.removeById(caller, value);
        default:
          return { result: `ignored: no button ${action}` };
      }
    },
  };
}

export type ArticlePresses = ReturnType<typeof createArticlePresses>;
