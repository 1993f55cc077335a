import type { DemoPerson, TicketRow } from '../deps.ts';
import { Composer } from './composer.tsx';
import { Icon } from './icons.tsx';
import { Layout } from './layout.tsx';
import { Messages, type MessagesProps } from './messages.tsx';
import { Stage } from './ticket-parts.tsx';
import { Time } from './time.tsx';

export interface ChatProps extends MessagesProps {
  person: DemoPerson;
  tickets: TicketRow[];
}

/** An employee's direct chat with the bot, and his tickets beside it. */
export function ChatPage(props: ChatProps) {
  const { visit, person, newId } = props;
  const { t } = visit;
  const channel = `dm:${person.id}`;
  return (
    <Layout
      visit={visit}
      title={t('chat.title')}
      section="chat"
      fixed
      live={{ url: '/chat/live', channels: [channel] }}
    >
      <main id="main" class="chat">
        <h1 class="hidden">{t('chat.title')}</h1>
        <section class="conversation" aria-label={t('chat.messages')}>
          <ChatMessages {...props} />
          <Composer
            visit={visit}
            channel={channel}
            label={t('chat.composer')}
            placeholder={t('chat.placeholder')}
            back={props.back}
            newId={newId}
          />
        </section>
        <MyTickets {...props} />
      </main>
    </Layout>
  );
}

/** The parts of the chat page that change by themselves. */
export function ChatLive(props: ChatProps) {
  return (
    <>
      <ChatMessages {...props} />
      <MyTickets {...props} />
    </>
  );
}

function ChatMessages(props: ChatProps) {
  return (
    <div id="scroll" class="scroll">
      {props.messages.length === 0 && <Welcome {...props} />}
      <Messages {...props} />
    </div>
  );
}

function Welcome({ visit, person, newId, back }: ChatProps) {
  const { t } = visit;
  return (
    <div class="welcome" id="welcome">
      <span class="avatar bot large" aria-hidden="true">
        <Icon name="mark" />
      </span>
      <h2>{t('chat.empty.title', { name: person.name })}</h2>
      <p class="muted">{t('chat.empty.hint')}</p>
      <form method="post" action="/forms/message" class="hints" aria-label={t('chat.hints')} data-compose>
        <input type="hidden" name="channel" value={`dm:${person.id}`} />
        <input type="hidden" name="clientId" value={newId()} />
        <input type="hidden" name="back" value={back} />
        {(['chat.hint.1', 'chat.hint.2', 'chat.hint.3'] as const).map((key) => (
          <button type="submit" name="text" value={t(key)} class="button">
            {t(key)}
          </button>
        ))}
      </form>
    </div>
  );
}

function MyTickets({ visit, tickets }: ChatProps) {
  const { t } = visit;
  const open = tickets.filter((ticket) => ticket.stage !== 'closed');
  return (
    <aside id="my-tickets" class="my-tickets" aria-label={t('chat.myTickets')}>
      <details id="my-tickets-list" data-wide-open>
        <summary>
          <Icon name="ticket" />
          <h2>{t('chat.myTickets')}</h2>
          {open.length > 0 && <span class="count">{open.length}</span>}
          <Icon name="down" />
        </summary>
        {tickets.length === 0 && <p class="muted small empty">{t('chat.noTickets')}</p>}
        <ul>
          {tickets.map((ticket) => (
            <li>
              <a href={`/tickets/${ticket.number}`} class={ticket.stage === 'closed' ? 'closed' : undefined}>
                <span class="row">
                  <span class="number">{ticket.number}</span>
                  <Stage ticket={ticket} visit={visit} />
                </span>
                <span class="title" dir="auto">
                  {ticket.title}
                </span>
                <span class="muted small">
                  <Time at={ticket.updatedAt} visit={visit} />
                </span>
              </a>
              {ticket.stage === 'feedback' && (
                <a class="rate" href={`/survey/${ticket.number}`}>
                  {t('ticket.survey.open')}
                </a>
              )}
            </li>
          ))}
        </ul>
      </details>
    </aside>
  );
}
