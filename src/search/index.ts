export { loadSearchWords } from './content.ts';
export type { SearchWords } from './content.ts';
export { createMemorySearch } from './memory-search.ts';
export type { MemorySearch, MemorySearchOptions } from './memory-search.ts';
export type {
  AskerContext,
  Collection,
  Embedder,
  SearchDocument,
  SearchHit,
  SearchOptions,
} from './search-types.ts';
