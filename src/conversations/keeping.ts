import { and, eq, sql } from 'drizzle-orm';
import type { OutboundMessage, Place } from '../platforms/platform.ts';
import { newId } from '../runtime/id.ts';
import { post, type Posting } from '../runtime/outbox.ts';
import { followUp } from '../runtime/follow-up.ts';
import { cancelTimer, setTimer } from '../runtime/timers.ts';
import type { Database, Transaction } from '../store/database.ts';
import { StaleError } from '../store/errors.ts';
import { prepared } from '../store/prepared.ts';
import type { IncidentReports } from '../tickets/incidents/reports.ts';
import type { Cause, TicketService } from '../tickets/ticket-service.ts';
import { isNoted, note, type AnswerBook, type Noted } from './answer-book.ts';
import {
  conversationLane,
  type ConversationRepository,
  type Meeting,
  type OpenDialogue,
} from './conversation-repository.ts';
import type { Desk, Effect, Scene, Step } from './scene.ts';

export interface KeepingOptions {
  db: Database;
  desk: Desk;
  repository: ConversationRepository;
  tickets: TicketService;
  /** Without one, nothing is learnt from what is asked and answered. */
  answerBook?: AnswerBook | undefined;
  /** Where what may be an incident is remembered. */
  reports?: IncidentReports | undefined;
  now: () => number;
}

/** What a turn came to, and where. */
export interface Planned {
  meeting: Meeting;
  dialogue: OpenDialogue | undefined;
  /** The id of the dialogue that begins now, where none is open: what was asked for it before is known by it. */
  fresh?: string | undefined;
  scene: Scene;
  step: Step;
}

