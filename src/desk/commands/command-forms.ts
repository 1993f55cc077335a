import { commandByWord, knowledgeActByWord } from './command-words.ts';

/** The form of what somebody has begun to write, by the name of its text; undefined where nothing is known of it. */
export function formMeant(begun: string): string | undefined {
  const [word = '', rest = ''] = begun.toLowerCase().split(/[\s:：]+/);
  const name = commandByWord.get(word);
  const act = name === 'kb' ? knowledgeActByWord.get(rest) : undefined;
  return act && act !== 'draft' && act !== 'nothing' ? `article-${act}` : name;
}

/** Whether it says what is to be done with an article, and not with which. */
export function lacksArticle(name: string, rest: string): boolean {
  const act = name === 'kb' ? knowledgeActByWord.get(rest.toLowerCase()) : undefined;
  return act !== undefined && act !== 'draft' && act !== 'nothing';
}
