import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Content } from './content.ts';
import { laneOf } from './event-lane.ts';
import { namesOf } from './known-names.ts';
import { createListedPeople } from './listed-people.ts';
import { createKnowledge } from './knowledge/knowledge.ts';
import { createSynonyms } from './knowledge/synonyms.ts';
import { loadModel } from './model/load.ts';
import type { ModelSettings } from './model/settings.ts';
import type { Health, Platform, Surroundings } from './platforms/platform.ts';
import { createWebPlatform, type WebPlatform } from './platforms/web/web-platform.ts';
import { expireDeliveries } from './runtime/deliveries.ts';
import { newId } from './runtime/id.ts';
import { releaseLeases } from './runtime/inbox.ts';
import type { Observer } from './runtime/observer.ts';
import { createReception } from './runtime/reception.ts';
import type { Probe } from './runtime/probe.ts';
import { createSender } from './runtime/sender.ts';
import { createSingleHolder, freeHolds } from './runtime/single-holder.ts';
import { createTimerWatch } from './runtime/timers.ts';
import { createWorker } from './runtime/worker.ts';
import { createTypeLearning } from './type-learning.ts';
import { createIndex, embedderOf } from './search-index.ts';
import { surroundingsOf } from './surroundings.ts';
import { createAccountUpkeep } from './account-upkeep.ts';
import type { ResetSetup } from './reset-setup.ts';
import { createServices, type Services } from './services.ts';
import type { Database } from './store/database.ts';
import { openStore } from './opened-store.ts';
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
  /** See StoreOptions. */
  onBroken?: ((error: unknown) => void) | undefined;
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
  /** The clock of all replicas, UTC ms. */
  now: () => number;
  web: WebPlatform;
  content: Content;
  services: Services;
  start(): Promise<void>;
  platforms(): readonly Platform[];
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

/** Puts the whole program together; the web server comes on top of it in main.ts. */
export async function createDeskline(options: DesklineOptions): Promise<Deskline> {
  const { content, log, probe, observer } = options;
  checkLifecycle();
  const store = await openStore(options);
  const { db, now } = store;
  const { signals } = db;

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
    onSettled: (tx, row) => services.settled(tx, row),
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
    onBuried: async (event) => services.alerts.given(event, await services.apologise(event)),
    onCommitted() {
      sender.wake();
      signals.send('outbox');
    },
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
  const lessons = createTypeLearning({ learn: () => services.learnTypes(), log });
  const timers = createTimerWatch({ db, now, log, probe, onMoved: toWork });

  function toWork(): void {
    worker.wake();
    signals.send('inbox');
  }

  function hear(topic: string): void {
    if (topic === 'inbox') worker.wake();
    else if (topic === 'outbox') sender.wake();
  }

  const lookAround = () => ['inbox', 'outbox'].forEach(hear);

  const { resetFloor } = services;
  const receive = createReception({
    db,
    laneOf: (event) => laneOf(event, platforms.get(event.platform)),
    guard: resetFloor && ((event) => resetFloor.guard(event)),
    onStored: toWork,
    observer,
    log,
    now,
    probe,
  });

  return {
    db,
    now,
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
      signals.listen(hear, { onGap: lookAround });
      timers.start();
      await upkeep.start();
      if (phase === 'starting') phase = 'running';
      if (options.learns === true) lessons.start();
    },

    platforms: () => [...platforms.values()],
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
      lessons.stop();
      shelf.stop();
      await index.stop();
      await worker.stop(WORKER_STOPS_WITHIN_MS);
      await model?.close();
      // What is being sent needs its platform to the end; what still comes in is stored for the next start.
      await sender.stop(SENDER_STOPS_WITHIN_MS);
      const stopped = Promise.all([...platforms.values()].map((platform) => platform.stop()));
      await Promise.race([stopped, delay(PLATFORM_STOPS_WITHIN_MS, undefined, { ref: false })]);
      await store.close();
    },
  };
}
