import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Content } from './content.ts';
import { laneOf } from './event-lane.ts';
import { createListedPeople } from './listed-people.ts';
import { createKnowledge } from './knowledge/knowledge.ts';
import { createSynonyms } from './knowledge/synonyms.ts';
import { loadModel } from './model/load.ts';
import type { ModelSettings } from './model/settings.ts';
import type { Health, InboundEvent, Platform, Surroundings } from './platforms/platform.ts';
import { createWebPlatform, type WebPlatform } from './platforms/web/web-platform.ts';
import { expireDeliveries } from './runtime/deliveries.ts';
import { failure } from './runtime/failure.ts';
import { newId } from './runtime/id.ts';
import { acceptEvent, releaseLeases } from './runtime/inbox.ts';
import { stopwatch, type Observer } from './runtime/observer.ts';
import type { Probe } from './runtime/probe.ts';
import { createSender } from './runtime/sender.ts';
import { createSingleHolder, freeHolds } from './runtime/single-holder.ts';
import { createTimerWatch } from './runtime/timers.ts';
import { createWorker } from './runtime/worker.ts';
import { createIndex, embedderOf } from './search-index.ts';
import { surroundingsOf } from './surroundings.ts';
import { createAccountUpkeep } from './account-upkeep.ts';
import type { ResetSetup } from './reset-setup.ts';
import { createServices, type Services } from './services.ts';
import type { Database } from './store/database.ts';
import { openDatabase } from './store/open.ts';
import { createCases } from './tickets/cases.ts';
import { unknownYears } from './tickets/sla/calendars.ts';
import { checkLifecycle } from './tickets/lifecycle.ts';

export interface DesklineOptions {
  databaseUrl: string;
  content: Content;
  migrationsFolder: string;
  log: Logger;
  now: () => number;
  /** Makes the platforms beside the built-in one. */
  platforms?: ((surroundings: Surroundings) => readonly Platform[]) | undefined;
  /** The optional model, and where its prompts are. */
  model?: { settings: ModelSettings | undefined; contentDir: string } | undefined;
  /** The directory and what the password reset is made of. */
  reset?: ResetSetup | undefined;
  /** Where replicas share a database its time counts, not this machine's. */
  databaseTime?: boolean | undefined;
  /** Where people open the web pages. */
  publicUrl?: string | undefined;
  probe?: Probe | undefined;
  /** Is told what is received, worked on and sent, and how long it took. */
  observer?: Observer | undefined;
  /** Whether it goes on learning types while it runs; what it learns changes `content`. */
  learns?: boolean | undefined;
}

export interface Deskline {
  db: Database;
  web: WebPlatform;
  content: Content;
  services: Services;
  start(): Promise<void>;
  phase(): Phase;
  /** How each platform is connected. */
  health(): NamedHealth[];
  /** The queues whose channel takes no cards: nobody works on their tickets. */
  unreachedDesks(): Promise<NamedHealth[]>;
  /** Reads the people of the company's directory anew. */
  readPeople(): Promise<void>;
  /** Resolves when nothing is left to work on or to send at the present time. */
  settle(): Promise<void>;
  /** Fires what has come due; resolves to how many timers did. */
  fireTimers(): Promise<number>;
  /** Stops accepting, finishes or frees what runs, and closes the database. */
  stop(): Promise<void>;
}

/** `running`: the platforms, the worker, the sender and the timers have been started. */
export type Phase = 'starting' | 'running' | 'stopping';

type NamedHealth = Health & { name: string };

const TENANT = 'local';
/** The time-out of a call to a vendor, and some more: what was on its way at a crash has arrived by then. */
const LATEST_ARRIVAL_MS = 12_000;
/** Together they leave room in the ten seconds that a supervisor waits between SIGTERM and SIGKILL. */
const PLATFORM_STOPS_WITHIN_MS = 2_000;
const WORKER_STOPS_WITHIN_MS = 4_000;
const SENDER_STOPS_WITHIN_MS = 2_000;
const LEARNS_EVERY_MS = 30_000;

