import { asc, desc, eq, isNull, and, ne, count } from 'drizzle-orm';
import { pino } from 'pino';
import type { Attempt, InboundEvent } from '../../src/platforms/platform.ts';
import { createBoard } from '../../src/analytics/board.ts';
import { overdueIn } from '../../src/analytics/overdue.ts';
import { statementOf } from '../../src/analytics/statement.ts';
import { loadMessages } from '../../src/content/messages.ts';
import { createWebPlatform } from '../../src/platforms/web/web-platform.ts';
import type { Database } from '../../src/store/database.ts';
import type { ArticleBody, ArticleText } from '../../src/store/schema.ts';
import type { Connection, DemoPerson, SurveyAnswers, TicketReads, WebDeps } from '../../src/web/deps.ts';
import { readTexts } from '../../src/web/texts.ts';
import type { KnowledgeDeps } from '../../src/web/knowledge-deps.ts';
import { letterDepsOf } from '../../src/web-dead-letters.ts';
import { createWebApp } from '../../src/web/web-app.ts';
import { createSqlite } from '../support/databases.ts';
import { openKnowledge } from './knowledge-parts.ts';

export const NOON = Date.UTC(2026, 10, 22, 4);

export const demoPeople: DemoPerson[] = [
  person('ann', 'Ann Miller', 'en', {
    title: { 'zh-CN': '销售', en: 'Sales' },
    department: { 'zh-CN': '销售部', en: 'Sales' },
  }),
  person('bob', '王博', 'zh-CN', {
    title: { 'zh-CN': '会计', en: 'Accountant' },
    department: { 'zh-CN': '财务部', en: 'Finance' },
  }),
  person('lin', '林晓', 'zh-CN', {
    title: { 'zh-CN': '一线支持', en: 'L1 support' },
    department: { 'zh-CN': 'IT 部', en: 'IT' },
    queues: ['l1'],
  }),
  person('max', 'Max Weber', 'en', {
    title: { 'zh-CN': '二线支持', en: 'L2 support' },
    department: { 'zh-CN': 'IT 部', en: 'IT' },
    queues: ['l1', 'l2'],
  }),
  person('zhou', '周兰', 'zh-CN', {
    title: { 'zh-CN': '服务台经理', en: 'Desk manager' },
    department: { 'zh-CN': 'IT 部', en: 'IT' },
    queues: ['l1'],
    roles: ['knowledge-admin'],
  }),
];

/** The first try at a message. */
export function attempt(key: string): Attempt {
  return { key, again: false };
}

function person(
  id: string,
  name: string,
  locale: DemoPerson['locale'],
  more: Partial<DemoPerson> = {},
): DemoPerson {
  return { id, name, locale, department: { 'zh-CN': '', en: '' }, queues: [], roles: [], ...more };
}

const texts = readTexts('prompts/messages');
const messages = loadMessages('prompts', ['common', 'desk']);

