import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ContentError, readYaml, type ContentFile, type Mistake } from '../../content/content-file.ts';
import {
  questionnaireSchema,
  sharedWordsSchema,
  type Comparison,
  type Question,
  type Questionnaire,
} from './schema.ts';

const SHARED = 'shared.yaml';
const FALLBACK = 'other';

type Draft = Omit<Questionnaire, 'words'>;

/**
 * Reads every questionnaire of `<contentDir>/questionnaires`, by issue type. `other` is always among them.
 * Throws a ContentError that names the mistakes of all files.
 */
export function loadQuestionnaires(contentDir: string): ReadonlyMap<string, Questionnaire> {
  const folder = join(contentDir, 'questionnaires');
  const mistakes: Mistake[] = [];
  const read = <T>(load: () => T): T | undefined => {
    try {
      return load();
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      mistakes.push(...error.mistakes);
      return undefined;
    }
  };
  const words = read(() => readYaml(join(folder, SHARED), sharedWordsSchema).value);
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== SHARED);
  const drafts = names.toSorted().flatMap((name) => {
    const content = read(() => readYaml(join(folder, name), questionnaireSchema));
    if (content) mistakes.push(...mistakesIn(content));
    return content ? [content.value] : [];
  });
  if (!names.includes(`${FALLBACK}.yaml`)) {
    mistakes.push({
      file: join(folder, `${FALLBACK}.yaml`),
      line: 1,
      reason: 'is missing: it serves every type without its own',
    });
  }
  if (!words || mistakes.length > 0) throw new ContentError(mistakes);
  return new Map(drafts.map((draft) => [draft.type, { ...draft, words }]));
}

function mistakesIn(content: ContentFile<Draft>): Mistake[] {
  const { file, value } = content;
  const mistakes: Mistake[] = [];
  const complain = (path: PropertyKey[], reason: string) =>
    mistakes.push({ file, line: content.lineOf(path), reason });
  if (value.type !== basename(file, '.yaml')) {
    complain(['type'], `type: is "${value.type}", but the file is called ${basename(file)}`);
  }
  const earlier = new Map<string, Question>();
  for (const [index, question] of value.questions.entries()) {
    const path = ['questions', index];
    if (earlier.has(question.key)) complain([...path, 'key'], `two questions have the key "${question.key}"`);
    for (const reason of optionMistakes(question)) complain([...path, 'options'], reason);
    if (question.min !== undefined && question.max !== undefined && question.min > question.max) {
      complain([...path, 'min'], 'min is greater than max');
    }
    for (const comparison of comparisonsOf(question)) {
      const reason = comparisonMistake(comparison, earlier);
      if (reason) complain([...path, 'when'], reason);
    }
    earlier.set(question.key, question);
  }
  return mistakes;
}

function optionMistakes({ kind, options, key }: Question): string[] {
  const values = options.map((option) => option.value);
  if (kind === 'choice' && values.length < 2) return [`the choice "${key}" needs at least two options`];
  if (kind !== 'choice' && kind !== 'yes-no' && values.length > 0) {
    return [`"${key}" is no choice, it can't have options`];
  }
  if (kind === 'yes-no' && values.some((value) => value !== 'yes' && value !== 'no')) {
    return [`the options of "${key}" can only be yes and no`];
  }
  return new Set(values).size < values.length ? [`two options of "${key}" have the same value`] : [];
}

function comparisonsOf({ when }: Question): readonly Comparison[] {
  if (!when) return [];
  return 'all' in when ? when.all : [when];
}

function comparisonMistake(
  comparison: Comparison,
  earlier: ReadonlyMap<string, Question>,
): string | undefined {
  const asked = earlier.get(comparison.key);
  if (!asked) return `when: no earlier question has the key "${comparison.key}"`;
  const possible = possibleValues(asked);
  const unknown = possible && valuesOf(comparison).find((value) => !possible.includes(value));
  return unknown === undefined ? undefined : `when: "${comparison.key}" is never "${unknown}"`;
}

function possibleValues({ kind, options }: Question): string[] | undefined {
  if (kind === 'choice') return options.map((option) => option.value);
  return kind === 'yes-no' ? ['yes', 'no'] : undefined;
}

function valuesOf(comparison: Comparison): readonly string[] {
  if ('in' in comparison) return comparison.in;
  return ['is' in comparison ? comparison.is : comparison.not];
}
