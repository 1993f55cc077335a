import { z } from 'zod';
import { localised, readYaml, type Localised } from '../content/content-file.ts';
import type { Locale } from '../platforms/platform.ts';
import { textKeys, type TextKey } from './text-keys.ts';

/** Gives the text `key` with its {names} filled in. Plain text: whoever shows it escapes it. */
export type Translate = (key: TextKey, values?: Record<string, string | number>) => string;

export interface Texts {
  of(locale: Locale): Translate;
}

const schema = z.strictObject(
  Object.fromEntries(textKeys.map((key) => [key, localised])) as Record<TextKey, typeof localised>,
);

/** Reads the pages' texts. Throws a ContentError for a text that is missing, unknown or not in both languages. */
export function readTexts(file: string): Texts {
  const texts: Record<TextKey, Localised> = readYaml(file, schema).value;
  return {
    of: (locale) => (key, values) => fill(texts[key][locale], values),
  };
}

/** Whether `key` is one of the pages' texts, for names that come from elsewhere (kinds of events). */
export function isTextKey(key: string): key is TextKey {
  return (textKeys as readonly string[]).includes(key);
}

function fill(text: string, values: Record<string, string | number> = {}): string {
  return text.replace(/\{(\w+)\}/g, (name: string, key: string) => String(values[key] ?? name));
}
