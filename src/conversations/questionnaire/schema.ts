import { z } from 'zod';
import { localised } from '../../content/content-file.ts';
import { normalise } from '../../language/tokens.ts';

const questionKinds = [
  'text',
  'choice',
  'number',
  'yes-no',
  'date',
  'device',
  'error-code',
  'attachment',
] as const;

/** More than this many questions, and people walk away. */
const MAX_QUESTIONS = 6;

const key = z.string().regex(/^[a-z][a-zA-Z0-9-]*$/, 'a key is made of letters, digits and hyphens');
const words = z.array(z.string().trim().min(1).transform(normalise)).default([]);

const regex = z.string().transform((source, context) => {
  try {
    return new RegExp(source, 'iu');
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
});

const comparison = z.union([
  z.strictObject({ key, is: z.string() }),
  z.strictObject({ key, in: z.array(z.string()).min(1) }),
  z.strictObject({ key, not: z.string() }),
]);
const condition = z.union([comparison, z.strictObject({ all: z.array(comparison).min(1) })], {
  error:
    'a condition is { key, is: value }, { key, in: [values] }, { key, not: value } or { all: [conditions] }',
});

const option = z.strictObject({
  value: z.string().min(1),
  label: localised,
  /** What people write when they mean this option. */
  words,
});

const question = z.strictObject({
  key,
  kind: z.enum(questionKinds),
  /** What the answer is called in a summary: 打印机 / Printer. */
  label: localised,
  ask: localised,
  /** How people refer to the answer when they correct it: 型号, model. */
  names: words,
  required: z.boolean().default(false),
  options: z.array(option).default([]),
  when: condition.optional(),
  pattern: regex.optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  /** Said when an answer can't be accepted. */
  hint: localised.optional(),
  profile: key.optional(),
  /** Whether it may be taken from what was written without being asked. */
  recognise: z.boolean().default(true),
  /** Where a text or number stands in free text (its first group, or the whole match); for a device, which models count. */
  find: z.array(regex).default([]),
});

export const questionnaireSchema = z.strictObject({
  type: key,
  title: localised,
  questions: z.array(question).min(1).max(MAX_QUESTIONS, `at most ${MAX_QUESTIONS} questions`),
});

export const sharedWordsSchema = z.strictObject({
  yes: localised,
  no: localised,
  problems: z.strictObject({
    empty: localised,
    tooLong: localised,
    notAChoice: localised,
    notANumber: localised,
    outOfRange: localised,
    notYesNo: localised,
    notADate: localised,
    notAFile: localised,
    notAccepted: localised,
    required: localised,
    nothingBefore: localised,
    nothingToChange: localised,
  }),
  /** `不是` 卡纸, `not` a jam: the word that follows isn't meant. */
  deniedBefore: words,
  /** Wi-Fi `正常`, Wi-Fi `is fine`: the word before isn't the trouble. */
  deniedAfter: words,
  /** The whole answer where there is no error code or file to give: `没有`, `none`. */
  none: words,
  /** 型号`写错了`, the model is `wrong`: an answer is called wrong, perhaps without the right one. */
  wrong: words,
});

export type Comparison = z.infer<typeof comparison>;
export type Option = z.infer<typeof option>;
export type Question = z.infer<typeof question>;
export type SharedWords = z.infer<typeof sharedWordsSchema>;

/** The structured questions of one issue type, with the words all of them share. */
export type Questionnaire = z.infer<typeof questionnaireSchema> & { words: SharedWords };
