import { randomBytes } from 'node:crypto';
import { createRequesterAnnouncer } from './conversations/announce.ts';
import { createConversationRepository } from './conversations/conversation-repository.ts';
import { createConversations } from './conversations/conversations.ts';
import { createInvitations } from './conversations/invitations.ts';
import { createLinking } from './conversations/linking.ts';
import { createSurveyForm } from './conversations/survey-form.ts';
import { createConversationTimers } from './conversations/timers.ts';
import { createAdminAlerts } from './desk/notifications/admin-alerts.ts';
import { createDeskAnnouncer } from './desk/notifications/announce.ts';
import { createArticleCards } from './desk/notifications/article-cards.ts';
import { createDeskFollowUps } from './desk/notifications/follow-ups.ts';
import { createDeskCorrections } from './desk/notifications/corrections.ts';
import { ASSIGNING } from './desk/actions/assigning.ts';
import { TASK_ASKED } from './desk/actions/collaborating.ts';
import { BROADCAST } from './desk/actions/family.ts';
import { createConsultations, EXPERT_CALL } from './desk/notifications/consultations.ts';
import { createTaskNews } from './desk/notifications/task-news.ts';
import { createDesk } from './desk/desk.ts';
import { createDigests } from './desk/threads/digests.ts';
import { createDirectPlaces } from './desk/threads/direct-places.ts';
import { createKnowledgeChannel } from './desk/threads/knowledge-channel.ts';
import { createStandingCards } from './desk/threads/standing-cards.ts';
import { createThreads } from './desk/threads/threads.ts';
import { createSynonymNews } from './desk/notifications/synonym-news.ts';
import { createDeliveryNews } from './desk/notifications/delivery-news.ts';
import { createEmailLinks } from './identity/email-links.ts';
import { createPeople } from './identity/people.ts';
import { createProfiles } from './identity/profiles.ts';
import type { Place } from './platforms/platform.ts';
import { createAttachments } from './runtime/attachments.ts';
import type { FollowUps } from './runtime/follow-up.ts';
import { isInbound, isTimer, type StoredEvent } from './runtime/inbox.ts';
import type { Plan } from './runtime/worker.ts';
import { createResetFloor, type ResetFloor } from './password-reset.ts';
import { createRouting } from './routing.ts';
import type { ServicesOptions } from './services-options.ts';
import { createServiceLevels } from './service-levels.ts';
import { createStanding } from './standing/standing.ts';
import { afterCommit } from './store/after-commit.ts';
import { createCaseKeeper } from './tickets/cases.ts';
import type { Queue } from './tickets/desk-policy.ts';
import { createCollaboration, TASK_DUE } from './tickets/collaboration.ts';
import { createPresence } from './tickets/presence.ts';
import { createKnowledgeLinks } from './tickets/knowledge-links.ts';
import { createRelink } from './tickets/relink.ts';
import { createTypeLearning } from './tickets/type-learning.ts';
import { createTypeLessons } from './tickets/type-lessons.ts';
import { createTicketQueries } from './tickets/ticket-queries.ts';
import { createTicketService } from './tickets/ticket-service.ts';

