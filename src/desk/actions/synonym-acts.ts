import { verbatim } from '../../content/markdown.ts';
import type { Synonyms } from '../../knowledge/synonyms.ts';
import { parseSynonyms } from '../../knowledge/synonyms.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Transaction } from '../../store/database.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';
import { wordsText } from '../cards/synonyms.ts';
import type { SynonymCommand } from '../commands/desk-command.ts';
import type { Caller } from '../threads/seat.ts';
import type { Replies } from '../threads/replies.ts';
import { isKnowledgeAdmin } from './rights.ts';

export interface SynonymActsOptions {
  policy: DeskPolicy;
  synonyms: Synonyms;
  replies: Replies;
}

const MOST_LISTED = 30;
const LOCK = ['synonyms'];

/**
 * Words that mean the same, taught in chat; they count at once. Any agent may add some, and the knowledge channel is
 * told, where an admin can take them back; so can who added them.
 */
export function createSynonymActs({ policy, synonyms, replies }: SynonymActsOptions) {
  return {
    run(caller: Caller, command: SynonymCommand): Plan {
      switch (command.act) {
        case 'list':
          return list(caller);
        case 'add':
          return add(caller, command.text);
        case 'remove':
          return removeByWord(caller, command.word);
      }
    },

    removeById: (caller: Caller, id: string): Plan => remove(caller, id),
  };

  function list(caller: Caller): Plan {
    const { say } = caller;
    const added = synonyms.all().filter(({ id }) => id !== undefined);
    const lines = added.slice(0, MOST_LISTED).map(({ words }) => `- ${wordsText(words)}`);
    const more =
      added.length > MOST_LISTED ? [say('synonym.more', { count: added.length - MOST_LISTED })] : [];
    const text =
      added.length === 0
        ? say('synonym.none')
        : [say('synonym.list'), [...lines, ...more].join('\n')].join('\n\n');
    return answer(caller, text, 'synonyms listed');
  }

  function add(caller: Caller, text: string): Plan {
    const { say, person, cause } = caller;
    const parsed = parseSynonyms(text);
    if ('mistake' in parsed)
      return answer(caller, say(`synonym.mistake-${parsed.mistake}`), 'refused: no synonyms');
    const words = wordsText(parsed);
    return {
      result: 'synonyms added',
      lock: LOCK,
      apply: async (tx) => {
        const group = await synonyms.add(tx, { words: parsed, by: person.id }, cause.at);
        const isAdded = !('mistake' in group);
        await tell(
          tx,
          caller,
          isAdded ? say('synonym.added', { words }) : say(`synonym.mistake-${group.mistake}`),
        );
      },
    };
  }

  function removeByWord(caller: Caller, word: string): Plan {
    const wanted = word.trim().toLowerCase();
    const group = synonyms
      .all()
      .find(({ id, words }) => id !== undefined && words.some((one) => one.toLowerCase() === wanted));
    if (!group?.id)
      return answer(caller, caller.say('synonym.unknown', { word: verbatim(word) }), 'no synonym');
    return remove(caller, group.id);
  }

  function remove(caller: Caller, id: string): Plan {
    const { say, person, identity } = caller;
    const group = synonyms.all().find((one) => one.id === id);
    if (!group) return answer(caller, say('synonym.gone'), 'synonym gone');
    if (group.addedBy !== person.id && !isKnowledgeAdmin(person, policy, identity)) {
      return answer(caller, say('synonym.not-yours'), 'refused: not yours');
    }
    return {
      result: 'synonyms removed',
      lock: LOCK,
      apply: async (tx) => {
        await synonyms.remove(tx, { id, by: person.id });
        await tell(tx, caller, say('synonym.removed', { words: wordsText(group.words) }));
      },
    };
  }

  function tell(tx: Transaction, caller: Caller, text: string): Promise<void> {
    return replies.to(tx, caller, { text });
  }

  function answer(caller: Caller, text: string, result: string): Plan {
    return { result, apply: (tx) => tell(tx, caller, text) };
  }
}

export type SynonymActs = ReturnType<typeof createSynonymActs>;
