import { clean } from '../language/clean.ts';
import { isKnownExtension, type FileType } from './file-type.ts';

const MAX_NAME = 100;
const OTHER: FileType = { mime: 'application/octet-stream', extension: 'bin' };

/** A name that is one path segment, has no characters that deceive, and ends as its content does. */
export function safeName(name: string, extension: string): string {
  return `${stem(name) || 'file'}.${extension}`;
}

/**
 * Name and type of a file whose content isn't one of the known types: it keeps its own ending, unless that claims to
 * be one of those (`invoice.pdf` that is none becomes `invoice.bin`, `invoice.pdf.exe` becomes `invoice_pdf.exe`).
 */
export function strangersName(name: string): { name: string; mime: string } {
  const ending = /\.([a-z0-9]{1,10})$/i.exec(clean(name).trim())?.[1]?.toLowerCase();
  const extension = ending === undefined || isKnownExtension(ending) ? OTHER.extension : ending;
  const honest = stem(name).replace(/\.(?=([a-z0-9]+)$)/i, (dot, inner: string) =>
    isKnownExtension(inner) ? '_' : dot,
  );
  return { name: `${honest || 'file'}.${extension}`, mime: OTHER.mime };
}

/** A file's name as it may be shown to people, whatever its content. */
export function shownName(name: string): string {
  return Array.from(visible(name)).slice(0, MAX_NAME).join('') || 'file';
}

function stem(name: string): string {
  const base = visible(name)
    .replace(/\.[^.]*$/, '')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  return Array.from(base).slice(0, MAX_NAME).join('');
}

function visible(name: string): string {
  return clean(name)
    .replace(/^.*[/\\]/, '')
    .replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '');
}
