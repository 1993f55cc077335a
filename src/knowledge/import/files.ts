import { unzipSync } from 'fflate';
import type { ImportFile } from './apart.ts';
import { isReservedId } from '../reserved-ids.ts';
import { readCsv } from './csv.ts';
import { readDocx } from './docx.ts';
import { readHtml } from './html.ts';
import { refused, together, type Imported, type ImportedArticle, type ImportRules } from './imported.ts';
import { readMarkdownFolder } from './markdown-folder.ts';
import { zipMistake, type ZipLimits } from './zip-limits.ts';

const LONGEST_TEXT = 10_000_000;
/** A thousand articles in two languages. */
const folderLimits: ZipLimits = { bytes: 50_000_000, entries: 2_000, ratio: 100 };
const TEXT_FILE = /\.(?:md|markdown|csv|html?)$/i;

/** Articles of files of any known kind, told by their names; `onFile` hears which one is read now. */
export async function readFiles(
  files: readonly ImportFile[],
  rules: ImportRules,
  onFile: (name: string) => void = () => {},
): Promise<Imported> {
  const markdown: { name: string; text: string }[] = [];
  const parts: Imported[] = [];
  for (const { name, bytes } of files) {
    onFile(name);
    const kind = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase();
    if (kind === 'zip') {
      const mistake = zipMistake(bytes, folderLimits);
      parts.push(mistake ? refused(name, mistake) : await readFiles(unpacked(name, bytes), rules, onFile));
      continue;
    }
    if (kind === 'docx') {
      parts.push(await readDocx(bytes, { file: name, rules }));
      continue;
    }
    const text = bytes.length > LONGEST_TEXT ? undefined : textOf(bytes);
    if (bytes.length > LONGEST_TEXT) parts.push(refused(name, 'too-long', { most: '10 MB' }));
    else if (text === undefined) parts.push(refused(name, 'no-text-file'));
    else if (kind === 'md' || kind === 'markdown') markdown.push({ name, text });
    else if (kind === 'csv') parts.push(readCsv(text, { file: name, rules }));
    else if (kind === 'html' || kind === 'htm') parts.push(readHtml(text, { file: name, rules }));
    else parts.push(refused(name, 'unknown-file'));
  }
  return withoutReserved(together([readMarkdownFolder(markdown, rules), ...parts]));
}

/** An article whose page could not be reached is refused while its file can still be changed. */
function withoutReserved({ drafts, mistakes }: Imported): Imported {
  const isReserved = ({ id }: ImportedArticle) => id !== undefined && isReservedId(id);
  return {
    drafts: drafts.filter((draft) => !isReserved(draft)),
    mistakes: [
      ...mistakes,
      ...drafts
        .filter(isReserved)
        .map(({ id = '', file }) => ({ file, key: 'reserved-id' as const, params: { id } })),
    ],
  };
}

/** The texts of an archive that was found to be harmless. */
function unpacked(archive: string, bytes: Uint8Array): ImportFile[] {
  const files = unzipSync(bytes, { filter: ({ name }) => TEXT_FILE.test(name) });
  return Object.entries(files).map(([name, content]) => ({ name: `${archive}/${name}`, bytes: content }));
}

/** Chinese Excel saves a CSV in its own encoding and not in UTF-8. */
function textOf(bytes: Uint8Array): string | undefined {
  return decoded(bytes, 'utf-8') ?? decoded(bytes, 'gb18030');
}

function decoded(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
