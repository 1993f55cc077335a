import { max } from 'drizzle-orm';
import { verbatim } from '../../content/markdown.ts';
import type { Identity, People } from '../../identity/people.ts';
import type { Button, Capabilities, OutboundMessage, Place } from '../../platforms/platform.ts';
import type { Database, Reader, Transaction } from '../../store/database.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';
import type { Say } from '../cards/voice.ts';
import { createChatStates } from './chat-state.ts';
import { heldTickets, isAtWork } from './held-tickets.ts';
import { shortNumber } from '../../tickets/ticket-number.ts';

export interface AgentChatsOptions {
  db: Database;
  policy: DeskPolicy;
  people: People;
  tenantOf: (platform: string) => string;
  /** What a running platform can do. */
  capabilitiesOf: (platform: string) => Capabilities | undefined;
}

/** Something said in an agent's own chat, about a ticket if it says so. */
export interface Said {
  identity: Identity;
  personId: string;
  ticket?: Ticket | undefined;
  message: OutboundMessage;
  say: Say;
}

/** Agents' own chats with the bot: where they work on their tickets when their platform has no threads. */
export function createAgentChats({ db, policy, people, tenantOf, capabilitiesOf }: AgentChatsOptions) {
  const { ticketEvents } = db.tables;
  const states = createChatStates(db);
  const hasThreads = (platform: string) => capabilitiesOf(platform)?.threads ?? true;

  const queuesOn = (platform: string) => policy.queues.filter((queue) => queue.channel.platform === platform);

  async function identityOf(personId: string, platform: string, from: Reader): Promise<Identity | undefined> {
    const all = await people.identitiesOf(personId, from);
    const here = all.find((one) => one.platform === platform && one.tenant === tenantOf(platform));
    return here && { platform, tenant: here.tenant, userId: here.userId };
  }

  /** The tickets he works on on a platform, and which of them his plain words are about. */
  async function work(identity: Identity, personId: string, from: Reader = db.read) {
    const queueIds = queuesOn(identity.platform).map(({ id }) => id);
    const held = await heldTickets(db, { personId, queueIds }, from);
    const atWork = held.filter(isAtWork);
    const state = await states.of(identity, from);
    const active =
      atWork.find(({ id }) => id === state.active) ?? (atWork.length === 1 ? atWork[0] : undefined);
    return { held, atWork, active, state };
  }

  return {
    states,
    hasThreads,
    queuesOn,
    work,
    reacts: (platform: string) => capabilitiesOf(platform)?.reactions ?? true,
    edits: (platform: string) => capabilitiesOf(platform)?.edit ?? true,

    /** Whose chat it is. */
    async nameAt({ platform, tenant, channel }: Place, from: Reader): Promise<string> {
      return (await people.byIdentity({ platform, tenant, userId: channel }, from))?.name ?? channel;
    },

    /** Somebody's account on a platform; of several the first. */
    identityOf,

    /** Turns his chat to a ticket: his plain words are about it from now on. */
    async turnTo(tx: Transaction, who: { identity: Identity; personId: string }, to: TurnTo): Promise<void> {
      const { ticketId, at, said = false } = to;
      const [last] = await tx.select({ seq: max(ticketEvents.seq) }).from(ticketEvents);
      await states.change(tx, { ...who, now: at }, () => ({
        active: ticketId,
        ...(said ? { since: at } : {}),
        seen: last?.seq ?? 0,
      }));
    },

    /** The message with its ticket's tag and, where he has several, with the one his plain words are about. */
    async framed(
      tx: Transaction,
      { identity, personId, ticket, message, say }: Said,
    ): Promise<OutboundMessage> {
      if (message.card) return message;
      const { atWork, active } = await work(identity, personId, tx);
      const others = atWork.filter(({ id }) => id !== active?.id);
      const text = ticket ? tagged(ticket, message.text) : message.text;
      const [only] = atWork;
      if (!only || (atWork.length === 1 && (!ticket || only.id === ticket.id))) return { ...message, text };
      const name = await requesterOf(tx, active);
      const footer = active
        ? say(others.length > 0 ? 'desk.active-of-several' : 'desk.active', {
            active: `${shortNumber(active.number)} ${verbatim(name)}`,
            others: names(others),
          })
        : say('desk.none-active', { others: names(others) });
      const switching = ticket && active && others.some(({ id }) => id === ticket.id);
      const buttons = message.buttons ?? [];
      return {
        ...message,
        text: `${text}\n\n${footer}`,
        ...(switching && buttons.length === 0 ? { buttons: [switchTo(ticket, say)] } : {}),
      };
    },
  };

  async function requesterOf(tx: Transaction, ticket: Ticket | undefined): Promise<string> {
    return ticket ? ((await people.byId(ticket.requesterId, tx))?.name ?? '?') : '';
  }
}

export type AgentChats = ReturnType<typeof createAgentChats>;

interface TurnTo {
  /** A ticket's id, or `own`. */
  ticketId: string;
  at: number;
  /** He said so in the chat itself, after what stands there. */
  said?: boolean | undefined;
}

/** An account's own chat with the bot: on platforms without threads its channel is the account's id. */
export function chatOf({ platform, tenant, userId }: Identity): Place {
  return { platform, tenant, channel: userId };
}

/** A text that says which ticket it is about. */
export function tagged({ number }: Pick<Ticket, 'number'>, text: string): string {
  const isBlock = /^(?:[-*+] |#{1,6} |\d+[.)] |>|\||```)/.test(text);
  return `#${number}${isBlock ? '\n\n' : ' '}${text}`;
}

export function switchTo({ id, number }: Ticket, say: Say): Button {
  return { id: 'switch', label: say('desk.switch-to', { ticket: shortNumber(number) }), value: id };
}

function names(tickets: readonly Ticket[]): string {
  return tickets.map(({ number }) => shortNumber(number)).join(' ');
}
