import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { SearchDocument } from '../../src/search/index.ts';

const folder = 'prompts/knowledge';

/** The articles that Deskline comes with, as the search wants them. */
export const starterArticles: readonly SearchDocument[] = readdirSync(folder)
  .filter((name) => name.endsWith('.md'))
  .map(readArticle);

interface Head {
  id: string;
  title: string;
  keywords?: unknown[];
  synonyms?: unknown[];
  symptom: string;
  scene: string;
  type: string;
}

function readArticle(name: string): SearchDocument {
  const [, head = '', body = ''] = readFileSync(`${folder}/${name}`, 'utf8').split(/^---\n/mu);
  const { id, title, keywords = [], synonyms = [], symptom, scene, type } = parse(head) as Head;
  return {
    key: id,
    title,
    keywords: keywords.map(String),
    synonyms: synonyms.map(String),
    symptom,
    body: `${scene}\n${body}`,
    type,
    locale: name.endsWith('.zh.md') ? 'zh-CN' : 'en',
  };
}

export interface ProductQueries {
  queries: { query: string; id: string }[];
  /** Nothing answers them. */
  poor: string[];
}

/** What employees type, and the article that answers it. */
export const productQueries = parse(
  readFileSync(new URL('product-queries.yaml', import.meta.url), 'utf8'),
) as ProductQueries;
