import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Content } from './content.ts';
import { createRequesterAnnouncer } from './conversations/announce.ts';
import { conversationLane, createConversationRepository } from './conversations/conversation-repository.ts';
import { createConversations } from './conversations/conversations.ts';
import { createSurveyForm } from './conversations/survey-form.ts';
import { createConversationTimers } from './conversations/timers.ts';
import { createDeskAnnouncer } from './desk/announce.ts';
import { createDesk } from './desk/desk.ts';
import { createThreads } from './desk/threads.ts';
import { createUndelivered } from './desk/undelivered.ts';
import { createPeople } from './identity/people.ts';
import type { InboundEvent, Platform } from './platforms/platform.ts';
import { createWebPlatform, type WebPlatform } from './platforms/web/web-platform.ts';
import { expireDeliveries } from './runtime/deliveries.ts';
import { acceptEvent, releaseLeases, type StoredEvent } from './runtime/inbox.ts';
import type { Probe } from './runtime/probe.ts';
import { createSender } from './runtime/sender.ts';
import { createTimerWatch } from './runtime/timers.ts';
import { createWorker, type Plan } from './runtime/worker.ts';
import type { Database } from './store/database.ts';
import { openDatabase } from './store/open.ts';
import type { DueTimer } from './store/schema.ts';
import { checkLifecycle } from './tickets/lifecycle.ts';
import { createTicketQueries } from './tickets/ticket-queries.ts';
import { createTicketService } from './tickets/ticket-service.ts';

export interface DesklineOptions {
  databaseUrl: string;
  content: Content;
  migrationsFolder: string;
  log: Logger;
  now: () => number;
  /** Platforms beside the built-in one. */
  platforms?: readonly Platform[] | undefined;
  probe?: Probe | undefined;
}

export interface Deskline {
  db: Database;
  web: WebPlatform;
  content: Content;
  services: Services;
  start(): Promise<void>;
  /** Resolves when nothing is left to work on or to send at the present time. */
  settle(): Promise<void>;
  /** Fires what has come due; resolves to how many timers did. */
  fireTimers(): Promise<number>;
  /** Stops accepting, finishes or frees what runs, and closes the database. */
  stop(): Promise<void>;
}

export type Services = ReturnType<typeof createServices>;

const TENANT = 'local';
/** Together they leave room in the ten seconds that a supervisor waits between SIGTERM and SIGKILL. */
const WORKER_STOPS_WITHIN_MS = 5_000;
const SENDER_STOPS_WITHIN_MS = 3_000;

/** Puts the whole program together; the web server comes on top of it in main.ts. */
export async function createDeskline(options: DesklineOptions): Promise<Deskline> {
  const { content, databaseUrl, migrationsFolder, log, now, probe } = options;
  checkLifecycle();
  const db = openDatabase({
    url: databaseUrl,
    migrationsFolder,
    onPoolError: (error) => log.error({ code: error.name }, 'database connection lost'),
  });
  await db.migrate();

  const names = new Map(content.policy.demo.map((person) => [person.id, person.name]));
  const web = createWebPlatform({ db, now, tenant: TENANT, nameOf: (id) => names.get(id) ?? id });
  const platforms = new Map([web, ...(options.platforms ?? [])].map((platform) => [platform.name, platform]));
  const services = createServices(db, content, now);

  const owner = randomUUID();
  const sender = createSender({
    db,
    platforms,
    owner,
    now,
    log,
    probe,
    onDead: (tx, row) => services.undelivered.tell(tx, row),
  });
  const worker = createWorker({
    db,
    owner,
    now,
    log,
    probe,
    handle: (event) => services.handle(event),
    onBuried: (event) => services.apologise(event),
    onCommitted: () => sender.wake(),
  });
  const timers = createTimerWatch({ db, now, log, probe, onMoved: () => worker.wake() });

  async function receive(event: InboundEvent): Promise<void> {
    const stored = await acceptEvent(db, event, {
      lane: laneOf(event),
      now: now(),
      ...(probe ? { probe } : {}),
    });
    if (stored === 'stored') worker.wake();
  }

  return {
    db,
    web,
    content,
    services,

    async start() {
      // SQLite has one process: whatever is leased was held by one that has died.
      if (db.kind === 'sqlite') {
        await releaseLeases(db);
        await expireDeliveries(db);
      }
      await keepDemoPeople(db, services, content, now());
      for (const platform of platforms.values()) await platform.start(receive);
      sender.start();
      worker.start();
      timers.start();
    },

    async settle() {
      await worker.idle();
      await sender.idle();
    },

    fireTimers: () => timers.tick(),

    async stop() {
      timers.stop();
      await Promise.all([...platforms.values()].map((platform) => platform.stop()));
      await worker.stop(WORKER_STOPS_WITHIN_MS);
      await sender.stop(SENDER_STOPS_WITHIN_MS);
      await db.close();
    },
  };
}

function createServices(db: Database, content: Content, now: () => number) {
  const { policy, messages, typeNames, questionnaires, knowledge, understand } = content;
  const people = createPeople(db);
  const tickets = createTicketService(db, policy);
  const queries = createTicketQueries(db);

  const desk = { policy, messages, knowledge, questionnaires, typeNames, understand };
  const repository = createConversationRepository(db, people);
  const conversations = createConversations({ db, desk, repository, tickets, queries, now });
  const talk = { db, desk, people, repository, conversations, tickets, queries, now };
  const conversationTimers = createConversationTimers(talk);

  const voice = { messages, policy, typeNames };
  const threads = createThreads({ db, policy, tenantOf: () => TENANT });
  const deskFloor = createDesk({ db, voice, people, knowledge, tickets, queries, threads, now });
  tickets.listen(createDeskAnnouncer({ voice, people, knowledge, queries, threads }));
  tickets.listen(createRequesterAnnouncer(talk));

  return {
    people,
    knowledge,
    queries,
    threads,
    surveyForm: createSurveyForm(talk),
    undelivered: createUndelivered({ db, voice, queries, threads, now }),

    async handle(event: StoredEvent): Promise<Plan> {
      if (isTimer(event)) return conversationTimers.handle(event);
      if (!isInbound(event)) return { result: 'ignored: unknown' };
      return event.payload.place.kind === 'direct' ? conversations.handle(event) : deskFloor.handle(event);
    },

    /** An event that failed for good is not passed over in silence. */
    async apologise(event: StoredEvent): Promise<Plan> {
      return isInbound(event) && event.payload.place.kind === 'direct'
        ? conversations.apologise(event)
        : { result: 'failed' };
    },
  };
}

/** What must keep its order: a direct chat, or one thread of a channel. */
function laneOf(event: InboundEvent): string {
  const { place } = event;
  if (place.kind === 'direct') return conversationLane(place);
  const root = place.thread ?? ('messageId' in event ? event.messageId : '');
  return `thread:${place.platform}:${place.tenant}:${place.channel}:${root}`;
}

function isTimer(event: StoredEvent): event is StoredEvent & { payload: DueTimer } {
  return event.payload.kind === 'timer';
}

function isInbound(event: StoredEvent): event is StoredEvent & { payload: InboundEvent } {
  return event.payload.kind !== 'timer';
}

async function keepDemoPeople(
  db: Database,
  { people }: Services,
  { policy }: Content,
  now: number,
): Promise<void> {
  const known = policy.demo.map(({ id, name, locale, department, profile }) => ({
    id,
    name,
    locale,
    department: department[policy.locale],
    profile,
  }));
  await db.transaction({}, (tx) => people.keep(tx, known, { platform: 'web', tenant: TENANT }, now));
}
