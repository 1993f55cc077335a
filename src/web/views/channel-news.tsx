import { renderMarkdown } from '../markdown.ts';
import { Buttons } from './buttons.tsx';
import type { DeskProps } from './desk-props.ts';
import { Icon } from './icons.tsx';
import { Time } from './time.tsx';

/** What the bot says in the desk's channels and in no ticket's thread: cards about knowledge, and answers to them. */
export function ChannelNews({ visit, news, back, newId }: DeskProps) {
  if (news.length === 0) return null;
  const { t } = visit;
  const waiting = news.filter((message) => (message.body?.buttons ?? []).length > 0).length;
  return (
    <details id="channel-news" class="panel">
      <summary>
        <Icon name="book" />
        {t('knowledge.news')} <span class={`count ${waiting > 0 ? 'alert' : 'quiet'}`}>{waiting}</span>
        <Icon name="down" />
      </summary>
      <p class="small muted">
        {t('knowledge.news.hint')} <a href="/knowledge">{t('nav.articles')}</a>
      </p>
      <ul>
        {news.map((message) => (
          <li id={`news-${message.seq}`}>
            <div
              class="bubble"
              dir="auto"
              dangerouslySetInnerHTML={{ __html: renderMarkdown(message.text) }}
            />
            <Buttons message={message} visit={visit} back={back} newId={newId} />
            <p class="muted small">
              <Time at={message.at} visit={visit} />
            </p>
          </li>
        ))}
      </ul>
    </details>
  );
}
