import { convertToHtml, images } from 'mammoth';
import { htmlMistake } from './html-limits.ts';
import { markdownOf } from './html.ts';
import { refused, type Imported, type ImportRules } from './imported.ts';
import { readSections } from './sections.ts';
import { zipMistake } from './zip-limits.ts';

const LONGEST = 20_000_000;

/** Articles of a Word document by its headings; its pictures are left out. */
export async function readDocx(
  bytes: Uint8Array,
  { file, rules }: { file: string; rules: ImportRules },
): Promise<Imported> {
  if (bytes.length > LONGEST) return refused(file, 'too-long', { most: '20 MB' });
  const mistake = zipMistake(bytes);
  if (mistake) return refused(file, mistake);
  const html = await htmlOf(bytes);
  if (html === undefined) return refused(file, 'no-document');
  const tooMuch = htmlMistake(html);
  if (tooMuch) return refused(file, tooMuch);
  return readSections(markdownOf(html), { file, rules });
}

async function htmlOf(bytes: Uint8Array): Promise<string | undefined> {
  try {
    const { value } = await convertToHtml(
      { buffer: Buffer.from(bytes) },
      { convertImage: images.imgElement(async () => ({ src: '' })), externalFileAccess: false },
    );
    return value;
  } catch (error) {
    // The library throws plain errors of many kinds for what it can't read.
    if (error instanceof Error) return undefined;
    throw error;
  }
}
