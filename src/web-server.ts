import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import type { Logger } from 'pino';
import { ulid } from 'ulid';
import { ConfigError, type Config } from './config.ts';
import { createBoard } from './analytics/board.ts';
import { overdueIn } from './analytics/overdue.ts';
import { statementOf } from './analytics/statement.ts';
import type { Content } from './content.ts';
import { whyText } from './desk/cards/why.ts';
import { speaker } from './desk/cards/voice.ts';
import { DESK_CALENDAR } from './tickets/sla/calendars.ts';
import { explain } from './tickets/sla/explain.ts';
import { createTerms } from './tickets/sla/terms.ts';
import { outcomesSince } from './conversations/outcomes.ts';
import type { Deskline } from './deskline.ts';
import { firstBroken } from './tickets/event-chain.ts';
import { createMetrics, type Metrics } from './observability/metrics.ts';
import { createOperation } from './observability/operation.ts';
import type { ResetSetup } from './reset-setup.ts';
import { letterDepsOf } from './web-dead-letters.ts';
import { versionOf } from './version.ts';
import { knowledgeDeps } from './web-knowledge.ts';
import { resetDepsOf } from './web-reset.ts';
import type { WebDeps } from './web/deps.ts';
import { createWebApp } from './web/web-app.ts';

export interface WebServer {
  /** Where people open it. */
  address: string;
  port: number;
  close(): Promise<void>;
}

interface ServeOptions {
  deskline: Deskline;
  config: Config;
  log: Logger;
  now: () => number;
  /** Where package.json and src/web/assets are. */
  root: string;
  /** What the password reset is made of. */
  reset?: ResetSetup | undefined;
  /** What the parts of `deskline` are measured with. */
  metrics?: Metrics | undefined;
}