/** The web platform and its pages on a database of their own; the rest of Deskline is played by the test. */
export async function webWorld({ people = demoPeople }: { people?: DemoPerson[] } = {}) {
  const { db, drop } = await createSqlite();
  const clock = { now: NOON };
  const now = () => clock.now;
  let ids = 0;
  const newId = () => `id-${String(++ids).padStart(8, '0')}`;
  const received: InboundEvent[] = [];
  const platform = createWebPlatform({ db, now, tenant: 'local', newId });
  await platform.start(async (event) => void received.push(event));
  await db.transaction({}, async (tx) => {
    const { people, conversations } = db.tables;
    await tx
      .insert(people)
      .values(demoPeople.map(({ id, name }) => ({ id, name, profile: {}, createdAt: NOON })));
    await tx.insert(conversations).values(
      demoPeople.map(({ id, locale }) => ({
        id: `c-${id}`,
        platform: 'web',
        tenant: 'local',
        channel: `dm:${id}`,
        personId: id,
        locale,
        createdAt: NOON,
      })),
    );
  });

  const threads = new Map<string, { channel: string; messageId: string }>();
  const surveys: { number: string; personId: string; answers: SurveyAnswers }[] = [];
  const knowledge = await openKnowledge(db, now);
  const connections: Connection[] = [];
  const deps: WebDeps = {
    platform,
    people,
    texts,
    tickets: ticketReads(db),
    queues: [
      { id: 'it-l1', line: 'L1', department: 'IT', channel: 'l1' },
      { id: 'it-l2', line: 'L2', department: 'IT', channel: 'l2' },
      { id: 'hr-l1', line: 'L1', department: 'HR', channel: 'hr' },
    ],
    knowledge: knowledge.deps,
    board: createBoard({ db, timeZone: 'Asia/Shanghai', now }),
    resetReason: (because) => because,
    reset: {
      page: undefined,
      notMe: undefined,
      status: async () => ({ state: 'off', problems: [], blocked: [], recent: [], firstBroken: undefined }),
      turn: async () => {},
      lift: async () => false,
      isSecure: false,
      demo: undefined,
    },
    operation: {
      readiness: async () => ({ reasons: [], disconnected: [] }),
      metrics: async () => ({ contentType: 'text/plain', text: '' }),
    },
    overdueIn: (options) => overdueIn(db, options),
    agreements: [],
    statementOf: (agreement, period) => statementOf(db, agreement, period),
    hoursOf: () => ({ always: false, spans: ['09:00–18:00'], timeZone: 'Asia/Shanghai' }),
    lineShares: { L1: [60, 70], L2: [20, 30], expert: [0, 10] },
    whyOf: () => [],
    typeNames: () => [{ id: 'printer', name: 'printer' }],
    outcomesSince: async () => [
      { type: 'printer', outcome: 'confirmed', talks: 3 },
      { type: null, outcome: 'abandoned', talks: 1 },
    ],
    deskThreadOf: async (id) => threads.get(id),
    connections: async () => connections,
    letters: letterDepsOf({
      db,
      messages,
      queues: [{ id: 'it-l1', channel: { platform: 'web', channel: 'l1' } }],
      platforms: () => [platform],
      tellDropped: async () => {},
      now,
    }),
    submitSurvey: async (number, personId, answers) => {
      surveys.push({ number, personId, answers });
      return 'saved';
    },
    typeName: (id) => id,
    personName: async (id) => id,
    locale: 'zh-CN',
    timeZone: 'Asia/Shanghai',
    version: '0.1.0',
    assetsDir: 'src/web/assets',
    hosts: ['desk.example'],
    now,
    signals: db.signals,
    newId,
    log: pino({ enabled: false }),
  };
  const app = createWebApp(deps);

  return {
    db,
    platform,
    deps,
    app,
    received,
    clock,
    threads,
    surveys,
    knowledge,
    addArticle: (body: ArticleBody, more: AddedArticle = {}) => addArticle(knowledge.deps, body, more),
    connections,
    /** A visitor with a person's cookie (or none) and a language. */
    as: (personId: string | undefined, language = 'en') => visitor(app, personId, language),
    /** A question without an answer; resolves to the gap it is counted in. */
    addGap: (text: string, more: { personId?: string; locale?: 'zh-CN' | 'en' } = {}) =>
      db.transaction({}, async (tx) => {
        const question = {
          personId: 'ann',
          locale: 'en' as const,
          found: [],
          answer: 'none' as const,
          ...more,
        };
        const { gapId = '' } = await knowledge.questions.record(tx, { ...question, text, at: clock.now });
        return gapId;
      }),
    addTicket: (values: Partial<TicketInsert> & { number: string; requesterId: string }) =>
      addTicket(db, values),
    async close() {
      await platform.stop();
      await drop();
    },
  };
}

export type WebWorld = Awaited<ReturnType<typeof webWorld>>;
type TicketInsert = Database['tables']['tickets']['$inferInsert'];

const TOKEN = 'a-token-of-thirty-two-characters';

function visitor(app: ReturnType<typeof createWebApp>, personId: string | undefined, language: string) {
  const headers: Record<string, string> = { 'accept-language': language };
  if (personId) headers['cookie'] = `deskline_person=${personId}`;
  const ours = { ...headers, origin: 'http://localhost' };
  return {
    get: async (path: string, more: Record<string, string> = {}) =>
      app.request(path, { headers: { ...headers, ...more } }),
    json: async (path: string, body: unknown, more: Record<string, string> = {}) =>
      app.request(path, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { ...ours, 'content-type': 'application/json', ...more },
      }),
    form: async (path: string, fields: Record<string, string>, more: Record<string, string> = {}) =>
      app.request(path, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { ...ours, ...more },
      }),
    /** A form of the pages of knowledge, which brings back the token that its page was given. */
    keeps: async (path: string, fields: Record<string, string> = {}) =>
      app.request(path, {
        method: 'POST',
        body: new URLSearchParams({ ...fields, token: TOKEN }),
        headers: { ...ours, cookie: `${headers['cookie'] ?? ''}; deskline_token=${TOKEN}` },
      }),
    /** The same with files. */
    keepsFiles: async (path: string, content: FormData) => {
      content.append('token', TOKEN);
      return app.request(path, {
        method: 'POST',
        body: content,
        headers: { ...ours, cookie: `${headers['cookie'] ?? ''}; deskline_token=${TOKEN}` },
      });
    },
    upload: async (path: string, content: FormData) =>
      app.request(path, { method: 'POST', body: content, headers: ours }),
  };
}

