import type { MistakeKey } from './imported.ts';

/** Beyond these nobody's page is an article, and reading it holds up everybody else. */
const MOST_TAGS = 20_000;
const MOST_IN_ONE_LIST = 3_000;
const DEEPEST = 200;

const NAME = /[a-z][a-z0-9]*/iy;
/** They are closed by what follows, written or not, and so lie in nothing of their own kind. */
const UNCLOSED = new Set(
  'area base br col embed hr img input link meta source track wbr p li td th tr dt dd option'.split(' '),
);

/** What is wrong with HTML before anybody reads it as a tree, or undefined: too many tags, or too deep in each other. */
export function htmlMistake(html: string): MistakeKey | undefined {
  let tags = 0;
  let depth = 0;
  let inList = 0;
  for (let at = html.indexOf('<'); at !== -1; at = html.indexOf('<', at + 1)) {
    const isEnd = html[at + 1] === '/';
    NAME.lastIndex = at + (isEnd ? 2 : 1);
    const name = NAME.exec(html)?.[0].toLowerCase();
    if (name === undefined) continue;
    tags++;
    if (name === 'li') inList += isEnd ? 0 : 1;
    if (name === 'ol' || name === 'ul') inList = 0;
    if (!UNCLOSED.has(name)) depth = Math.max(0, depth + (isEnd ? -1 : 1));
    if (tags > MOST_TAGS || inList > MOST_IN_ONE_LIST) return 'too-many-parts';
    if (depth > DEEPEST) return 'too-deep';
  }
  return undefined;
}
