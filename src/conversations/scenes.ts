import type { Understanding } from '../language/understand.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { TicketQueries } from '../tickets/ticket-queries.ts';
import type { Meeting, OpenDialogue } from './conversation-repository.ts';
import { nothingFound } from './findings.ts';
import type { Desk, Scene } from './scene.ts';

export interface ScenesOptions {
  queries: TicketQueries;
  now: () => number;
}

interface Setting {
  desk: Desk;
  meeting: Meeting;
  dialogue: OpenDialogue | undefined;
  /** The language he clearly writes in, if it is another one than before. */
  spoken: Scene['locale'] | undefined;
}

/** Puts together what a dialogue may look at. */
export function createScenes({ queries, now }: ScenesOptions) {
  async function lastFromAgent(
    tickets: readonly Ticket[],
    dialogue: OpenDialogue | undefined,
  ): Promise<Scene['agentWrote']> {
    const answered = tickets.find((one) => one.assigneeId !== null && one.firstResponseAt !== null);
    const last = answered && (await queries.lastFromAgent(answered.requesterId));
    return last && { ...last, sinceDialogue: dialogue !== undefined && last.at > dialogue.updatedAt };
  }

  return async function sceneOf({ desk, meeting, dialogue, spoken }: Setting): Promise<Scene> {
    const { person, conversation } = meeting;
    const all = await queries.ofRequester(person.id);
    const tickets = all.filter((ticket) => ticket.stage !== 'closed');
    const locale = spoken ?? conversation.locale;
    return {
      ...nothingFound,
      desk,
      now: now(),
      locale,
      person,
      conversation,
      state: dialogue?.state,
      past: all,
      tickets,
      agentWrote: await lastFromAgent(tickets, dialogue),
      lastClosed: all
        .filter((ticket) => ticket.stage === 'closed')
        .toSorted((a, b) => (b.closedAt ?? 0) - (a.closedAt ?? 0))[0],
      say: (key, params) => desk.messages.say(locale, key, params),
    };
  };
}

/** The desk for one event: the same words are met again and again in it, and are understood once. */
export function attentive(desk: Desk): Desk {
  const known = new Map<string, Understanding>();
  return {
    ...desk,
    understand(words) {
      const understood = known.get(words) ?? desk.understand(words);
      known.set(words, understood);
      return understood;
    },
  };
}
