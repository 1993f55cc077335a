import type { TicketRow } from '../deps.ts';
import type { Visit } from '../visit.ts';
import { Composer } from './composer.tsx';
import { DeskPanels } from './desk-panels.tsx';
import { deskPath, type DeskProps } from './desk-props.ts';
import { DeskTools } from './desk-tools.tsx';
import { Icon } from './icons.tsx';
import { Layout } from './layout.tsx';
import { Messages } from './messages.tsx';
import { Deadline, Priority, Stage } from './ticket-parts.tsx';
import { Time } from './time.tsx';

/** What support staff work on: queues, tickets, and the thread of one of them. */
export function DeskPage(props: DeskProps) {
  const { visit, queue, ticket, person } = props;
  const path = deskPath(props);
  return (
    <Layout
      visit={visit}
      title={ticket ? `${ticket.number} ${ticket.title}` : visit.t('desk.title')}
      section="desk"
      fixed
      live={{ url: `/desk-live${path.slice('/desk'.length)}`, channels: person.queues }}
    >
      <main id="main" class={`desk ${ticket ? 'with-ticket' : ''}`}>
        <h1 class="hidden">
          {visit.t('desk.line', { line: visit.t(`line.${queue.line}`), department: queue.department })}
        </h1>
        <DeskList {...props} />
        <section class="thread" aria-label={visit.t('desk.thread')}>
          {ticket ? <Thread {...props} ticket={ticket} /> : <Choose visit={visit} />}
        </section>
      </main>
    </Layout>
  );
}

/** The parts of the desk that change by themselves; what one is writing isn't among them. */
export function DeskLive(props: DeskProps) {
  return (
    <>
      <DeskList {...props} />
      {props.ticket && <ThreadHead {...props} ticket={props.ticket} />}
      {props.ticket && <ThreadMessages {...props} />}
      {props.ticket && props.thread && <DeskTools {...props} ticket={props.ticket} />}
    </>
  );
}

function DeskList(props: DeskProps) {
  const { visit, queues, queue, open, closed } = props;
  const { t } = visit;
  const more = (queues.find((tab) => tab.queue.id === queue.id)?.open ?? 0) - open.length;
  return (
    <div id="desk-list" class="desk-list">
      <nav class="tabs" aria-label={t('desk.queues')}>
        {queues.map((tab) => (
          <a
            href={deskPath({ queue: tab.queue })}
            aria-current={tab.queue.id === queue.id ? 'page' : undefined}
          >
            {t('desk.line', { line: t(`line.${tab.queue.line}`), department: tab.queue.department })}
            <span class="count">{tab.open}</span>
          </a>
        ))}
      </nav>
      <p class="list-links">
        <a href="/outcomes">{t('outcomes.title')}</a>
      </p>
      <DeskPanels {...props} />
      <h2 class="list-title">{t('desk.open')}</h2>
      {open.length === 0 && <p class="muted empty">{t('desk.empty')}</p>}
      <TicketList {...props} tickets={open} />
      {more > 0 && <p class="muted small empty">{t('desk.more', { count: more })}</p>}
      {closed.length > 0 && (
        <details id="closed-tickets" class="closed-tickets">
          <summary>
            {t('desk.closed')} <span class="count quiet">{closed.length}</span>
          </summary>
          <TicketList {...props} tickets={closed} />
        </details>
      )}
    </div>
  );
}

function TicketList(props: DeskProps & { tickets: TicketRow[] }) {
  const { visit, tickets, queue, nameOf, ticket: current } = props;
  return (
    <ul class="tickets">
      {tickets.map((ticket) => (
        <li>
          <a
            href={deskPath({ queue, ticket })}
            class={`ticket-row edge-${ticket.priority}`}
            aria-current={ticket.id === current?.id ? 'page' : undefined}
          >
            <span class="row">
              <span class="number">{ticket.number}</span>
              <Time at={ticket.createdAt} visit={visit} />
            </span>
            <span class="title" dir="auto">
              {ticket.title}
            </span>
            <span class="row wrap">
              <Priority ticket={ticket} visit={visit} />
              <Stage ticket={ticket} visit={visit} />
              <span class="muted small">
                {nameOf(ticket.requesterId)} → {holderOf(ticket, props)}
              </span>
            </span>
            <Deadline ticket={ticket} visit={visit} />
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Who has the ticket; for a part that nobody need claim, the ticket that it is solved with. */
function holderOf(ticket: TicketRow, { visit, open, nameOf }: DeskProps): string {
  if (ticket.assigneeId) return nameOf(ticket.assigneeId);
  const whole = open.find(({ id }) => id === ticket.parentId);
  return whole ? `${visit.t('ticket.parent')} ${whole.number}` : visit.t('desk.unassigned');
}

function Choose({ visit }: { visit: Visit }) {
  return (
    <div class="choose">
      <Icon name="ticket" />
      <p>{visit.t('desk.choose')}</p>
      <p class="muted">{visit.t('desk.choose.hint')}</p>
    </div>
  );
}

function Thread(props: DeskProps & { ticket: TicketRow }) {
  const { visit, thread, newId } = props;
  const { t } = visit;
  return (
    <>
      <ThreadHead {...props} />
      <ThreadMessages {...props} />
      {thread && (
        <div class="thread-foot">
          <DeskTools {...props} />
          <Composer
            visit={visit}
            channel={thread.channel}
            thread={thread.messageId}
            label={t('desk.composer')}
            placeholder={t('desk.placeholder')}
            back={props.back}
            newId={newId}
          />
        </div>
      )}
    </>
  );
}

function ThreadHead({ visit, ticket, queue, nameOf, writing }: DeskProps & { ticket: TicketRow }) {
  const { t } = visit;
  return (
    <header id="thread-head" class="thread-head">
      <a class="back" href={deskPath({ queue })} aria-label={t('app.back')}>
        <Icon name="back" />
      </a>
      <div class="thread-title">
        <p class="row wrap">
          <span class="number">{ticket.number}</span>
          <Priority ticket={ticket} visit={visit} />
          <Stage ticket={ticket} visit={visit} />
          <Deadline ticket={ticket} visit={visit} />
        </p>
        <h2 dir="auto">{ticket.title}</h2>
        <p class="muted small">
          {nameOf(ticket.requesterId)} →{' '}
          {ticket.assigneeId ? nameOf(ticket.assigneeId) : t('desk.unassigned')}
        </p>
        {writing.map((id) => (
          <p class="writing small" role="status">
            {t('typing.one', { name: nameOf(id) })}
          </p>
        ))}
      </div>
      <a class="button" href={`/tickets/${ticket.number}`}>
        {t('desk.history')}
      </a>
    </header>
  );
}

function whereItIs({ visit, person, queues, ticket }: DeskProps): string {
  const { t } = visit;
  const seen = queues.some(
    ({ queue }) => queue.id === ticket?.queue && person.queues.includes(queue.channel),
  );
  return ticket && !seen ? t('desk.elsewhere', { line: t(`line.${ticket.line}`) }) : t('desk.threadMissing');
}

function ThreadMessages(props: DeskProps) {
  return (
    <div
      id="scroll"
      class="scroll"
      data-thread={props.thread?.messageId ?? ''}
      data-start={props.ticket?.assigneeId === null ? 'top' : undefined}
    >
      {!props.thread && <p class="muted empty">{whereItIs(props)}</p>}
      <Messages {...props} />
    </div>
  );
}
