import { join } from 'node:path';
import { z } from 'zod';
import { localised, readYaml } from '../content/content-file.ts';
import { issueTypes } from './issue-types.ts';
import { loginTroubleFile, type LoginTroubleWords } from './login-trouble.ts';
import { incidentsFile, type OutageWords } from './outages.ts';

const phrase = z.string().trim().min(1);
const phrases = z.array(phrase).min(1);
const fillers = z.strictObject({ start: z.array(phrase), end: z.array(phrase) });

const type = z.strictObject({
  id: z.enum(issueTypes),
  name: localised,
  keywords: z.record(z.string().min(1), z.number().min(0).max(5)),
  zh: phrases,
  en: phrases,
});
const typesFile = z
  .strictObject({ types: z.array(type), vague: phrases })
  .superRefine(({ types }, context) => {
    for (const id of issueTypes) {
      const count = types.filter((t) => t.id === id).length;
      if (count !== 1) {
        context.addIssue({
          code: 'custom',
          path: ['types'],
          message: `the type “${id}” must stand here once, not ${count} times`,
        });
      }
    }
  });

const movesFile = z.strictObject({
  fillers,
  moves: z.strictObject({
    human: phrases,
    cancel: phrases,
    back: phrases,
    skip: phrases,
    restart: phrases,
    solved: phrases,
    'not-solved': phrases,
    'my-tickets': phrases,
    help: phrases,
    yes: phrases,
    no: phrases,
    'language-zh': phrases,
    'language-en': phrases,
    'link-accounts': phrases,
    unlink: phrases,
  }),
});

const smalltalkFile = z.strictObject({
  fillers,
  phrases: z.strictObject({
    greeting: phrases,
    thanks: phrases,
    presence: phrases,
    goodbye: phrases,
    smalltalk: phrases,
  }),
  offTopic: phrases,
});

const group = z.strictObject({ phrases, groups: phrases, many: phrases });
const impactFile = z.strictObject({
  onlyMe: phrases,
  company: group,
  department: group,
  fine: phrases,
  receivers: phrases,
  notGroups: phrases,
});

const urgencyFile = z.strictObject({
  critical: phrases,
  high: phrases,
  low: phrases,
  denials: phrases,
  requests: phrases,
  faults: phrases,
  blackouts: phrases,
  outages: phrases,
});

const problemsFile = z.strictObject({
  announcements: phrases,
  connectors: phrases,
  inner: phrases,
  continuations: phrases,
  faults: phrases,
});

export type TypeWords = z.infer<typeof typesFile>;
export type MoveWords = z.infer<typeof movesFile>;
export type SmalltalkWords = z.infer<typeof smalltalkFile>;
export type ImpactWords = z.infer<typeof impactFile>;
export type UrgencyWords = z.infer<typeof urgencyFile>;
export type ProblemWords = z.infer<typeof problemsFile>;

export interface LanguageContent {
  types: TypeWords;
  moves: MoveWords;
  smalltalk: SmalltalkWords;
  impact: ImpactWords;
  urgency: UrgencyWords;
  problems: ProblemWords;
  incidents: OutageWords;
  loginTrouble: LoginTroubleWords;
}

/** The word lists and examples under `<contentDir>/language`. Throws a ContentError naming file, line and reason. */
export function loadLanguage(contentDir: string): LanguageContent {
  const read = <T>(name: string, schema: z.ZodType<T>) =>
    readYaml(join(contentDir, 'language', `${name}.yaml`), schema).value;
  return {
    types: read('types', typesFile),
    moves: read('moves', movesFile),
    smalltalk: read('smalltalk', smalltalkFile),
    impact: read('impact', impactFile),
    urgency: read('urgency', urgencyFile),
    problems: read('problems', problemsFile),
    incidents: read('incidents', incidentsFile),
    loginTrouble: read('login-trouble', loginTroubleFile),
  };
}