/** Puts the whole program together; the web server comes on top of it in main.ts. */
export async function createDeskline(options: DesklineOptions): Promise<Deskline> {
  const { content, databaseUrl, migrationsFolder, log, now, probe, observer } = options;
  checkLifecycle();
  const db = openDatabase({
    url: databaseUrl,
    migrationsFolder,
    onPoolError: (error) => log.error({ code: error.name }, 'database connection lost'),
  });
  await db.migrate();

  const names = new Map(content.policy.demo.map((person) => [person.id, person.name]));
  const web = createWebPlatform({ db, now, tenant: TENANT, nameOf: (id) => names.get(id) ?? id });
  const platforms = new Map<string, Platform>([[web.name, web]]);
  const knownNames = namesOf(content.directory);
  const model = await loadModel(options.model?.settings, {
    db,
    contentDir: options.model?.contentDir ?? '',
    now,
    newId,
    log,
    names: knownNames,
    timeZone: content.policy.timeZone,
  });
  const { searchWords: words } = content;
  const synonyms = await createSynonyms({ db, ofContent: words.groups, log });
  const index = createIndex({ db, words, synonyms, embedder: embedderOf(model), now, log });
  const { search } = index;
  const shelf = await createKnowledge({
    db,
    policy: content.policy.knowledge,
    starter: content.articles,
    search,
    synonyms,
    enqueue: (tx, keys, at) =>
      index.enqueue(tx, ...keys.map((key) => ({ collection: 'articles' as const, key, at }))),
    now,
    log,
  });
  await index.begin();
  const cases = createCases({ db, search });
  const services = createServices({
    db,
    content,
    shelf,
    cases,
    enqueue: (tx, change) => index.enqueue(tx, change),
    model,
    publicUrl: options.publicUrl,
    reset: options.reset,
    clock: options.databaseTime === true ? () => db.time() : async () => now(),
    probe,
    onTicketChanged: () => web.announce('board'),
    now,
    log,
    platforms,
  });
  const { mail, sms } = options.reset?.channels ?? {};
  for (const channel of [mail, sms]) if (channel) platforms.set(channel.name, channel);
  const owner = randomUUID();
  const holder = createSingleHolder({ db, owner, now, log });
  const surroundings = surroundingsOf({ db, now, log, services, holder });
  for (const platform of options.platforms?.(surroundings) ?? []) platforms.set(platform.name, platform);

  const sender = createSender({
    db,
    platforms,
    owner,
    now,
    log,
    probe,
    observer,
    onDead: (tx, row) => services.undelivered.tell(tx, row),
    onSettled: (tx, row) => services.receipts.settled(tx, row),
    complete: services.resetFloor && ((row) => services.resetFloor!.reset.links.complete(row)),
  });
  const worker = createWorker({
    db,
    owner,
    now,
    log,
    probe,
    observer,
    async handle(event) {
      await listed.keepFor(event.payload);
      return services.handle(event);
    },
    onBuried: (event) => services.apologise(event),
    onCommitted: () => sender.wake(),
  });
  const listed = createListedPeople({ db, content, services, now });
  const upkeep = createAccountUpkeep({
    db,
    directory: content.directory,
    accounts: options.reset?.accounts,
    floor: services.resetFloor,
    keep: () => listed.keep(),
    now,
    log,
  });
  let phase: Phase = 'starting';
  let learning: NodeJS.Timeout | undefined;
  const learn = () =>
    services
      .learnTypes()
      .then((anything) => anything && log.info('types were learnt from what people settled'))
      .catch((error: unknown) => log.error(failure(error), 'learning types failed; it is tried again'));
  const timers = createTimerWatch({ db, now, log, probe, onMoved: () => worker.wake() });

  async function receive(received: InboundEvent): Promise<void> {
    const elapsed = stopwatch();
    const event = (await services.resetFloor?.guard(received)) ?? received;
    const { platform, kind } = event;
    const stored = await acceptEvent(db, event, {
      lane: laneOf(event, platforms.get(event.platform)),
      now: now(),
      ...(probe ? { probe } : {}),
      onStored: (id) => log.debug({ event: id, platform, kind }, 'event stored'),
    });
    observer?.accepted?.({ platform, ms: elapsed() });
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
        const looked = [...platforms.values()].filter(({ looksUp }) => looksUp).map(({ name }) => name);
        await expireDeliveries(db, { platforms: looked, until: now() + LATEST_ARRIVAL_MS });
        await freeHolds(db);
      }
      await upkeep.begin();
      await listed.keep();
      await db.transaction({}, (tx) => services.standing.begin(tx));
      for (const year of unknownYears(content.policy.calendars, now())) {
        log.warn({ year }, 'its holidays are not known yet: update Deskline, or list them in desk.yaml');
      }
      shelf.start();
      index.start();
      for (const platform of platforms.values()) await platform.start(receive);
      sender.start();
      worker.start();
      timers.start();
      await upkeep.start();
      if (phase === 'starting') phase = 'running';
      if (options.learns === true) learning = setInterval(() => void learn(), LEARNS_EVERY_MS).unref();
    },

    phase: () => phase,

    health: () => [...platforms.values()].map((platform) => ({ name: platform.name, ...platform.health() })),

    unreachedDesks: async () =>
      (await services.undelivered.queues()).map(({ queue, reason }) => ({
        name: `desk ${queue.id}`,
        state: 'refused',
        reason,
      })),

    readPeople: () => upkeep.readPeople(),

    async settle() {
      await upkeep.ready();
      await worker.idle();
      await sender.idle();
      await index.idle();
    },

    fireTimers: () => timers.tick(),

    async stop() {
      phase = 'stopping';
      timers.stop();
      upkeep.stop();
      clearInterval(learning);
      shelf.stop();
      await index.stop();
      await worker.stop(WORKER_STOPS_WITHIN_MS);
      await model?.close();
      // What is being sent needs its platform to the end; what still comes in is stored for the next start.
      await sender.stop(SENDER_STOPS_WITHIN_MS);
      const stopped = Promise.all([...platforms.values()].map((platform) => platform.stop()));
      await Promise.race([stopped, delay(PLATFORM_STOPS_WITHIN_MS, undefined, { ref: false })]);
      await db.close();
    },
  };
}

/** The names that a model must not learn, as the company's directory has them now. */
function namesOf(directory: Content['directory']): () => readonly string[] {
  let [from, names] = [directory.known, directory.known.map(({ name }) => name)];
  return () => {
    if (from !== directory.known) [from, names] = [directory.known, directory.known.map(({ name }) => name)];
    return names;
  };
}
