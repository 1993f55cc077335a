import { sharedFieldKeys, type TextKey } from '../text-keys.ts';
import type { Visit } from '../visit.ts';

const LANGUAGES: Record<string, string> = { 'zh-CN': '中文', en: 'English' };

/** What a field of an article is called, such as `Risks (English)` for `en.risks`. */
export function fieldName({ t }: Pick<Visit, 't'>, field: string): string {
  const dot = field.indexOf('.');
  const language = dot < 0 ? undefined : LANGUAGES[field.slice(0, dot)];
  const key: TextKey | undefined = sharedFieldKeys.find(
    (known) => known === `article-field.${dot < 0 ? field : field.slice(dot + 1)}`,
  );
  if (!key) return LANGUAGES[field] ?? field;
  return language ? t('knowledge.field-in', { field: t(key), language }) : t(key);
}
