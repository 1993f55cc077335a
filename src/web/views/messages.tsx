import type { Card } from '../../platforms/platform.ts';
import { isPressedMark, type WebMessage } from '../../platforms/web/messages.ts';
import { renderMarkdown } from '../markdown.ts';
import type { Visit } from '../visit.ts';
import { Buttons } from './buttons.tsx';
import { Files } from './files.tsx';
import { Icon } from './icons.tsx';
import { Avatar } from './layout.tsx';
import { Time } from './time.tsx';

export interface MessagesProps {
  visit: Visit;
  messages: WebMessage[];
  nameOf: (personId: string) => string;
  /** What a form goes back to where there is no script. */
  back: string;
  newId: () => string;
}

const TOGETHER_MS = 5 * 60_000;
/** Marks of the desk on what an agent wrote: it went to the requester, or it stays inside. */
const SENT = '✅';
const INTERNAL = '🔒';

/** The messages of a chat or a thread; new ones are announced to screen readers. */
export function Messages(props: MessagesProps) {
  const { visit, messages } = props;
  return (
    <>
      <ol
        id="messages"
        class="messages"
        role="log"
        aria-live="polite"
        aria-label={visit.t('chat.messages')}
        tabindex={0}
      >
        {messages.map((message, i) => (
          <Message {...props} message={message} follows={follows(messages[i - 1], message)} />
        ))}
      </ol>
      <p class="to-end">
        <a id="to-end" href="#end" class="button" hidden>
          <Icon name="down" />
          {visit.t('chat.newest')}
        </a>
      </p>
      <span id="end" />
    </>
  );
}

function follows(previous: WebMessage | undefined, message: WebMessage): boolean {
  return (
    previous?.authorId === message.authorId &&
    previous.privateTo === message.privateTo &&
    message.at - previous.at < TOGETHER_MS
  );
}

function Message(props: MessagesProps & { message: WebMessage; follows: boolean }) {
  const { visit, message, nameOf } = props;
  const { t } = visit;
  const fromBot = message.authorId === 'bot';
  const mine = message.authorId === visit.person?.id;
  const internal = isInternal(message);
  const name = mine ? t('chat.you') : nameOf(message.authorId);
  const kind = [
    fromBot ? 'from-bot' : mine ? 'mine' : 'theirs',
    message.privateTo && 'private',
    internal && 'internal',
    props.follows && 'follows',
  ];
  return (
    <li
      id={`m-${message.seq}`}
      class={`message ${kind.filter(Boolean).join(' ')}`}
      data-v={versionOf(message, visit)}
    >
      {fromBot ? (
        <span class="avatar bot" aria-hidden="true">
          <Icon name="mark" />
        </span>
      ) : (
        <Avatar id={message.authorId} name={nameOf(message.authorId)} />
      )}
      <div class="message-body">
        <p class="meta">
          <span class="author">{name}</span>
          <Time at={message.at} visit={visit} />
          {message.editedAt !== null && <span>{t('message.edited')}</span>}
          {internal && (
            <span class="private-mark">
              <Icon name="lock" />
              {t('message.internal')}
            </span>
          )}
          {message.privateTo !== null && (
            <span class="private-mark">
              <Icon name="lock" />
              {t('message.private')}
            </span>
          )}
        </p>
        {message.deletedAt === null ? (
          <Content {...props} fromBot={fromBot} />
        ) : (
          <p class="bubble recalled">{t('message.recalled')}</p>
        )}
      </div>
    </li>
  );
}

/** What is said to colleagues only. */
function isInternal(message: WebMessage): boolean {
  if (message.thread === null || message.authorId === 'bot') return false;
  return message.reactions.includes(INTERNAL) || /^(\/\/|\uff0f\uff0f)/.test(message.text);
}

/** Changes whenever the message must be drawn anew; the passing of time doesn't count. */
function versionOf(message: WebMessage, visit: Visit): string {
  return [message.editedAt, message.deletedAt, message.reactions.join(), visit.locale].join('/');
}

function Content(props: MessagesProps & { message: WebMessage; fromBot: boolean }) {
  const { message, visit, fromBot } = props;
  const card = message.body?.card;
  return (
    <>
      {card ? (
        <CardView card={card} text={message.text.trim()} />
      ) : (
        message.text.trim() !== '' && <Bubble text={message.text} fromBot={fromBot} />
      )}
      <Files files={message.files} />
      <Reactions reactions={message.reactions} visit={visit} />
      <Buttons {...props} />
    </>
  );
}

function Bubble({ text, fromBot }: { text: string; fromBot: boolean }) {
  if (!fromBot)
    return (
      <div class="bubble plain" dir="auto">
        {text}
      </div>
    );
  return <div class="bubble" dir="auto" dangerouslySetInnerHTML={{ __html: renderMarkdown(text) }} />;
}

/** A card's text is what somebody else has written: shown as it is. */
function CardView({ card, text }: { card: Card; text: string }) {
  return (
    <section class="card">
      <h3>{card.title}</h3>
      {!card.title.endsWith(text) && (
        <p class="plain" dir="auto">
          {text}
        </p>
      )}
      <dl>
        {card.fields.map((field) => (
          <div>
            <dt>{field.label}</dt>
            <dd dir="auto">{field.value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Reactions({ reactions, visit }: { reactions: string[]; visit: Visit }) {
  const shown = reactions.filter((reaction) => reaction !== INTERNAL && !isPressedMark(reaction));
  if (shown.length === 0) return null;
  return (
    <p class="reactions">
      {shown.map((reaction) =>
        reaction === SENT ? (
          <span class="relayed">
            <Icon name="check" />
            {visit.t('message.relayed')}
          </span>
        ) : (
          <span>{reaction}</span>
        ),
      )}
    </p>
  );
}
