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
export { createIndexer } from './indexer.ts';
export type { Change, Indexer, IndexerOptions, SearchSource } from './indexer.ts';
export { createVectors } from './vectors.ts';
export type { Vectors, VectorsOptions } from './vectors.ts';
export { createSearch } from './search.ts';
export type { Search, SearchDependencies } from './search.ts';
