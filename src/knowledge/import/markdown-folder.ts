import { ContentError } from '../../content/content-file.ts';
import { readArticleFile, type ArticleFile } from '../article-file.ts';
import { joined } from '../articles.ts';
import { formatMistake } from './format-mistake.ts';
import { refused, together, type Imported, type ImportMistake, type ImportRules } from './imported.ts';
import { readSections } from './sections.ts';

const IN_OUR_FORMAT = /^---\r?\n/;

/**
 * Articles of Markdown files: those of the format of `prompts/knowledge/`, two halves being one article, and other
 * Markdown by its headings. Folders in the names don't matter.
 */
export function readMarkdownFolder(
  files: readonly { name: string; text: string }[],
  rules: ImportRules,
): Imported {
  const mistakes: ImportMistake[] = [];
  const others: Imported[] = [];
  const halves = new Map<string, { half: ArticleFile; file: string }[]>();
  for (const { name: file, text } of files) {
    const source = text.replace(/^\ufeff/, '');
    if (!IN_OUR_FORMAT.test(source)) {
      others.push(readSections(source, { file, rules }));
      continue;
    }
    try {
      const half = readArticleFile(source, { name: file.split(/[\\/]/).at(-1) ?? file, file });
      if (!rules.types.has(half.type)) {
        mistakes.push({
          file,
          line: half.lineOf('type'),
          key: 'unknown-type',
          params: { type: half.type },
        });
      } else halves.set(half.id, [...(halves.get(half.id) ?? []), { half, file }]);
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      mistakes.push(...error.mistakes.map(({ reason, ...at }) => ({ ...at, ...formatMistake(reason) })));
    }
  }
  const parts = [...halves.values()].map((of) => ofHalves(of));
  return together([{ drafts: [], mistakes }, ...parts, ...others]);
}

function ofHalves(of: readonly { half: ArticleFile; file: string }[]): Imported {
  const [first, second, third] = of;
  const file = first?.file ?? '';
  if (third || (second && second.half.locale === first?.half.locale)) {
    return refused(third?.file ?? second?.file ?? file, 'same-half', { id: first?.half.id ?? '' });
  }
  if (second && first && second.half.type !== first.half.type) {
    return refused(second.file, 'other-type');
  }
  const { id, owner, body } = joined(of.map(({ half }) => half));
  return { drafts: [{ id, owner, body, file }], mistakes: [] };
}
