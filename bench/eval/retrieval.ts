import { join } from 'node:path';
import { createMemorySearch, loadSearchWords } from '../../src/search/index.ts';
import type { SearchDocument } from '../../src/search/index.ts';
import type { Doc, Query } from './files.ts';
import type { Ranked } from './report.ts';

export interface RetrievalInput {
  docs: readonly Doc[];
  queries: readonly { name: string; rows: readonly Query[] }[];
}

export interface RankedPart {
  name: string;
  ranked: Ranked[];
  queryMs: number[];
}

const CONTENT = join(import.meta.dirname, '../../prompts');
const DEPTH = 10;

/** Indexes the documents with the product's search and the words it comes with, and asks it every query. */
export async function evalRetrieval({
  docs,
  queries,
}: RetrievalInput): Promise<{ buildMs: number; parts: RankedPart[] }> {
  const start = performance.now();
  const search = createMemorySearch({
    words: loadSearchWords(CONTENT),
    documents: docs.map(documentOf),
    learn: docs.some(({ faq }) => faq !== undefined),
  });
  const buildMs = performance.now() - start;
  const parts = queries.map(({ name, rows }): RankedPart => {
    const queryMs: number[] = [];
    const ranked = rows.map(({ qid, query }) => {
      const asked = performance.now();
      const hits = search.search(query, { limit: DEPTH });
      queryMs.push(performance.now() - asked);
      return { qid, ranked: hits.map(({ key }) => key) };
    });
    return { name, ranked, queryMs };
  });
  return { buildMs, parts };
}

function documentOf({ docid, faq, title, body, lang }: Doc): SearchDocument {
  return {
    key: docid,
    entry: faq,
    locale: lang === 'en' ? 'en' : 'zh-CN',
    title,
    keywords: [],
    synonyms: [],
    symptom: '',
    body,
  };
}
