import { stepsIn } from './resolution.ts';

/** Parts of an article that are filled in from chat. */
export type ArticleParts = Partial<{
  title: string;
  symptom: string;
  scene: string;
  risks: string;
  rollback: string;
  cause: string;
  steps: string[];
  preconditions: string[];
  keywords: string[];
  /** Empty: it was said that there are none. */
  related: string[];
}>;

const WORDS: Record<keyof ArticleParts, string> = {
  title: 'title|标题|標題',
  symptom: 'symptom|现象|現象',
  scene: 'scene|适用场景|適用場景|场景|場景',
  risks: 'risks?|风险|風險',
  rollback: 'rollback|回退',
  cause: 'cause|原因',
  steps: 'steps?|步骤|步驟',
  preconditions: 'preconditions?|前提',
  keywords: 'keywords?|关键词|關鍵詞',
  related: 'related|相关案例|相關案例|相关|相關',
};
const FIELD = new RegExp(`(?:^|[\\n;；])\\s*(${Object.values(WORDS).join('|')})\\s*[:：]`, 'gi');
const NONE = /^(?:none|no|nothing|无|無|没有|沒有)[.。]?$/i;

/** `scene: … risks: …`, each part on a line of its own or after a semicolon; undefined where there is none. */
export function articlePartsIn(text: string): ArticleParts | undefined {
  const marks = [...text.matchAll(FIELD)];
  if (marks.length === 0 || text.slice(0, marks[0]?.index).trim() !== '') return undefined;
  const parts: ArticleParts = {};
  for (const [i, mark] of marks.entries()) {
    const value = text.slice(mark.index + mark[0].length, marks[i + 1]?.index).trim();
    if (value !== '') Object.assign(parts, partOf(fieldNamed(mark[1] ?? ''), value));
  }
  return Object.keys(parts).length > 0 ? parts : undefined;
}

function fieldNamed(word: string): keyof ArticleParts {
  const fields = Object.keys(WORDS) as (keyof ArticleParts)[];
  return fields.find((field) => new RegExp(`^(?:${WORDS[field]})$`, 'i').test(word)) ?? 'scene';
}

function partOf(field: keyof ArticleParts, value: string): ArticleParts {
  switch (field) {
    case 'steps':
    case 'preconditions':
      return { [field]: stepsIn(value) };
    case 'keywords':
      return { keywords: namesIn(value) };
    case 'related':
      return { related: NONE.test(value) ? [] : namesIn(value) };
    default:
      return { [field]: value };
  }
}

function namesIn(value: string): string[] {
  return value
    .split(/[,，、;；\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
