import { verbatim } from '../../content/markdown.ts';
import type { Article } from '../../knowledge/knowledge-base.ts';
import type { Button, OutboundMessage } from '../../platforms/platform.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { TicketFeatures } from '../../tickets/features.ts';
import { shortNumber } from '../../tickets/ticket-number.ts';
import { articleLine } from './article-text.ts';
import type { Say, Voice } from './voice.ts';

interface Asked {
  say: Say;
  voice: Voice;
  ticket: Ticket;
  features: TicketFeatures;
  /** The articles nearest to it, the best first. */
  near: readonly Article[];
  /** Whether a command must name the ticket: there is no thread that does. */
  isApart: boolean;
}

/** What was learnt from a solved ticket, and what of it shall go into the knowledge base (requirements 12.5, 12.6). */
export function knowledgeQuestion({ say, voice, ticket, features, near, isApart }: Asked): OutboundMessage {
  const prefix = isApart ? `${shortNumber(ticket.number)} ` : '';
  const example = near[0]?.id ?? say('learnt.example');
  const parts = [
    say('learnt.title'),
    featureLines({ say, voice, features }),
    near.length > 0
      ? `${say('learnt.near')}\n\n${near.map((article) => articleLine(article, say)).join('\n')}`
      : say('learnt.none-near'),
    say('learnt.ask', { prefix, example }),
  ];
  const on = (id: string, label: string, articleId?: string): Button => ({
    id,
    label,
    value: articleId === undefined ? ticket.id : `${ticket.id}:${articleId}`,
  });
  const buttons = near.flatMap(({ id, title }) => [
    on('kb-link', say('button.kb-link', { title }), id),
    on('kb-update', say('button.kb-update', { title }), id),
  ]);
  return {
    text: parts.join('\n\n'),
    buttons: [...buttons, on('kb-draft', say('button.kb-draft')), on('kb-nothing', say('button.kb-nothing'))],
  };
}

/** Its solution was an article's procedure: that much is known without asking. */
export function linkedByItself(
  { say, voice, ticket, features }: Omit<Asked, 'near' | 'isApart'>,
  article: Article,
): OutboundMessage {
  const { id, title } = article;
  const value = `${ticket.id}:${id}`;
  return {
    text: [
      say('learnt.title'),
      featureLines({ say, voice, features }),
      say('learnt.linked-itself', { title, id }),
    ].join('\n\n'),
    buttons: [{ id: 'kb-update', label: say('button.kb-update', { title }), value }],
  };
}

function featureLines({ say, voice, features }: Pick<Asked, 'say' | 'voice' | 'features'>): string {
  const { type, symptom, device, errorCodes, cause, steps } = features;
  const line = (key: string, value: string | undefined) =>
    value ? [`- ${say(`learnt.${key}`, { value: verbatim(value) })}`] : [];
  const separator = say('list.separator');
  return [
    ...line('type', voice.typeNames.get(type)?.[voice.policy.locale] ?? type),
    ...line('symptom', symptom),
    ...line('device', device),
    ...line('error', errorCodes.join(separator)),
    ...line('cause', cause),
    ...line('steps', steps.join(separator)),
  ].join('\n');
}
