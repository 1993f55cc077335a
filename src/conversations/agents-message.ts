import type { FileRef, OutboundMessage } from '../platforms/platform.ts';
import type { Translation } from '../store/schema.ts';
import type { Scene } from './scene.ts';

interface AgentsWords {
  /** His name, as it stands in Markdown. */
  agent: string;
  number: string;
  text: string;
  files: FileRef[];
  /** Into the requester's language. */
  translation?: Translation | null | undefined;
}

/** What an agent wrote on a ticket, as its requester gets it: a translation never without the original. */
export function agentsMessage(say: Scene['say'], words: AgentsWords): OutboundMessage {
  const { agent, number, text, files, translation } = words;
  if (text === '') return { text: say('news.agent-sent-files', { agent, number }), files };
  const wrote = say('news.agent-wrote', { agent, number, text: translation?.text ?? text });
  return { text: translation ? `${wrote}\n\n${say('news.original', { text })}` : wrote, files };
}
