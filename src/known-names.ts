import type { Content } from './content.ts';

/** The names that a model must not learn, as the company's directory has them now. */
export function namesOf(directory: Content['directory']): () => readonly string[] {
  let [from, names] = [directory.known, directory.known.map(({ name }) => name)];
  return () => {
    if (from !== directory.known) [from, names] = [directory.known, directory.known.map(({ name }) => name)];
    return names;
  };
}
