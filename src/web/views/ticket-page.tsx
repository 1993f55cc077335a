import { Icon } from './icons.tsx';
import { TicketKnowledge } from './knowledge/ticket-knowledge.tsx';
import { Layout } from './layout.tsx';
import { Answers, Facts, Resolution, Steps, Survey, Tried } from './ticket-facts.tsx';
import { Family, Tasks, Why } from './ticket-clocks.tsx';
import { Events, TicketMessages } from './ticket-history.tsx';
import { Deadline, Priority, Stage } from './ticket-parts.tsx';
import type { TicketPageProps } from './ticket-props.ts';

/** One ticket with its whole history. */
export function TicketPage(props: TicketPageProps) {
  const { visit, ticket, channels } = props;
  return (
    <Layout
      visit={visit}
      title={`${ticket.number} ${ticket.title}`}
      live={{ url: `/tickets/${ticket.number}/live`, channels }}
    >
      <main id="main" class="wide">
        <TicketLive {...props} />
      </main>
    </Layout>
  );
}

/** The ticket page without its frame. */
export function TicketLive(props: TicketPageProps) {
  return (
    <div id="ticket" class="ticket">
      <Head {...props} />
      <div class="ticket-columns">
        <div class="ticket-side">
          <Facts {...props} />
          <Survey {...props} />
        </div>
        <div class="ticket-main">
          <Description {...props} />
          <Answers {...props} />
          <Tried {...props} />
          <Resolution {...props} />
          {props.knowledge && <TicketKnowledge {...props} {...props.knowledge} />}
          <Tasks {...props} />
          <Family {...props} />
          <Steps {...props} />
          <Why {...props} />
          <TicketMessages {...props} />
          <Events {...props} />
        </div>
      </div>
    </div>
  );
}

function Head({ visit, ticket, viewer, deskLink }: TicketPageProps) {
  const { t } = visit;
  return (
    <header class="ticket-head">
      <p class="row wrap">
        <span class="number">{ticket.number}</span>
        <Priority ticket={ticket} visit={visit} />
        <Stage ticket={ticket} visit={visit} />
        <Deadline ticket={ticket} visit={visit} />
        {ticket.reopens > 0 && <span class="badge">{t('ticket.reopens', { count: ticket.reopens })}</span>}
      </p>
      <h1 dir="auto">{ticket.title}</h1>
      <p class="row wrap">
        {deskLink && (
          <a class="button" href={deskLink}>
            <Icon name="desk" />
            {t('ticket.openDesk')}
          </a>
        )}
        {viewer === 'requester' && (
          <a class="button" href="/chat">
            <Icon name="chat" />
            {t('ticket.openChat')}
          </a>
        )}
        {viewer === 'requester' && ticket.stage === 'feedback' && (
          <a class="button primary" href={`/survey/${ticket.number}`}>
            {t('ticket.survey.open')}
          </a>
        )}
      </p>
    </header>
  );
}

function Description({ visit, ticket }: TicketPageProps) {
  if (ticket.description.trim() === '') return null;
  return (
    <section>
      <h2>{visit.t('ticket.description')}</h2>
      <p class="plain" dir="auto">
        {ticket.description}
      </p>
    </section>
  );
}