interface AddedArticle {
  id?: string;
  author?: string;
  owner?: string;
  /** How far it has come; published where it isn't said. */
  until?: 'draft' | 'in-review' | 'published';
}

/** An article of the real knowledge base; resolves to its id. */
async function addArticle(
  { changes }: KnowledgeDeps,
  body: ArticleBody,
  more: AddedArticle,
): Promise<string> {
  const { id, author = 'lin', owner = 'lin', until = 'published' } = more;
  const drafted = await changes.save({ newId: id, body, owner, author, origin: 'editor' });
  if ('refused' in drafted) throw new Error(drafted.refused);
  const articleId = drafted.article.id;
  if (until === 'draft') return articleId;
  const submitted = await changes.submit({ articleId, by: author });
  if ('refused' in submitted) throw new Error(`${submitted.refused} ${submitted.missing?.join()}`);
  if (until === 'in-review') return articleId;
  const published = await changes.publish({ articleId, n: submitted.version?.n ?? 0, by: 'zhou' });
  if ('refused' in published) throw new Error(published.refused);
  return articleId;
}

/** An article's body in English, complete unless something is taken away. */
export function printerBody(text: Partial<ArticleText> = {}, more: Partial<ArticleBody> = {}): ArticleBody {
  return {
    type: 'printer',
    related: [],
    noRelated: true,
    firstCheck: false,
    texts: {
      en: {
        title: 'Paper jam',
        symptom: 'Paper is stuck',
        keywords: ['jam'],
        synonyms: [],
        scene: 'Office printers',
        preconditions: [],
        steps: ['Switch it **off**', 'Pull the paper out'],
        risks: 'Hot parts',
        rollback: 'Close the lid',
        ...text,
      },
    },
    ...more,
  };
}

async function addTicket(
  db: Database,
  values: Partial<TicketInsert> & { number: string; requesterId: string },
): Promise<string> {
  const id = values.id ?? `t-${values.number}`;
  await db.transaction({}, async (tx) => {
    await tx.insert(db.tables.tickets).values({
      conversationId: `c-${values.requesterId}`,
      title: 'The printer is jammed',
      description: 'HP M404 on floor 3',
      type: 'printer',
      impact: 'person',
      urgency: 'normal',
      priority: 'normal',
      queue: 'it-l1',
      answers: [],
      tried: [],
      respondBy: NOON + 30 * 60_000,
      resolveBy: NOON + 8 * 3_600_000,
      createdAt: NOON,
      updatedAt: NOON,
      ...values,
      id,
    });
  });
  return id;
}

function ticketReads(db: Database): TicketReads {
  const { tickets, ticketEvents, ticketMessages, ticketSteps, recoveryTasks, surveys } = db.tables;
  const one = <T>(rows: T[]) => rows[0];
  const open = (queue: string) => and(eq(tickets.queue, queue), ne(tickets.stage, 'closed'));
  return {
    byNumber: async (number) => one(await db.read.select().from(tickets).where(eq(tickets.number, number))),
    byId: async (id) => one(await db.read.select().from(tickets).where(eq(tickets.id, id))),
    openInQueue: (queue, limit) => db.read.select().from(tickets).where(open(queue)).limit(limit),
    countOpen: async (queue) =>
      one(await db.read.select({ n: count() }).from(tickets).where(open(queue)))?.n ?? 0,
    recentlyClosed: (queue, limit) =>
      db.read
        .select()
        .from(tickets)
        .where(and(eq(tickets.queue, queue), eq(tickets.stage, 'closed')))
        .limit(limit),
    ofRequester: (personId) =>
      db.read
        .select()
        .from(tickets)
        .where(eq(tickets.requesterId, personId))
        .orderBy(desc(tickets.createdAt)),
    eventsOf: (id) =>
      db.read.select().from(ticketEvents).where(eq(ticketEvents.ticketId, id)).orderBy(asc(ticketEvents.n)),
    chainIntact: async () => true,
    messagesOf: (id) =>
      db.read
        .select()
        .from(ticketMessages)
        .where(eq(ticketMessages.ticketId, id))
        .orderBy(asc(ticketMessages.at)),
    tasksOf: (id) =>
      db.read
        .select()
        .from(db.tables.collaborationTasks)
        .where(eq(db.tables.collaborationTasks.ticketId, id)),
    partsOf: (id) => db.read.select().from(tickets).where(eq(tickets.parentId, id)),
    stepsOf: (id) => db.read.select().from(ticketSteps).where(eq(ticketSteps.ticketId, id)),
    openRecoveryTasks: () => db.read.select().from(recoveryTasks).where(isNull(recoveryTasks.doneAt)),
    surveyOf: async (id) => one(await db.read.select().from(surveys).where(eq(surveys.ticketId, id))),
  };
}
