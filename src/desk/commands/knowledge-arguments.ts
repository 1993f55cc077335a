import { knowledgeActByWord, switchByWord, synonymActByWord } from './command-words.ts';
import type { DeskCommand, KnowledgeCommand, SynonymCommand } from './desk-command.ts';

const ARTICLE_ID = /^`?([a-z0-9-]+)`?$/i;
const CLOSING_MARKS = /[.。!！]+$/;

/** `kb words`, `kb show ID`, `kb link ID`, `kb draft`, `kb nothing reason`: what follows the word of `kb`. */
export function readKnowledge(rest: string): KnowledgeCommand | undefined {
  if (rest === '') return undefined;
  const search: KnowledgeCommand = { do: 'kb', query: rest };
  const [word, argument] = wordAndRest(rest);
  const act = knowledgeActByWord.get(word.toLowerCase());
  switch (act) {
    case undefined:
      return search;
    case 'draft':
      return argument === '' ? { do: 'new-article' } : search;
    case 'nothing':
      return { do: 'no-article', reason: argument };
    case 'fill': {
      const [id, text] = wordAndRest(argument);
      const articleId = idIn(id);
      return articleId === undefined ? search : { do: 'article', act, articleId, text };
    }
    case 'return':
    case 'retire': {
      const [id, reason] = wordAndRest(argument);
      const articleId = idIn(id);
      return articleId === undefined ? search : { do: 'article', act, articleId, reason };
    }
    default: {
      const articleId = idIn(argument.replace(CLOSING_MARKS, ''));
      return articleId === undefined ? search : { do: 'article', act, articleId };
    }
  }
}

/** `synonym wifi = 无线 = WLAN`, `synonym list`, `synonym remove 无线`. */
export function readSynonym(rest: string): SynonymCommand | undefined {
  const [word, argument] = wordAndRest(rest);
  const act = synonymActByWord.get(word.toLowerCase());
  if (rest === '' || (act === 'list' && argument === '')) return { do: 'synonym', act: 'list' };
  if (act === 'remove') return argument === '' ? undefined : { do: 'synonym', act, word: argument };
  return /[=＝]/.test(rest) ? { do: 'synonym', act: 'add', text: rest } : undefined;
}

/** `translate on`, `翻译 关`. */
export function readSwitch(rest: string): DeskCommand | undefined {
  const on = switchByWord.get(rest.replace(CLOSING_MARKS, '').toLowerCase());
  return on === undefined ? undefined : { do: 'translate', on };
}

function idIn(text: string): string | undefined {
  return ARTICLE_ID.exec(text)?.[1]?.toLowerCase();
}

function wordAndRest(text: string): [string, string] {
  const [, word = '', rest = ''] = /^(\S+?)(?:[\s:：,，]+([\s\S]*))?$/.exec(text) ?? [];
  return [word, rest.trim()];
}
