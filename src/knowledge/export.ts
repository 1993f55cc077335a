import { strToU8, zipSync } from 'fflate';
import { stringify } from 'yaml';
import { articleFileName } from './article-file.ts';
import type { Article } from './article.ts';
import { csvColumns } from './import/csv.ts';

/** Articles as files of the format of `prompts/knowledge/`, a file a language. */
export function exportMarkdown(articles: readonly Article[]): { name: string; text: string }[] {
  return articles.map((article) => ({
    name: articleFileName(article.id, article.locale),
    text: markdownOf(article),
  }));
}

/** Articles as an archive of such files. */
export function exportZip(articles: readonly Article[]): Uint8Array<ArrayBuffer> {
  const files = exportMarkdown(articles).map(({ name, text }) => [name, strToU8(text)] as const);
  return zipSync(Object.fromEntries(files));
}

function markdownOf(article: Article): string {
  const { id, title, type, symptom, keywords, synonyms, scene, preconditions } = article;
  const { steps, risks, rollback, related, cause, owner, validUntil, firstCheck } = article;
  const head = {
    id,
    title,
    type,
    symptom,
    keywords,
    synonyms,
    scene,
    preconditions,
    risks,
    rollback,
    related,
    ...(cause ? { cause } : {}),
    owner,
    review: new Date(validUntil).toISOString().slice(0, 10),
    firstCheck,
  };
  const body = steps.map((step, i) => `${i + 1}. ${inOneLine(step)}`).join('\n');
  return `---\n${stringify(head, { lineWidth: 0, defaultStringType: 'PLAIN' })}---\n${body}\n`;
}

/** A step is a line of a numbered list. */
function inOneLine(step: string): string {
  return step.replace(/\s*\n\s*/g, ' ').trim();
}

/** A cell that a spreadsheet would take for a formula (rule W-7). */
const FORMULA = /^[=+\-@\t\r\0\uff1d\uff0b\uff0d\uff20]/;

/** Articles as a table, a row a language; lists have their entries on lines of their own. */
export function exportCsv(articles: readonly Article[]): string {
  const rows = articles.map((article) =>
    csvColumns.map((column) => {
      const value = column === 'related' && article.related.length === 0 ? 'none' : article[column];
      const text = Array.isArray(value) ? value.join('\n') : String(value ?? '');
      return cellOf(FORMULA.test(text) ? `'${text}` : text);
    }),
  );
  return [csvColumns.map(cellOf), ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}

function cellOf(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
