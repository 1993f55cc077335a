import { verbatim } from '../../content/markdown.ts';
import type { OutboundMessage } from '../../platforms/platform.ts';
import type { Tables } from '../../store/schema.ts';
import type { Say } from './voice.ts';

export type KeywordRow = Tables['keywordProposals']['$inferSelect'];

interface Digest {
  say: Say;
  /** Names the digest: the first of its proposals. */
  id: string;
  proposals: readonly KeywordRow[];
  /** By an article's id. */
  titleOf: (articleId: string) => string;
  /** By a person's id. */
  nameOf: (personId: string) => string;
}

export function digestRef(id: string): string {
  return `keywords:${id}`;
}

/** Requesters' words that may become keywords, each to be taken or not (requirement 5.6). */
export function keywordDigest({ say, id, proposals, titleOf, nameOf }: Digest): OutboundMessage {
  const lines = proposals.map(({ articleId, words, state, decidedBy }, i) => {
    const line = say('keywords.line', {
      n: i + 1,
      words: verbatim(words),
      title: verbatim(titleOf(articleId)),
    });
    return state === 'pending'
      ? line
      : `${line} ${say(`keywords.${state}`, { agent: nameOf(decidedBy ?? '') })}`;
  });
  const buttons = proposals.flatMap((proposal, i) => {
    if (proposal.state !== 'pending') return [];
    const value = `${id}:${proposal.id}`;
    return [
      { id: 'keyword-accept', label: say('button.keyword-accept', { n: i + 1 }), value },
      { id: 'keyword-reject', label: say('button.keyword-reject', { n: i + 1 }), value },
    ];
  });
  return { text: [say('keywords.title'), lines.join('\n')].join('\n\n'), buttons };
}
