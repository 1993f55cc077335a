import type { Card, FileRef } from '../../platforms/platform.ts';
import type { WebMessage } from '../../platforms/web/messages.ts';
import { renderMarkdown } from '../markdown.ts';
import type { Visit } from '../visit.ts';
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
const RELAYED = new Set(['✓', '✔', '✅', 'check', 'sent', 'relayed', 'white_check_mark']);

/** The messages of a chat or a thread; new ones are announced to screen readers. */
export function Messages(props: MessagesProps) {
  const { visit, messages } = props;
  return (
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
  const name = mine ? t('chat.you') : nameOf(message.authorId);
  const kind = [
    fromBot ? 'from-bot' : mine ? 'mine' : 'theirs',
    message.privateTo && 'private',
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

/** Changes whenever the message must be drawn anew; the passing of time doesn't count. */
function versionOf(message: WebMessage, visit: Visit): string {
  return [message.editedAt, message.deletedAt, message.reactions.length, visit.locale].join('/');
}

function Content(props: MessagesProps & { message: WebMessage; fromBot: boolean }) {
  const { message, visit, fromBot } = props;
  const card = message.body?.card;
  return (
    <>
      {message.text.trim() !== '' && !(card && message.text.trim() === card.title) && (
        <Bubble text={message.text} fromBot={fromBot} />
      )}
      {card && <CardView card={card} />}
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

function CardView({ card }: { card: Card }) {
  return (
    <section class="card">
      <h3>{card.title}</h3>
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

/** Attached files; pictures are shown small. */
export function Files({ files }: { files: FileRef[] }) {
  if (files.length === 0) return null;
  return (
    <ul class="files">
      {files.map((file) => (
        <li>
          <a href={`/files/${encodeURIComponent(file.id)}`} download={file.name}>
            {file.mime.startsWith('image/') ? (
              <img src={`/files/${encodeURIComponent(file.id)}`} alt={file.name} loading="lazy" />
            ) : (
              <Icon name="file" />
            )}
            <span>
              {file.name} <small class="muted">{sizeOf(file.size)}</small>
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function Reactions({ reactions, visit }: { reactions: string[]; visit: Visit }) {
  if (reactions.length === 0) return null;
  return (
    <p class="reactions">
      {reactions.map((reaction) =>
        RELAYED.has(reaction) ? (
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

function Buttons({ message, visit, back, newId }: MessagesProps & { message: WebMessage }) {
  const buttons = message.body?.buttons ?? [];
  if (buttons.length === 0) return null;
  return (
    <form
      method="post"
      action="/forms/action"
      class="buttons"
      data-press
      aria-label={visit.t('message.actions')}
    >
      <input type="hidden" name="channel" value={message.channel} />
      <input type="hidden" name="messageSeq" value={String(message.seq)} />
      <input type="hidden" name="clientId" value={newId()} />
      <input type="hidden" name="back" value={back} />
      {buttons.map((button) => (
        <button
          type="submit"
          name="press"
          value={JSON.stringify({ action: button.id, value: button.value })}
          class={`button ${button.style ?? ''}`}
        >
          {button.label}
        </button>
      ))}
    </form>
  );
}
