import { verbatim } from '../../content/markdown.ts';

const ESCAPE = String.raw`\\([!-/:-@[-\`{-~])`;
const LINK = String.raw`\[((?:\\.|[^\]\\[])*)\]\(([^()\s]*)\)`;
const MARKS = new RegExp(String.raw`${ESCAPE}|${LINK}|!(?=\[)|\](?=\\?\()|[<&]`, 'g');
/** Emphasis; its groups are the second and third of those in FORMATS. */
const SPAN = String.raw`(?<![*\w])([*_])(?=\S)((?:\\.|[^*_\n\\])*?(?:\\.|[^*_\s\\]))\2(?!\w)`;
const FORMATS = new RegExp(`${ESCAPE}|${SPAN}|${LINK}|\\*\\*|\``, 'g');
const LINKABLE = /^(?:https?:\/\/|mailto:)[^<>"'\\]+$/i;
/** What `<` would open: a mention, a colour or another tag. */
const TAG = /^\\?[@/!?A-Za-z]/;
/** An escaped underscore in it is one by the time that it is read. */
const ENTITY = /^#?(?:\\?\w){1,31};/;
const LONGEST_ADDRESS = 500;
const FULL_WIDTH = { '<': '\uff1c', ']': '\uff3d', '&': '\uff06' };

/**
 * A message's Markdown as WeCom may show it. Whether WeCom knows backslashes isn't documented, so nothing that matters
 * hangs on them: tags, mentions and foreign links lose the character that opens them to its full-width twin, which
 * looks the same. Links of our own stay, where they lead to http, https or mail.
 */
export function wecomMarkdown(text: string): string {
  return text.replace(
    MARKS,
    (mark: string, escaped?: string, label?: string, url?: string, ...[at, whole]: [number, string]) => {
      const after = whole.slice(at + mark.length, at + mark.length + 40);
      if (escaped !== undefined) return literal(escaped, { whole, at, after });
      if (label !== undefined && url !== undefined) {
        const shown = wecomMarkdown(label);
        return LINKABLE.test(url) ? `[${shown}](${url})` : `${shown} ${wecomMarkdown(url)}`;
      }
      if (mark === '!') return '! ';
      if (mark === ']') return FULL_WIDTH[']'];
      if (mark === '&') return ENTITY.test(after) ? FULL_WIDTH['&'] : mark;
      return TAG.test(after) ? FULL_WIDTH['<'] : mark;
    },
  );
}

/** A character that stands for itself, with a backslash only where it would mean something. */
function literal(
  character: string,
  { whole, at, after }: { whole: string; at: number; after: string },
): string {
  const before = whole.charAt(at - 1);
  const escaped = `\\${character}`;
  switch (character) {
    case '<':
      return TAG.test(after) ? FULL_WIDTH['<'] : character;
    case ']':
      return /^\\?\(/.test(after) ? FULL_WIDTH[']'] : escaped;
    case '_':
      return (/\w/.test(before) && /^\w/.test(after)) || inAddress(whole, at) ? character : escaped;
    case '>':
      return beginsLine(whole, at) ? escaped : character;
    case '~':
      return before === '~' || /^\\?~/.test(after) ? escaped : character;
    case '|':
      return character;
    default:
      return escaped;
  }
}

/** Whether what stands at `at` belongs to an address, which a backslash would break. */
function inAddress(text: string, at: number): boolean {
  return /https?:\/\/\S*$/.test(text.slice(Math.max(0, at - LONGEST_ADDRESS), at));
}

/** Whether only blanks stand before `at` in its line. Looks no further back than it must: a line can be 40,000 long. */
function beginsLine(text: string, at: number): boolean {
  for (let i = at - 1; i >= 0; i--) {
    const before = text.charAt(i);
    if (before === '\n') return true;
    if (before.trim() !== '') return false;
  }
  return true;
}

/** Plain words, such as a card's, as Markdown that shows them as they are. */
export function wecomVerbatim(words: string): string {
  return wecomMarkdown(verbatim(words));
}

/** A message's Markdown as plain text, for what WeCom shows without Markdown: cards and the welcome. */
export function plainText(text: string): string {
  return text.replace(
    FORMATS,
    (_, escaped?: string, _mark?: string, words?: string, label?: string, url?: string) => {
      if (escaped !== undefined) return escaped;
      if (words !== undefined) return plainText(words);
      if (label === undefined || url === undefined) return '';
      return label === url ? url : `${plainText(label)} ${url}`;
    },
  );
}

/** What only lines show: lists, quotes, headings, tables and rules. */
const SHAPED_LINE = /^[ \t]*(?:[-*+>|]|#{1,6}\s|\d{1,3}[.)]\s)/m;

/** Whether nothing is lost of a message's Markdown when it is shown as plain text. */
export function isPlain(text: string): boolean {
  const unescaped = text.replace(new RegExp(ESCAPE, 'g'), '$1');
  return unescaped === plainText(text) && !SHAPED_LINE.test(text);
}