/** What thinks about events and keeps what comes of it: people, tickets, conversations, desk. */
export function createServices(options: ServicesOptions) {
  const { db, content, shelf, cases, enqueue, model, publicUrl, now, log, platforms } = options;
  const { policy, messages, typeNames, questionnaires, understand, moveOf, whyType } = content;
  const { base: knowledge } = shelf;
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

  const { readOutage } = content;
  const desk = { policy, messages, knowledge, questionnaires, typeNames, understand, moveOf, readOutage };
  const { reports, incidents, slaWatch } = createServiceLevels({
    db,
    policy,
    messages,
    tickets,
    queries,
    now,
  });
  const repository = createConversationRepository(db, people);
  const linking = createLinking({
    db,
    desk,
    people,
    repository,
    random: randomBytes,
    isListed: (id) => content.directory.known.some((person) => person.id === id),
  });
  let resetFloor: ResetFloor | undefined;
  const attachments = createAttachments({ db, platforms, now, log });
  const conversations = createConversations({
    db,
    desk,
    knowledge,
    answerBook: shelf,
    reports,
    model,
    readFile: (file) => attachments.readFile(file),
    preview: (place, key, text) => platformOf(place.platform)?.preview?.(place, key, text),
    repository,
    tickets,
    queries,
    linking,
    accountHelp: async (here) => resetFloor?.answer(here),
    now,
  });
  const talk = {
    db,
    desk,
    answerBook: shelf,
    people,
    repository,
    conversations,
    tickets,
    queries,
    capabilitiesOf,
    now,
  };
  const conversationTimers = createConversationTimers(talk);
  const invite = createInvitations({ ...talk, reports });

  const voice = { messages, policy, typeNames };
  const threads = createThreads({ db, voice, people, tenantOf, capabilitiesOf });
  const { articles, queries: articleQueries } = shelf;
  const channel = createKnowledgeChannel({ db, channel: policy.knowledge.channel, threads, tenantOf });
  const cards = createStandingCards({ db, capabilitiesOf });
  const digests = createDigests({ db, voice, people, knowledge, articles });
  const pageAt = (path: string) => (publicUrl ? new URL(path, publicUrl).href : undefined);
  const pageOf = (id: string) => pageAt(`/knowledge/${id}`);
  const editorOf = (id: string) => pageAt(`/knowledge/${id}/edit`);
  const known = { knowledge, articles, cases, channel, cards, digests, editorOf, model };
  const atDesk = { db, voice, people, queries, threads, now, ...known };
  const presence = createPresence(db);
  const collaboration = createCollaboration({ db, policy });
  const directPlaces = createDirectPlaces({
    db,
    people,
    locale: policy.locale,
    capabilitiesOf,
    directOf: async ({ platform, userId }) => platformOf(platform)?.direct?.(userId),
  });
  const tasks = createTaskNews({ ...atDesk, collaboration, directPlaces });
  const ticketAt = (number: string) => pageAt(`/tickets/${number}`);
  const consultations = createConsultations({ ...atDesk, directPlaces, ticketAt });
  const deskFloor = createDesk({
    ...atDesk,
    presence,
    collaboration,
    tasks,
    tenantOf,
    articleQueries,
    synonyms: shelf.synonyms,
    whyType,
    tickets,
    moveOf,
  });
  const deskFollowUps = createDeskFollowUps({
    ...atDesk,
    archive: articleQueries,
    listAt: pageAt('/knowledge'),
    ticketAt,
    decisionOf: (ticketId) => articleQueries.decisionOf(ticketId),
    directPlaces,
  });
  tickets.listen(
    createKnowledgeLinks({ articles: shelf.articles, linksOfTicket: shelf.queries.linksOfTicket }),
  );
  tickets.listen(async (tx) => afterCommit(tx, async () => options.onTicketChanged?.()));
  tickets.listen(createCaseKeeper(enqueue));
  const lessons = createTypeLessons(db);
  tickets.listen(lessons.listener);
  tickets.listen(createDeskAnnouncer({ voice, people, knowledge, queries, threads }));
  tickets.listen(createRequesterAnnouncer(talk));
  tickets.listen(deskFollowUps.listen);
  tickets.listen(consultations.listen);
  tickets.listen(deskFloor.assigning.listen);
  articles.listen(createArticleCards({ ...atDesk, archive: articleQueries, pageOf }));
  shelf.synonyms.listen(createSynonymNews({ voice, people, channel }));
  tickets.listen(createDeskCorrections({ db, voice, people, threads, capabilitiesOf, now }));

  const { freshness } = shelf;
  const tellAdmins = createAdminAlerts({
    db,
    voice,
    people,
    tenantOf,
    deskChannels: () => [threads.firstLine(), ...policy.queues.map(({ channel }) => placeOf(channel))],
    now,
  });
  const atSending = { db, voice, queries, threads, capabilitiesOf, now };
  const deliveryNews = createDeliveryNews({ ...atSending, channel, tellAdmins });
  const watches = { watch: slaWatch, tellOfWaiting: deliveryNews.alerts.waiting };
  const standing = createStanding({ db, policy, freshness, ...watches, log, now });

  resetFloor =
    options.reset &&
    createResetFloor({
      ...options,
      setup: options.reset,
      people,
      tickets,
      queries,
      repository,
      conversations,
      tellAdmins,
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
    isPersonal: (words) => resetFloor?.concerns(words) === true,
    now,
    log,
  });

  const followUps: FollowUps = {
    ...deskFollowUps.handlers,
    ...incidents.handlers,
    'incident-invite': invite,
    [ASSIGNING]: (event) => deskFloor.assigning.give(event),
    [EXPERT_CALL]: (event) => consultations.call(event),
    [TASK_ASKED]: (event) => tasks.tell(event),
    [TASK_DUE]: (event) => tasks.tell(event),
    [BROADCAST]: (event) => deskFloor.tellPart(event),
    ...resetFloor?.followUps,
  };

  return {
    people,
    knowledge,
    articles: shelf.articles,
    articleQueries: shelf.queries,
    questions: shelf.questions,
    gaps: shelf.gaps,
    synonyms: shelf.synonyms,
    cases,
    model,
    queries,
    threads,
    attachments,
    collaboration,
    standing,
    resetFloor,
    /** Learns types from what people settled since the last time. */
    learnTypes: createTypeLearning({ lessons, learn: content.learn, now }),
    surveyForm: createSurveyForm(talk),
    ...deliveryNews,
    tellAdmins,
    tenantOf,

    async handle(event: StoredEvent): Promise<Plan> {
      if (isTimer(event)) {
        const atDeskNext = followUps[event.payload.name];
        if (atDeskNext) return atDeskNext(event);
        const aboutClocks = await slaWatch.planFor(event);
        return aboutClocks ?? standing.planFor(event) ?? conversationTimers.handle(event);
      }
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