/** Serves the pages. Resolves when the port is open. Throws a ConfigError where it can't be had. */
export async function serveWeb({
  deskline,
  config,
  log,
  now,
  root,
  reset,
  metrics = createMetrics(),
}: ServeOptions): Promise<WebServer> {
  const closing = new AbortController();
  const hosts = config.publicUrl ? [new URL(config.publicUrl).host] : [];
  const app = createWebApp({
    ...webDeps(deskline, { log, now, root, reset }),
    operation: createOperation({
      deskline,
      metrics,
      version: versionOf(root),
      log,
      now,
      closing: closing.signal,
    }),
    hosts,
    closing: closing.signal,
  });
  const server = serve({ fetch: app.fetch, hostname: config.host, port: config.port }) as Server;
  await listening(server, config);
  const { port } = server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return {
    address: config.publicUrl ?? `http://${host}:${port}`,
    port,
    async close() {
      closing.abort();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listening(server: Server, { host, port }: Config): Promise<void> {
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EADDRINUSE') throw error;
    const reason = `${port} on ${host} is used by another program; choose another one`;
    throw new ConfigError(`The environment has mistakes:\n  PORT: ${reason}`, { cause: error });
  }
}

function webDeps(
  deskline: Deskline,
  { log, now, root, reset }: Pick<ServeOptions, 'log' | 'now' | 'root' | 'reset'>,
): Omit<WebDeps, 'hosts' | 'closing' | 'operation'> {
  const { db, web, content, services } = deskline;
  const { policy, webTexts, typeNames } = content;
  const { queries, threads, people, surveyForm, collaboration } = services;
  const onWeb = policy.queues.filter((queue) => queue.channel.platform === 'web');
  /** What the demo shows instead of sending is no connection. */
  const isDemoPost = (name: string) => reset?.demo !== undefined && (name === 'mail' || name === 'sms');
  const channelOf = (id: string) =>
    onWeb.filter((queue) => queue.id === id).map((queue) => queue.channel.channel);
  const rolesOf = (id: string) =>
    Object.entries(policy.roles).flatMap(([role, holders]) => (holders.includes(id) ? [role] : []));
  /** Whoever reviews articles may use the channel where their cards stand. */
  const knowledgeChannelOf = (id: string) => {
    const { channel } = policy.knowledge;
    return channel?.platform === 'web' && rolesOf(id).includes('knowledge-admin') ? [channel.channel] : [];
  };
  return {
    platform: web,
    people: policy.demo.map(({ id, name, locale, department, title, queues }) => ({
      id,
      name,
      locale,
      department,
      title,
      queues: [...new Set([...queues.flatMap(channelOf), ...knowledgeChannelOf(id)])],
      roles: rolesOf(id),
    })),
    texts: webTexts,
    tickets: {
      ...queries,
      tasksOf: (ticketId) => collaboration.ofTicket(ticketId),
      chainIntact: async (ticketId) => firstBroken(await queries.eventsOf(ticketId)) === undefined,
    },
    queues: onWeb.map(({ id, line, department, channel }) => ({
      id,
      line,
      department,
      channel: channel.channel,
    })),
    knowledge: pagesOfKnowledge(deskline, now),
    async deskThreadOf(ticketId) {
      const ticket = await queries.byId(ticketId);
      return ticket && threads.of(ticket);
    },
    connections: async () => [
      ...deskline.health().filter(({ name }) => name !== web.name && !isDemoPost(name)),
      ...(await deskline.unreachedDesks()),
    ],
    letters: letterDepsOf({
      db,
      messages: content.messages,
      queues: policy.queues,
      platforms: () => deskline.platforms(),
      tellDropped: (tx, row) => services.dropped(tx, row),
      now,
    }),
    submitSurvey: (number, personId, { comment, ...scores }) =>
      surveyForm(number, personId, { ...scores, comment: comment ?? null }),
    board: createBoard({ db, timeZone: policy.timeZone, now }),
    overdueIn: (options) => overdueIn(db, options),
    agreements: policy.agreements,
    statementOf: (agreement, period) => statementOf(db, agreement, period),
    hoursOf(name) {
      const { always, hours, timeZone } = policy.calendars.named(name ?? DESK_CALENDAR);
      return { always, spans: hours.map(([from, to]) => `${from}–${to}`), timeZone };
    },
    lineShares: policy.lines.shares,
    whyOf: whyOnPages(content, now),
    resetReason: reasonsOf(content),
    reset: resetDepsOf(deskline, { reset, log }),
    outcomesSince: (since) => outcomesSince(db, since),
    typeName: (id, locale) => typeNames.get(id)?.[locale] ?? id,
    typeNames: (locale) => [...typeNames].map(([id, name]) => ({ id, name: name[locale] })),
    personName: async (id) => (await people.byId(id))?.name ?? id,
    locale: policy.locale,
    timeZone: policy.timeZone,
    version: versionOf(root),
    assetsDir: join(root, 'src', 'web', 'assets'),
    signals: db.signals,
    now,
    newId: ulid,
    log,
  };
}

function reasonsOf({ messages }: Content): WebDeps['resetReason'] {
  return (because, locale) => {
    const key = `reset.because.${because}`;
    return messages.has(key) ? messages.say(locale, key) : because;
  };
}

/** A ticket's deadlines explained with every span. */
function whyOnPages({ policy, messages }: Content, now: () => number): WebDeps['whyOf'] {
  const termsOf = createTerms(policy);
  return (ticket, locale) => {
    if (!ticket.sla) return [];
    const explained = explain(ticket.sla, termsOf, now());
    const say = speaker({ messages }, locale);
    const question = { say, policy, ticket, explained, locale, now: now(), spans: Infinity };
    return whyText(question).split('\n');
  };
}

function pagesOfKnowledge({ db, content, services }: Deskline, now: () => number) {
  const { articles, articleQueries, gaps, synonyms, cases, queries, knowledge, model } = services;
  return knowledgeDeps({
    db,
    base: knowledge,
    articles,
    queries: articleQueries,
    gaps,
    synonyms,
    cases,
    whyType: content.whyType,
    modelUse: model && (() => model.use()),
    messagesOf: (ticketId) => queries.messagesOf(ticketId),
    messages: content.messages,
    policy: content.policy.knowledge,
    timeZone: content.policy.timeZone,
    now,
  });
}
