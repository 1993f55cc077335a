import { verbatim } from '../../content/markdown.ts';
import type { OutboundMessage } from '../../platforms/platform.ts';
import { whenText } from '../../tickets/when.ts';
import type { Say, Voice } from './voice.ts';

interface Ageing {
  say: Say;
  voice: Pick<Voice, 'policy'>;
  articleId: string;
  title: string;
  validUntil: number;
  /** Whether its time is over already. */
  isDue: boolean;
  /** Number of the event by which it is asked about: what came after it has answered the card. */
  asked: number;
  address: string | undefined;
  locale: 'zh-CN' | 'en';
  now: number;
}

/** An article is asked about by one card at a time. */
export function freshnessRef(articleId: string): string {
  return `fresh:${articleId}`;
}

/** Asks an article's owner whether it is still right (requirements 8.3 to 8.5). */
export function freshnessCard(ageing: Ageing): OutboundMessage {
  const { say, voice, articleId, title, validUntil, isDue, asked, address, locale, now } = ageing;
  const { timeZone } = voice.policy;
  const until = whenText(validUntil, { locale, timeZone, now });
  const value = `${articleId}:${asked}`;
  return {
    text: [
      say(isDue ? 'fresh.due' : 'fresh.reminder', { title: verbatim(title), id: articleId, until }),
      address ? say('fresh.fix-at', { address }) : say('fresh.fix-on-page'),
      say('fresh.how', { id: articleId }),
    ].join('\n\n'),
    buttons: [
      { id: 'article-verify', label: say('button.article-verify'), value, style: 'primary' },
      { id: 'article-fix', label: say('button.article-fix'), value },
      { id: 'article-retire', label: say('button.article-retire'), value, style: 'danger' },
    ],
  };
}

/** The same card once somebody has answered it. */
export function answeredCard(
  say: Say,
  { title, articleId }: Pick<Ageing, 'title' | 'articleId'>,
  answer: string,
): OutboundMessage {
  return {
    text: [say('fresh.asked', { title: verbatim(title), id: articleId }), answer].join('\n\n'),
    buttons: [],
  };
}
