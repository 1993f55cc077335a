import { join } from 'node:path';
import { z } from 'zod';
import { readYaml } from '../content/content-file.ts';

const phrase = z.coerce.string().trim().min(1);

const synonymsFile = z.strictObject({ groups: z.array(z.array(phrase).min(2)) });
const searchFile = z.strictObject({
  stop: z.strictObject({ zh: z.array(phrase), en: z.array(phrase) }),
  weak: z.array(phrase),
  names: z.array(phrase).default([]),
});

/** The words of the search that a support team may edit. */
export interface SearchWords {
  /** Words that mean the same, a group each. */
  groups: readonly (readonly string[])[];
  /** Words that say nothing about what is wrong. */
  stop: { zh: readonly string[]; en: readonly string[] };
  /** Words of every complaint: a hint, but no reason to believe in a match. */
  weak: readonly string[];
  /** Names of products that are never taken apart. */
  names: readonly string[];
}

/** `synonyms.yaml` and `search.yaml` under `<contentDir>/language`. Throws a ContentError naming file, line and reason. */
export function loadSearchWords(contentDir: string): SearchWords {
  const { groups } = readYaml(join(contentDir, 'language', 'synonyms.yaml'), synonymsFile).value;
  return { groups, ...readYaml(join(contentDir, 'language', 'search.yaml'), searchFile).value };
}