/** Keeps what a turn came to: its effects, the dialogue and the words, in one transaction. */
export function createKeeping(options: KeepingOptions) {
  const { db, desk, repository, tickets, answerBook, reports, now } = options;

  async function commit(
    tx: Transaction,
    { meeting, dialogue, fresh, scene, step }: Planned,
    cause: Cause,
  ): Promise<void> {
    const { conversation } = meeting;
    const effects = step.effects ?? [];
    const changes = effects.filter((effect) => !isNoted(effect) && effect.do !== 'report');
    if (changes.some((effect) => effect.do !== 'speak')) await refuseMoved(tx, conversation);
    const said: OutboundMessage[] = [];
    let ticketId: string | null = null;
    for (const effect of changes) {
      const done = await carryOut(tx, effect, { conversation, cause });
      said.push(...done.said);
      ticketId ??= done.ticketId;
    }
    const after = await keepDialogue(tx, { meeting, dialogue, fresh, scene, step }, ticketId);
    if (reports) await keepReport(tx, { meeting, effects, id: after ?? dialogue?.id, ticketId });
    if (answerBook) {
      const personId = meeting.person.id;
      for (const effect of effects.filter(isNoted)) {
        await note(tx, answerBook, { effect, personId, before: dialogue?.id, after, at: scene.now });
      }
    }
    if (conversation.botTurns > 0) await repository.resetTurns(tx, conversation.id);
    await say(tx, meeting, [...said, ...step.replies]);
  }

  async function carryOut(
    tx: Transaction,
    effect: Exclude<Effect, Noted | { do: 'report' }>,
    { conversation, cause }: { conversation: Meeting['conversation']; cause: Cause },
  ): Promise<{ said: OutboundMessage[]; ticketId: string | null }> {
    switch (effect.do) {
      case 'speak':
        await repository.speak(tx, conversation, effect.locale);
        return { said: [], ticketId: null };
      case 'open-ticket': {
        const ticket = await tickets.open(tx, effect.draft, cause);
        if (effect.files.length > 0) {
          const message = { id: newId(cause.at), text: '', files: [...effect.files], originId: null };
          await tickets.command(tx, ticket.id, { do: 'requester-wrote', message }, cause);
        }
        if (effect.makesIncident === true) {
          const declared = { name: 'incident-declare', subject: ticket.id, lane: 'incidents', at: cause.at };
          await followUp(tx, db.tables, declared);
        }
        return { said: effect.said(ticket), ticketId: ticket.id };
      }
      case 'command': {
        const result = await tickets.command(tx, effect.ticketId, effect.command, cause);
        const said =
          'refused' in result
            ? (effect.refused?.(result.refused, result.ticket) ?? [])
            : (effect.said?.(result.ticket) ?? []);
        return { said, ticketId: effect.ticketId };
      }
    }
  }

  interface Reported {
    meeting: Meeting;
    effects: readonly Effect[];
    /** The dialogue's. */
    id: string | undefined;
    ticketId: string | null;
  }

  /** Remembers what was reported, and by which ticket it is worked on. */
  async function keepReport(tx: Transaction, { meeting, effects, id, ticketId }: Reported): Promise<void> {
    if (!reports || id === undefined) return;
    const { id: personId, department } = meeting.person;
    const opened = effects.some((effect) => effect.do === 'open-ticket') ? ticketId : null;
    const report = effects.find((effect) => effect.do === 'report');
    if (report) {
      const { features, state, incidentId = null } = report;
      await reports.keep(tx, { id, personId, department, features, state, incidentId, ticketId: opened });
      return;
    }
    if (opened === null) return;
    const known = await reports.byId(id, tx);
    if (!known) return;
    await reports.settle(tx, id, { state: known.state, ticketId: opened });
    // The others have become an incident while he was being asked.
    if (known.incidentId !== null) {
      const subject = `${known.incidentId}|${opened}`;
      await followUp(tx, db.tables, {
        name: 'incident-join',
        subject,
        lane: `incident-join:${opened}`,
        at: now(),
      });
    }
  }

  /** Accounts are joined and parted: whoever stood behind the chat a moment ago may be another person by now. */
  async function refuseMoved(tx: Transaction, { id, personId }: Meeting['conversation']): Promise<void> {
    const { conversations } = db.tables;
    const his = prepared(db.tables, 'chat of a person', () =>
      tx
        .select({ id: conversations.id })
        .from(conversations)
        .where(
          and(
            eq(conversations.id, sql.placeholder('id')),
            eq(conversations.personId, sql.placeholder('personId')),
          ),
        ),
    );
    if ((await his.execute({ id, personId })).length === 0) {
      throw new StaleError('The chat belongs to another person now');
    }
  }

  /** The dialogue that is open now; one that began and ended in this turn if none is. */
  async function keepDialogue(
    tx: Transaction,
    { meeting, dialogue, fresh, scene, step }: Planned,
    ticketId: string | null,
  ): Promise<string | undefined> {
    const { conversation, person } = meeting;
    if (dialogue && !step.end) {
      if (step.next) await repository.save(tx, dialogue, step.next, scene.now);
      return dialogue.id;
    }
    let booked: string | undefined;
    if (dialogue) {
      const outcome = step.end === 'none' || step.end === undefined ? null : step.end;
      await repository.close(tx, dialogue, { outcome, ticketId, now: scene.now });
      await cancelTimer(tx, db.tables, idleTimer(dialogue.id));
    } else if (step.end && step.end !== 'none') {
      booked = await bookAtOnce(tx, { meeting, fresh, scene, step }, ticketId);
    }
    if (!step.next) return booked;
    const id = await repository.open(tx, {
      id: dialogue || booked !== undefined ? undefined : fresh,
      holder: conversation.id,
      personId: person.id,
      state: step.next,
      now: scene.now,
    });
    // The desk opened one meanwhile, to ask whether a ticket is solved: think again with it.
    if (!id) throw new StaleError('Another dialogue was opened meanwhile');
    await armIdleTimer(tx, { id, place: conversation });
    return id;
  }

  /** A talk that began and ended in one turn is in the outcome ledger too (requirement Y7). */
  async function bookAtOnce(
    tx: Transaction,
    { meeting, fresh, scene, step }: Omit<Planned, 'dialogue'>,
    ticketId: string | null,
  ): Promise<string | undefined> {
    const draft = step.effects?.find((effect) => effect.do === 'open-ticket')?.draft;
    if (!draft || !step.end || step.end === 'none') return undefined;
    return repository.book(tx, {
      id: fresh,
      holder: meeting.conversation.id,
      personId: meeting.person.id,
      type: draft.type,
      ticketId,
      outcome: step.end,
      now: scene.now,
    });
  }

  async function armIdleTimer(
    tx: Transaction,
    { id, place }: { id: string; place: Meeting['conversation'] },
  ): Promise<void> {
    await setTimer(tx, db.tables, {
      key: idleTimer(id),
      name: 'dialogue-idle',
      subject: id,
      lane: conversationLane(place),
      dueAt: now() + desk.policy.patience.dialogue,
    });
  }

  /** Posts to the requester, in the order of all that goes to him. */
  async function say(
    tx: Transaction,
    meeting: Pick<Meeting, 'conversation'>,
    messages: readonly OutboundMessage[],
  ): Promise<void> {
    await tell(
      tx,
      meeting,
      messages.map((message) => ({ message })),
    );
  }

  /** As `say`, for messages that have names or are reported on. */
  async function tell(
    tx: Transaction,
    { conversation }: { conversation: Place },
    postings: readonly Omit<Posting, 'lane' | 'place'>[],
  ): Promise<void> {
    if (postings.length === 0) return;
    const { platform, tenant, channel } = conversation;
    const place = { platform, tenant, channel };
    await post(
      tx,
      db.tables,
      postings.map((posting) => ({ ...posting, lane: conversationLane(place), place })),
      now(),
    );
  }

  return { commit, say, tell, armIdleTimer };
}

export function idleTimer(dialogueId: string): string {
  return `dialogue-idle:${dialogueId}`;
}
