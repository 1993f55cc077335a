import { verbatim } from '../../content/markdown.ts';
import { z } from 'zod';
import type { Transaction } from '../../store/database.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { TicketHappening } from '../../tickets/ticket-service.ts';
import { whenText } from '../../tickets/when.ts';
import { toldWords } from '../cards/told-words.ts';
import { speaker, type Voice } from '../cards/voice.ts';
import type { ThreadPosting } from '../threads/threads.ts';
import type { TicketFacts } from '../cards/ticket-facts.ts';

const toldData = z.object({
  what: z.string(),
  clock: z.string(),
  dueAt: z.number(),
  to: z.array(z.string()).default([]),
});

/** What is said in the thread about a change of its ticket, if anything. */
export function createHappeningWords({ voice, facts }: { voice: Voice; facts: TicketFacts }) {
  const { locale, timeZone } = voice.policy;
  const say = speaker(voice, locale);
  const when = (at: number, now: number) => whenText(at, { locale, timeZone, now });

  /** A translation stands before the original and never without it. */
  function requestersWords(name: string, message: TicketHappening['message']): string {
    const { text = '', translation } = message ?? {};
    if (text === '') return say('desk.requester-sent-files', { name });
    const wrote = say('desk.requester-wrote', { name, text: verbatim(translation?.text ?? text) });
    return translation ? `${wrote}\n\n${say('translate.original', { text: verbatim(text) })}` : wrote;
  }

  interface ToldAbout {
    ticket: Ticket;
    data: Record<string, unknown>;
    agent: string;
    now: number;
  }

  /** What is told of its clocks; everybody must know that a ticket is about to be late. */
  async function told(tx: Transaction, { ticket, data, agent, now }: ToldAbout): Promise<ThreadPosting[]> {
    const { what, clock, dueAt, to } = toldData.parse(data);
    const names = [];
    for (const id of to) names.push(verbatim(await facts.nameOf(tx, id)));
    const reader = { say, policy: voice.policy, locale, now };
    const text = toldWords({ what, clock, dueAt, names, agent }, ticket, reader);
    const button = (id: string, label: string) => ({ id, label: say(label), value: ticket.id });
    const buttons =
      what === 'line-ask'
        ? [button('escalate', 'button.escalate'), button('more-time', 'button.more-time')]
        : [];
    return [{ message: buttons.length > 0 ? { text, buttons } : { text }, group: text }];
  }

  return async function wordsFor(
    tx: Transaction,
    { kind, ticket, before, data, message, cause }: TicketHappening,
  ): Promise<ThreadPosting[]> {
    const nameOf = async (personId: string) => verbatim(await facts.nameOf(tx, personId));
    const agent = await nameOf(cause.actor);
    const line = (key: string, params = {}) => [{ message: { text: say(key, { agent, ...params }) } }];
    /** What everybody must know: in a group others would still think that the ticket is free, or taken. */
    const news = (key: string, params = {}): ThreadPosting[] => {
      const text = say(key, { agent, ...params });
      return [{ message: { text }, group: text, formerly: before?.assigneeId }];
    };
    switch (kind) {
      case 'requester-wrote':
        return [{ message: { text: requestersWords(agent, message), files: message?.files ?? [] } }];
      // Agents write theirs in the thread, where everybody has read them already.
      case 'note': {
        if (cause.actor !== 'bot' || !message) return [];
        return [{ message: { text: message.text }, group: message.text }];
      }
      case 'claimed':
        return [
          { message: { text: say('desk.claimed', { agent }) }, group: say('desk.group-claimed', { agent }) },
        ];
      case 'unclaimed':
        return news('desk.unclaimed');
      case 'assigned':
        return news('desk.assigned', { to: await nameOf(String(data.to)) });
      case 'priority-changed':
        return line('desk.priority', { priority: say(`priority.${ticket.priority}`) });
      case 'type-changed':
        return line('desk.type', {
          type: voice.typeNames.get(ticket.type)?.[voice.policy.locale] ?? ticket.type,
        });
      case 'waiting':
        return line('desk.waiting', {
          side: say(`waiting.${String(data.for)}`),
          reason: verbatim(String(data.reason)),
        });
      case 'incident':
        return news('desk.incident');
      case 'no-incident':
        return news('desk.no-incident');
      case 'joined':
        return line('desk.joined', { number: String(data.number) });
      case 'left':
        return line('desk.left');
      case 'snoozed':
        return line('desk.snoozed', {
          until: when(Number(data.until), cause.at),
          reason: verbatim(String(data.reason)),
        });
      case 'continued':
      case 'woke':
        return line(`desk.${kind}`);
      case 'told':
        return told(tx, { ticket, data, agent, now: cause.at });
      case 'root-cause':
        return line('desk.root-cause', { cause: verbatim(String(data.cause)) });
      case 'agreement-changed': {
        const agreement = voice.policy.agreements.find(({ id }) => id === data.agreement);
        return agreement
          ? line('desk.agreement', { name: agreement.name[locale] })
          : line('desk.agreement-none');
      }
      case 'resolved':
        return news('desk.resolved', { cause: verbatim(ticket.resolution?.cause ?? '') });
      case 'confirmed':
        return news('desk.confirmed');
      case 'verification-failed':
      case 'reopened':
        return news('desk.reopened', { count: ticket.reopens });
      case 'assumed':
        return news('desk.assumed');
      case 'cancelled':
        return news('desk.cancelled');
      case 'merged':
        return news('desk.merged', { into: String(data.into) });
      case 'rated':
        return line('desk.rated', {
          response: String(data.response),
          quality: String(data.quality),
          attitude: String(data.attitude),
        });
      case 'recovery-opened':
        return news('desk.recovery', {
          owner: await nameOf(String(data.owner)),
          when: when(Number(data.dueAt), cause.at),
        });
      case 'recovery-done':
        return data.note === ''
          ? news('desk.recovery-done-silently')
          : news('desk.recovery-done', { note: verbatim(String(data.note)) });
      default:
        return [];
    }
  };
}
