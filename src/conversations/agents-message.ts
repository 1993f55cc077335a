import type { FileRef, OutboundMessage } from '../platforms/platform.ts';
import type { Scene } from './scene.ts';

interface AgentsWords {
  /** His name, as it stands in Markdown. */
  agent: string;
  number: string;
  text: string;
  files: FileRef[];
}

/** What an agent wrote on a ticket, as its requester gets it. */
export function agentsMessage(say: Scene['say'], words: AgentsWords): OutboundMessage {
  const { agent, number, text, files } = words;
  const shown =
    text === ''
      ? say('news.agent-sent-files', { agent, number })
      : say('news.agent-wrote', { agent, number, text });
  return { text: shown, files };
}
