import { join } from 'node:path';
import { z } from 'zod';
import { localised, readYaml, type Localised } from '../content/content-file.ts';
import type { Locale } from '../platforms/platform.ts';
import {
  boardKeys,
  knowledgeKeys,
  letterKeys,
  ownKeys,
  resetKeys,
  sharedKeys,
  type TextKey,
} from './text-keys.ts';

/** Gives the text `key` with its {names} filled in. Plain text: whoever shows it escapes it. */
export type Translate = (key: TextKey, values?: Record<string, string | number>) => string;

export interface Texts {
  of(locale: Locale): Translate;
}

const own = z.strictObject(textsOf(ownKeys));
const knowledge = z.strictObject(textsOf(knowledgeKeys));
const board = z.strictObject(textsOf(boardKeys));
const reset = z.strictObject(textsOf(resetKeys));
const letters = z.strictObject(textsOf(letterKeys));
const shared = z.object(textsOf(sharedKeys));

function textsOf<Key extends string>(keys: readonly Key[]) {
  return Object.fromEntries(keys.map((key) => [key, localised])) as Record<Key, typeof localised>;
}

/**
 * Reads the pages' texts from the folder of messages. Throws a ContentError for a text that is missing or not in
 * both languages, and for one of web.yaml, web-knowledge.yaml, web-board.yaml, web-reset.yaml or web-letters.yaml that no page knows.
 */
export function readTexts(folder: string): Texts {
  const texts: Record<TextKey, Localised> = {
    ...readYaml(join(folder, 'common.yaml'), shared).value,
    ...readYaml(join(folder, 'web.yaml'), own).value,
    ...readYaml(join(folder, 'web-knowledge.yaml'), knowledge).value,
    ...readYaml(join(folder, 'web-board.yaml'), board).value,
    ...readYaml(join(folder, 'web-reset.yaml'), reset).value,
    ...readYaml(join(folder, 'web-letters.yaml'), letters).value,
  };
  return {
    of: (locale) => (key, values) => fill(texts[key][locale], values),
  };
}

function fill(text: string, values: Record<string, string | number> = {}): string {
  return text.replace(/\{(\w+)\}/g, (name: string, key: string) => String(values[key] ?? name));
}
