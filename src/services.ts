import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Content } from './content.ts';
import { createRequesterAnnouncer } from './conversations/announce.ts';
import { createConversationRepository } from './conversations/conversation-repository.ts';
import { createConversations } from './conversations/conversations.ts';
import { createLinking } from './conversations/linking.ts';
import { createSurveyForm } from './conversations/survey-form.ts';
import { createConversationTimers } from './conversations/timers.ts';
import { createAdminAlerts } from './desk/notifications/admin-alerts.ts';
import { createDeskAnnouncer } from './desk/notifications/announce.ts';
import { createDeskCorrections } from './desk/notifications/corrections.ts';
import { createDesk } from './desk/desk.ts';
import { createReceipts } from './desk/notifications/receipts.ts';
import { createThreads } from './desk/threads/threads.ts';
import { createUndelivered } from './desk/notifications/undelivered.ts';
import { createEmailLinks } from './identity/email-links.ts';
import { createPeople } from './identity/people.ts';
import { createProfiles } from './identity/profiles.ts';
import type { InboundEvent, Place, Platform } from './platforms/platform.ts';
import { createAttachments } from './runtime/attachments.ts';
import type { StoredEvent } from './runtime/inbox.ts';
import type { Plan } from './runtime/worker.ts';
import { createRouting } from './routing.ts';
import type { Database } from './store/database.ts';
import type { DueTimer } from './store/schema.ts';
import type { Queue } from './tickets/desk-policy.ts';
import { createRelink } from './tickets/relink.ts';
import { createTicketQueries } from './tickets/ticket-queries.ts';
import { createTicketService } from './tickets/ticket-service.ts';

export interface ServicesOptions {
  db: Database;
  content: Content;
  now: () => number;
  log: Logger;
  /** Those that run, by name; filled before the first event comes. */
  platforms: ReadonlyMap<string, Platform>;
}

/** What thinks about events and keeps what comes of it: people, tickets, conversations, desk. */
export function createServices({ db, content, now, log, platforms }: ServicesOptions) {
  const { policy, messages, typeNames, questionnaires, knowledge, understand, moveOf } = content;
  const platformOf = (name: string) => platforms.get(name);
  const tenantOf = (name: string) => platforms.get(name)?.tenant() ?? '';
  const capabilitiesOf = (name: string) => platforms.get(name)?.capabilities;
  const placeOf = ({ platform, channel }: Queue['channel']): Place => ({
    platform,
    tenant: tenantOf(platform),
    channel,
  });

  const people = createPeople(db, content.directory);
  const tickets = createTicketService(db, policy);
  const queries = createTicketQueries(db);

  const desk = { policy, messages, knowledge, questionnaires, typeNames, understand, moveOf };
  const repository = createConversationRepository(db, people);
  const linking = createLinking({
    db,
    desk,
    people,
    repository,
    random: randomBytes,
    isListed: (id) => content.directory.known.some((person) => person.id === id),
  });
  const conversations = createConversations({
    db,
    desk,
    knowledge,
    repository,
    tickets,
    queries,
    linking,
    now,
  });
  const talk = { db, desk, people, repository, conversations, tickets, queries, capabilitiesOf, now };
  const conversationTimers = createConversationTimers(talk);

  const voice = { messages, policy, typeNames };
  const threads = createThreads({ db, voice, people, tenantOf, capabilitiesOf });
  const deskFloor = createDesk({
    db,
    voice,
    people,
    knowledge,
    tickets,
    queries,
    threads,
    moveOf,
    now,
  });
  tickets.listen(createDeskAnnouncer({ voice, people, knowledge, queries, threads }));
  tickets.listen(createRequesterAnnouncer(talk));
  tickets.listen(createDeskCorrections({ db, voice, people, threads, capabilitiesOf, now }));

  const tellAdmins = createAdminAlerts({
    db,
    voice,
    people,
    tenantOf,
    deskChannels: () => [threads.firstLine(), ...policy.queues.map(({ channel }) => placeOf(channel))],
    now,
  });

  const joinOwner = createEmailLinks({
    db,
    directory: content.directory,
    relink: createRelink(db.tables),
  });
  const profiles = createProfiles({
    platformOf,
    now,
    log,
    async learnt(identity, profile) {
      await people.meet(identity, profile, now());
      await joinOwner(identity, profile.email, now());
    },
  });
  const attachments = createAttachments({ db, platforms, now, log });
  const route = createRouting({
    db,
    conversations,
    desk: deskFloor,
    threads,
    people,
    queries,
    profiles,
    attachments,
    platformOf,
    say: (key, params) => messages.say(policy.locale, key, params),
    now,
    log,
  });

  return {
    people,
    knowledge,
    queries,
    threads,
    attachments,
    surveyForm: createSurveyForm(talk),
    undelivered: createUndelivered({ db, voice, queries, threads, tellAdmins, capabilitiesOf, now }),
    receipts: createReceipts({ db, voice, queries, threads, capabilitiesOf, now }),
    tellAdmins,
    tenantOf,

    async handle(event: StoredEvent): Promise<Plan> {
      if (isTimer(event)) return conversationTimers.handle(event);
      return isInbound(event) ? route(event) : { result: 'ignored: unknown' };
    },

    /** An event that failed for good is not passed over in silence. */
    async apologise(event: StoredEvent): Promise<Plan> {
      if (!isInbound(event)) return { result: 'failed' };
      return event.payload.place.kind === 'direct'
        ? conversations.apologise(event)
        : deskFloor.apologise(event);
    },
  };
}

export type Services = ReturnType<typeof createServices>;

function isTimer(event: StoredEvent): event is StoredEvent & { payload: DueTimer } {
  return event.payload.kind === 'timer';
}

function isInbound(event: StoredEvent): event is StoredEvent & { payload: InboundEvent } {
  return event.payload.kind !== 'timer';
}
