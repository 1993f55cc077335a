import { join } from 'node:path';
import { z } from 'zod';
import type { Locale } from '../platforms/platform.ts';
import { ContentError, localised, readYaml, type Localised, type Mistake } from './content-file.ts';

export type Params = Record<string, string | number>;

/** What the bot says, in every language. */
export interface Messages {
  /** The text of `key` with its `{placeholders}` filled. Throws where the key or a value is missing. */
  say(locale: Locale, key: string, params?: Params): string;
  has(key: string): boolean;
}

const PLACEHOLDER = /\{(\w+)\}/g;

/** Reads `messages/<name>.yaml` files. Throws a ContentError naming every mistake, such as placeholders that one language lacks. */
export function loadMessages(contentDir: string, names: readonly string[]): Messages {
  const texts = new Map<string, Localised>();
  const mistakes: Mistake[] = [];
  for (const name of names) {
    const { file, value, lineOf } = readYaml(
      join(contentDir, 'messages', `${name}.yaml`),
      z.record(z.string(), localised),
    );
    for (const [key, text] of Object.entries(value)) {
      const complain = (reason: string) => mistakes.push({ file, line: lineOf([key]), reason });
      if (texts.has(key)) complain(`${key} stands twice`);
      if (placeholders(text['zh-CN']) !== placeholders(text.en)) {
        complain(`${key}: the languages have different {placeholders}`);
      }
      texts.set(key, text);
    }
  }
  if (mistakes.length > 0) throw new ContentError(mistakes);
  return {
    has: (key) => texts.has(key),
    say(locale, key, params = {}) {
      const text = texts.get(key);
      if (!text) throw new Error(`There is no message ${key}`);
      return text[locale].replace(PLACEHOLDER, (_, name: string) => {
        const value = params[name];
        if (value === undefined) throw new Error(`The message ${key} needs {${name}}`);
        return String(value);
      });
    },
  };
}

function placeholders(text: string): string {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''))]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join();
}
