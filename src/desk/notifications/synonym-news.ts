import { verbatim } from '../../content/markdown.ts';
import type { People } from '../../identity/people.ts';
import type { SynonymListener } from '../../knowledge/synonyms.ts';
import { wordsText } from '../cards/synonyms.ts';
import { speaker, type Voice } from '../cards/voice.ts';
import type { KnowledgeChannel } from '../threads/knowledge-channel.ts';

export interface SynonymNewsOptions {
  voice: Voice;
  people: Pick<People, 'byId'>;
  channel: KnowledgeChannel;
}

/** Tells the knowledge channel who added which words, in chat or on the page, with a button to take them back. */
export function createSynonymNews({ voice, people, channel }: SynonymNewsOptions): SynonymListener {
  const say = speaker(voice, voice.policy.locale);
  return async (tx, { id, words, addedBy, at }) => {
    const person = await people.byId(addedBy, tx);
    const text = say('synonym.added-by', {
      agent: verbatim(person?.name ?? addedBy),
      words: wordsText(words),
    });
    const button = { id: 'synonym-remove', label: say('button.synonym-remove'), value: id };
    await channel.say(tx, { text, buttons: [button] }, at);
  };
}
