import { verbatim } from '../../content/markdown.ts';
import type { ArticleRow, ArticleVersion } from '../../knowledge/article.ts';
import { missingIn } from '../../knowledge/article-body.ts';
import { diffBodies, type FieldChange, type LineChange } from '../../knowledge/article-diff.ts';
import type { OutboundMessage } from '../../platforms/platform.ts';
import type { ArticleBody } from '../../store/schema.ts';
import type { Say, Voice } from './voice.ts';

export interface Reviewed {
  say: Say;
  voice: Voice;
  article: ArticleRow;
  version: ArticleVersion;
  /** What is published now, if anything. */
  published: ArticleBody | undefined;
  author: string;
  /** Where it is read as a whole. */
  address: string | undefined;
}

const MOST_CHANGES = 8;
const LONGEST_CHANGE = 160;
const KNOWN_CONCERNS: ReadonlySet<string> = new Set(['encoded-command', 'hidden-text']);

export function reviewRef({ articleId, n }: Pick<ArticleVersion, 'articleId' | 'n'>): string {
  return `review:${articleId}:${n}`;
}

/** What a knowledge admin decides about, with what he needs for it (requirement 5.5). */
export function reviewCard(reviewed: Reviewed): OutboundMessage {
  const { say, version } = reviewed;
  const value = `${version.articleId}:${version.n}`;
  return {
    text: [reviewText(reviewed), say('review.how', { id: version.articleId })].join('\n\n'),
    buttons: [
      { id: 'article-approve', label: say('button.article-approve'), value, style: 'primary' },
      { id: 'article-return', label: say('button.article-return'), value, style: 'danger' },
    ],
  };
}

/** The same card once it is decided. */
export function decidedCard(
  reviewed: Reviewed,
  { by, reason }: { by: string; reason?: string | undefined },
): OutboundMessage {
  const { say } = reviewed;
  const decision =
    reason === undefined
      ? say('review.approved', { agent: by })
      : say('review.returned', { agent: by, reason: verbatim(reason) });
  return { text: [reviewText(reviewed), decision].join('\n\n'), buttons: [] };
}

function reviewText(reviewed: Reviewed): string {
  const { say, voice, article, version, published, author, address } = reviewed;
  const { locale } = voice.policy;
  const { body } = version;
  const text = body.texts[locale] ?? Object.values(body.texts)[0];
  const type = voice.typeNames.get(body.type)?.[locale] ?? body.type;
  const languages = Object.keys(body.texts).map((one) => say(`review.language-${one}`));
  const separator = say('list.separator');
  const missing = missingIn(body);
  const fields = missing.map((field) => say(`article.field-${field.split('.').at(-1)}`));
  const lines = [
    say('review.type', { type }),
    say('review.author', { author }),
    say('review.languages', { languages: languages.join(separator) }),
    missing.length > 0
      ? say('review.missing', { missing: [...new Set(fields)].join(separator) })
      : say('review.complete'),
    ...version.warnings.map((warning) => warningText(warning, say)),
    ...(address ? [say('review.page', { address })] : []),
  ];
  const title = say(published ? 'review.title-changed' : 'review.title-new', {
    title: verbatim(text?.title ?? article.id),
    id: article.id,
    n: version.n,
  });
  const content = published
    ? [say('review.changes'), changesText(diffBodies(published, body), say)]
    : [
        verbatim(text?.symptom ?? ''),
        (text?.steps ?? []).map((step, i) => `${i + 1}. ${verbatim(step)}`).join('\n'),
      ];
  return [title, lines.map((line) => `- ${line}`).join('\n'), ...content]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** `encoded-command en.steps.2`: what is odd, and where. */
function warningText(warning: string, say: Say): string {
  const [concern = '', place = ''] = warning.split(' ');
  const [language = '', field = language, n] = place.split('.');
  const name = [say(`article.field-${field}`), ...(n ? [n] : [])].join(' ');
  const known = KNOWN_CONCERNS.has(concern) ? concern : 'other';
  return say(`review.warning-${known}`, { place: `${name} (${language})` });
}

/** The first changes, each in a line: what went is crossed out by a minus, what came has a plus. */
function changesText(changes: readonly FieldChange[], say: Say): string {
  const lines = changes.flatMap(({ field, lines: all }) => {
    const name = say(`article.field-${field.split('.').at(-1)}`);
    return all.filter(({ op }) => op !== 'same').map((line) => `- ${name}: ${changeText(line)}`);
  });
  const more =
    lines.length > MOST_CHANGES ? [say('review.more-changes', { count: lines.length - MOST_CHANGES })] : [];
  return [...lines.slice(0, MOST_CHANGES), ...more].join('\n');
}

function changeText({ op, pieces }: LineChange): string {
  const text = (wanted: 'added' | 'removed') =>
    verbatim(
      shortened(
        pieces
          .filter((piece) => piece.op === 'same' || piece.op === wanted)
          .map((piece) => piece.text)
          .join(''),
      ),
    );
  if (op === 'added') return `➕ ${text('added')}`;
  if (op === 'removed') return `➖ ${text('removed')}`;
  return `➖ ${text('removed')} ➕ ${text('added')}`;
}

function shortened(text: string): string {
  const characters = Array.from(text.replaceAll(/\s+/g, ' '));
  return characters.length > LONGEST_CHANGE ? `${characters.slice(0, LONGEST_CHANGE).join('')}…` : text;
}
